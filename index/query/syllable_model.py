"""How likely a syllable is next: the shipped model, and what a library's own passages say.

The library knows the names and turns of phrase of its documents, the shipped model the language
(:mod:`index.analysis.language_model`).  The more often the library holds the syllable before, the
more its own pairs count.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import language_model
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
    flat,
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
DISCOUNT = 0.9
"""Taken of a pair's count for pairs not seen: a pair seen once may be a misprint."""
RAREST = 255
"""The cost of a syllable that the library alone has."""
UNSEEN = 250
"""The cost, in steps of likelihood, of a syllable that the shipped model does not know."""
_SHARES = np.exp(LIKELY)


class Place(NamedTuple):
    """A place in a row of words (:class:`index.analysis.language_model.Place`), by both models."""

    shipped: language_model.Place
    strange: Flags | None
    """The syllables that the library alone has, shape (c,); None where there are none."""
    own: tuple[Floats, Floats] | None
    """What the shipped model weighs, and what the library's pairs add; shapes (b, c)."""

    @property
    def pairs(self) -> Ints:
        """The number of the pair a syllable ends, -1 for one that was not kept, shape (b, c)."""
        return self.shipped.pairs


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

    def number(self, word: str) -> int:
        """Return the number of a syllable in lower case."""
        return self._numbers.get(y_normal(word), UNKNOWN)

    def readings(self, bare: str) -> tuple[int, ...]:
        """Return the syllables that are ``bare`` (folded) without their diacritics."""
        return self._by_folded.get(y_normal(bare), ())

    def places(self, rows: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[Place]:
        """Return places in a row of words: the syllables that may stand there after others.

        Looked up all at once; each is given as the syllables before and those there.
        """
        last, here = flat(rows)
        strange = here >= self._size
        shipped = (np.where(last < self._size, last, UNKNOWN), np.where(strange, UNKNOWN, here))
        pairs, costs = self._reader.after(*shipped)
        pairs[strange] = -1
        weights = self._weights[last]
        mixed = bool(weights.any())
        others, own = 1 - weights, weights * self._own(last, here) if mixed else weights
        made, at = [], 0
        for before, words in rows:
            shape = (len(before), len(words))
            part = slice(at, at := at + shape[0] * shape[1])
            row = slice(part.start, part.start + shape[1])
            made.append(
                Place(
                    language_model.Place(
                        shipped[1][row], pairs[part].reshape(shape), costs[part].reshape(shape)
                    ),
                    strange[row] if strange[row].any() else None,
                    (others[part].reshape(shape), own[part].reshape(shape)) if mixed else None,
                )
            )
        return made

    def likely(self, place: Place, at: Ints, pair: Ints) -> Floats:
        """Return how likely (natural log) each syllable of a place is, shape (b, c).

        :param at: which of the syllables before was read last, shape (b,).
        :param pair: the numbers of the pairs they end, -1 for one that was not kept.
        """
        costs = self._reader.costs(place.shipped, at, pair)
        if place.strange is not None:
            costs[:, place.strange] = UNSEEN
        if place.own is None:
            return LIKELY[costs]
        others, own = place.own
        return np.asarray(np.log(others[at] * _SHARES[costs] + own[at]))

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
