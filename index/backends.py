"""The backends of a library on one machine, each imported when first used."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from index.ports import TextIndex, TextIndexWriter
from ingest.errors import UsageError

if TYPE_CHECKING:
    from index.embedding import TransformerEmbedder
    from index.vectors import FaissVectors

AUTO, WHOOSH, TANTIVY = "auto", "whoosh", "tantivy"
TEXT_ENGINES = (AUTO, WHOOSH, TANTIVY)
"""What ``--text-engine`` takes."""
WHOOSH_UP_TO = 5_000
"""Passages up to which Whoosh answers as fast as a reader can tell (docs/scale.md)."""


def engine_for(wanted: str, passages: int, before: str | None = None) -> str:
    """Return the engine a text index of so many passages is written with.

    :param before: the engine of the generation that is gone on from.  A library that
        shrinks keeps Tantivy until it is half that size: it would be written anew each time
        it crosses the line.
    :raises UsageError: there is no such engine.
    """
    if wanted not in TEXT_ENGINES:
        raise UsageError(f"Không có bộ máy từ “{wanted}”; chọn {', '.join(TEXT_ENGINES)}.")
    if wanted != AUTO:
        return wanted
    line = WHOOSH_UP_TO // 2 if before == TANTIVY else WHOOSH_UP_TO
    return TANTIVY if passages > line else WHOOSH


class LocalBackends:
    """faiss, Whoosh or Tantivy, and a sentence-transformers model."""

    def __init__(self, model: str | None = None, text_engine: str = AUTO) -> None:
        self._model = model
        self._text_engine = text_engine
        self._embedder: TransformerEmbedder | None = None
        self._lock = threading.Lock()

    @property
    def embedder(self) -> TransformerEmbedder:
        """The embedding model."""
        from index import embedding  # noqa: PLC0415 (heavy: see the module)

        with self._lock:
            if self._embedder is None:
                self._embedder = embedding.load(self._model)
            return self._embedder

    def vectors(self, base: Path | None, *, change: bool = False) -> FaissVectors:
        """Return the vector index read from ``base``, to ``change`` it or not, or an empty one."""
        from index.vectors import FaissVectors  # noqa: PLC0415 (heavy: see the module)

        if base is None:
            return FaissVectors(self.embedder.dimensions)
        return FaissVectors.load(base, change=change)

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with."""
        return engine_for(self._text_engine, passages, before)

    def words(self, folder: Path) -> TextIndex:
        """Open a text index, whichever engine wrote it."""
        from index.lexical import tantivy_index, whoosh_index  # noqa: PLC0415 (heavy)

        if tantivy_index.is_tantivy(folder):
            return tantivy_index.TantivyText(folder)
        return whoosh_index.WhooshText(folder)

    def words_writer(self, folder: Path, base: Path | None, engine: str) -> TextIndexWriter:
        """Return a writer of a text index in ``folder``, a copy of ``base`` or empty."""
        from index.lexical import tantivy_index, whoosh_index  # noqa: PLC0415 (heavy)

        if engine == TANTIVY:
            return tantivy_index.TantivyWriter(folder, base)
        return whoosh_index.WhooshWriter(folder, base)
