"""The engines of a library's parts, keyed by what its build record says.

Each is imported when first used.  An engine is added by one entry here; a part whose record
names another is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.catalogue.ports import Tables
from index.ports import TextIndex, TextIndexWriter, VectorIndex
from ingest.errors import LibraryCorrupt, LibraryFormat, UsageError

if TYPE_CHECKING:
    from index.remote.address import Address

T = TypeVar("T")
SQLITE, POSTGRESQL = "sqlite", "postgresql"
FAISS, MILVUS = "faiss", "milvus"
AUTO, WHOOSH, TANTIVY = "auto", "whoosh", "tantivy"
TEXT_CHOICES = (AUTO, WHOOSH, TANTIVY)
"""What ``--text-engine`` takes."""
WHOOSH_UP_TO = 500
"""Passages up to which Whoosh answers as fast as a reader can tell (docs/scale.md)."""


@dataclass(frozen=True, slots=True)
class TextEngine:
    """What keeps words: opens an index in its folder; writes one there, from a base or empty."""

    open: Callable[[Path], TextIndex]
    write: Callable[[Path, Path | None], TextIndexWriter]


@dataclass(frozen=True, slots=True)
class VectorEngine:
    """What keeps vectors of so many dimensions: opens an index to change it or not; makes one."""

    open: Callable[[Path, int, bool], VectorIndex]
    make: Callable[[Path, int], VectorIndex]


def address_of(generation: Path) -> Address:
    """Return the servers of the library that a generation is of.

    :raises LibraryCorrupt: the library does not say.
    """
    from index.remote import address  # noqa: PLC0415 (few libraries need it)

    known = address.load_address(generation.parent.parent)
    if known is None:
        raise LibraryCorrupt(f"Kho {generation.parent.parent} mất tệp {address.FILE}.")
    return known


def _open_sqlite(generation: Path) -> Tables:
    from index.catalogue.sqlite import SqliteTables  # noqa: PLC0415
    from index.storage.store import CATALOGUE  # noqa: PLC0415

    return SqliteTables(generation / CATALOGUE)


def _open_postgresql(generation: Path) -> Tables:
    from index.remote.postgres.tables import PostgresTables  # noqa: PLC0415 (few libraries need it)

    return PostgresTables(address_of(generation), generation)


def _open_faiss(folder: Path, _: int, change: bool) -> VectorIndex:
    from index.dense.faiss_index import FaissVectors  # noqa: PLC0415 (heavy: see the module)

    return FaissVectors.load(folder, change=change)


def _make_faiss(_: Path, dimensions: int) -> VectorIndex:
    from index.dense.faiss_index import FaissVectors  # noqa: PLC0415 (heavy: see the module)

    return FaissVectors(dimensions)


def _open_milvus_vectors(folder: Path, dimensions: int, change: bool) -> VectorIndex:
    from index.remote.milvus.adapters import MilvusVectors  # noqa: PLC0415 (few need it)

    address = address_of(folder.parent).place
    return MilvusVectors.open(address, folder, dimensions, change=change)


def _make_milvus_vectors(folder: Path, dimensions: int) -> VectorIndex:
    from index.remote.milvus.adapters import MilvusVectors  # noqa: PLC0415 (few need it)

    return MilvusVectors.open(address_of(folder.parent).place, None, dimensions, change=True)


def _open_whoosh(folder: Path) -> TextIndex:
    from index.lexical.whoosh_index import WhooshText  # noqa: PLC0415 (heavy)

    return WhooshText(folder)


def _write_whoosh(folder: Path, base: Path | None) -> TextIndexWriter:
    from index.lexical.whoosh_index import WhooshWriter  # noqa: PLC0415 (heavy)

    return WhooshWriter(folder, base)


def _open_tantivy(folder: Path) -> TextIndex:
    from index.lexical.tantivy_index import TantivyText  # noqa: PLC0415 (heavy)

    return TantivyText(folder)


def _write_tantivy(folder: Path, base: Path | None) -> TextIndexWriter:
    from index.lexical.tantivy_index import TantivyWriter  # noqa: PLC0415 (heavy)

    return TantivyWriter(folder, base)


def _open_milvus_words(folder: Path) -> TextIndex:
    from index.remote.milvus.adapters import MilvusText  # noqa: PLC0415 (few need it)

    return MilvusText(address_of(folder.parent).place, folder)


def _write_milvus_words(folder: Path, base: Path | None) -> TextIndexWriter:
    from index.remote.milvus.adapters import MilvusTextWriter  # noqa: PLC0415 (few need it)

    return MilvusTextWriter(address_of(folder.parent).place, folder, base)


CATALOGUES: dict[str, Callable[[Path], Tables]] = {
    SQLITE: _open_sqlite,
    POSTGRESQL: _open_postgresql,
}
VECTOR_ENGINES: dict[str, VectorEngine] = {
    FAISS: VectorEngine(_open_faiss, _make_faiss),
    MILVUS: VectorEngine(_open_milvus_vectors, _make_milvus_vectors),
}
TEXT_ENGINES: dict[str, TextEngine] = {
    WHOOSH: TextEngine(_open_whoosh, _write_whoosh),
    TANTIVY: TextEngine(_open_tantivy, _write_tantivy),
    MILVUS: TextEngine(_open_milvus_words, _write_milvus_words),
}


def engine(engines: Mapping[str, T], name: str) -> T:
    """Return the engine of this name.

    :raises LibraryFormat: this version has none.
    """
    try:
        return engines[name]
    except KeyError:
        raise LibraryFormat(
            f"Kho ghi bằng bộ máy “{name}” mà phiên bản này không có ({', '.join(engines)})."
        ) from None


def choose_text_engine(wanted: str, passages: int, before: str | None = None) -> str:
    """Return the engine a text index of so many passages is written with.

    :param before: the engine of the generation that is gone on from.  A library that
        shrinks keeps Tantivy until it is half that size: it would be written anew each time
        it crosses the line.
    :raises UsageError: there is no such engine.
    """
    if wanted != AUTO:
        if wanted not in TEXT_ENGINES:
            raise UsageError(f"Không có bộ máy từ “{wanted}”; chọn {', '.join(TEXT_CHOICES)}.")
        return wanted
    line = WHOOSH_UP_TO // 2 if before == TANTIVY else WHOOSH_UP_TO
    return TANTIVY if passages > line else WHOOSH
