"""Making one generation: what is new beside what is kept of the last one, then its verification."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index import citing, indexing, parsing
from index.calibration import noise_floor
from index.catalogue import Catalogue
from index.cataloguing import CatalogueWriter, Listed
from index.claims import with_entry
from index.indexing import Change
from index.parsing import Job, Progress
from index.planning import ANALYSER, Plan, signature_of
from index.ports import Backends
from index.results import FailedFile
from index.sources import SourceFile
from index.store import (
    CATALOGUE,
    VECTORS,
    WORDS,
    BuildRecord,
    Store,
    content_path,
    seal,
    write_whole,
)
from index.verifying import verify
from ingest.errors import FileUnreadable


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.  ``published`` is False when nothing had changed."""

    generation: str
    published: bool
    documents: int
    passages: int
    added: int
    removed: int
    parsed: int
    embedded: int
    failed: tuple[FailedFile, ...]
    remarks: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Base:
    """The generation to start from."""

    folder: Path
    record: BuildRecord


def new_generation(
    store: Store,
    backends: Backends,
    plan: Plan,
    base: Base | None,
    corpus: str,
    progress: Progress,
    started: float,
) -> BuildReport:
    """Write, verify and publish the generation of ``plan``, starting from ``base``."""
    building = store.begin()
    old = base.folder if base else None
    writer = CatalogueWriter(building / CATALOGUE, old / CATALOGUE if old else None)
    held = writer.signatures()
    gone = [n for signature, n in held.items() if signature not in plan.wanted]
    removed = [key for n in gone for key in writer.keys(n)]
    for n in gone:
        writer.remove(n)
    new = [one for signature, one in plan.wanted.items() if signature not in held]
    added = _add_documents(store, writer, new, progress)
    writer.commit()
    progress("Đối chiếu dẫn chiếu", 0, 1)
    catalogue = Catalogue(building / CATALOGUE)
    cited = list(citing.conclude(catalogue))
    passages = catalogue.count("passages")
    catalogue.close()
    writer.cite(cited)
    expected = sum(len(writer.keys(n)) for n in added)
    writer.close()
    before = base.record.text_engine if base else None
    engine = backends.text_engine(passages, before)
    change = Change(old, before, engine, frozenset(added), tuple(removed), expected)
    embedded = indexing.write(store, backends, building, change, progress)
    record = _record(store, backends, plan, building, corpus, engine)
    verify(building, record, backends)
    store.publish(building, replace(record, seals=seal(building)))
    return BuildReport(
        record.generation,
        published=True,
        documents=record.documents,
        passages=record.passages,
        added=len(added),
        removed=len(gone),
        parsed=plan.parsed,
        embedded=embedded,
        failed=record.failed,
        remarks=record.remarks,
        seconds=time.monotonic() - started,
    )


def _add_documents(
    store: Store,
    writer: CatalogueWriter,
    new: Sequence[tuple[Job, SourceFile]],
    progress: Progress,
) -> set[int]:
    version = parsing.parser_version()
    added: set[int] = set()
    for place, (job, file) in enumerate(new, 1):
        document = parsing.load(store, job.digest, version, job.name)
        ending = _ending(file.path)
        _keep_original(store, job, ending)
        listed = Listed(
            with_entry(document, file.entry),
            signature_of(job, file, version),
            version,
            ending,
            file.entry,
        )
        added.add(writer.add(listed))
        progress("Ghi danh mục", place, len(new))
    return added


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 8 else ""


def _keep_original(store: Store, job: Job, ending: str) -> None:
    kept = content_path(store.files, job.digest, ending)
    if kept.is_file():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    data = job.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != job.digest:
        raise FileUnreadable(
            f"“{job.name}” bị thay đổi trong lúc dựng kho.", "Đợi chép xong tệp rồi dựng lại kho."
        )
    write_whole(kept, data)


def _record(
    store: Store, backends: Backends, plan: Plan, building: Path, corpus: str, engine: str
) -> BuildRecord:
    catalogue = Catalogue(building / CATALOGUE)
    passages, documents = catalogue.count("passages"), catalogue.count("documents")
    catalogue.close()
    vectors = backends.vectors(building / VECTORS)
    words = backends.words(building / WORDS)
    floor = noise_floor(words, vectors, backends.embedder)
    words.close()
    return BuildRecord(
        generation=store.next_name(),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        parser=parsing.parser_version(),
        analyser=ANALYSER,
        model=backends.embedder.name,
        model_digest=backends.embedder.digest,
        dimensions=backends.embedder.dimensions,
        documents=documents,
        passages=passages,
        corpus=corpus,
        floor=floor,
        failed=tuple(plan.failed),
        remarks=tuple(plan.remarks),
        text_engine=engine,
    )
