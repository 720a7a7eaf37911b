"""A library of this project, from passages that need no reading."""

from __future__ import annotations

import gc
import gzip
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.scale.text import Source
from index.backends.local import LocalBackends
from index.build.deepen import UP_TO, deepen
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


class Own:
    """Vankien: words, meaning, accents, fusion, the answering sentence, marks and facets."""

    name = "vankien"

    def __init__(self, work: Path, source: Source) -> None:
        self._root, self._source = work / self.name, source
        self._library: Library | None = None
        self._plan = Plan()
        self.stages: dict[str, float] = {}

    def prepare(self) -> None:
        """Put down documents as reading would leave them: it is not measured here."""
        store, plan = Store(self._root), self._plan
        store.prepare()
        version = parsed.parser_version()
        for document, path in self._source.documents(self._root.parent / "files"):
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
        last = [started]

        def progress(stage: str, done: int, total: int) -> None:
            now = time.monotonic()
            self.stages[stage] = self.stages.get(stage, 0.0) + now - last[0]
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
        self.stages["rest"] = end - last[0]
        if not self._source.floor:
            self._without_floor(store)
        return end - started

    @staticmethod
    def _without_floor(store: Store) -> None:
        """Let every question be answered: this text has the football by which the floor is set."""
        name = store.current()
        record = replace(store.record(name), floor=0.0)
        (store.folder(name) / RECORD).write_text(record.to_json(), "utf-8")

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
        """Answer a question as a page of results does; return how many documents it shows."""
        assert self._library is not None  # noqa: S101
        return len(self._library.search(SearchRequest(question, others=False)).hits)

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


class Encoded(Own):
    """Vankien with the encoder's vectors, up to the size to which builds make them unasked."""

    name = "vankien+encoder"
    most = UP_TO
    """Passages up to which it is measured."""

    def build(self) -> float:
        """Build, then make the encoder's vectors; return the seconds of both."""
        seconds = super().build()
        started = time.monotonic()
        deepen(self._root, LocalBackends())
        self.stages["Tính vector bộ mã hóa"] = time.monotonic() - started
        return seconds + self.stages["Tính vector bộ mã hóa"]
