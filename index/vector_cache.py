"""Embeddings kept by text and model: no text is embedded twice, and a stopped build resumes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from index.parsing import Progress
from index.ports import Embedder, Vectors

BATCH = 256


class CachedEmbedder:
    """Embeds passages through a cache; ``embedded`` counts the texts that were not in it."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self.embedded = 0
        self._path = folder / f"vectors-{embedder.digest[:16]}-{embedder.dimensions}.sqlite"
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

    def embed(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return shape (len(texts), dimensions), rows of unit length."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        out = np.zeros((len(texts), self._embedder.dimensions), np.float32)
        todo: dict[bytes, list[int]] = {}
        for place, key in enumerate(keys):
            row = self._base.execute("SELECT value FROM vectors WHERE key = ?", (key,)).fetchone()
            if row is None:
                todo.setdefault(key, []).append(place)
            else:
                out[place] = np.frombuffer(row[0], np.float32)
        # Texts of one length together: a transformer pads to the longest of a batch.
        order = sorted(todo, key=lambda key: (-len(texts[todo[key][0]]), key))
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            vectors = self._embedder.embed_passages([texts[todo[key][0]] for key in some])
            for key, vector in zip(some, vectors.astype(np.float32), strict=True):
                out[todo[key]] = vector
                self._base.execute(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)", (key, vector.tobytes())
                )
            self._base.commit()
            self.embedded += len(some)
            progress("Tính vector", self.embedded, len(order))
        return out

    def __enter__(self) -> CachedEmbedder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = NORMAL")
    base.execute(
        "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
    )
    return base
