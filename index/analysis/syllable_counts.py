"""What syllables follow what: counts of single syllables and of pairs of neighbours.

Two models are mixed: one counted on public Vietnamese text and shipped
(``data/syllables.tsv.gz``, made by ``python -m index.training.syllables``), so that an empty
library works too, and one counted by every build on the library's own passages, which knows
the names and turns of phrase of these documents.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TypeVar

from ingest.text.vietnamese import fold, is_syllable, lower, nfc, tone_normal

_FILE = Path(__file__).parents[1] / "data" / "syllables.tsv.gz"
START = "^"
"""Stands before the first word of a clause."""
OWN = 10
"""What one occurrence in the library counts for beside one in the shipped model."""
LEAST_OWN = 2
"""A pair seen once in a library may be a misprint."""
_PAIR = 0.85
_BACKOFF = 0.2
_REMEMBERED = 200_000
_LEAST_WORDS = 2
"""A word alone, after the start of its clause, has no neighbour."""
_LEVEL = 6
"""Of compression: the highest takes three times as long and saves a fiftieth."""
_LINES = 10_000
"""Written at once."""
_WORD = re.compile(r"[^\W\d_]+")
PIECE = re.compile(_WORD.pattern + r"|[^\w\s]+|\n")
"""A word, or what ends a clause."""

Singles = dict[str, int]
Pairs = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often syllables and pairs of neighbours were seen (normal tone placement)."""

    single: Singles
    pairs: Pairs
    by_folded: dict[str, tuple[str, ...]]
    total: int

    @staticmethod
    def of(single: Singles, pairs: Pairs) -> Counts:
        """Return the model of these counts."""
        by_folded: dict[str, list[str]] = defaultdict(list)
        for word in single:
            by_folded[fold(word)].append(word)
        kept = {folded: tuple(sorted(words)) for folded, words in by_folded.items()}
        return Counts(single, pairs, kept, sum(single.values()))


NONE = Counts({}, {}, {}, 0)
"""Nothing was counted."""


@cache
def shipped() -> Counts:
    """Return the model that ships with the project."""
    return load_counts(_FILE)


def load_counts(path: Path) -> Counts:
    """Read a file that :func:`write` made."""
    single: Singles = {}
    pairs: Pairs = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            first, second, count = line.rstrip("\n").split("\t")
            if second:
                pairs[first, second] = int(count)
            else:
                single[first] = int(count)
    return Counts.of(single, pairs)


def write(path: Path, counts: Counts) -> None:
    """Write counts to ``path``; the same counts give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, 0) as out:
        lines = chain(
            (f"{word}\t\t{count}\n" for word, count in sorted(counts.single.items())),
            (
                f"{first}\t{second}\t{count}\n"
                for (first, second), count in sorted(counts.pairs.items())
            ),
        )
        while block := "".join(islice(lines, _LINES)):
            out.write(block.encode())


def clauses(text: str) -> Iterator[list[str]]:
    """Yield the clauses of ``text`` as lower-case words of normal tone placement, after ``^``.

    A clause that carries no diacritic at all is left out: text that lost them would teach
    the wrong thing.
    """
    words, accented = [START], False
    for piece in PIECE.findall(nfc(text)):
        word, marked = _plain(piece)
        if word:
            words.append(word)
            accented = accented or marked
            continue
        if accented and len(words) > _LEAST_WORDS:
            yield words
        words, accented = [START], False
    if accented and len(words) > _LEAST_WORDS:
        yield words


@lru_cache(maxsize=1 << 16)
def _plain(piece: str) -> tuple[str, bool]:
    """Return a word in lower case and normal tone placement, and whether it has a diacritic.

    Of what ends a clause, an empty word.
    """
    if not _WORD.match(piece):
        return "", False
    word = lower(tone_normal(piece))
    return word, fold(word) != word


@dataclass(slots=True)
class NgramCounts:
    """How often words and pairs of neighbours were seen, whether syllables or not."""

    single: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: NgramCounts, times: int = 1) -> None:
        """Count what ``other`` saw too; ``times`` -1 takes it back."""
        _add(self.single, other.single, times)
        _add(self.pairs, other.pairs, times)

    def counts(self) -> Counts:
        """Return what was seen of syllables; a word that is none parts its neighbours."""
        # Every word of a pair was seen alone too: each is judged once.
        held = {word for word, n in self.single.items() if word == START or is_syllable(word)}
        single = {word: n for word, n in self.single.items() if n > 0 and word in held}
        pairs = {
            pair: n
            for pair, n in self.pairs.items()
            if n > 0 and pair[0] in held and pair[1] in held
        }
        return Counts.of(single, pairs)


K = TypeVar("K")


def _add(total: Counter[K], part: Counter[K], times: int) -> None:
    if times == 1:
        total.update(part)
    else:
        total.subtract(part)


def seen(texts: Iterable[str]) -> NgramCounts:
    """Return what words and pairs ``texts`` hold."""
    counts = NgramCounts()
    for text in texts:
        for words in clauses(text):
            counts.single.update(words)
            counts.pairs.update(pairwise(words))
    return counts


def updated(known: Counts, added: Iterable[str], removed: Iterable[str] = ()) -> Counts:
    """Return ``known`` with the texts ``added`` counted and those ``removed`` taken back."""
    return updated_by_counts(known, seen(added), seen(removed))


def updated_by_counts(known: Counts, added: NgramCounts, removed: NgramCounts) -> Counts:
    """Return ``known`` with what was ``added`` counted and what was ``removed`` taken back."""
    total = NgramCounts(Counter(known.single), Counter(known.pairs))
    total.add(added)
    total.add(removed, -1)
    return total.counts()


class Model:
    """How likely a syllable is after another, by the shipped model and a library's own."""

    def __init__(self, library_counts: Counts = NONE) -> None:
        self._shipped = shipped()
        self._own = library_counts
        self._total = self._shipped.total + OWN * library_counts.total
        # What is asked again and again; to lose an entry to another thread costs a sum.
        self._known: dict[tuple[str, str], float] = {}

    def knows(self, word: str) -> bool:
        """Say whether ``word`` was seen as it stands."""
        return word in self._shipped.single or word in self._own.single

    def readings(self, folded: str) -> tuple[str, ...]:
        """Return the syllables that fold to ``folded``, in a fixed order."""
        shipped = self._shipped.by_folded.get(folded, ())
        if folded not in self._own.by_folded:
            return shipped
        return tuple(sorted({*shipped, *self._own.by_folded[folded]}))

    def likelihood(self, before: str, word: str) -> float:
        """Return the natural logarithm of how likely ``word`` is after ``before``."""
        pair = before, word
        known = self._known.get(pair)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[pair] = self._likelihood(before, word)
        return known

    def _likelihood(self, before: str, word: str) -> float:
        single = (self._single(word) + 0.5) / (self._total + 1)
        seen = self._shipped.pairs.get((before, word), 0)
        times = self._own.pairs.get((before, word), 0)
        seen += OWN * times if times >= LEAST_OWN else 0
        if not seen:
            return math.log(_BACKOFF * single)
        return math.log(_PAIR * seen / max(seen, self._single(before)) + (1 - _PAIR) * single)

    def _single(self, word: str) -> int:
        return self._shipped.single.get(word, 0) + OWN * self._own.single.get(word, 0)
