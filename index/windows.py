"""Vectors of a passage's windows: small stretches of it, each embedded alone.

The vector of a whole passage is near everything the passage speaks of and near nothing in
particular; the best of its windows is near the question it answers.  The table keeps every
window in one byte a number with a scale of its own, on disk in flat arrays that are mapped
into memory, and scores the windows of a few hundred candidates at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.ports import Vectors
from ingest.errors import LibraryCorrupt

Keys = Sequence[int] | npt.NDArray[np.int64]

_LIMIT = 127
_FILES = ("keys", "ends", "rows", "scales")


class WindowTable:
    """Windows by passage key; a passage may have none."""

    def __init__(self, dimensions: int) -> None:
        self._keys: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._ends: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._rows: npt.NDArray[np.int8] = np.zeros((0, dimensions), np.int8)
        self._scales: npt.NDArray[np.float32] = np.zeros(0, np.float32)

    @classmethod
    def load(cls, folder: Path) -> WindowTable:
        """Map what :meth:`save` wrote.

        :raises LibraryCorrupt: a file is missing or is no such table.
        """
        table = cls(0)
        try:
            found = [np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES]
        except (OSError, ValueError, EOFError) as error:
            raise LibraryCorrupt(f"Bảng vector {folder.name} bị hỏng.") from error
        table._keys, table._ends, table._rows, table._scales = found
        whole = len(table._keys) == len(table._ends) and len(table._rows) == len(table._scales)
        if not whole or (len(table._ends) and table._ends[-1] != len(table._rows)):
            raise LibraryCorrupt(f"Bảng vector {folder.name} thiếu dòng.")
        return table

    def save(self, folder: Path) -> None:
        """Write the table into ``folder``, which must be there."""
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, f"_{name}"))

    def add(self, keys: Sequence[int], groups: Sequence[Vectors]) -> None:
        """Add the windows of each key, shape (n, dimensions) with n of 0 and more."""
        if not len(keys):
            return
        rows = np.concatenate([np.asarray(group, np.float32) for group in groups])
        scales = np.abs(rows).max(axis=1, initial=0.0) / _LIMIT
        packed = np.rint(rows / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
        ends = np.cumsum([len(group) for group in groups]) + len(self._rows)
        self._keys = np.concatenate([self._keys, np.asarray(keys, np.int64)])
        self._ends = np.concatenate([self._ends, ends])
        self._rows = np.concatenate([self._rows, packed])
        self._scales = np.concatenate([self._scales, scales.astype(np.float32)])
        if np.any(np.diff(self._keys) < 0):
            self._keep(np.argsort(self._keys, kind="stable"))

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        gone = np.isin(self._keys, np.asarray(keys, np.int64))
        if gone.any():
            self._keep(np.flatnonzero(~gone))

    def _keep(self, places: npt.NDArray[np.int64]) -> None:
        """Keep the passages at ``places``, in that order."""
        index, counts = self._rows_of(places)
        self._rows, self._scales = self._rows[index], self._scales[index]
        self._keys, self._ends = self._keys[places], np.cumsum(counts)

    def _rows_of(
        self, places: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the rows of the passages at ``places``, one after the other, and how many each."""
        ends = np.asarray(self._ends[places])
        starts = np.where(places > 0, self._ends[places - 1], 0) if len(self._ends) else ends
        counts = ends - starts
        before = np.cumsum(counts) - counts
        return np.repeat(starts - before, counts) + np.arange(counts.sum()), counts

    def best(self, vector: Vectors, keys: Keys) -> npt.NDArray[np.float32]:
        """Return the score of each key's best window for ``vector``, shape (1, dimensions).

        A key without windows, or unknown, gets NaN.
        """
        wanted = np.asarray(keys, np.int64)
        out = np.full(len(wanted), np.nan, np.float32)
        if not len(wanted) or not len(self._keys):
            return out
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        known = np.flatnonzero(self._keys[places] == wanted)
        index, counts = self._rows_of(places[known])
        known, counts = known[counts > 0], counts[counts > 0]
        if len(known):
            scores = (self._rows[index].astype(np.float32) @ vector[0]) * self._scales[index]
            out[known] = np.maximum.reduceat(scores, np.cumsum(counts) - counts)
        return out

    def known(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Return those of ``keys`` that are in the table, in their order."""
        wanted = np.asarray(keys, np.int64)
        if not len(self._keys):
            return wanted[:0]
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        found: npt.NDArray[np.int64] = wanted[self._keys[places] == wanted]
        return found

    def __len__(self) -> int:
        return len(self._keys)
