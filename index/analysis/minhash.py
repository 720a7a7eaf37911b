"""Min-wise sketches of passages (Broder, 1997): which two are worth comparing as twins.

Made when a library is built, kept in its catalogue, compared by
:mod:`index.search.near_duplicates`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from index.analysis import batch_analyser
from index.arrays import distinct

SHORTEST_TWIN = 8
"""Passages of fewer syllables are alike by chance."""
SIZE = 32
"""Numbers of a sketch."""

_DRAW = np.random.default_rng(20260101)
_TIMES = _DRAW.integers(1, 2**63, SIZE, dtype=np.uint64) | np.uint64(1)
_PLUS = _DRAW.integers(0, 2**63, SIZE, dtype=np.uint64)

_SECOND = np.uint64(0xD1342543DE82EF95)
Sums = npt.NDArray[np.uint64]


def pairs_of_words(hashes: Sums, counts: npt.NDArray[np.int64]) -> list[Sums]:
    """Return the pairs of syllables of each text, as numbers, ascending.

    None of a text too short to be compared.

    :param hashes: of the folded words, one text after the other.
    :param counts: how many words each text has.
    """
    pairs = hashes[:-1] * _SECOND + hashes[1:]
    ends = np.cumsum(counts).tolist()
    return [
        distinct(pairs[a : b - 1]) if b - a >= SHORTEST_TWIN else pairs[:0]
        for a, b in zip([0, *ends], ends, strict=False)
    ]


def sketch(text: str) -> bytes:
    """Return the sketch of a text, :data:`SIZE` numbers of 32 bits; empty for a short text."""
    return sketches([text])[0]


def sketches(texts: Sequence[str]) -> list[bytes]:
    """Return the sketch of each text."""
    words, counts = batch_analyser.thread_local_analyser().sums(texts)
    ends = np.cumsum(counts)
    long = counts >= SHORTEST_TWIN
    drawn_sketches = [b""] * len(texts)
    if not long.any():
        return drawn_sketches
    # A pair is hashed by the checksum of "a b"; a pair met twice changes no least.
    hashes = _following(words[:-1, 0], words[1:])
    starts = (ends - counts)[long]
    # Where a text ends and the next one begins stands no pair: reduced to itself and left out.
    bounds = np.stack([starts, ends[long] - 1], axis=1).ravel()
    hashes = np.append(hashes, np.uint64(0))
    mixed = np.empty((len(starts), SIZE), np.uint64)
    for number in range(SIZE):
        # Multiply-shift hashing: the upper half of a product modulo 2**64.
        drawn = hashes * _TIMES[number] + _PLUS[number]
        mixed[:, number] = np.minimum.reduceat(drawn, bounds)[::2] >> np.uint64(32)
    rows = mixed.astype("<u4")
    for number, row in zip(np.flatnonzero(long).tolist(), rows, strict=True):
        drawn_sketches[number] = row.tobytes()
    return drawn_sketches


def _following(before: Sums, after: Sums) -> Sums:
    """Return checksums of words after one another, a space between.

    The checksum of two texts joined is that of the first, moved over as many bytes as the
    second has, and that of the second (``crc32_combine`` of zlib).

    :param before: of the first words.
    :param after: of the second ones with the space before them, and their lengths in bytes:
        columns 1 and 2.
    """
    tables = _moves(int(after[:, 2].max(initial=0)))
    lengths = after[:, 2].astype(np.int64)
    moved = np.zeros(len(before), np.uint64)
    for lane in range(4):
        octet = (before >> np.uint64(8 * lane) & np.uint64(255)).astype(np.int64)
        moved ^= tables[lengths, lane, octet]
    return moved ^ after[:, 1]


def _moves(longest: int) -> Sums:
    """Return what each octet of a checksum becomes when so many zero bytes follow.

    Shape (lengths from 0 to at least ``longest``, 4, 256).
    """
    return _moves_up_to(1 << max(5, longest.bit_length()))


@lru_cache(maxsize=1)
def _moves_up_to(length: int) -> Sums:
    octets = np.arange(256, dtype=np.uint64)
    table = np.asarray([crc32(bytes([n])) for n in range(256)], np.uint64)
    # The checksum of a byte, without what it begins and ends with: a linear map.
    table ^= table[0]
    moves = np.empty((length, 4, 256), np.uint64)
    moves[0] = octets << (np.uint64(8) * np.arange(4, dtype=np.uint64)[:, None])
    for n in range(1, length):
        last = moves[n - 1]
        moves[n] = table[(last & np.uint64(255)).astype(np.int64)] ^ (last >> np.uint64(8))
    return moves
