"""How likely a syllable is next: the shipped model, and what a library's own passages say.

The library knows the names and turns of phrase of its documents, the shipped model the language
(:mod:`index.analysis.language_model`).  The more often the library holds the syllable before, the
more its own pairs count.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.language_model import (
    BREAK,
    FIRST_WORDS,
    LIKELY,
    NUMBER,
    SHIFT,
    UNKNOWN,
    Floats,
    Ints,
    Reader,
    shipped,
)
from index.analysis.syllable_counts import NONE, START, Counts, CountTable
from ingest.text.vietnamese import fold, y_normal

Flags = npt.NDArray[np.bool_]

__all__ = ["BREAK", "NUMBER", "UNKNOWN", "SyllableModel"]

OWN = 0.3
"""The most the library's own pairs weigh."""
HALF = 200
"""Occurrences of a syllable in the library from which on its pairs weigh half of :data:`OWN`."""
USUAL = 0.5
"""The share of a library's pairs from which on it says so as a rule."""
DISCOUNT = 0.9
"""Taken of a pair's count for pairs not seen: a pair seen once may be a misprint."""
RAREST = 255
"""The cost of a syllable that the library alone has."""
UNSEEN = 250
"""The cost, in steps of likelihood, of a syllable that the shipped model does not know."""
_SHARES = np.exp(LIKELY)


class Pairs(NamedTuple):
    """Pairs of syllables as both models know them; all shapes (n,)."""

    numbers: Ints
    """-1 for a pair that was not kept."""
    second: Ints
    """The second syllables, as the shipped model knows them."""
    costs: Ints
    """What the second syllable costs where what was read before says nothing of it."""
    strange: Flags
    """Whether the library alone has the second syllable."""
    own: tuple[Floats, Floats] | None
    """What the shipped model weighs, and what the library's pairs add."""


@cache
def _shipped_reader() -> Reader:
    return Reader(shipped())


