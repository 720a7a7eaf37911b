"""Batches of an encoder's training: like pairs side by side, so that their negatives are hard.

Every pair's answer is first embedded by the static model, which costs next to nothing.  A batch
is some runs of neighbours in that space (topic-aware sampling, Hofstätter et al., 2021); pairs
whose answers say nearly the same are no negatives of each other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.training.data import TrainingPair

Vectors = npt.NDArray[np.float32]

WEIGHTS: dict[str, float] = {
    "written": 0.50,
    "internal_pages": 0.11,
    "qa_tvpl": 0.12,
    "qa_bhxh": 0.03,
    "made_party": 0.08,
    "legal_article": 0.07,
    "made_legal": 0.03,
    "trends": 0.02,
    "hddtvn": 0.01,
    "vietnews": 0.02,
    "viwiki": 0.01,
}
"""The share of batches of each set: questions written for it, then Party and legal pairs most."""
MOST_PAIRS = 24_000
"""Pairs of a set that are looked at: more than a run can use."""
SHORT_WORDS, SHORT_WEIGHT = 12, 3
"""A question of so few words is drawn so many times as often as a longer one."""
SAME = 0.9
"""The cosine of two answers from which on they are taken for one."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of one set; ``same`` marks, shape (n, n), answers that are no negatives."""

    name: str
    pairs: list[TrainingPair]
    same: npt.NDArray[np.bool_]


class Drawer:
    """Draws batches for ever; the order comes from the seed."""

    def __init__(
        self,
        sets: dict[str, list[TrainingPair]],
        embed: Callable[[list[str]], Vectors],
        size: int,
        run: int,
        seed: int,
    ) -> None:
        self._draw, self._seed = random.Random(seed), seed
        self._size, self._run = size, run
        self._sets: dict[str, list[TrainingPair]] = {}
        self._vectors: dict[str, Vectors] = {}
        for name, pairs in sorted(sets.items()):
            if WEIGHTS.get(name):
                sampled = self._draw.sample(pairs, min(len(pairs), MOST_PAIRS))
                self._sets[name] = sampled
                self._vectors[name] = embed([pair.positive for pair in sampled])
        self._ways = {
            name: np.array([_weight(pair) for pair in pairs], np.float64)
            for name, pairs in self._sets.items()
        }

    def batches(self) -> Iterator[Batch]:
        """Yield batches without end."""
        numbers = np.random.default_rng(self._seed)
        names = list(self._sets)
        weights = [WEIGHTS[name] for name in names]
        while True:
            name = self._draw.choices(names, weights)[0]
            rows = self._rows(name, numbers)
            vectors = self._vectors[name][rows]
            same = vectors @ vectors.T > SAME
            pairs = [self._sets[name][row] for row in rows]
            anchors = np.array([pair.anchor for pair in pairs])
            same |= anchors[:, None] == anchors[None, :]
            np.fill_diagonal(same, val=False)
            yield Batch(name, pairs, same)

    def _rows(self, name: str, numbers: np.random.Generator) -> list[int]:
        """Return rows of a few neighbourhoods, each begun at a row drawn by its weight."""
        ways = self._ways[name]
        vectors = self._vectors[name]
        rows: dict[int, None] = {}
        while len(rows) < self._size:
            seed = int(numbers.choice(len(ways), p=ways / ways.sum()))
            # Of the nearest, a few: the very nearest are often the same again.
            near = np.argpartition(-(vectors @ vectors[seed]), 4 * self._run)[: 4 * self._run]
            chosen = numbers.choice(near, self._run - 1, replace=False).tolist()
            rows.update(dict.fromkeys([seed, *chosen]))
        return list(rows)[: self._size]


def _weight(pair: TrainingPair) -> float:
    return SHORT_WEIGHT if len(pair.anchor.split()) <= SHORT_WORDS else 1.0
