"""Vectors on Milvus: one row a passage, with its whole's vector and its windows packed beside.

The whole is searched (exactly in Milvus Lite; by HNSW on a server, in half floats), and the windows
of what is found come back in the same answer and are measured here: one byte a number, as in
:mod:`index.dense.row_table`.  With a row for each window Milvus would have nine times the rows
to keep, index and filter, and each search a second question.  Tried on 10,000 passages of eight
windows, the windows of 200 passages took 11 to 18 ms so (28 to 47 ms grouped by the server) beside
the search of the wholes; packed, wholes and windows together take 20 to 35 ms.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.catalogue.schema import document_of
from index.ranking import Keys, ScoredKey, best_first
from index.remote.milvus.client import SETTLED, Row, Server, server
from index.remote.milvus.place import MilvusAddress
from index.remote.milvus.snapshot import (
    MOST_TEXT,
    Ask,
    Gone,
    Pointer,
    VectorHit,
    View,
    both,
    nearest,
    new_names,
    next_born,
    numbers,
    opened,
    pieces,
    primary,
    removal,
    scalar,
    still,
    within,
)
from ingest.errors import LibraryCorrupt, LibraryUnwritable

_BYTES = 8_000_000
"""Bytes of rows sent at once, of a message of at most 64 million."""
_LIMIT = 127
_LINKS, _WIDTH = 16, 200
_FEW = 500
"""Passages whose windows are asked for at once."""


def pack(windows: Vectors) -> str:
    """Return windows, shape (n, dimensions), one byte a number and a scale a row, as text."""
    rows = np.asarray(windows, np.float32)
    scales = np.abs(rows).max(axis=1, initial=0.0).astype(np.float32) / _LIMIT
    packed = np.rint(rows / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
    return base64.b64encode(scales.tobytes() + packed.tobytes()).decode()


def best(packed: str, vector: Vectors) -> float | None:
    """Return the highest inner product of packed windows with ``vector``; None without windows."""
    if not packed:
        return None
    data = base64.b64decode(packed)
    dimensions = vector.shape[1]
    count = len(data) // (dimensions + 4)
    scales = np.frombuffer(data, np.float32, count)
    rows = np.frombuffer(data, np.int8, offset=4 * count).reshape(count, dimensions)
    return float(((rows.astype(np.float32) @ vector[0]) * scales).max())


class MilvusVectors:
    """Vectors under integer keys, by inner product; reading is safe in any number of threads."""

    def __init__(self, address: MilvusAddress, pointer: Pointer, born: int | None) -> None:
        self._server = server(address)
        self._pointer = pointer
        self._rows = pointer.collections["vectors"]
        self._born = born
        self._view, self._count = pointer.view, pointer.count
        self._removed: list[int] = []
        self._waiting: list[Row] = []
        self._size = 0
        self._settled = time.monotonic() + SETTLED

    @classmethod
    def open(
        cls, address: MilvusAddress, pointer: Path | None, dimensions: int, *, change: bool
    ) -> MilvusVectors:
        """Open what :meth:`save` pointed to; without ``pointer``, make an empty index.

        :param change: rows will be added or removed, seen by this object alone until saved.
        :raises LibraryCorrupt: the pointer or its collection is missing or damaged;
            :raises LibraryError: the server is away.
        """
        milvus = server(address)
        if pointer is None:
            names = new_names(milvus, address.prefix, "vectors")
            milvus.create(names["vectors"], _fields(milvus, dimensions), _indexes(milvus))
            return cls(address, Pointer(names, View(((1, 1),)), 0, dimensions), 1)
        known = Pointer.read(pointer)
        if known.dimensions != dimensions:
            raise LibraryCorrupt(
                f"Vector trên Milvus dài {known.dimensions}, mô hình cho {dimensions}."
            )
        opened(milvus, address.prefix, known, "vectors")
        if not change:
            return cls(address, known, None)
        born = next_born(milvus, known.collections.values(), known.view.last)
        return cls(address, known, born)

    # --- changing ------------------------------------------------------------------

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        """Add one row of ``vectors`` (shape (len(keys), dimensions)) under each key."""
        born = self._changing()
        for row, key in enumerate(keys):
            packed = pack(windows[row]) if len(windows) and len(windows[row]) else ""
            if len(packed) > MOST_TEXT:
                raise LibraryUnwritable(
                    f"Đoạn {key} dài tới {len(windows[row])} khúc, Milvus không giữ hết được."
                )
            self._waiting.append(
                {
                    "pk": primary(key, born),
                    "key": int(key),
                    "doc": document_of(int(key)),
                    "born": born,
                    "windows": packed,
                    "whole": np.asarray(vectors[row], self._number_type),
                }
            )
            self._size += len(packed) + 4 * self._pointer.dimensions + 64
            self._count += 1
            if self._size > _BYTES:
                self._send()

    @property
    def _number_type(self) -> Any:  # noqa: ANN401 (a type of numpy)
        return np.float32 if self._server.small else np.float16

    def _changing(self) -> int:
        if self._born is None:
            raise ValueError("opened to be read")
        return self._born

    def _send(self) -> None:
        self._server.insert(self._rows, self._waiting)
        self._waiting, self._size = [], 0

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        born = self._changing()
        self._send()
        newer: list[int] = []
        older: list[int] = []
        for row in self._of(keys, ["pk", "key", "born"]):
            (newer if int(row["born"]) == born else older).append(int(row["pk"]))
            if int(row["born"]) != born:
                self._removed.append(int(row["key"]))
        for batch in pieces(newer):
            self._server.delete(self._rows, within("pk", batch))
        self._count -= len(newer) + len(older)
        gone = removal(self._server, self._rows, self._pointer.view, self._removed, born)
        if self._removed:
            self._view = self._pointer.view.after(born, gone)

    @property
    def _filter(self) -> str:
        """What is seen: while it is changed, also what was added."""
        if self._born is None or self._view.last >= self._born:
            return self._view.filter
        return self._view.after(self._born, Gone(self._born)).filter

    def save(self, path: Path) -> None:
        """Put what was added in order and write the pointer into the folder ``path``."""
        born = self._changing()
        self._send()
        self._server.seal(self._rows)
        view = self._pointer.view
        if view.last < born:
            gone = removal(self._server, self._rows, view, self._removed, born)
            view = still(self._server, self._rows, view).after(born, gone)
        Pointer(self._pointer.collections, view, self._count, self._pointer.dimensions).write(path)

    # --- reading -------------------------------------------------------------------

    @property
    def _now(self) -> bool:
        return self._born is not None or time.monotonic() < self._settled

    def search(
        self,
        vector: Vectors,
        limit: int,
        allowed: Sequence[int] | Keys | None = None,
        also: Keys | None = None,
    ) -> list[ScoredKey]:
        """Return the ``limit`` keys whose wholes are nearest, by whole and best window."""
        limit = min(limit, len(self))
        query = np.ascontiguousarray(vector, np.float32)
        chosen = None if allowed is None else list(map(int, allowed))
        hits = nearest(self._asking(query), limit, chosen)
        found = _joint(query, [(hit.key, hit.score, hit.row["windows"]) for hit in hits])
        if also is None:
            return found
        rest = set(also.tolist()).difference(one.key for one in found)
        return best_first([*found, *self.scores(query, sorted(rest))])

    def _asking(self, query: Vectors) -> Ask:
        """Return what searches wholes for a vector, bringing the windows of what is found."""
        if self._waiting:
            self._send()
        asked = query[0].astype(self._number_type)

        def ask(where: str, count: int) -> list[VectorHit]:
            wide = {} if self._server.small else {"ef": max(2 * count, _WIDTH)}
            rows = self._server.search(
                self._rows,
                asked,
                "whole",
                count,
                both(self._filter, where),
                ["key", "windows"],
                parameters=wide,
                now=self._now,
            )
            return [VectorHit(int(row["key"]), score, row) for score, row in rows]

        return ask

    def scores(self, vector: Vectors, keys: Sequence[int] | Keys) -> list[ScoredKey]:
        """Return the score of each of ``keys``; unknown ones are left out."""
        keys = list(map(int, keys))
        query = np.ascontiguousarray(vector, np.float32)
        ask = self._asking(query)
        rows: list[tuple[int, float, str]] = []
        for batch in pieces(keys, _FEW):
            hits = ask(within("key", batch), len(batch))
            rows.extend((hit.key, hit.score, hit.row["windows"]) for hit in hits)
        # A graph may pass one by; then it is fetched and measured here.
        missed = set(keys).difference(key for key, _, _ in rows)
        for row in self._of(sorted(missed), ["key", "whole", "windows"]):
            whole = float(_row(row["whole"]) @ query[0])
            rows.append((int(row["key"]), whole, row["windows"]))
        return _joint(query, rows)

    def vector(self, key: int) -> Vectors:
        """Return the stored vector of ``key``, shape (1, dimensions).

        :raises KeyError: it is not held.
        """
        for row in self._of([key], ["whole"]):
            return _row(row["whole"]).reshape(1, -1)
        raise KeyError(key)

    def _of(self, keys: Sequence[int], fields: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of ``keys`` that are seen."""
        if self._waiting:
            self._send()
        for batch in pieces(keys, _FEW):
            where = both(within("key", batch), self._filter)
            yield from self._server.query(self._rows, where, fields, now=self._now)

    def __len__(self) -> int:
        return self._count


