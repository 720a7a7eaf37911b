"""A library of real documents with questions as people ask them.

The documents are those of ``DATA/documents`` and the born-digital PDFs of ``DATA/pdf``: all that
are not the State's, and of the State's as many as bring the library to :data:`PASSAGES`.  They are
read once and kept beside the measurements; their text never enters the repository.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from index.analysis.analyser import indexed_text
from index.storage.files import write_whole
from index.storage.parsed import parser_version
from ingest import document_json, pipeline
from ingest.errors import SourceError
from ingest.model import Document

QUESTIONS = Path(__file__).parents[1] / "real_queries.jsonl"
NAME = "real"
PASSAGES = 4_800
"""Passages from which on no further document is taken."""
BORN_DIGITAL = "born-digital"
STATE = "gov__"


class Real:
    """Real documents, read and cut as a build would.

    :param data: the folder with ``documents`` and ``pdf``.
    :param kept: the folder that keeps what was read.
    """

    name = NAME
    floor = True
    """Vankien may say that nothing was found: three in ten of the questions have no answer here."""

    def __init__(self, data: Path, kept: Path) -> None:
        self._data = data
        self._kept = kept / parser_version()
        self._size: int | None = None

    @property
    def size(self) -> int:
        """The passages of all documents."""
        if self._size is None:
            self._size = sum(len(document.passages) for document, _ in self._documents())
        return self._size

    def documents(self, folder: Path) -> Iterator[tuple[Document, Path]]:
        """Yield every document with its file (``folder``, for what is made, is not used)."""
        yield from self._documents()

    def texts(self) -> Iterator[str]:
        """Yield passages with the titles above them, a line each."""
        for document, _ in self._documents():
            for one in document.passages:
                yield " ".join(indexed_text(one.heading, one.text).split())

    def questions(self, count: int) -> list[str]:
        """Return ``count`` questions of all, evenly taken, as they were typed."""
        lines = QUESTIONS.read_text("utf-8").splitlines()
        step = max(1, len(lines) / count)
        places = sorted({int(n * step) for n in range(min(count, len(lines)))})
        return [str(json.loads(lines[place])["text"]) for place in places]

    def _documents(self) -> Iterator[tuple[Document, Path]]:
        passages = 0
        for path in self._files():
            if path.name.startswith(STATE) and passages >= PASSAGES:
                return
            document = self._read(path)
            if document is not None and document.refused is None:
                passages += len(document.passages)
                yield document, path

    def _files(self) -> list[Path]:
        with (self._data / "pdf" / "manifest.tsv").open(encoding="utf-8") as table:
            rows = csv.DictReader(table, delimiter="\t")
            born = [row["file"] for row in rows if row["text_layer"] == BORN_DIGITAL]
        others = sorted(one for one in born if not one.startswith(STATE))
        # By what chance gives, but the same each time.
        state = sorted((one for one in born if one.startswith(STATE)), key=_chance)
        texts = (path for path in (self._data / "documents").iterdir() if path.is_file())
        return [*sorted(texts), *(self._data / "pdf" / one for one in others + state)]

    def _read(self, path: Path) -> Document | None:
        """Return what is read of a file, None where it cannot be read."""
        kept = self._kept / f"{_chance(path.name)}.json.gz"
        if not kept.is_file():
            try:
                read = document_json.to_json(pipeline.parse(path, source=path.name))
            except SourceError:
                read = None  # told by the benchmarks of reading
            kept.parent.mkdir(parents=True, exist_ok=True)
            data = json.dumps(read, ensure_ascii=False).encode()
            write_whole(kept, gzip.compress(data, 1, mtime=0))
        data = json.loads(gzip.decompress(kept.read_bytes()))
        return None if data is None else document_json.from_json(data)


def _chance(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]
