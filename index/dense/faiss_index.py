"""The faiss adapter: nearest vectors, stored as half floats, mapped into memory, deletable.

A small library is searched exactly (``IDMap2,SQfp16``), a large one by lists
(:mod:`index.dense.ivf`).  Either finds the candidates;
:class:`~index.dense.window_vectors.WindowTable` scores their windows.  faiss notices a truncated
file but loads a flipped bit in silence, so the file is sealed with a digest
(:mod:`index.storage.store`) and checked before it is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.dense import ivf
from index.dense.ivf import Lists
from index.dense.window_vectors import WindowTable
from index.ranking import Keys, ScoredKeys
from ingest.errors import LibraryCorrupt

_WHOLES = "wholes.faiss"
_FACTORY = "IDMap2,SQfp16"
FEW = 4_000
"""Up to so many allowed passages are measured one by one."""


NOTHING = ScoredKeys.of(())


class FaissVectors:
    """Vectors under integer keys, by inner product.

    One thread answers a query: readers ask at the same time, and starting more threads for
    each costs more than it saves.
    """

    def __init__(self, dimensions: int) -> None:
        self._index: Any = faiss.index_factory(dimensions, _FACTORY, faiss.METRIC_INNER_PRODUCT)
        self._lists: Lists | None = None
        self._windows = WindowTable(dimensions)
        self._direct: tuple[Keys, Keys, npt.NDArray[np.float16]] | None = None

    @classmethod
    def load(cls, path: Path, *, change: bool = False) -> FaissVectors:
        """Read what :meth:`save` wrote.

        :param change: vectors will be added or removed; otherwise large files are mapped.
        :raises LibraryCorrupt: the file is not there or is no such index.
        """
        vectors = cls.__new__(cls)
        vectors._direct = None
        vectors._lists = Lists.read(path)
        mapped = vectors._lists is not None and not change
        try:
            whole = (path / _WHOLES).stat().st_size
            if vectors._lists is not None and vectors._lists.size != whole:
                # Mapped, a file cut short is not noticed before what is missing is read.
                raise LibraryCorrupt(f"Chỉ mục vector {path.name} bị hỏng.")
            how = faiss.IO_FLAG_MMAP_IFC if mapped else 0
            vectors._index = faiss.read_index(str(path / _WHOLES), how)
        except (OSError, RuntimeError) as error:
            raise LibraryCorrupt(f"Chỉ mục vector {path.name} bị hỏng.") from error
        vectors._windows = WindowTable.load(path)
        return vectors

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        """Add one row of ``vectors`` (shape (len(keys), dimensions)) under each key."""
        if len(keys):
            self._direct = None
            rows = np.ascontiguousarray(vectors, dtype=np.float32)
            self._index.add_with_ids(rows, np.asarray(keys, dtype=np.int64))
            self._windows.add(keys, windows or [rows[:0]] * len(keys))

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        held = self._windows.known(keys)
        if len(held):
            # Lists with a table of places take an array only.
            self._direct = None
            array = faiss.IDSelectorArray(held) if self._lists else faiss.IDSelectorBatch(held)
            self._index.remove_ids(array)
            self._windows.remove(keys)

    def search(
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> ScoredKeys:
        """Return the ``limit`` keys whose wholes are nearest, by whole and best window."""
        limit = min(limit, len(self))
        if limit < 1 or (allowed is not None and len(allowed) == 0):
            return NOTHING
        query = np.ascontiguousarray(vector, dtype=np.float32)
        if allowed is not None and len(allowed) <= FEW:
            return self._among(query, limit, allowed)
        # A setting of the calling thread alone.
        faiss.omp_set_num_threads(1)
        _, keys = self._index.search(query, limit, params=self._parameters(allowed))
        return self._joint(query, keys[0][keys[0] >= 0])

    def _parameters(self, allowed: Sequence[int] | None) -> Any:  # noqa: ANN401 (faiss)
        chosen = None
        share = 1.0
        if allowed is not None:
            chosen = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
            share = len(allowed) / max(1, len(self))
        if self._lists is not None:
            return self._lists.parameters(chosen, share)
        return None if chosen is None else faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]

    def _among(self, query: Vectors, limit: int, allowed: Sequence[int]) -> ScoredKeys:
        """Measure every allowed passage and keep the nearest."""
        known = self._windows.known(np.unique(np.asarray(allowed, dtype=np.int64)))
        if not len(known):
            return NOTHING
        wholes = self._wholes(known) @ query[0]
        nearest = np.argsort(-wholes, kind="stable")[:limit]
        return self._joint(query, known[nearest])

    def scores(self, vector: Vectors, keys: Sequence[int]) -> ScoredKeys:
        """Return the score of each of ``keys``; unknown ones are left out."""
        known = self._windows.known(keys)
        if not len(known):
            return NOTHING
        query = np.ascontiguousarray(vector, dtype=np.float32)
        return self._joint(query, known)

    def _joint(self, query: Vectors, keys: npt.NDArray[np.int64]) -> ScoredKeys:
        if not len(keys):
            return NOTHING
        # In double precision, however the keys were found: in single, the last bit of a sum
        # hangs on how many others were measured with it.
        wholes = self._wholes(keys).astype(np.float64) @ query[0]
        best = self._windows.best(query, keys)
        joint = np.where(np.isnan(best), wholes, (wholes + best) / 2)
        order = np.lexsort((keys, -joint))
        return ScoredKeys(keys[order], joint[order])

    def _wholes(self, keys: Keys) -> npt.NDArray[np.floating]:
        """Return the vectors of known keys, as they are stored or as single floats."""
        if self._lists is not None:
            rows: Vectors = self._index.reconstruct_batch(keys)
            return rows
        held, order, codes = self._rows()
        return codes.take(order[np.searchsorted(held, keys)], 0)

    def _rows(self) -> tuple[Keys, Keys, npt.NDArray[np.float16]]:
        """Return the keys of an exact index, ascending, where each one's row is, and the rows.

        faiss reads a vector in twice the time that it takes to read its row where it lies.
        """
        if self._direct is None:
            flat: Any = faiss.downcast_index(self._index.index)
            held = faiss.vector_to_array(self._index.id_map)
            order = np.argsort(held)
            size = flat.codes.size()
            codes = faiss.rev_swig_ptr(flat.codes.data(), size) if size else np.zeros(0, np.uint8)
            rows = codes.view(np.float16).reshape(-1, self.dimensions)
            self._direct = held[order], order, rows
        return self._direct

    def vector(self, key: int) -> Vectors:
        """Return the stored vector of ``key``, shape (1, dimensions)."""
        row: Vectors = self._index.reconstruct(key).reshape(1, -1)
        return row

    def save(self, path: Path) -> None:
        """Write the index into the folder ``path``, which is made."""
        path.mkdir(exist_ok=True)
        self._direct = None
        self._arrange()
        faiss.write_index(self._index, str(path / _WHOLES))
        if self._lists is not None:
            replace(self._lists, size=(path / _WHOLES).stat().st_size).write(path)
        self._windows.save(path)

    def _arrange(self) -> None:
        """Turn to lists when large, to an exact search when small."""
        size = len(self)
        if not ivf.wanted(size):
            if self._lists is not None:
                self._index, self._lists = self._exact(), None
        elif self._lists is None or ivf.outgrown(self._lists, size):
            asked = self._windows.sample(ivf.PROBED)
            keys = self._windows.keys()
            if not len(asked):
                asked = self._index.reconstruct_batch(keys[:: -(-size // ivf.PROBED)])
            self._index, self._lists = ivf.make(self._index, keys, asked)

    def _exact(self) -> Any:  # noqa: ANN401 (faiss)
        index: Any = faiss.index_factory(self.dimensions, _FACTORY, faiss.METRIC_INNER_PRODUCT)
        keys = self._windows.keys()
        if len(keys):
            index.add_with_ids(self._index.reconstruct_batch(keys), keys)
        return index

    @property
    def lists(self) -> Lists | None:
        """How vectors are kept in lists; None where the search is exact."""
        return self._lists

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)