class SyllableModel:
    """Both models in one; made once for a library, safe in any number of threads.

    Syllables are numbers here; i and y where they are one vowel are one number.
    """

    def __init__(self, library_counts: Counts | CountTable = NONE) -> None:
        """Make a model; ``library_counts`` are a library's own counts."""
        self._reader = _shipped_reader()
        self._size = len(shipped().words)
        self.words = list(shipped().words)
        self._numbers = {y_normal(word): number for number, word in enumerate(self.words)}
        table = library_counts
        if isinstance(table, Counts):
            table = CountTable.of(table)
        self._add_words(table)
        self._by_folded = self._readings()
        own = np.array([self._own_number(word) for word in table.words], np.int64)
        self._own_words = self._frequencies(table, own)
        self._pairs, self._shares, self._weights, self._rests = self._own_pairs(table, own)

    def knows(self, word: str) -> bool:
        """Say whether a syllable in lower case was seen as it stands."""
        return self._numbers.get(y_normal(word), 0) >= len(FIRST_WORDS)

    def cost(self, word: str) -> float:
        """Return how rare a syllable in small letters is; infinite where it was never seen."""
        number = self._numbers.get(y_normal(word), UNKNOWN)
        if number >= self._size:
            return float(RAREST)
        return float(shipped().word_cost[number]) if number >= len(FIRST_WORDS) else math.inf

    def is_shipped(self, number: int) -> bool:
        """Say whether the shipped model knows a syllable, not a library alone."""
        return number < self._size

    @property
    def has_own_pairs(self) -> bool:
        """Whether a library says anything of what follows what."""
        return len(self._pairs) > 0

    def says_alone(self, first: Ints, second: Ints) -> Flags:
        """Say of pairs of syllables, shapes (n,), whether the library alone knows them as usual.

        Its texts go on so after the first syllable half of the time and more, and the shipped model
        kept no such pair: a name ("Khe Vằn").
        """
        strange = (first >= self._size) | (second >= self._size)
        numbers, _ = self._reader.after(
            np.where(first < self._size, first, UNKNOWN),
            np.where(second < self._size, second, UNKNOWN),
        )
        keys = (first << SHIFT) | second
        places = self._pairs.searchsorted(keys)
        places[places == len(self._pairs)] = 0
        usual = (self._pairs[places] == keys) & (self._shares[places] >= USUAL)
        return np.asarray(usual & (strange | (numbers < 0)), np.bool_)

    def number(self, word: str) -> int:
        """Return the number of a syllable in lower case."""
        return self._numbers.get(y_normal(word), UNKNOWN)

    def readings(self, bare: str) -> tuple[int, ...]:
        """Return the syllables that are ``bare`` (folded) without their diacritics."""
        return self._by_folded.get(y_normal(bare), ())

    def pairs(self, first: Ints, second: Ints) -> Pairs:
        """Return pairs of syllables, each given as its first and its second one, shapes (n,)."""
        strange = second >= self._size
        known = np.where(strange, UNKNOWN, second)
        numbers, costs = self._reader.after(np.where(first < self._size, first, UNKNOWN), known)
        numbers[strange] = -1
        weights = self._weights[first]
        mixed = (1 - weights, weights * self._own(first, second)) if weights.any() else None
        return Pairs(numbers, known, costs, strange, mixed)

    def likely(self, pairs: Pairs, places: Ints, before: Ints) -> Floats:
        """Return how likely (natural log) syllables are after those before them.

        Of every pair the second one, whatever was read before, shape (n,); then of the pairs at
        ``places`` the second one after a kept pair: its number is in ``before``, shapes (m,).
        """
        after = self._reader.costs(before, pairs.second[places], pairs.costs[places])
        costs = np.concatenate([pairs.costs, after])
        costs[np.concatenate([pairs.strange, pairs.strange[places]])] = UNSEEN
        if pairs.own is None:
            return np.asarray(LIKELY[costs], np.float32)
        others, own = (np.concatenate([part, part[places]]) for part in pairs.own)
        return np.asarray(np.log(others * _SHARES[costs] + own), np.float32)

    def _own(self, last: Ints, here: Ints) -> Floats:
        """Return how likely syllables are after others in the library, all shapes (n,)."""
        keys = (last << SHIFT) | here
        places = self._pairs.searchsorted(keys)
        places[places == len(self._pairs)] = 0
        seen = np.where(self._pairs[places] == keys, self._shares[places], 0.0)
        return np.asarray(seen + self._rests[last] * self._own_words[here], np.float32)

    def _add_words(self, counts: CountTable) -> None:
        for word in sorted(counts.words):
            if word != START and y_normal(word) not in self._numbers:
                self._numbers[y_normal(word)] = len(self.words)
                self.words.append(word)

    def _readings(self) -> dict[str, tuple[int, ...]]:
        readings: defaultdict[str, list[int]] = defaultdict(list)
        for normal, number in self._numbers.items():
            if number >= len(FIRST_WORDS):
                readings[fold(normal)].append(number)
        return {bare: tuple(sorted(numbers)) for bare, numbers in readings.items()}

    def _frequencies(self, counts: CountTable, own: Ints) -> Floats:
        times = np.zeros(len(self.words), np.float32)
        np.add.at(times, own, counts.times.astype(np.float32))
        return times / max(1.0, float(times.sum()))

    def _own_number(self, word: str) -> int:
        return BREAK if word == START else self.number(word)

    def _own_pairs(self, counts: CountTable, own: Ints) -> tuple[Ints, Floats, Floats, Floats]:
        """Return the library's pairs with their shares; by first word, the weight and the rest.

        :param own: the numbers of the words of ``counts``.
        """
        keys = (own[counts.first] << SHIFT) | own[counts.second]
        times = counts.pair_times.astype(np.float32)
        pairs, group = np.unique(keys, return_inverse=True)
        times = np.bincount(group, times, len(pairs)).astype(np.float32)
        first = pairs >> SHIFT
        totals = np.bincount(first, times, len(self.words)).astype(np.float32)
        shares = np.maximum(times - DISCOUNT, 0.0) / totals[first]
        rests = 1.0 - np.bincount(first, shares, len(self.words)).astype(np.float32)
        return pairs, shares, OWN * totals / (totals + HALF), rests
