"""How far two whole texts are one: what they share, and where their words differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from index.results import TextDifference
from ingest.text.vietnamese import WORD, lower, nfc, tone_normal

_SENTENCE = re.compile(r"[^.;:!?…|]+(?:[.;:!?…|]+|$)")
_FIGURE = re.compile(r"\d+(?:[./,-]\d+)*")
OTHER_TEXT = 0.3
"""Two texts that share less are two parts, not two writings of one."""
FEW_FIGURES = 3
"""A number, a day and a month are put into a draft when it is signed."""


def shared(one: str, other: str) -> float:
    """Return the share [0, 1] of pairs of neighbouring words that two texts have in common.

    Jaccard; letters of either size and tone placement are one.
    """
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    words = _keys(text)
    return frozenset(pairwise(words))


def _keys(text: str) -> list[str]:
    return WORD.findall(tone_normal(lower(nfc(text))))


def has_same_figures(one: str, other: str) -> bool:
    """Say whether the same figures stand in two texts: forms filled in alike differ by them."""
    first, second = frozenset(_FIGURE.findall(one)), frozenset(_FIGURE.findall(other))
    if len(first ^ second) <= FEW_FIGURES:
        return True
    return len(first & second) >= 0.9 * len(first | second)


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