def _fields(milvus: Server, dimensions: int) -> list[Row]:
    kind = "FLOAT_VECTOR" if milvus.small else "FLOAT16_VECTOR"
    return [
        *numbers("key", "doc", "born"),
        {"field_name": "windows", "datatype": "VARCHAR", "max_length": MOST_TEXT},
        {"field_name": "whole", "datatype": kind, "dim": dimensions},
    ]


def _indexes(milvus: Server) -> list[Row]:
    whole: Row = {"field_name": "whole", "metric_type": "IP", "index_type": "FLAT"}
    if not milvus.small:
        links = {"M": _LINKS, "efConstruction": _WIDTH}
        whole.update(index_type="HNSW", params=links)
    return [*scalar("key", "doc", "born"), whole]


def _row(stored: Any) -> npt.NDArray[np.float32]:  # noqa: ANN401 (as Milvus hands it back)
    """Return a vector, which comes as bytes of half floats or as numbers."""
    if isinstance(stored, list) and len(stored) == 1 and isinstance(stored[0], bytes):
        stored = stored[0]
    if isinstance(stored, bytes):
        return np.frombuffer(stored, np.float16).astype(np.float32)
    return np.asarray(stored, np.float32)


def _joint(query: Vectors, rows: list[tuple[int, float, str]]) -> list[ScoredKey]:
    scored = []
    for key, whole, packed in rows:
        window = best(packed, query)
        scored.append(ScoredKey(key, whole if window is None else (whole + window) / 2))
    return best_first(scored)
