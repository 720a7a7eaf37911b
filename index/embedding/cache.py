"""Embeddings kept by text and model: no text is embedded twice, and a stopped build resumes.

A model that embeds as fast as a database answers has nothing kept
(``Embedder.is_cheaper_than_cache``).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.arrays import Numbers, Vectors
from index.ports import Embedder

BATCH = 256


class CachedEmbedder:
    """Embeds passages through a cache; ``embedded`` counts the texts that were not in it."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self.embedded = 0
        self._path = folder / f"windows-{embedder.digest[:16]}-{embedder.dimensions}.sqlite"
        self._base = self._connect()

    def _connect(self) -> sqlite3.Connection:
        try:
            return _opened(self._path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # Damaged: it holds nothing that cannot be made again.
            self._path.unlink()
            return _opened(self._path)

    def embed(
        self, texts: Sequence[str], tokens: Sequence[Numbers] | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """Return the vectors of the texts, shape (len(texts), dimensions), and their windows'.

        :param tokens: of each text, where they were cut already.
        """
        if self._embedder.is_cheaper_than_cache:
            self.embedded += len(texts)
            return self._embedder.embed_passages_and_windows(texts, tokens)
        keys = [key_of(text) for text in texts]
        size = self._embedder.dimensions
        wholes = np.zeros((len(texts), size), np.float32)
        windows = [wholes[:0]] * len(texts)
        todo: dict[bytes, list[int]] = {}
        for place, key in enumerate(keys):
            held = self._held(key)
            if held is None:
                todo.setdefault(key, []).append(place)
            else:
                wholes[place], windows[place] = held
        # Texts of one length together: a transformer pads to the longest of a batch.
        order = sorted(todo, key=lambda key: (-len(texts[todo[key][0]]), key))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors, parts = self._embedder.embed_passages_and_windows(
                [texts[todo[key][0]] for key in batch]
            )
            for key, vector, part in zip(batch, vectors, parts, strict=True):
                for place in todo[key]:
                    wholes[place], windows[place] = vector, part
                self._write(key, np.concatenate([vector[None], part]))
            self._base.commit()
            self.embedded += len(batch)
        return wholes, windows

    def known(self, text: str) -> tuple[Vectors, Vectors] | None:
        """Return the vector of a text and its windows', where it was embedded before."""
        return self._held(key_of(text))

    def keep(self, rows: Iterable[tuple[bytes, Vectors]]) -> int:
        """Keep vectors made elsewhere, all of them or none; return of how many texts.

        :param rows: the key of a text (:func:`key_of`) with the vectors of the whole and of its
            windows, shape (1 + windows, dimensions).
        """
        count = 0
        with self._base:
            for key, vectors in rows:
                value = np.ascontiguousarray(vectors, np.float32).tobytes()
                self._base.execute("INSERT OR IGNORE INTO vectors VALUES (?, ?)", (key, value))
                count += 1
        return count

    def _write(self, key: bytes, vectors: Vectors) -> None:
        value = np.ascontiguousarray(vectors, np.float32).tobytes()
        self._base.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", (key, value))

    def _held(self, key: bytes) -> tuple[Vectors, Vectors] | None:
        row = self._base.execute("SELECT value FROM vectors WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        vectors = np.frombuffer(row[0], np.float32).reshape(-1, self._embedder.dimensions)
        return vectors[0], vectors[1:]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()


def key_of(text: str) -> bytes:
    """Return the key under which the vectors of a text are kept: 32 bytes."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = NORMAL")
    base.execute(
        "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
    )
    return base
