"""What the encoder reads, kept by text: vectors of the whole, of windows and of tokens.

Vectors may be there without those of tokens, where an update pack brought them: a pack carries
what lets passages be found, and tokens, which take far more room, are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.arrays import Levels
from index.embedding.cache import CachedEmbedder, key_of
from index.ports import Encoder, ReadPassage

_TABLE = "CREATE TABLE IF NOT EXISTS tokens (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"


class CachedEncoder(CachedEmbedder):
    """Reads passages through a cache; ``embedded`` counts the texts that were not in it whole."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        super().__init__(encoder, folder)
        self._encoder = encoder
        self._base.execute(_TABLE)

    def read(self, texts: Sequence[str]) -> list[ReadPassage]:
        """Return what the encoder reads of each text."""
        found = {text: self._whole(text) for text in texts}
        lacking = [text for text, read in found.items() if read is None]
        for text, passage in zip(lacking, self._encoder.read_passages(lacking), strict=True):
            found[text] = passage
            key, levels = key_of(text), np.ascontiguousarray(passage.tokens)
            self._write(key, np.concatenate([passage.whole[None], passage.windows]))
            values = (key, levels.tobytes())
            self._base.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?)", values)
        self._base.commit()
        self.embedded += len(lacking)
        return [read for text in texts if (read := found[text]) is not None]

    def known_tokens(self, text: str) -> Levels | None:
        """Return the vectors of a text's tokens, where it was read before."""
        query = "SELECT value FROM tokens WHERE key = ?"
        row = self._base.execute(query, (key_of(text),)).fetchone()
        if row is None:
            return None
        return np.frombuffer(row[0], np.int8).reshape(-1, self._encoder.token_dimensions)

    def _whole(self, text: str) -> ReadPassage | None:
        vectors, tokens = self.known(text), self.known_tokens(text)
        return None if vectors is None or tokens is None else ReadPassage(*vectors, tokens)
