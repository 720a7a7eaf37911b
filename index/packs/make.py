"""Making a pack: what one state of a library has that another had not, signed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from index.analysis.analyser import indexed_text
from index.backends.port import Backends
from index.build.progress import Progress
from index.embedding.cache import CachedEmbedder, key_of
from index.packs import container, contents, vectors
from index.packs.container import DOCUMENTS, REGISTER, STATE, VECTORS, Part
from index.packs.contents import ADD, CHANGE, REMOVE, PackedDocument
from index.packs.state import (
    HeldDocument,
    LibraryState,
    Outline,
    entry_data,
    line_digest,
    originals_of,
    short,
)
from index.ports import Embedder
from index.storage import parsed
from index.storage.files import digest_of, durable, durable_folder
from ingest.errors import LibraryCorrupt, LibraryUnwritable, UsageError, reason

_LONGEST = 200
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class MadePack:
    """What was made: the rows by kind, how many documents closed folders kept back, its bytes."""

    path: Path
    id: str
    added: int
    changed: int
    removed: int
    hidden: int
    opened: tuple[str, ...]
    vectors: int
    passages: int
    size: int


def make(
    old: Outline,
    new: LibraryState,
    backends: Backends,
    out: Path,
    key: Ed25519PrivateKey,
    *,
    title: str = "",
    publisher: str = "",
    progress: Progress = lambda stage, done, total: None,
) -> MadePack:
    """Write to ``out`` what leads from ``old`` to ``new``.

    :param title: what people read of it; ``publisher``: what the sender calls itself.
    :raises UsageError: there is nothing to tell, ``out`` exists, or an original is lost.
    """
    if out.exists():
        raise UsageError(f"Đã có {out}.", "Chọn tên khác: gói cũ không bị ghi đè.")
    if not out.absolute().parent.is_dir():
        raise UsageError(f"Không có thư mục {out.parent}.", "Tạo thư mục ấy, hoặc chọn nơi khác.")
    if not new.documents:
        raise UsageError("Kho không có văn bản nào để đóng gói.")
    after = new.outline()
    rows, docs = _rows(old, new)
    came, went = _register(old, new)
    if not rows and not came and not went:
        raise UsageError("Kho không có gì mới so với trạng thái cũ, nên không có gói nào.")
    added = [one for one in docs if short(one.digest) not in old.documents]
    with tempfile.TemporaryDirectory(dir=out.absolute().parent) as folder:
        spool = Path(folder) / "vectors"
        carried, passages = _vectors(new, backends, added, spool, progress)
        blobs = [path for one in added for path in _blobs_of(new, one)]
        parts = _parts(rows, came, went, after, spool)
        header = _header(new, backends, old, title, publisher, len(rows))
        header["blobs"] = sum(path.stat().st_size for path in blobs)
        beside = Path(folder) / "pack"
        try:
            with beside.open("w+b") as file:
                container.write(file, header, parts, _read(blobs, progress), key)
            durable(beside)
            beside.replace(out)
            durable_folder(out.absolute().parent)
        except OSError as error:
            raise LibraryUnwritable(f"Không ghi được {out}: {reason(error)}.") from error
    with container.PackFile(out) as made:
        found = contents.read(made)
        return MadePack(
            path=out,
            id=made.id,
            added=len(found.of(ADD)),
            changed=len(found.of(CHANGE)),
            removed=len(found.of(REMOVE)),
            hidden=len(new.hidden),
            opened=new.opened,
            vectors=carried,
            passages=passages,
            size=made.size,
        )


def _rows(old: Outline, new: LibraryState) -> tuple[list[PackedDocument], list[HeldDocument]]:
    rows: list[PackedDocument] = []
    docs: list[HeldDocument] = []
    for digest, one in sorted(new.documents.items()):
        said = old.documents.get(short(digest))
        if said is None:
            rows.append(_row(ADD, new, one))
        elif said != one.said():
            rows.append(_row(CHANGE, new, one))
        else:
            continue
        docs.append(one)
    # What a closed folder holds by now is neither added nor said to be gone.
    held = {short(digest) for digest in (*new.documents, *new.hidden)}
    # By its content alone: who holds it knows its name.
    gone = old.documents.keys() - held
    rows += [PackedDocument(REMOVE, content.hex(), ()) for content in sorted(gone)]
    return rows, docs


def _row(do: str, new: LibraryState, one: HeldDocument) -> PackedDocument:
    # Who of the sender's people corrected it is nobody else's business.
    corrections = tuple(
        {"field": said.field, "value": said.value, "who": "", "at": said.at}
        for said in one.entry.corrections
    )
    row = PackedDocument(do, one.digest, one.names, one.ending, entry_data(one.entry), corrections)
    if do != ADD:
        return row
    original, kept = _blobs_of(new, one)
    sizes = original.stat().st_size, kept.stat().st_size
    return replace(row, original=sizes[0], parsed=sizes[1], parsed_sha256=digest_of(kept))


def _blobs_of(new: LibraryState, one: HeldDocument) -> tuple[Path, Path]:
    """Return the original and the parsed document.

    :raises UsageError, LibraryCorrupt: one of them is lost.
    """
    original = originals_of(new, [one.digest])[one.digest]
    kept = parsed.parsed_path(new.store, one.digest, new.record.parser)
    if not kept.is_file():
        raise LibraryCorrupt(f"Bản đã phân tích của “{one.names[0]}” trong kho bị mất.")
    return original, kept


def _register(old: Outline, new: LibraryState) -> tuple[list[str], list[str]]:
    now = {line_digest(line): line for line in new.register}
    came = [line for digest, line in now.items() if digest not in old.register]
    return came, sorted(digest.hex() for digest in old.register - now.keys())


def _parts(
    rows: list[PackedDocument], came: list[str], went: list[str], after: Outline, spool: Path
) -> list[tuple[Part, Iterator[bytes]]]:
    plain = {
        DOCUMENTS: "\n".join(row.to_json() for row in rows).encode(),
        REGISTER: contents.register_part(came, went),
        STATE: after.to_bytes(),
    }
    parts = []
    for name, data in plain.items():
        if data:
            part, inside = container.packed(name, data)
            parts.append((part, iter((inside,))))
    if size := spool.stat().st_size:
        part = Part(VECTORS, size, size, digest_of(spool))
        parts.append((part, _read([spool])))
    return parts


def _header(
    new: LibraryState, backends: Backends, old: Outline, title: str, publisher: str, rows: int
) -> dict[str, Any]:
    encoder = backends.encoder
    return {
        "title": _line(title),
        "publisher": _line(publisher),
        "made": _later(old.made),
        "model": new.record.model,
        "model_digest": new.record.model_digest,
        "model_dimensions": new.record.dimensions,
        "encoder_digest": encoder.digest if encoder else "",
        "encoder_dimensions": encoder.dimensions if encoder else 0,
        "parser": new.record.parser,
        "closed": new.opened,
        "documents": rows,
        "full": not old.documents,
    }


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:_LONGEST]


def _later(made: str) -> str:
    """Return the time now, or one later than ``made`` where a clock was put back."""
    now = datetime.now(UTC)
    if made:
        now = max(now, datetime.fromisoformat(made) + timedelta(seconds=1))
    return now.isoformat(timespec="seconds")


def _read(
    paths: Sequence[Path], progress: Progress = lambda stage, done, total: None
) -> Iterator[bytes]:
    for count, path in enumerate(paths, 1):
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
        progress("Đóng gói", count, len(paths))


def _vectors(
    new: LibraryState,
    backends: Backends,
    added: Sequence[HeldDocument],
    spool: Path,
    progress: Progress,
) -> tuple[int, int]:
    """Write the vectors that are dear to make; return of how many passages, of how many."""
    catalogue = backends.catalogue(new.folder, new.record.catalogue_engine)
    numbers = frozenset(one.n for one in added)
    texts = (
        [
            indexed_text([head] if head else [], text)
            for _, head, text in catalogue.all_texts(numbers)
        ]
        if numbers
        else []
    )
    catalogue.close()
    held: set[bytes] = set()
    with spool.open("wb") as file:
        for model in _dear(backends):
            written: set[bytes] = set()
            with CachedEmbedder(model, new.store.cache) as cache:
                for count, text in enumerate(texts, 1):
                    key = key_of(text)
                    known = cache.known(text) if key not in written else None
                    if known is not None:
                        file.write(vectors.row(model, text, *known))
                        written.add(key)
                    progress("Lấy vector", count, len(texts))
            held |= written
    return sum(key_of(text) in held for text in texts), len(texts)


def _dear(backends: Backends) -> list[Embedder]:
    """Return the models whose vectors cost more to make than to carry."""
    models: list[Embedder | None] = [backends.embedder, backends.encoder]
    return [one for one in models if one is not None and not one.is_cheaper_than_cache]
