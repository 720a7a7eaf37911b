"""Making one generation: what is new beside what is kept of the last one, then its verification."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.analysis.analyser import ANALYSER
from index.backends.port import Backends
from index.build import catalogue_writer, encoder_vectors, index_writer
from index.build.index_writer import GenerationDelta
from index.build.parser_pool import Job
from index.build.plan import Plan
from index.build.progress import Progress
from index.build.report import BuildReport
from index.build.sources import SourceFile
from index.build.spool import Spool
from index.build.verify import verify
from index.catalogue import compared_texts, resolution, status_pass
from index.catalogue.ports import CatalogueWriter
from index.citations import register_files
from index.results import Status
from index.search.score_floor import noise_floor
from index.storage import parsed, received
from index.storage.files import seal
from index.storage.received import NOTHING, Ledger
from index.storage.store import LIKENESS, VECTORS, WORDS, BuildRecord, Store
from index.worker_pool import Workers


@dataclass(frozen=True, slots=True)
class BaseGeneration:
    """The generation to start from."""

    folder: Path
    record: BuildRecord


def write_generation(
    store: Store,
    backends: Backends,
    plan: Plan,
    base: BaseGeneration | None,
    corpus: str,
    progress: Progress,
    started: float,
    ledger: Ledger = NOTHING,
) -> BuildReport:
    """Write, verify and publish the generation of ``plan``, starting from ``base``.

    :param ledger: what update packs brought.
    """
    with Workers() as workers:
        return _write(store, backends, plan, base, corpus, workers, progress, started, ledger)


def _write(
    store: Store,
    backends: Backends,
    plan: Plan,
    base: BaseGeneration | None,
    corpus: str,
    workers: Workers,
    progress: Progress,
    started: float,
    ledger: Ledger,
) -> BuildReport:
    building = store.begin()
    ledger.write(building)
    old = base.folder if base else None
    change = _write_catalogue(store, backends, plan, building, old, workers, progress)
    before = base.record.text_engine if base else None
    engine = backends.text_engine(change.passages, before)
    delta = GenerationDelta(old, before, engine, change.added, change.removed, change.expected)
    embedded = index_writer.write(store, backends, building, delta, workers, progress)
    carried, with_tokens = encoder_vectors.carry_over(
        store, backends, building, (base.folder, base.record) if base else None, change.removed
    )
    record = _record(store, backends, plan, building, corpus, engine)
    if carried and base is not None:
        record = replace(
            record,
            encoder=base.record.encoder,
            encoder_digest=base.record.encoder_digest,
            encoded=carried,
            with_tokens=with_tokens,
            # What chance gives is not measured anew: the encoder may not even be loaded.
            encoder_floor=base.record.encoder_floor,
        )
    verify(building, record, backends)
    store.publish(building, replace(record, seals=seal(building)))
    return BuildReport(
        record.generation,
        published=True,
        documents=record.documents,
        passages=record.passages,
        added=len(change.added),
        removed=change.gone,
        parsed=plan.parsed,
        embedded=embedded,
        failed=record.failed,
        remarks=record.remarks,
        seconds=time.monotonic() - started,
    )


@dataclass(frozen=True, slots=True)
class _CatalogueChange:
    """What a catalogue took in and gave up.

    ``added`` are the numbers of new documents, ``expected`` how many passages they have;
    ``gone`` is how many documents left, ``removed`` the keys of their passages; ``passages`` is
    how many there are now.
    """

    added: frozenset[int]
    expected: int
    gone: int
    removed: tuple[int, ...]
    passages: int


def _write_catalogue(
    store: Store,
    backends: Backends,
    plan: Plan,
    building: Path,
    old: Path | None,
    workers: Workers,
    progress: Progress,
) -> _CatalogueChange:
    """Write documents, then what their references refer to, then what became of each."""
    writer = backends.catalogue_writer(building, old)
    held = writer.signatures()
    gone = [n for signature, n in held.items() if signature not in plan.wanted]
    removed = [key for n in gone for key in writer.keys(n)]
    for n in gone:
        writer.remove(n)
    new = [task for signature, task in plan.wanted.items() if signature not in held]
    added = _add_documents(writer, new, workers, progress)
    writer.commit()
    progress("Đối chiếu dẫn chiếu", 0, 1)
    compared_texts.carry((old or building) / LIKENESS, building / LIKENESS, gone)
    catalogue = backends.catalogue(building, backends.catalogue_engine)
    received_lines = received.load(building).register()
    catalogue.register = entries = register_files.of_library(store.root, received_lines)
    cited = Spool(resolution.resolve_library(catalogue, entries))
    compared_texts.write(building / LIKENESS, catalogue.compared.asked)
    passages = catalogue.count("passages")
    catalogue.close()
    writer.cite(cited)
    writer.commit()
    catalogue = backends.catalogue(building, backends.catalogue_engine)
    catalogue.register = entries
    known = _known_statuses(backends, old)
    statuses = Spool(status_pass.conclude_statuses(catalogue, known, store.next_name()))
    catalogue.close()
    writer.mark(statuses)
    expected = sum(len(writer.keys(n)) for n in added)
    writer.close()
    return _CatalogueChange(frozenset(added), expected, len(gone), tuple(removed), passages)


def _known_statuses(backends: Backends, old: Path | None) -> tuple[Status, ...]:
    """Return what the generation gone on from knew of what became of documents."""
    if old is None:
        return ()
    catalogue = backends.catalogue(old, backends.catalogue_engine)
    try:
        return catalogue.statuses.all()
    finally:
        catalogue.close()


def _add_documents(
    writer: CatalogueWriter,
    new: Sequence[tuple[Job, SourceFile]],
    workers: Workers,
    progress: Progress,
) -> set[int]:
    added: set[int] = set()
    for count, rows in enumerate(
        catalogue_writer.encode_documents(new, writer.next_number(), workers), 1
    ):
        writer.write(rows)
        added.add(rows.n)
        progress("Ghi danh mục", count, len(new))
    return added


def _record(
    store: Store, backends: Backends, plan: Plan, building: Path, corpus: str, engine: str
) -> BuildRecord:
    catalogue = backends.catalogue(building, backends.catalogue_engine)
    passages, documents = catalogue.count("passages"), catalogue.count("documents")
    catalogue.close()
    vectors = backends.open_vector_index(building / VECTORS, backends.vector_engine)
    words = backends.open_text_index(building / WORDS, engine)
    floor = noise_floor(words, vectors, backends.embedder)
    words.close()
    return BuildRecord(
        generation=store.next_name(),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        parser=parsed.parser_version(),
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
        vector_engine=backends.vector_engine,
        catalogue_engine=backends.catalogue_engine,
    )
