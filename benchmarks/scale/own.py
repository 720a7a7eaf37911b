"""A library of this project, from passages that need no reading."""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

from benchmarks.scale.text import texts
from index.backends.local import LocalBackends
from index.build.generation_writer import write_generation
from index.build.parser_pool import Job
from index.build.plan import Plan, corpus_digest, signature_of
from index.build.sources import SourceFile
from index.library import Library
from index.metadata.manifest import ManifestEntry
from index.results import SearchRequest
from index.storage import parsed
from index.storage.files import RECORD
from index.storage.store import Store
from ingest import document_json
from ingest.model import Document, Header, Origin, Page, Passage
from ingest.text.spans import Span

PER_DOCUMENT = 50
"""Passages of a document."""


class Own:
    """Vankien: words, meaning, accents, fusion, the answering sentence, marks and facets."""

    name = "vankien"

    def __init__(self, work: Path, source: Path, size: int) -> None:
        self._root, self._source, self._size = work / "library", source, size
        self._library: Library | None = None
        self._plan = Plan()
        self.stages: dict[str, float] = {}

    def prepare(self) -> None:
        """Put down documents as reading would leave them: it is not measured here."""
        store, plan = Store(self._root), self._plan
        store.prepare()
        version = parsed.parser_version()
        for document, path in self._documents():
            job = Job(path, path.name, document.digest, self._root)
            file = SourceFile(path, path.name, ManifestEntry())
            kept = parsed.parsed_path(store, document.digest)
            kept.parent.mkdir(parents=True, exist_ok=True)
            data = json.dumps(document_json.to_json(document), ensure_ascii=False).encode()
            kept.write_bytes(gzip.compress(data, 1, mtime=0))
            plan.wanted[signature_of(job, file, version)] = (job, file)

    def build(self) -> float:
        """Build; return the seconds it took."""
        store, plan = Store(self._root), self._plan
        started = time.monotonic()
        last = [started, ""]

        def progress(stage: str, done: int, total: int) -> None:
            now = time.monotonic()
            self.stages[stage] = self.stages.get(stage, 0.0) + now - float(last[0])
            last[0] = now

        with store.locked():
            write_generation(
                store,
                LocalBackends(),
                plan,
                None,
                corpus_digest(plan, self._root),
                progress,
                started,
            )
        end = time.monotonic()
        self.stages["rest"] = end - float(last[0])
        self._without_floor(store)
        return end - started

    @staticmethod
    def _without_floor(store: Store) -> None:
        """Let every question be answered: this text has the football by which the floor is set."""
        name = store.current()
        record = replace(store.record(name), floor=0.0)
        (store.folder(name) / RECORD).write_text(record.to_json(), "utf-8")

    def _documents(self) -> Iterator[tuple[Document, Path]]:
        folder = self._root.parent / "files"
        folder.mkdir(parents=True, exist_ok=True)
        left = texts(self._source, self._size)
        number = 0
        while some := list(islice(left, PER_DOCUMENT)):
            number += 1
            path = folder / f"{number:06d}.txt"
            text = "\n".join(some)
            path.write_text(text, "utf-8")
            yield _document(path.name, text, some), path

    def open(self) -> None:
        """Open the library."""
        self._library = Library.open(self._root)
        gc.freeze()  # as the web app does

    def serve(self) -> None:
        """Open the library as a server for many readers does: a process a core searches."""
        assert self._library is not None  # noqa: S101
        self._library.close()
        searchers = os.cpu_count() or 1
        self._library = Library.open(self._root, searchers=searchers)
        # Every process answers before clocks run.
        with ThreadPoolExecutor(searchers) as pool:
            list(pool.map(self.ask, ["văn bản"] * 4 * searchers))

    def ask(self, question: str) -> int:
        """Answer a question with ten documents; return how many were found."""
        assert self._library is not None  # noqa: S101
        return len(self._library.search(SearchRequest(question)).hits)

    def stored(self) -> Path:
        """Return the folder of what a reader needs open."""
        return self._root / "generations"

    def parts(self) -> dict[str, int]:
        """Return the bytes of each part of the library."""
        found: dict[str, int] = {}
        for path in self._root.glob("generations/*/**/*"):
            if path.is_file():
                inside = path.relative_to(self._root / "generations").parts
                part = "/".join(inside[1:]) if inside[1] == "vectors" else inside[1]
                found[part] = found.get(part, 0) + path.stat().st_size
        return found


def _document(name: str, text: str, passages: list[str]) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    made, start = [], 0
    for ordinal, one in enumerate(passages):
        span = Span(start, start + len(one))
        made.append(Passage(f"{digest[:16]}-{ordinal:04d}", (), (), span, (1,), one))
        start += len(one) + 1
    page = Page(1, None, Origin.TEXT, 1.0)
    return Document(name, digest, "text/plain", Header(), (page,), text, passages=tuple(made))
