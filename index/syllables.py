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
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from ingest.text import fold, is_syllable, lower, nfc, tone_normal

_FILE = Path(__file__).parent / "data" / "syllables.tsv.gz"
START = "^"
"""Stands before the first word of a clause."""
OWN = 10
"""What one occurrence in the library counts for beside one in the shipped model."""
LEAST_OWN = 2
"""A pair seen once in a library may be a misprint."""
_PAIR = 0.85
_BACKOFF = 0.2
_REMEMBERED = 200_000
_CLAUSE = re.compile(r"[^\w\s]+|\n")
_WORD = re.compile(r"[^\W\d_]+")

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
        kept = {folded: tuple(sorted(found)) for folded, found in by_folded.items()}
        return Counts(single, pairs, kept, sum(single.values()))


NONE = Counts({}, {}, {}, 0)
"""Nothing was counted."""


@cache
def shipped() -> Counts:
    """Return the model that ships with the project."""
    return read(_FILE)


def read(path: Path) -> Counts:
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
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as out:
        for word, count in sorted(counts.single.items()):
            out.write(f"{word}\t\t{count}\n".encode())
        for (first, second), count in sorted(counts.pairs.items()):
            out.write(f"{first}\t{second}\t{count}\n".encode())


def clauses(text: str) -> Iterator[list[str]]:
    """Yield the clauses of ``text`` as lower-case words of normal tone placement, after ``^``.

    A clause that carries no diacritic at all is left out: text that lost them would teach
    the wrong thing.
    """
    for clause in _CLAUSE.split(lower(tone_normal(nfc(text)))):
        words = _WORD.findall(clause)
        if len(words) > 1 and any(word != fold(word) for word in words):
            yield [START, *words]


def changed(known: Counts, added: Iterable[str], removed: Iterable[str] = ()) -> Counts:
    """Return ``known`` with the texts ``added`` counted and those ``removed`` taken back."""
    single, pairs = Counter(known.single), Counter(known.pairs)
    for texts, sign in ((added, 1), (removed, -1)):
        for text in texts:
            for words in clauses(text):
                kept = [word for word in words if word == START or is_syllable(word)]
                for word in kept:
                    single[word] += sign
                # A word that is no syllable parts its neighbours.
                for pair in pairwise(words):
                    if all(word == START or is_syllable(word) for word in pair):
                        pairs[pair] += sign
    return Counts.of(dict(+single), dict(+pairs))


class Model:
    """How likely a syllable is after another, by the shipped model and a library's own."""

    def __init__(self, own: Counts = NONE) -> None:
        self._shipped = shipped()
        self._own = own
        self._total = self._shipped.total + OWN * own.total
        # What is asked again and again; to lose an entry to another thread costs a sum.
        self._known: dict[tuple[str, str], float] = {}

    def knows(self, word: str) -> bool:
        """Say whether ``word`` was seen as it stands."""
        return word in self._shipped.single or word in self._own.single

    def readings(self, folded: str) -> tuple[str, ...]:
        """Return the syllables that fold to ``folded``, in a fixed order."""
        found = self._shipped.by_folded.get(folded, ())
        if folded not in self._own.by_folded:
            return found
        return tuple(sorted({*found, *self._own.by_folded[folded]}))

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
        own = self._own.pairs.get((before, word), 0)
        seen += OWN * own if own >= LEAST_OWN else 0
        if not seen:
            return math.log(_BACKOFF * single)
        return math.log(_PAIR * seen / max(seen, self._single(before)) + (1 - _PAIR) * single)

    def _single(self, word: str) -> int:
        return self._shipped.single.get(word, 0) + OWN * self._own.single.get(word, 0)
