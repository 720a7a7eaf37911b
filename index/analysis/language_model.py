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
    """Write a model; the same model gives the same bytes."""
    np.savez_compressed(
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
        self._costs = model
        # Ascending keys: where a pair stands among them is its number.
        firsts = np.repeat(np.arange(len(model.words)), np.diff(model.pair_starts))
        pairs = np.repeat(np.arange(len(firsts)), np.diff(model.triple_starts))
        self._pairs = _ended((firsts << SHIFT) | model.pair_second)
        self._triples = _ended((pairs << SHIFT) | model.triple_third)
        self._word_cost, self._word_rest = (
            costs.astype(np.int64) for costs in (model.word_cost, model.word_rest)
        )

    def step(self, last: Ints, pair: Ints, words: Ints) -> tuple[Floats, Ints]:
        """Return how likely each of ``words`` is next, and the number of the pair it then ends.

        :param last: the words read last, shape (b,); ``pair`` the numbers of the pairs they
            end, -1 for one that was not kept.
        :param words: shape (c,).
        :returns: natural logarithms and pairs, shapes (b, c).
        """
        costs = self._costs
        ends = _places(self._pairs, (last[:, None] << SHIFT) | words)
        likely = self._word_rest[last][:, None] + self._word_cost[words]
        likely = np.where(ends >= 0, costs.pair_cost[ends], likely)
        kept = pair >= 0
        if kept.any():
            # A pair that was not kept gives a key below all others.
            triples = _places(self._triples, (pair[:, None] << SHIFT) | words)
            likely += np.where(kept, costs.pair_rest[pair], 0)[:, None]
            likely = np.where(triples >= 0, costs.triple_cost[triples], likely)
        return (likely * -STEP).astype(np.float32), ends


def _ended(keys: Ints) -> Ints:
    """Return ascending keys with one after them that is greater than any: there is a next one."""
    return np.append(keys, np.iinfo(np.int64).max)


def _places(keys: Ints, wanted: Ints) -> Ints:
    """Return where ``wanted`` stand among ascending ``keys``, -1 for what is not there."""
    places = keys.searchsorted(wanted)
    return np.where(keys[places] == wanted, places, -1)
