"""Passages by meaning: rows in flat files, nearest first, deletable.

A vector is kept in two bytes a number with a scale of its own.  All of a small library's are
measured; in a large one codes propose (:mod:`index.dense.codes`, by faiss) and the rows themselves
decide.  Windows (:class:`~index.dense.row_table.RowTable`) are measured of what is found.  faiss
notices a truncated file but loads a flipped bit in silence, so every file is sealed with a digest
(:mod:`index.storage.store`) and checked before it is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors, distinct
from index.dense import codes
from index.dense.codes import Codes, Facts
from index.dense.products import of_floats
from index.dense.row_table import RowTable
from index.ranking import Keys, ScoredKeys

_WHOLES = "whole_"
FEW = 10_000
"""Up to so many allowed passages are measured one by one."""

_DEEPER = 4

NOTHING = ScoredKeys.of(())
Places = npt.NDArray[np.int64]


class FaissVectors:
    """Vectors under integer keys, by inner product.

    One thread answers a query: readers ask at the same time, and starting more threads for
    each costs more than it saves.
    """

    def __init__(self, dimensions: int) -> None:
        self._wholes = RowTable(dimensions, np.int16, _WHOLES)
        self._windows = RowTable(dimensions, np.int8)
        self._codes: Codes | None = None
        self._before: Codes | None = None
        self._floats: Vectors | None = None

    @classmethod
    def load(cls, path: Path, *, change: bool = False) -> FaissVectors:
        """Read what :meth:`save` wrote.

        :param change: vectors will be added or removed.
        :raises LibraryCorrupt: a file is not there or is no such table.
        """
        del change  # rows stay where they are, and new ones are written beside
        vectors = cls.__new__(cls)
        vectors._wholes = RowTable.load(path, np.int16, _WHOLES)
        vectors._windows = RowTable.load(path, np.int8)
        vectors._codes = Codes.read(path)
        vectors._before = vectors._floats = None
        return vectors

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        """Add one row of ``vectors`` (shape (len(keys), dimensions)) under each key."""
        if len(keys):
            self._change()
            rows = np.ascontiguousarray(vectors, dtype=np.float32)
            self._wholes.add(keys, list(rows[:, None]))
            self._windows.add(keys, windows or [rows[:0]] * len(keys))

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        self._change()
        self._wholes.remove(keys)
        self._windows.remove(keys)

    def _change(self) -> None:
        """Rows come and go: codes are made anew when they are saved, with what they learned."""
        self._before, self._codes = self._codes or self._before, None
        self._floats = None

    def search(
        self,
        vector: Vectors,
        limit: int,
        allowed: Sequence[int] | Keys | None = None,
        also: Keys | None = None,
    ) -> ScoredKeys:
        """Return the ``limit`` keys whose wholes are nearest, by whole and best window."""
        query = np.ascontiguousarray(vector, dtype=np.float32)
        limit = min(limit, len(self))
        found = NOTHING.keys
        if limit > 0 and (allowed is None or len(allowed)):
            places = self._proposed(query, limit, allowed)
            if len(places) > limit:
                wholes = self._wholes.at(query, places)
                places = places[np.argpartition(-wholes, limit - 1)[:limit]]
            found = self._wholes.keys()[places]
        if also is not None and len(also):
            found = distinct(np.concatenate([found, self._wholes.known(also)]))
        return self._joint(query, found)

    def _proposed(self, query: Vectors, limit: int, allowed: Sequence[int] | Keys | None) -> Places:
        """Return the places of passages among which the nearest are."""
        size = len(self)
        if allowed is not None:
            keys = self._wholes.known(np.unique(np.asarray(allowed, np.int64)))
            places = np.searchsorted(self._wholes.keys(), keys)
            if self._codes is None or len(places) <= FEW:
                return places
            return self._sifted(self._codes, query, limit, places)
        if self._codes is not None:
            return self._codes.propose(query, limit)
        if codes.wanted(size):
            # They are made when this is saved.
            return np.arange(size)
        if self._floats is None:
            self._floats = self._wholes.vectors(np.arange(size))
        nearest = of_floats(self._floats, query[0])
        return np.argpartition(-nearest, limit - 1)[:limit]

    def _sifted(self, held: Codes, query: Vectors, limit: int, allowed: Places) -> Places:
        """Return what codes propose of the allowed: deeper and deeper until it is enough."""
        flags = np.zeros(len(self), np.bool_)
        flags[allowed] = True
        enough = min(len(allowed), held.facts.times * limit)
        depth = enough * len(self) // len(allowed)
        while True:
            found = held.nearest(query, depth)
            found = found[flags[found]]
            if len(found) >= enough or depth >= len(self):
                return found[:enough]
            depth *= _DEEPER

    def scores(self, vector: Vectors, keys: Sequence[int] | Keys) -> ScoredKeys:
        """Return the score of each of ``keys``; unknown ones are left out."""
        query = np.ascontiguousarray(vector, dtype=np.float32)
        return self._joint(query, self._wholes.known(keys))

    def _joint(self, query: Vectors, keys: Keys) -> ScoredKeys:
        if not len(keys):
            return NOTHING
        # However they were found: what is near is settled by the rows alone.
        wholes = self._wholes.best(query, keys)
        best = self._windows.best(query, keys)
        joint = np.where(np.isnan(best), wholes, (wholes + best) / 2)
        order = np.lexsort((keys, -joint))
        return ScoredKeys(keys[order], joint[order])

    def vector(self, key: int) -> Vectors:
        """Return the stored vector of ``key``, shape (1, dimensions).

        :raises KeyError: it is not held.
        """
        if not len(self._wholes.known([key])):
            raise KeyError(key)
        return self._wholes.vectors(np.searchsorted(self._wholes.keys(), [key]))

    def save(self, path: Path) -> None:
        """Write the index into the folder ``path``, which is made."""
        path.mkdir(exist_ok=True)
        self._wholes.save(path)
        self._windows.save(path)
        if codes.wanted(len(self)):
            asked = self._windows.sample(codes.PROBED)
            if not len(asked):
                asked = self._wholes.sample(codes.PROBED)
            self._codes = codes.made(self._wholes, asked, self._codes or self._before)
            self._codes.write(path)

    @property
    def facts(self) -> Facts | None:
        """How codes propose; None where all vectors are measured."""
        return self._codes.facts if self._codes is not None else None

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return self._wholes.dimensions

    def __len__(self) -> int:
        return len(self._wholes)
