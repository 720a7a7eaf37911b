"""The likeliest readings of a row of words, of which each may be read in several ways.

A beam search over triples: readings that end in the same two syllables go on alike, a few of each
are kept.  Few readings are near enough to be kept (one or two where the row is typed with
diacritics, six without), so that plain lists are walked through in less time than arrays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple, Protocol

from index.analysis.language_model import BREAK
from index.query.lattice import Column, Lattice, lattice
from index.query.syllable_model import SyllableModel

WIDTH = 48
"""Readings kept at each word."""
EACH = 3
"""Readings kept that end in the same two syllables."""
MARGIN = 12.0
"""A reading this much less likely (natural log) than the best so far is given up."""


class OpenWord(Protocol):
    """A word that may be read in several ways."""

    @property
    def choices(self) -> tuple[int, ...]:
        """The syllables it may be, by number."""
        ...

    @property
    def favours(self) -> tuple[float, ...]:
        """What speaks (natural log) for each of them beside."""
        ...

    @property
    def begins(self) -> bool:
        """Whether punctuation parts it from the word before."""
        ...


class _Reading(NamedTuple):
    """A reading up to some word: how likely it is, and where it goes on in the lattice."""

    score: float
    steps: int
    pairs: int


Way = tuple[float, int, int]
"""How likely a reading is, the one at the word before that it goes on from, the choice it ends in.

Numbers count the readings kept at the word before, and the word's choices.
"""
_BREAK: Column = ((BREAK,), (0.0,))


def read(words: Sequence[OpenWord], model: SyllableModel, within: float) -> list[list[int]]:
    """Return the likeliest readings, best first.

    :param within: how much less likely (natural log) than the best one of them must at least be
        to be left out; 0 for the best alone.
    """
    steps = lattice(list(_columns(words)), model)
    readings = [_Reading(0.0, 0, 0)]
    # Of readings that go on alike, only the best one can become the best of all.
    each = EACH if within else 1
    ways = []
    for word in words:
        if word.begins:
            readings = [_on(one, 0, _ended(one, steps), steps) for one in readings]
        kept = _ways(readings, len(word.choices), each, steps)
        readings = [_on(readings[before], chosen, score, steps) for score, before, chosen in kept]
        ways.append(kept)
    scores = [_ended(one, steps) for one in readings]
    order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
    best = scores[order[0]]
    near = [at for at in order if scores[at] > best - within] or order[:1]
    return [_traced(words, ways, at) for at in near]


def _columns(words: Sequence[OpenWord]) -> Iterator[Column]:
    yield _BREAK
    for word in words:
        if word.begins:
            yield _BREAK
        yield word.choices, word.favours
    yield _BREAK


def _ended(reading: _Reading, lattice: Lattice) -> float:
    """Return how likely a reading is where its clause ends."""
    return reading.score + lattice.likely.item(reading.steps)


def _on(reading: _Reading, chosen: int, score: float, lattice: Lattice) -> _Reading:
    pair = reading.pairs + chosen
    return _Reading(score, lattice.steps.item(pair), lattice.pairs.item(pair))


def _ways(readings: Sequence[_Reading], count: int, each: int, lattice: Lattice) -> list[Way]:
    """Return the ways on that are kept, best first, at a word of so many choices."""
    if count == len(readings) == 1:
        # The one way on: how likely it is says nothing.
        return [(readings[0].score, 0, 0)]
    ways: list[Way] = [
        (reading.score + likely, before, chosen)
        for before, reading in enumerate(readings)
        for chosen, likely in enumerate(lattice.likely[reading.steps :][:count].tolist())
    ]
    least = max(ways)[0] - MARGIN
    # Equal ones keep the order they came in: the same question is read the same way.
    near = sorted((way for way in ways if way[0] >= least), key=itemgetter(0), reverse=True)
    if len(near) == 1:
        return near
    held: Counter[int] = Counter()
    kept = []
    for way in near:
        pair = readings[way[1]].pairs + way[2]
        held[pair] += 1
        if held[pair] <= each:
            kept.append(way)
    return kept[:WIDTH]


def _traced(words: Sequence[OpenWord], ways: Sequence[Sequence[Way]], at: int) -> list[int]:
    reading = []
    for word, kept in zip(reversed(words), reversed(ways), strict=True):
        _, at, chosen = kept[at]
        reading.append(word.choices[chosen])
    return reading[::-1]
