"""The faiss adapter: exact nearest vectors, stored as half floats, deletable.

``IDMap2,SQfp16`` answers exactly (up to half precision): 100,000 vectors of 256
numbers in 10 to 16 ms.  It finds the candidates; :class:`~index.windows.WindowTable` scores
their windows.  faiss notices a truncated file but loads a flipped bit in
silence, so the file is sealed with a digest (:mod:`index.store`) and checked
before it is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.ports import Scored, Vectors
from index.windows import WindowTable
from ingest.errors import LibraryCorrupt

_WHOLES = "wholes.faiss"
_FACTORY = "IDMap2,SQfp16"
_ALONE = 200_000
"""Up to so many vectors one thread answers a query: starting more costs more than it saves."""
_THREADS = faiss.omp_get_max_threads()


class FaissVectors:
    """Vectors under integer keys, by inner product."""

    def __init__(self, dimensions: int) -> None:
        self._index: Any = faiss.index_factory(dimensions, _FACTORY, faiss.METRIC_INNER_PRODUCT)
        self._windows = WindowTable(dimensions)

    @classmethod
    def load(cls, path: Path) -> FaissVectors:
        """Read what :meth:`save` wrote.

        :raises LibraryCorrupt: the file is not there or is no such index.
        """
        vectors = cls.__new__(cls)
        try:
            vectors._index = faiss.read_index(str(path / _WHOLES))
        except RuntimeError as error:
            raise LibraryCorrupt(f"Chỉ mục vector {path.name} bị hỏng.") from error
        vectors._windows = WindowTable.load(path)
        return vectors

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        """Add one row of ``vectors`` (shape (len(keys), dimensions)) under each key."""
        if len(keys):
            rows = np.ascontiguousarray(vectors, dtype=np.float32)
            self._index.add_with_ids(rows, np.asarray(keys, dtype=np.int64))
            self._windows.add(keys, windows or [rows[:0]] * len(keys))

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        if len(keys):
            self._index.remove_ids(np.asarray(keys, dtype=np.int64))
            self._windows.remove(keys)

    def search(
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> list[Scored]:
        """Return the ``limit`` keys whose wholes are nearest, by whole and best window."""
        limit = min(limit, len(self))
        if limit < 1 or (allowed is not None and len(allowed) == 0):
            return []
        # A setting of the calling thread alone.
        faiss.omp_set_num_threads(1 if len(self) <= _ALONE else _THREADS)
        query = np.ascontiguousarray(vector, dtype=np.float32)
        if allowed is None:
            scores, keys = self._index.search(query, limit)
        else:
            chosen = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
            scores, keys = self._index.search(query, limit, params=parameters)
        held = keys[0] >= 0
        return self._joint(query, keys[0][held], scores[0][held])

    def scores(self, vector: Vectors, keys: Sequence[int]) -> list[Scored]:
        """Return the score of each of ``keys``; unknown ones are left out."""
        known = self._windows.known(keys)
        if not len(known):
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32)
        wholes = self._index.reconstruct_batch(known) @ query[0]
        return self._joint(query, known, wholes)

    def _joint(self, query: Vectors, keys: npt.NDArray[np.int64], wholes: Vectors) -> list[Scored]:
        best = self._windows.best(query, keys)
        joint = np.where(np.isnan(best), wholes, (wholes + best) / 2)
        found = [Scored(int(key), float(score)) for key, score in zip(keys, joint, strict=True)]
        return sorted(found, key=lambda one: (-one.score, one.key))

    def vector(self, key: int) -> Vectors:
        """Return the stored vector of ``key``, shape (1, dimensions)."""
        found: Vectors = self._index.reconstruct(key).reshape(1, -1)
        return found

    def save(self, path: Path) -> None:
        """Write the index into the folder ``path``, which is made."""
        path.mkdir(exist_ok=True)
        faiss.write_index(self._index, str(path / _WHOLES))
        self._windows.save(path)

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)
