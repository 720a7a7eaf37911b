"""What a library holds, as packs compare it: by the contents of documents, not by the whole.

A library that receives packs may hold documents of its own besides, so what a pack stands on is a
list of contents: the library must hold these, whatever else it holds.  The list goes with every
pack, so the next one can be made from the last pack instead of from an old library.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.access import Rights
from index.backends.port import Backends
from index.catalogue.reader import Catalogue
from index.citations import register_files
from index.metadata.corrections import SAME
from index.metadata.manifest import ManifestEntry
from index.packs.container import STATE, PackFile
from index.storage import received
from index.storage.files import content_path
from index.storage.store import BuildRecord, Store
from ingest.errors import LibraryCorrupt, LibraryMissing, UsageError

AT = "@"
"""``KHO@00000003`` is a generation of a library that is not the one in service."""
_CONTENT, _SAID = 16, 8
_COUNTS = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of a library, by its content: all its names, and what is said of it."""

    n: int
    digest: str
    ending: str
    names: tuple[str, ...]
    entry: ManifestEntry

    def said(self) -> bytes:
        """Return a short digest of all that is said of the content."""
        corrections = [[one.field, one.value] for one in self.entry.corrections]
        told = [self.names, self.ending, entry_data(self.entry), sorted(corrections)]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_SAID]


@dataclass(frozen=True, slots=True)
class Outline:
    """A state of a library without its documents: short digests of contents with what is said.

    ``register`` are short digests of the lines of the register that are its own.
    """

    documents: Mapping[bytes, bytes]
    register: frozenset[bytes]
    made: str = ""

    def to_bytes(self) -> bytes:
        """Return it as it goes into a pack."""
        rows = sorted(self.documents.items())
        lines = sorted(self.register)
        counts = _COUNTS.pack(len(rows), len(lines))
        return counts + b"".join(map(b"".join, rows)) + b"".join(lines)

    @staticmethod
    def from_bytes(data: bytes) -> Outline:
        """Read what :meth:`to_bytes` wrote.

        :raises ValueError: it is none.
        """
        if len(data) < _COUNTS.size:
            raise ValueError(len(data))
        documents, lines = _COUNTS.unpack_from(data)
        size = _CONTENT + _SAID
        if len(data) != _COUNTS.size + documents * size + lines * _SAID:
            raise ValueError(len(data))
        ends = _COUNTS.size + documents * size
        rows = (data[at : at + size] for at in range(_COUNTS.size, ends, size))
        return Outline(
            {row[:_CONTENT]: row[_CONTENT:] for row in rows},
            frozenset(data[at : at + _SAID] for at in range(ends, len(data), _SAID)),
        )


