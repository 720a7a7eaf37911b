"""Vectors of passages as rows of whole numbers: of the passage, and of its windows.

The vector of a whole passage is near everything the passage speaks of and near nothing in
particular; the best of its windows (small stretches of it, each embedded alone) is near the
question it answers.  A table keeps for every passage some rows, each with a scale of its own, on
disk in flat arrays that are mapped into memory, and scores those of a few hundred candidates at a
time.

A table that is being changed keeps the rows it was read with where they are, and new rows in
a file of its own: nothing of the size of the rows is held in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors, stretches
from index.dense.products import products
from ingest.errors import LibraryCorrupt

Keys = Sequence[int] | npt.NDArray[np.int64]
Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]
Kind = type[np.int8] | type[np.int16]

_FILES = ("keys", "ends", "rows", "scales")
_BLOCK = 20_000
"""Passages written at once."""
_LEVELS = 127
"""Steps on each side of zero that the numbers of several vectors are rounded to."""
_UNSHARED = 1 << 18
"""Multiplications up to which a product is not shared out to threads.

OpenBLAS: 65,536 times its ``GEMM_MULTITHREAD_THRESHOLD`` of 4.
"""
_SEED = 7


class RowTable:
    """Rows by passage key; a passage may have none.

    :param kind: what the numbers of a row are kept in.
    :param name: what the names of its files begin with.
    """

    def __init__(self, dimensions: int, kind: Kind, name: str = "") -> None:
        self._dimensions, self._kind, self._name = dimensions, kind, name
        self._keys: Ints = np.zeros(0, np.int64)
        self._starts: Ints = np.zeros(0, np.int64)
        self._counts: Ints = np.zeros(0, np.int64)
        self._scales: Floats = np.zeros(0, np.float32)
        self._rows: Rows = np.zeros((0, dimensions), kind)
        self._added = _Added(dimensions, kind)

    @classmethod
    def load(cls, folder: Path, kind: Kind, name: str = "") -> RowTable:
        """Map what :meth:`save` wrote.

        :raises LibraryCorrupt: a file is missing or is no such table.
        """
        try:
            arrays = [np.load(folder / f"{name}{one}.npy", mmap_mode="r") for one in _FILES]
        except (OSError, ValueError, EOFError) as error:
            raise LibraryCorrupt(f"Bảng vector {folder.name} bị hỏng.") from error
        keys, ends, rows, scales = arrays
        whole = len(keys) == len(ends) and len(rows) == len(scales) and rows.ndim == 2
        if not whole or rows.dtype != kind or (len(ends) and ends[-1] != len(rows)):
            raise LibraryCorrupt(f"Bảng vector {folder.name} thiếu dòng.")
        table = cls(rows.shape[1], kind, name)
        # Indexing a plain view costs a third of indexing what numpy calls a map.
        rows, scales = rows.view(np.ndarray), scales.view(np.ndarray)
        table._keys, table._rows, table._scales = np.array(keys), rows, scales
        table._starts = np.concatenate([[0], ends[:-1]]).astype(np.int64) if len(ends) else ends
        table._counts = np.array(ends) - table._starts
        return table

    @property
    def dimensions(self) -> int:
        """How many numbers a row has."""
        return self._dimensions

    def save(self, folder: Path) -> None:
        """Write the table into ``folder``, which must be there."""
        self._settle()
        total = int(self._counts.sum())
        np.save(folder / f"{self._name}keys.npy", self._keys)
        np.save(folder / f"{self._name}ends.npy", np.cumsum(self._counts))
        rows, scales = self._out(folder, "rows", total), self._out(folder, "scales", total)
        done = 0
        for start in range(0, len(self._keys), _BLOCK):
            index, _ = self._rows_of(np.arange(start, min(start + _BLOCK, len(self._keys))))
            rows[done : done + len(index)], scales[done : done + len(index)] = self._read(index)
            done += len(index)
        for array in (rows, scales):
            if isinstance(array, np.memmap):
                array.flush()

    def _out(self, folder: Path, name: str, total: int) -> npt.NDArray[np.generic]:
        """Return an array on disk to write ``total`` rows or scales into."""
        path = folder / f"{self._name}{name}.npy"
        shape = (total, self._dimensions) if name == "rows" else (total,)
        kind = self._kind if name == "rows" else np.float32
        if not total:
            # An empty file cannot be mapped.
            np.save(path, np.zeros(shape, kind))
            return np.zeros(shape, kind)
        return np.lib.format.open_memmap(path, "w+", np.dtype(kind), shape)

    def add(self, keys: Sequence[int], groups: Sequence[Vectors]) -> None:
        """Add the rows of each key, shape (n, dimensions) with n of 0 and more."""
        if len(keys):
            self._added.add(keys, groups)

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        self._settle()
        gone = np.isin(self._keys, np.asarray(keys, np.int64))
        if gone.any():
            self._keep(np.flatnonzero(~gone))

    def _keep(self, places: Ints) -> None:
        """Keep the passages at ``places``, in that order; rows stay where they are."""
        self._keys, self._starts = self._keys[places], self._starts[places]
        self._counts = self._counts[places]

    def _settle(self) -> None:
        """Take up what was added since."""
        new = self._added.taken()
        if new is None:
            return
        keys, counts, first = new
        starts = np.cumsum(counts) - counts + first + len(self._rows)
        self._keys = np.concatenate([self._keys, keys])
        self._starts = np.concatenate([self._starts, starts])
        self._counts = np.concatenate([self._counts, counts])
        if np.any(np.diff(self._keys) < 0):
            self._keep(np.argsort(self._keys, kind="stable"))

    def _rows_of(self, places: Ints) -> tuple[Ints, Ints]:
        """Return the rows of the passages at ``places``, one after the other, and how many each."""
        counts = self._counts[places]
        return stretches(self._starts[places], counts), counts

    def _read(self, index: Ints) -> tuple[Rows, Floats]:
        """Return rows and their scales, of those read and of those added."""
        old = len(self._rows)
        if not len(index) or index.max() < old:
            return self._rows[index], self._scales[index]
        rows, scales = self._added.read(index[index >= old] - old)
        if index.min() >= old:
            return rows, scales
        all_rows = np.empty((len(index), self._dimensions), self._kind)
        all_scales = np.empty(len(index), np.float32)
        mine = index < old
        all_rows[mine], all_scales[mine] = self._rows[index[mine]], self._scales[index[mine]]
        all_rows[~mine], all_scales[~mine] = rows, scales
        return all_rows, all_scales

    def best(self, vector: Vectors, keys: Keys) -> Scores:
        """Return the score of each key's best row for ``vector``, shape (1, dimensions).

        A key without rows, or unknown, gets NaN.
        """
        out = np.full(len(keys), np.nan, np.float64)
        known, index, firsts = self._having(keys)
        if len(known):
            out[known] = np.maximum.reduceat(self._scores(vector[0], index), firsts)
        return out

    def late(self, vectors: Vectors, keys: Keys) -> Scores:
        """Return of each key the mean, over ``vectors``, of the best row for each of them.

        This is MaxSim (Khattab and Zaharia, ColBERT, 2020).  A key without rows, or unknown,
        gets NaN.  The numbers of each vector are rounded to :data:`_LEVELS` steps on each side of
        zero: a mean differs by less than .001 for it (tokens of 60 passages, measured).

        :param vectors: shape (n, dimensions), one at least.
        """
        out = np.full(len(keys), np.nan, np.float64)
        known, index, firsts = self._having(keys)
        if not len(known):
            return out
        packed, scales = self._read(index)
        # Whole numbers on both sides: their products are exact whatever is measured beside them.
        peaks = np.abs(vectors).max(axis=1, keepdims=True) / _LEVELS
        asked = np.rint(vectors / np.where(peaks > 0, peaks, 1)).astype(np.float32)
        some = max(1, _UNSHARED // asked.size)
        scores = np.empty((len(index), len(asked)), np.float32)
        rows = np.empty((min(some, len(index)), self._dimensions), np.float32)
        for start in range(0, len(index), some):
            part = scores[start : start + some]
            np.copyto(rows[: len(part)], packed[start : start + some])
            np.matmul(rows[: len(part)], asked.T, out=part)
        scores *= scales[:, None]
        best = np.maximum.reduceat(scores, firsts, axis=0)
        out[known] = (best * peaks[:, 0]).mean(axis=1)
        return out

    def _having(self, keys: Keys) -> tuple[Ints, Ints, Ints]:
        """Return which of ``keys`` have rows, these rows, and where those of each begin there."""
        self._settle()
        wanted = np.asarray(keys, np.int64)
        if not len(self._keys):
            return wanted[:0], wanted[:0], wanted[:0]
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        having = np.flatnonzero((self._keys[places] == wanted) & (self._counts[places] > 0))
        index, counts = self._rows_of(places[having])
        return having, index, np.cumsum(counts) - counts

    def at(self, vector: Vectors, places: Ints) -> Floats:
        """Return the scores of passages by their place among the keys; each has one row."""
        return self._scores(vector[0], self._starts[places])

    def _scores(self, vector: Floats, index: Ints) -> Floats:
        """Return the products of rows with ``vector``, shape (dimensions,).

        Each row's is the same whatever others are measured beside it.
        """
        if not len(index) or index.max() < len(self._rows):
            return products(self._rows, index, vector) * self._scales[index]
        rows, scales = self._read(index)
        return products(rows, np.arange(len(rows)), vector) * scales

    def vectors(self, places: Ints) -> Vectors:
        """Return the first row of passages by their place among the keys, as floats."""
        self._settle()
        rows, scales = self._read(self._starts[places])
        return rows.astype(np.float32) * scales[:, None]

    def known(self, keys: Keys) -> Ints:
        """Return those of ``keys`` that are in the table, in their order."""
        self._settle()
        wanted = np.asarray(keys, np.int64)
        if not len(self._keys):
            return wanted[:0]
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        held: Ints = wanted[self._keys[places] == wanted]
        return held

    def keys(self) -> Ints:
        """Return every key, ascending."""
        self._settle()
        return self._keys

    def sample(self, count: int) -> Vectors:
        """Return at most ``count`` rows, each of another passage, as unit vectors."""
        self._settle()
        having = np.flatnonzero(self._counts > 0)
        draw = np.random.default_rng(_SEED)
        chosen = draw.choice(having, min(count, len(having)), replace=False)
        middle = self._starts[chosen] + self._counts[chosen] // 2
        rows, scales = self._read(middle)
        vectors = rows.astype(np.float32) * scales[:, None]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(norms > 0, norms, 1), np.float32)

    def __len__(self) -> int:
        self._settle()
        return len(self._keys)


class _Added:
    """Rows added and not yet saved, in a file without a name."""

    def __init__(self, dimensions: int, kind: Kind) -> None:
        self._dimensions, self._kind = dimensions, kind
        self._file = tempfile.TemporaryFile() if dimensions else None  # noqa: SIM115 (kept open)
        self._scales: list[Floats] = []
        self._waiting: list[tuple[Ints, Ints]] = []
        self._first = 0
        self._written = 0

    def add(self, keys: Sequence[int], groups: Sequence[Vectors]) -> None:
        """Add the rows of each key, packed into whole numbers."""
        rows = np.concatenate([np.asarray(group, np.float32) for group in groups])
        scales = np.abs(rows).max(axis=1, initial=0.0) / np.iinfo(self._kind).max
        packed = np.rint(rows / np.where(scales > 0, scales, 1)[:, None]).astype(self._kind)
        assert self._file is not None  # noqa: S101 (a table of no dimensions is given no rows)
        self._file.write(packed.data)
        self._written += len(packed)
        self._scales.append(scales.astype(np.float32))
        counts = np.asarray([len(group) for group in groups], np.int64)
        self._waiting.append((np.asarray(keys, np.int64), counts))

    def taken(self) -> tuple[Ints, Ints, int] | None:
        """Return the keys added since last asked, how many rows each has, and the first row."""
        if not self._waiting:
            return None
        keys = np.concatenate([part for part, _ in self._waiting])
        counts = np.concatenate([part for _, part in self._waiting])
        first, self._first = self._first, self._written
        self._waiting = []
        return keys, counts, first

    def read(self, index: Ints) -> tuple[Rows, Floats]:
        """Return rows and their scales."""
        assert self._file is not None  # noqa: S101 (there are rows)
        self._file.flush()
        rows = np.memmap(self._file, self._kind, "r", shape=(self._written, self._dimensions))
        if len(self._scales) > 1:
            self._scales = [np.concatenate(self._scales)]
        return rows[index], self._scales[0][index]
