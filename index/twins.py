"""Near-identical passages: boilerplate, and one text in several versions.

Two passages say the same when they share :data:`TWIN` of their pairs of syllables (Jaccard).
Comparing every two of an answer's passages so would read all of their texts for every query;
a min-wise sketch of each (Broder, 1997), made when the library is built, says which two are
worth comparing.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.fusion import Fused
from ingest.text import WORD, fold

TWIN = 0.85
"""Passages that share this much of their pairs of syllables say the same."""
TWINS_AMONG = 100
"""How many of the best passages are compared with one another."""
SHORTEST_TWIN = 8
"""Passages of fewer syllables are alike by chance."""
SIZE = 32
"""Numbers of a sketch."""
WORTH = 0.6
"""Sketches alike this much are worth comparing: a share of 0.85 is estimated with a standard
error of 0.063, so that one twin in about 20,000 is missed."""

_DRAW = np.random.default_rng(20260101)
_TIMES = _DRAW.integers(1, 2**63, SIZE, dtype=np.uint64) | np.uint64(1)
_PLUS = _DRAW.integers(0, 2**63, SIZE, dtype=np.uint64)

Sketches = npt.NDArray[np.uint32]


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of syllables of a text; none of one too short to be compared."""
    # Every passage of a build comes by here: words as they stand, without looking for numbers.
    found = WORD.findall(fold(text))
    if len(found) < SHORTEST_TWIN:
        return frozenset()
    return frozenset(f"{a} {b}" for a, b in pairwise(found))


def sketch(text: str) -> bytes:
    """Return the sketch of a text, :data:`SIZE` numbers of 32 bits; empty for a short text."""
    pairs = pairs_of(text)
    if not pairs:
        return b""
    hashes = np.fromiter(map(zlib.crc32, map(str.encode, pairs)), np.uint64, len(pairs))
    # Multiply-shift hashing: the upper half of a product modulo 2**64.
    mixed = (hashes[:, None] * _TIMES + _PLUS) >> np.uint64(32)
    return bytes(mixed.min(axis=0).astype("<u4").tobytes())


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two texts, as their pairs of syllables, say the same."""
    if not one or not other or min(len(one), len(other)) < TWIN * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= TWIN * (len(one) + len(other) - shared)


def fold_twins(
    ranked: Sequence[Fused], sketches: dict[int, bytes], text_of: Callable[[int], str]
) -> tuple[list[Fused], dict[int, int]]:
    """Return the ranking without near-identical passages, and how many each stands for.

    :param sketches: of the passages, by key.
    :param text_of: the text of a passage, asked only of those worth comparing.
    """
    same: dict[int, int] = {}
    among = [one.key for one in ranked[:TWINS_AMONG] if sketches.get(one.key)]
    table = np.array([np.frombuffer(sketches[key], "<u4") for key in among]).reshape(-1, SIZE)
    prints: dict[int, frozenset[str]] = {}

    def pairs(key: int) -> frozenset[str]:
        if key not in prints:
            prints[key] = pairs_of(text_of(key))
        return prints[key]

    dropped: set[int] = set()
    kept: list[int] = []
    for place, key in enumerate(among):
        near = (table[kept] == table[place]).mean(axis=1) >= WORTH if kept else ()
        rivals = (among[kept[n]] for n in np.flatnonzero(near))
        twin = next((other for other in rivals if alike(pairs(key), pairs(other))), None)
        if twin is None:
            kept.append(place)
        else:
            dropped.add(key)
            same[twin] = same.get(twin, 0) + 1
    return [one for one in ranked if one.key not in dropped], same
