"""The backends of a library, each imported when first used.

What a generation is made of is told by its folder: a file or a folder of the parts that lie
there, a pointer for those on servers.  So any of these opens any generation; which of them
writes a new one, the library's ``store.json`` says.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalogue import Catalogue
from index.ports import CatalogueWriter, TextIndex, TextIndexWriter, VectorIndex
from index.store import CATALOGUE
from index.tables import SqliteTables, SqliteWriter
from ingest.errors import UsageError

if TYPE_CHECKING:
    from index.embedding import TransformerEmbedder
    from index.remote.address import Address

AUTO, WHOOSH, TANTIVY = "auto", "whoosh", "tantivy"
TEXT_ENGINES = (AUTO, WHOOSH, TANTIVY)
"""What ``--text-engine`` takes."""
MILVUS = "milvus"
"""The engine of a library on servers."""
WHOOSH_UP_TO = 5_000
"""Passages up to which Whoosh answers as fast as a reader can tell (docs/scale.md)."""
_CATALOGUE_POINTER, _INDEX_POINTER = "catalogue.json", "remote.json"


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


def open_catalogue(generation: Path) -> Catalogue:
    """Open the catalogue of a generation, wherever it lies."""
    if (generation / _CATALOGUE_POINTER).is_file():
        from index.remote.postgres import PostgresTables  # noqa: PLC0415 (few libraries need it)

        return Catalogue(PostgresTables(_address_of(generation), generation))
    return Catalogue(SqliteTables(generation / CATALOGUE))


def _address_of(generation: Path) -> Address:
    """Return the servers of the library that a generation is of."""
    from index.remote import address  # noqa: PLC0415
    from ingest.errors import LibraryCorrupt  # noqa: PLC0415

    found = address.read(generation.parent.parent)
    if found is None:
        raise LibraryCorrupt(f"Kho {generation.parent.parent} mất tệp {address.FILE}.")
    return found


def for_building(
    root: Path, model: str | None, text_engine: str = AUTO, servers: str | None = None
) -> LocalBackends:
    """Return what a new generation of the library at ``root`` is written with.

    :param servers: the URI of :mod:`index.remote.address`; that of the library when omitted.
    :raises UsageError: the library is on other servers, or the URI is none.
    """
    from index.remote import address  # noqa: PLC0415

    known = address.read(root)
    asked = address.Address.parse(servers) if servers else known
    if asked is None:
        return LocalBackends(model, text_engine)
    if known is not None and not known.same(asked):
        raise UsageError(
            f"Kho {root} ở {known}, không phải {asked}.",
            "Bỏ --store để dựng tiếp ở chỗ cũ, hoặc dựng kho mới ở một thư mục khác.",
        )
    if text_engine != AUTO:
        raise UsageError("Kho trên máy chủ tìm theo từ bằng Milvus; bỏ --text-engine.")
    return RemoteBackends(model, root, known or asked)


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
        from index import embedding  # noqa: PLC0415 (heavy: see the module)

        with self._lock:
            if self._embedder is None:
                self._embedder = embedding.load(self._model)
            return self._embedder

    def goes_on_from(self, generation: Path) -> bool:
        """Say whether a generation written with these backends can start from that one."""
        return (generation / CATALOGUE).is_file()

    def catalogue(self, generation: Path) -> Catalogue:
        """Open the catalogue of a generation, wherever it lies."""
        return open_catalogue(generation)

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        return SqliteWriter(generation / CATALOGUE, base / CATALOGUE if base else None)

    def forget(self, kept: Sequence[Path]) -> None:
        """Do nothing: a generation's folder holds all there is of it."""

    def vectors(self, base: Path | None, *, change: bool = False) -> VectorIndex:
        """Return the vector index read from ``base``, to ``change`` it or not, or an empty one."""
        if base is not None and (base / _INDEX_POINTER).is_file():
            from index.remote.milvus import MilvusVectors  # noqa: PLC0415 (few need it)

            place = _address_of(base.parent).place
            return MilvusVectors.open(place, base, self.embedder.dimensions, change=change)
        from index.vectors import FaissVectors  # noqa: PLC0415 (heavy: see the module)

        if base is None:
            return FaissVectors(self.embedder.dimensions)
        return FaissVectors.load(base, change=change)

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with."""
        return engine_for(self._text_engine, passages, before)

    def words(self, folder: Path) -> TextIndex:
        """Open a text index, whichever engine wrote it."""
        if (folder / _INDEX_POINTER).is_file():
            from index.remote.milvus import MilvusText  # noqa: PLC0415 (few need it)

            return MilvusText(_address_of(folder.parent).place, folder)
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


class RemoteBackends(LocalBackends):
    """Milvus and PostgreSQL, for libraries that outgrow a machine or that several serve.

    :param root: the library's folder, which keeps originals, parsed documents and pointers.
    """

    def __init__(self, model: str | None, root: Path, address: Address) -> None:
        super().__init__(model)
        self._root, self._address = root, address

    def goes_on_from(self, generation: Path) -> bool:
        """Say whether a generation written with these backends can start from that one."""
        return (generation / _CATALOGUE_POINTER).is_file()

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        from index.remote.postgres import PostgresWriter  # noqa: PLC0415

        # From here on something of the library is on the servers.
        self._address = self._address.keep(self._root)
        return PostgresWriter(self._address, generation, base)

    def forget(self, kept: Sequence[Path]) -> None:
        """Delete from the servers what no generation among ``kept`` can see."""
        from index.remote import milvus, postgres  # noqa: PLC0415

        if not self._address.name:
            # Nothing is there yet; that the servers are is better known now than after hours.
            postgres.reach(self._address)
            milvus.reach(self._address.place)
            return
        ours = [one for one in kept if self.goes_on_from(one)]
        postgres.forget(self._address, ours)
        milvus.forget(self._address.place, ours)

    def vectors(self, base: Path | None, *, change: bool = False) -> VectorIndex:
        """Return the vector index pointed to by ``base``, or an empty one."""
        if base is not None:
            return super().vectors(base, change=change)
        from index.remote.milvus import MilvusVectors  # noqa: PLC0415

        return MilvusVectors.open(self._address.place, None, self.embedder.dimensions, change=True)

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with."""
        return MILVUS

    def words_writer(self, folder: Path, base: Path | None, engine: str) -> TextIndexWriter:
        """Return a writer of words that go on from those pointed to by ``base``."""
        from index.remote.milvus import MilvusTextWriter  # noqa: PLC0415

        return MilvusTextWriter(self._address.place, folder, base)