EMPTY = Outline({}, frozenset())


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What one generation holds that a pack may tell of.

    ``hidden`` are contents of closed folders that are left out, ``opened`` the closed folders of
    which documents are in it because that was asked.
    """

    store: Store
    record: BuildRecord
    folder: Path
    documents: Mapping[str, HeldDocument]
    hidden: frozenset[str]
    opened: tuple[str, ...]
    register: tuple[str, ...]

    def outline(self) -> Outline:
        """Return it without the documents."""
        return Outline(
            {short(one.digest): one.said() for one in self.documents.values()},
            frozenset(map(line_digest, self.register)),
        )


def short(digest: str) -> bytes:
    """Return the short digest of a content."""
    return bytes.fromhex(digest)[:_CONTENT]


def line_digest(line: str) -> bytes:
    """Return the short digest of a line of the register."""
    return hashlib.sha256(line.encode()).digest()[:_SAID]


def entry_data(entry: ManifestEntry) -> dict[str, object]:
    """Return what a manifest says of a document, as a pack carries it."""
    bare = replace(entry, corrections=(), places=(), sent=())
    return {name: value for name, value in asdict(bare).items() if value not in (None, (), False)}


def state_of(
    path: Path, backends: Backends, rights: Rights, *, with_closed: bool = False
) -> LibraryState:
    """Return what the library at ``path`` holds (``KHO@GENERATION``: then).

    :param rights: what a reader without any grant may see.
    :param with_closed: what lies in closed folders too.
    :raises LibraryError: there is none, or it is damaged.
    """
    root, name = _generation(path)
    store = Store(root)
    record = store.record(name or store.current())
    folder = store.folder(record.generation)
    catalogue = backends.catalogue(folder, record.catalogue_engine)
    try:
        return _read(store, record, folder, catalogue, rights, with_closed)
    finally:
        catalogue.close()


def _generation(path: Path) -> tuple[Path, str]:
    whole, at, name = path.name.rpartition(AT)
    if not at or path.exists():
        return path, ""
    root = path.with_name(whole)
    if name not in Store(root).names():
        held = ", ".join(Store(root).names()) or "không có"
        raise LibraryMissing(f"Kho {root} không còn bản “{name}” (đang giữ: {held}).", "")
    return root, name


def _read(
    store: Store,
    record: BuildRecord,
    folder: Path,
    catalogue: Catalogue,
    rights: Rights,
    with_closed: bool,
) -> LibraryState:
    documents: dict[str, HeldDocument] = {}
    hidden: set[str] = set()
    opened: set[str] = set()
    for n, card in catalogue.cards().items():
        file = catalogue.stored_file(n)
        entry = file.entry
        names = tuple(sorted({file.source, *entry.places, *entry.sent}))
        if card.id in rights.kept or not all(map(rights.allows, names)):
            if not with_closed:
                hidden.add(file.digest)
                continue
            closed = {one for name in names if (one := closed_by(rights, name)) is not None}
            if card.id in rights.kept:
                # Its folder is not found any more: every place it lies in now is closed there.
                closed |= {name.rpartition("/")[0] for name in names}
            opened |= closed
        documents[file.digest] = HeldDocument(n, file.digest, file.ending, names, entry)
    try:
        brought = received.load(folder).register()
    except ValueError as error:
        raise LibraryCorrupt(
            f"Danh sách văn bản nhận từ gói cập nhật của kho {store.root} bị hỏng."
        ) from error
    return LibraryState(
        store,
        record,
        folder,
        _without_hidden(documents),
        frozenset(hidden),
        tuple(sorted(opened)),
        tuple(dict.fromkeys((*register_files.own_lines(store.root), *brought))),
    )


def closed_by(rights: Rights, name: str) -> str | None:
    """Return the closed folder that hides a name; None where none does."""
    parts = name.split("/")
    for depth in range(len(parts) - 1, -1, -1):
        folder = "/".join(parts[:depth])
        if folder in rights.closed:
            return folder
    return None


def _without_hidden(documents: dict[str, HeldDocument]) -> dict[str, HeldDocument]:
    """Leave out decisions on a file and one that is not told of."""
    return {
        digest: replace(
            one,
            entry=replace(
                one.entry,
                corrections=tuple(
                    said
                    for said in one.entry.corrections
                    if not said.field.startswith(SAME) or said.field[len(SAME) :] in documents
                ),
            ),
        )
        for digest, one in documents.items()
    }


def outline_of(pack: PackFile) -> Outline:
    """Return the state a pack leads to.

    :raises PackRefused: it tells of none.
    """
    try:
        return replace(Outline.from_bytes(pack.part(STATE)), made=pack.header.made)
    except ValueError as error:
        raise pack.damaged() from error


def originals_of(state: LibraryState, digests: Collection[str]) -> dict[str, Path]:
    """Return where the originals of documents are.

    :raises UsageError: one is lost.
    """
    found = {}
    for digest in digests:
        one = state.documents[digest]
        path = content_path(state.store.files, digest, one.ending)
        if not path.is_file():
            raise UsageError(
                f"Kho mất bản gốc của “{one.names[0]}”, không đóng gói được.",
                "Dựng lại kho từ thư mục văn bản rồi làm lại.",
            )
        found[digest] = path
    return found
