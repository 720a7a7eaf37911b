"""How likely a syllable is next: the shipped model, and what a library's own passages say.

The library knows the names and turns of phrase of its documents, the shipped model the language
(:mod:`index.analysis.language_model`).  The more often the library holds the syllable before, the
more its own pairs count.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

import numpy as np

from index.analysis.language_model import (
    BREAK,
    FIRST_WORDS,
    NUMBER,
    SHIFT,
    UNKNOWN,
    Floats,
    Ints,
    Reader,
    shipped,
)
from index.analysis.syllable_counts import NONE, START, Counts
from ingest.text.vietnamese import fold, y_normal

__all__ = ["BREAK", "NUMBER", "UNKNOWN", "SyllableModel"]

OWN = 0.3
"""The most the library's own pairs weigh."""
HALF = 200
"""Occurrences of a syllable in the library from which on its pairs weigh half of :data:`OWN`."""
DISCOUNT = 0.9
"""Taken of a pair's count for pairs not seen: a pair seen once may be a misprint."""
RAREST = 255
"""The cost of a syllable that the library alone has."""
UNSEEN = -20.0
"""The likelihood (natural log) of a syllable that the shipped model does not know."""


@cache
def _shipped_reader() -> Reader:
    return Reader(shipped())


class SyllableModel:
    """Both models in one; made once for a library, safe in any number of threads.

    Syllables are numbers here; i and y where they are one vowel are one number.
    """

    def __init__(self, library_counts: Counts = NONE) -> None:
        """Make a model; ``library_counts`` are a library's own counts."""
        self._reader = _shipped_reader()
        self._size = len(shipped().words)
        self.words = list(shipped().words)
        self._numbers = {y_normal(word): number for number, word in enumerate(self.words)}
        self._add_words(library_counts)
        self._by_folded = self._readings()
        self._own_words = self._frequencies(library_counts)
        self._pairs, self._shares, self._weights, self._rests = self._own_pairs(library_counts)

    def knows(self, word: str) -> bool:
        """Say whether a syllable in lower case was seen as it stands."""
        return self._numbers.get(y_normal(word), 0) >= len(FIRST_WORDS)

    def cost(self, word: str) -> float:
        """Return how rare a syllable in small letters is; infinite where it was never seen."""
        number = self._numbers.get(y_normal(word), UNKNOWN)
        if number >= self._size:
            return float(RAREST)
        return float(shipped().word_cost[number]) if number >= len(FIRST_WORDS) else math.inf

    def number(self, word: str) -> int:
        """Return the number of a syllable in lower case."""
        return self._numbers.get(y_normal(word), UNKNOWN)

    def readings(self, bare: str) -> tuple[int, ...]:
        """Return the syllables that are ``bare`` (folded) without their diacritics."""
        return self._by_folded.get(y_normal(bare), ())

    def step(self, last: Ints, pair: Ints, numbers: Ints) -> tuple[Floats, Ints]:
        """Return how likely each of ``numbers`` is next (:meth:`.Reader.step`)."""
        known, shipped_last, shipped_numbers = None, last, numbers
        if len(self.words) > self._size:
            known = numbers < self._size
            shipped_last = np.where(last < self._size, last, UNKNOWN)
            shipped_numbers = np.where(known, numbers, UNKNOWN)
        likely, ends = self._reader.step(shipped_last, pair, shipped_numbers)
        if known is not None and not known.all():
            likely[:, ~known] = UNSEEN
            ends[:, ~known] = -1
        weight = self._weights[last][:, None]
        if weight.any():
            own = self._own(last, numbers)
            likely = np.log((1 - weight) * np.exp(likely) + weight * own).astype(np.float32)
        return likely, ends

    def _own(self, last: Ints, numbers: Ints) -> Floats:
        keys = (last[:, None] << SHIFT) | numbers
        places = self._pairs.searchsorted(keys)
        places[places == len(self._pairs)] = 0
        seen = np.where(self._pairs[places] == keys, self._shares[places], 0.0)
        return np.asarray(seen + self._rests[last][:, None] * self._own_words[numbers], np.float32)

    def _add_words(self, counts: Counts) -> None:
        for word in sorted(counts.single):
            if word != START and y_normal(word) not in self._numbers:
                self._numbers[y_normal(word)] = len(self.words)
                self.words.append(word)

    def _readings(self) -> dict[str, tuple[int, ...]]:
        readings: defaultdict[str, list[int]] = defaultdict(list)
        for normal, number in self._numbers.items():
            if number >= len(FIRST_WORDS):
                readings[fold(normal)].append(number)
        return {bare: tuple(sorted(numbers)) for bare, numbers in readings.items()}

    def _frequencies(self, counts: Counts) -> Floats:
        times = np.zeros(len(self.words), np.float32)
        for word, count in counts.single.items():
            times[self._own_number(word)] += count
        return times / max(1.0, float(times.sum()))

    def _own_number(self, word: str) -> int:
        return BREAK if word == START else self.number(word)

    def _own_pairs(self, counts: Counts) -> tuple[Ints, Floats, Floats, Floats]:
        """Return the library's pairs with their shares; by first word, the weight and the rest."""
        number = {word: self._own_number(word) for word in counts.single}
        keys = np.array([(number[a] << SHIFT) | number[b] for a, b in counts.pairs], np.int64)
        times = np.array(list(counts.pairs.values()), np.float32)
        pairs, group = np.unique(keys, return_inverse=True)
        times = np.bincount(group, times, len(pairs)).astype(np.float32)
        first = pairs >> SHIFT
        totals = np.bincount(first, times, len(self.words)).astype(np.float32)
        shares = np.maximum(times - DISCOUNT, 0.0) / totals[first]
        rests = 1.0 - np.bincount(first, shares, len(self.words)).astype(np.float32)
        return pairs, shares, OWN * totals / (totals + HALF), rests
