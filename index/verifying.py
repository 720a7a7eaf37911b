"""Asking every index of a generation for what must be in it, before it is in service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.catalogue import Catalogue
from index.lexical import terms
from index.ports import Backends, TextIndex, VectorIndex
from index.store import VECTORS, WORDS, BuildRecord
from ingest.errors import LibraryCorrupt


def indexed_text(heading: Sequence[str], text: str) -> str:
    """Return what is indexed and embedded of a passage: the titles above it, then itself."""
    return "\n".join((*heading, text))


def verify(folder: Path, record: BuildRecord, backends: Backends) -> None:
    """Ask every index of a generation for what must be in it.

    :raises LibraryCorrupt: counts differ, or a probe is not found.
    """
    catalogue = backends.catalogue(folder)
    words = backends.words(folder / WORDS)
    try:
        vectors = backends.vectors(folder / VECTORS)
        counts = (catalogue.count("passages"), len(words), len(vectors))
        if set(counts) != {record.passages} or not catalogue.sound():
            raise LibraryCorrupt(
                f"Các phần của kho không khớp nhau: danh mục {counts[0]} đoạn,"
                f" chỉ mục từ {counts[1]}, vector {counts[2]}, hồ sơ {record.passages}."
            )
        _probe(catalogue, words, vectors)
    finally:
        words.close()
        catalogue.close()


def _probe(catalogue: Catalogue, words: TextIndex, vectors: VectorIndex) -> None:
    """Search for the last passage by its own terms and its own vector."""
    key, heading, text = catalogue.last_text() or (0, "", "")
    own = terms.term_texts(indexed_text([heading] if heading else [], text))
    if not own:
        return
    if key not in words.phrase(own[-1:], len(words)):
        raise LibraryCorrupt("Chỉ mục từ không tìm lại được đoạn vừa ghi.")
    near = vectors.search(vectors.vector(key), 1)
    if (
        not near
        or abs(vectors.search(vectors.vector(key), 1, [key])[0].score - near[0].score) > 1e-3
    ):
        raise LibraryCorrupt("Chỉ mục vector không tìm lại được đoạn vừa ghi.")
