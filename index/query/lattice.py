"""All ways to read a row of words, and how likely each step of them is.

A step goes from a syllable to one that may follow.  How likely it is hangs on two syllables before:
where the model kept the pair that was read last, it may know what follows that; of any other pair
the last syllable alone counts.  All steps of a row are looked up at once, so that walking through
them (:mod:`index.query.beam`) asks the model no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from index.analysis.language_model import BREAK, Floats, Ints
from index.arrays import stretches
from index.query.syllable_model import SyllableModel

Column = tuple[tuple[int, ...], tuple[float, ...]]
"""The syllables that may stand at a place of the row, and what speaks (natural log) for each."""


class Lattice(NamedTuple):
    """The steps through a row of columns, in order; those from one state lie side by side.

    A step ends in a pair: a syllable and one of the next column.  Pairs are numbered in the order
    of their columns, then of the first, then of the second syllable; the walk begins before step 0
    and pair 0.
    """

    likely: Floats
    """How likely (natural log) each step is, with what speaks for its syllable."""
    steps: Ints
    """By pair: the first of the steps that go on from it."""
    pairs: Ints
    """By pair: the first of the pairs that go on from it."""


def lattice(columns: Sequence[Column], model: SyllableModel) -> Lattice:
    """Return the steps through ``columns``, of which the first and the last are breaks."""
    sizes = np.array([len(syllables) for syllables, _ in columns])
    row = np.fromiter(chain.from_iterable(syllables for syllables, _ in columns), np.int64)
    # Each syllable makes a pair with each of the next column; the last column has none after it.
    widths = np.append(np.repeat(sizes[1:], sizes[:-1]), 0)
    ends = np.cumsum(widths)
    starts = ends - widths
    second = stretches(np.append(np.repeat(np.cumsum(sizes)[:-1], sizes[:-1]), 0), widths)
    known = model.pairs(np.repeat(row, widths), row[second])
    # Nothing is known of what stands before a break: what follows begins anew.
    kept = np.flatnonzero((known.numbers >= 0) & (row[second] != BREAK))
    pairs = starts[second]
    after = widths[second[kept]]
    places = stretches(pairs[kept], after)
    likely = model.likely(known, places, np.repeat(known.numbers[kept], after))
    likely += _favours(columns)[np.concatenate([second, second[places]])]
    steps = pairs.copy()
    steps[kept] = len(second) + np.cumsum(after) - after
    return Lattice(likely, steps, pairs)


def _favours(columns: Sequence[Column]) -> Floats:
    return np.fromiter(chain.from_iterable(favours for _, favours in columns), np.float32)
