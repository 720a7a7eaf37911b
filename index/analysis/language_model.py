"""How likely a syllable is after the two before it: the model that ships, as flat arrays.

Interpolated absolute discounting over syllables, pairs and triples (Ney, Essen and Kneser, 1994),
pruned: a triple that was kept has its whole likelihood, of any other the pair's counts times what
the triples left.  Likelihoods are natural logarithms in steps of :data:`STEP`, a byte each.
The file, ``data/syllables.npz``, is made by ``python -m index.training.syllables``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint16]

FILE = Path(__file__).parents[1] / "data" / "syllables.npz"
SHIFT = 15
"""Bits of a word in a key."""
STEP = 0.08
LIKELY: Floats = (np.arange(4 * 256) * -STEP).astype(np.float32)
"""The natural logarithm of a likelihood by its cost: of a word, of what lowers it, twice."""
BREAK, UNKNOWN, NUMBER = 0, 1, 2
FIRST_WORDS = ("^", "?", "0")
"""What stands for a break, a word that is no syllable, and a number."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Words by number; pairs in order of their words; triples in order of their pairs.

    Shapes: (words,) for the first three and (words + 1,) for ``pair_starts``; (pairs,) and
    (pairs + 1,); (triples,).  A rest is what a likelihood is lowered by where what stood before
    says nothing of the word.
    """

    words: tuple[str, ...]
    word_cost: Codes
    word_rest: Codes
    pair_starts: Ints
    pair_second: Words
    pair_cost: Codes
    pair_rest: Codes
    triple_starts: Ints
    triple_third: Words
    triple_cost: Codes


def write(path: Path, model: LanguageModel) -> None:
    """Write a model; the same model gives the same bytes.

    Not compressed: every process reads it before its first answer.
    """
    np.savez(
        path,
        words=np.frombuffer("\n".join(model.words).encode(), np.uint8),
        word_cost=model.word_cost,
        word_rest=model.word_rest,
        pair_second=model.pair_second,
        pair_cost=model.pair_cost,
        pair_rest=model.pair_rest,
        triple_third=model.triple_third,
        triple_cost=model.triple_cost,
        pair_counts=np.diff(model.pair_starts).astype(np.uint16),
        triple_counts=np.diff(model.triple_starts).astype(np.uint16),
    )


def load(path: Path) -> LanguageModel:
    """Read a file that :func:`write` made."""
    with np.load(path) as held:
        return LanguageModel(
            tuple(held["words"].tobytes().decode().split("\n")),
            held["word_cost"],
            held["word_rest"],
            _starts(held["pair_counts"]),
            held["pair_second"],
            held["pair_cost"],
            held["pair_rest"],
            _starts(held["triple_counts"]),
            held["triple_third"],
            held["triple_cost"],
        )


def _starts(counts: Words) -> Ints:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


@cache
def shipped() -> LanguageModel:
    """Return the model that ships with the project."""
    return load(FILE)


class Reader:
    """A model that is asked, a few ways of reading at a time."""

    def __init__(self, model: LanguageModel) -> None:
        # Ascending keys: where a pair stands among them is its number.
        firsts = np.repeat(np.arange(len(model.words)), np.diff(model.pair_starts))
        pairs = np.repeat(np.arange(len(firsts)), np.diff(model.triple_starts))
        self._pairs = _ended((firsts << SHIFT) | model.pair_second)
        self._triples = _ended((pairs << SHIFT) | model.triple_third)
        # One more at the end, for what stands after all keys.
        self._pair_cost, self._pair_rest, self._triple_cost = (
            np.append(costs, np.uint8(0))
            for costs in (model.pair_cost, model.pair_rest, model.triple_cost)
        )
        self._word_cost, self._word_rest = (
            costs.astype(np.int64) for costs in (model.word_cost, model.word_rest)
        )

    def after(self, last: Ints, words: Ints) -> tuple[Ints, Ints]:
        """Return the numbers of pairs, -1 for one that was not kept, and what they cost.

        :param last: the first words of the pairs, ``words`` the second; all shapes (n,).
        """
        keys = (last << SHIFT) | words
        found = self._pairs.searchsorted(keys)
        held = self._pairs[found] == keys
        alone = self._word_rest[last] + self._word_cost[words]
        return np.where(held, found, -1), np.where(held, self._pair_cost[found], alone)

    def costs(self, before: Ints, words: Ints, alone: Ints) -> Ints:
        """Return what words cost after kept pairs, in steps of :data:`STEP`; all shapes (n,).

        :param before: the numbers of the pairs.
        :param alone: what each word costs where the pair before says nothing of it.
        """
        keys = (before << SHIFT) | words
        found = self._triples.searchsorted(keys)
        rests = alone + self._pair_rest[before]
        return np.where(self._triples[found] == keys, self._triple_cost[found], rests)


def _ended(keys: Ints) -> Ints:
    """Return ascending keys with one after them that is greater than any: there is a next one."""
    return np.append(keys, np.iinfo(np.int64).max)
