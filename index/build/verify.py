"""Asking every index of a generation for what must be in it, before it is in service."""

from __future__ import annotations

from pathlib import Path

from index.analysis import analyser
from index.analysis.analyser import indexed_text
from index.backends.port import Backends
from index.catalogue.reader import Catalogue
from index.ports import TextIndex, VectorIndex
from index.readings.readings import Readings
from index.storage.store import READINGS, VECTORS, WORDS, BuildRecord
from ingest.errors import LibraryCorrupt


def verify(folder: Path, record: BuildRecord, backends: Backends) -> None:
    """Ask every index of a generation for what must be in it.

    :raises LibraryCorrupt: counts differ, or a probe is not found.
    """
    catalogue = backends.catalogue(folder, record.catalogue_engine)
    words = backends.open_text_index(folder / WORDS, record.text_engine)
    try:
        vectors = backends.open_vector_index(folder / VECTORS, record.vector_engine)
        counts = (
            catalogue.count("passages"),
            len(words),
            len(vectors),
            len(Readings(folder / READINGS)),
        )
        if set(counts) != {record.passages} or not catalogue.is_sound():
            raise LibraryCorrupt(
                f"Các phần của kho không khớp nhau: danh mục {counts[0]} đoạn,"
                f" chỉ mục từ {counts[1]}, vector {counts[2]}, bảng đọc sẵn {counts[3]},"
                f" hồ sơ {record.passages}."
            )
        _probe(catalogue, words, vectors)
    finally:
        words.close()
        catalogue.close()


def _probe(catalogue: Catalogue, words: TextIndex, vectors: VectorIndex) -> None:
    """Search for the last passage by its own terms and its own vector."""
    key, heading, text = catalogue.last_text() or (0, "", "")
    terms = analyser.term_texts(indexed_text([heading] if heading else [], text))
    if not terms:
        return
    if key not in words.phrase(terms[-1:], len(words)):
        raise LibraryCorrupt("Chỉ mục từ không tìm lại được đoạn vừa ghi.")
    near = vectors.search(vectors.vector(key), 1)
    if (
        not near
        or abs(vectors.search(vectors.vector(key), 1, [key])[0].score - near[0].score) > 1e-3
    ):
        raise LibraryCorrupt("Chỉ mục vector không tìm lại được đoạn vừa ghi.")
