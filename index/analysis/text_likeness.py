"""How far two whole texts are one: what they share, and where their words differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.results import TextDifference
from ingest.text.vietnamese import WORD, lower, nfc, tone_normal

_SENTENCE = re.compile(r"[^.;:!?…|]+(?:[.;:!?…|]+|$)")
_FIGURE = re.compile(r"\d+(?:[./,-]\d+)*")
_BITS = 32
"""Of a word's number in that of a pair."""
OTHER_TEXT = 0.3
"""Two texts that share less are two parts, not two writings of one."""
FEW_FIGURES = 3
"""A number, a day and a month are put into a draft when it is signed."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a text is compared by: its pairs of neighbouring words, and its figures.

    Pairs are numbers in ascending order, each once, shape (n,); those of texts that one
    :class:`ContentsReader` read go together.
    """

    pairs: npt.NDArray[np.int64]
    figures: frozenset[str]

    def shared(self, other: Contents) -> float:
        """Return the share [0, 1] of pairs of words that two texts have in common (Jaccard)."""
        if not len(self.pairs) or not len(other.pairs):
            return 0.0
        common = len(np.intersect1d(self.pairs, other.pairs, assume_unique=True))
        return common / (len(self.pairs) + len(other.pairs) - common)

    def has_same_figures(self, other: Contents) -> bool:
        """Say whether the same figures stand in both: forms filled in alike differ by them."""
        first, second = self.figures, other.figures
        if len(first ^ second) <= FEW_FIGURES:
            return True
        return len(first & second) >= 0.9 * len(first | second)


class _Numbers(dict[str, int]):
    """The number of a word in lower case, one for all its tone placements."""

    def __init__(self) -> None:
        super().__init__()
        self._placed: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        self[word] = self._placed.setdefault(tone_normal(word), len(self._placed))
        return self[word]


class ContentsReader:
    """Reads what texts are compared by; each distinct word is judged once, for one thread."""

    def __init__(self) -> None:
        self._numbers = _Numbers()

    def __call__(self, text: str) -> Contents:
        """Return what a text is compared by."""
        numbers = self._numbers
        words = np.array([numbers[word] for word in _words(text)], np.int64)
        pairs = np.unique((words[:-1] << _BITS) | words[1:])
        return Contents(pairs, frozenset(_FIGURE.findall(text)))


def shared(one: str, other: str) -> float:
    """Return the share [0, 1] of pairs of neighbouring words that two texts have in common.

    Jaccard; letters of either size and tone placement are one.
    """
    read = ContentsReader()
    return read(one).shared(read(other))


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return WORD.findall(lower(nfc(text)))


def _keys(text: str) -> list[str]:
    return WORD.findall(tone_normal(lower(nfc(text))))


def has_same_figures(one: str, other: str) -> bool:
    """Say whether the same figures stand in two texts: forms filled in alike differ by them."""
    read = ContentsReader()
    return read(one).has_same_figures(read(other))


def differences(one: str, other: str) -> tuple[TextDifference, ...]:
    """Return where the words of two texts differ, in order.

    Line breaks, punctuation, size of letters, tone placement and page numbers that a copied
    text kept are layout and no difference.
    """
    kept = list(_differing(one, other))
    for side in (0, 1):
        pages = _page_numbers([_added(each, side) for each in kept])
        kept = [each for n, each in enumerate(kept) if n not in pages]
    return tuple(kept)


def _added(difference: TextDifference, side: int) -> str:
    """Return what one text has where the other has nothing; "" where both have words."""
    sides = difference.first, difference.second
    return "" if sides[1 - side] else sides[side]


def _page_numbers(added: Sequence[str]) -> set[int]:
    """Return the places of lone numbers that count up one by one, as pages do."""
    places = [n for n, text in enumerate(added) if text.isdigit() and len(text) < 4]
    counting = {
        place for a, b in pairwise(places) if int(added[b]) == int(added[a]) + 1 for place in (a, b)
    }
    return counting if len(counting) >= FEWEST_PAGES else set()


FEWEST_PAGES = 3


def _differing(one: str, other: str) -> Iterator[TextDifference]:
    first, second = list(_sentences(one)), list(_sentences(other))
    matcher = SequenceMatcher(
        None, [tuple(_keys(s)) for s in first], [tuple(_keys(s)) for s in second], autojunk=False
    )
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield from _in_words(" ".join(first[a:b]), " ".join(second[c:d]))


def _sentences(text: str) -> Iterator[str]:
    joined = re.sub(r"\s+", " ", text)
    for match in _SENTENCE.finditer(joined):
        if WORD.search(match[0]):
            yield match[0].strip()


MOST_WORDS = 400
"""Words of a stretch that is compared word by word."""


def _in_words(one: str, other: str) -> Iterator[TextDifference]:
    first, second = one.split(), other.split()
    keys = _word_keys(first), _word_keys(second)
    if keys[0] == keys[1] or "".join(keys[0]) == "".join(keys[1]):
        return
    if max(len(first), len(second)) > MOST_WORDS:
        yield TextDifference(one, other)
        return
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        letters = "".join(keys[0][a:b]), "".join(keys[1][c:d])
        if tag != "equal" and letters[0] != letters[1]:
            yield TextDifference(" ".join(first[a:b]), " ".join(second[c:d]))


def _word_keys(words: Sequence[str]) -> list[str]:
    return ["".join(_keys(word)) for word in words]
