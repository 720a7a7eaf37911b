"""The backends of a library on one machine: SQLite, faiss, Whoosh or Tantivy."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.backends.engines import (
    AUTO,
    CATALOGUES,
    FAISS,
    SQLITE,
    TEXT_ENGINES,
    VECTOR_ENGINES,
    choose_text_engine,
    engine,
)
from index.catalogue import compared_texts
from index.catalogue.compared_texts import ComparedTexts
from index.catalogue.ports import CatalogueWriter
from index.catalogue.reader import Catalogue
from index.catalogue.sqlite import SqliteWriter
from index.ports import TextIndex, TextIndexWriter, TokenIndex, VectorIndex
from index.storage.store import CATALOGUE, LIKENESS

if TYPE_CHECKING:
    from index.embedding.models import TransformerEmbedder
    from index.embedding.onnx_encoder import OnnxEncoder


def open_catalogue(generation: Path, engine_name: str) -> Catalogue:
    """Open the catalogue of a generation, which its record says is of this engine."""
    compared = ComparedTexts(compared_texts.load(generation / LIKENESS))
    return Catalogue(engine(CATALOGUES, engine_name)(generation), compared)


class LocalBackends:
    """Opens any library by what its record says; writes faiss, Whoosh or Tantivy, SQLite."""

    catalogue_engine = SQLITE
    vector_engine = FAISS

    def __init__(self, model: str | None = None, text_engine: str = AUTO) -> None:
        self._model = model
        self._text_engine = text_engine
        self._embedder: TransformerEmbedder | None = None
        self._lock = threading.Lock()

    @property
    def embedder(self) -> TransformerEmbedder:
        """The embedding model."""
        from index.embedding import models  # noqa: PLC0415 (heavy: see the module)

        with self._lock:
            if self._embedder is None:
                self._embedder = models.load(self._model)
            return self._embedder

    @property
    def encoder(self) -> OnnxEncoder | None:
        """The encoder that ships, beside the static model that ships."""
        from index.embedding import encoder, models  # noqa: PLC0415 (heavy: see the module)

        return encoder.load() if self._model in {None, models.EMBEDDED} else None

    def catalogue(self, generation: Path, engine_name: str) -> Catalogue:
        """Open the catalogue of a generation."""
        return open_catalogue(generation, engine_name)

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        return SqliteWriter(generation / CATALOGUE, base / CATALOGUE if base else None)

    def sweep(self, kept: Sequence[Path]) -> None:
        """Do nothing: a generation's folder holds all there is of it."""

    def let_go(self) -> None:
        """Do nothing: the lock in the library's folder is all there is."""

    def new_vector_index(self, folder: Path) -> VectorIndex:
        """Return an empty vector index, to be saved in ``folder``."""
        return engine(VECTOR_ENGINES, self.vector_engine).make(folder, self.embedder.dimensions)

    def open_vector_index(
        self, folder: Path, engine_name: str, *, change: bool = False
    ) -> VectorIndex:
        """Return the vector index read from ``folder``, to ``change`` it or not."""
        opened = engine(VECTOR_ENGINES, engine_name)
        return opened.open(folder, self.embedder.dimensions, change)

    def new_encoder_index(self, folder: Path) -> VectorIndex:
        """Return an empty index of the encoder's vectors, to be saved in ``folder``."""
        assert self.encoder is not None  # noqa: S101 (asked for only where there is one)
        return engine(VECTOR_ENGINES, FAISS).make(folder, self.encoder.dimensions)

    def open_encoder_index(self, folder: Path, *, change: bool = False) -> VectorIndex:
        """Return the index of the encoder's vectors read from ``folder``."""
        dimensions = self.encoder.dimensions if self.encoder else 0
        return engine(VECTOR_ENGINES, FAISS).open(folder, dimensions, change)

    def new_encoder_tokens(self) -> TokenIndex:
        """Return an empty table of the encoder's vectors of tokens."""
        from index.dense.token_table import TokenTable  # noqa: PLC0415 (faiss is heavy)

        assert self.encoder is not None  # noqa: S101 (asked for only where there is one)
        return TokenTable.new(self.encoder.token_dimensions)

    def open_encoder_tokens(self, folder: Path) -> TokenIndex:
        """Return the table of the encoder's vectors of tokens in ``folder``."""
        from index.dense.token_table import TokenTable  # noqa: PLC0415 (faiss is heavy)

        return TokenTable.load(folder)

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with."""
        return choose_text_engine(self._text_engine, passages, before)

    def open_text_index(self, folder: Path, engine_name: str) -> TextIndex:
        """Open a text index."""
        return engine(TEXT_ENGINES, engine_name).open(folder)

    def text_index_writer(
        self, folder: Path, base: Path | None, engine_name: str
    ) -> TextIndexWriter:
        """Return a writer of a text index in ``folder``, a copy of ``base`` or empty."""
        return engine(TEXT_ENGINES, engine_name).write(folder, base)
