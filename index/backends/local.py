"""The backends of a library on one machine: SQLite, faiss, Whoosh or Tantivy."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.backends.engines import AUTO, TANTIVY, engine_for
from index.catalogue.ports import CatalogueWriter
from index.catalogue.reader import Catalogue
from index.catalogue.sqlite import SqliteTables, SqliteWriter
from index.ports import TextIndex, TextIndexWriter, VectorIndex
from index.storage.store import CATALOGUE

if TYPE_CHECKING:
    from index.embedding.models import TransformerEmbedder
    from index.remote.address import Address

CATALOGUE_POINTER, INDEX_POINTER = "catalogue.json", "remote.json"


def open_catalogue(generation: Path) -> Catalogue:
    """Open the catalogue of a generation, wherever it lies."""
    if (generation / CATALOGUE_POINTER).is_file():
        from index.remote.postgres.tables import PostgresTables  # noqa: PLC0415 (few libraries need it)

        return Catalogue(PostgresTables(address_of(generation), generation))
    return Catalogue(SqliteTables(generation / CATALOGUE))


def address_of(generation: Path) -> Address:
    """Return the servers of the library that a generation is of."""
    from index.remote import address  # noqa: PLC0415
    from ingest.errors import LibraryCorrupt  # noqa: PLC0415

    found = address.load_address(generation.parent.parent)
    if found is None:
        raise LibraryCorrupt(f"Kho {generation.parent.parent} mất tệp {address.FILE}.")
    return found


class LocalBackends:
    """faiss, Whoosh or Tantivy, SQLite, and a sentence-transformers model."""

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

    def can_extend(self, generation: Path) -> bool:
        """Say whether a generation written with these backends can start from that one."""
        return (generation / CATALOGUE).is_file()

    def catalogue(self, generation: Path) -> Catalogue:
        """Open the catalogue of a generation, wherever it lies."""
        return open_catalogue(generation)

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        return SqliteWriter(generation / CATALOGUE, base / CATALOGUE if base else None)

    def sweep(self, kept: Sequence[Path]) -> None:
        """Do nothing: a generation's folder holds all there is of it."""

    def open_vector_index(self, base: Path | None, *, change: bool = False) -> VectorIndex:
        """Return the vector index read from ``base``, to ``change`` it or not, or an empty one."""
        if base is not None and (base / INDEX_POINTER).is_file():
            from index.remote.milvus.adapters import MilvusVectors  # noqa: PLC0415 (few need it)

            place = address_of(base.parent).place
            return MilvusVectors.open(place, base, self.embedder.dimensions, change=change)
        from index.dense.faiss_index import FaissVectors  # noqa: PLC0415 (heavy: see the module)

        if base is None:
            return FaissVectors(self.embedder.dimensions)
        return FaissVectors.load(base, change=change)

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with."""
        return engine_for(self._text_engine, passages, before)

    def open_text_index(self, folder: Path) -> TextIndex:
        """Open a text index, whichever engine wrote it."""
        if (folder / INDEX_POINTER).is_file():
            from index.remote.milvus.adapters import MilvusText  # noqa: PLC0415 (few need it)

            return MilvusText(address_of(folder.parent).place, folder)
        from index.lexical import tantivy_index, whoosh_index  # noqa: PLC0415 (heavy)

        if tantivy_index.is_tantivy(folder):
            return tantivy_index.TantivyText(folder)
        return whoosh_index.WhooshText(folder)

    def text_index_writer(self, folder: Path, base: Path | None, engine: str) -> TextIndexWriter:
        """Return a writer of a text index in ``folder``, a copy of ``base`` or empty."""
        from index.lexical import tantivy_index, whoosh_index  # noqa: PLC0415 (heavy)

        if engine == TANTIVY:
            return tantivy_index.TantivyWriter(folder, base)
        return whoosh_index.WhooshWriter(folder, base)
