"""One build: a folder of documents becomes one new generation of a library.

Only what is new is done: a parsed document is kept by its content and the parser's
version, an embedding by its text and the model's digest, and a generation starts as
a copy of the last one from which what went is removed and to which what came is
added.  Nothing is in service before all of it has been verified.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from index import citing, parsing, register, syllables
from index.calibration import noise_floor
from index.catalogue import Catalogue
from index.cataloguing import CatalogueWriter, Listed
from index.claims import with_entry
from index.lexical import terms
from index.parsing import Job, Progress
from index.ports import Embedder, TextEntry, TextIndex, TextIndexWriter, VectorIndex
from index.results import FailedFile
from index.schema import document_of
from index.sources import SourceFile, Sources, gather
from index.store import (
    CATALOGUE,
    SYLLABLES,
    VECTORS,
    WORDS,
    BuildRecord,
    Store,
    content_path,
    damage,
    digest_of,
    seal,
    write_whole,
    writing,
)
from index.unpacking import unpacked
from index.vector_cache import CachedEmbedder
from ingest.errors import (
    FileUnreadable,
    FolderEmpty,
    LibraryCorrupt,
    LibraryError,
    LibraryMissing,
    LibraryUnwritable,
)

ANALYSER = f"{terms.VERSION}.3"
"""Version of the terms, of the text that is embedded (:func:`indexed_text`), of the scale fused."""


class Backends(Protocol):
    """The concrete backends of a library (named by :mod:`index.library` alone)."""

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        ...

    def vectors(self, base: Path | None) -> VectorIndex:
        """Return the vector index read from ``base``, or an empty one."""
        ...

    def words(self, folder: Path) -> TextIndex:
        """Open a text index."""
        ...

    def words_writer(self, folder: Path, base: Path | None) -> TextIndexWriter:
        """Return a writer of a text index in ``folder``, a copy of ``base`` or empty."""
        ...


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


@dataclass(slots=True)
class _Plan:
    """What the library shall hold: signature → what makes the document."""

    wanted: dict[str, tuple[Job, SourceFile]] = field(default_factory=dict)
    failed: list[FailedFile] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    parsed: int = 0


@dataclass(frozen=True, slots=True)
class _Base:
    """The generation to start from."""

    folder: Path
    record: BuildRecord


def indexed_text(heading: Sequence[str], text: str) -> str:
    """Return what is indexed and embedded of a passage: the titles above it, then itself."""
    return "\n".join((*heading, text))


def build(
    paths: Sequence[Path],
    root: Path,
    backends: Backends,
    *,
    jobs: int,
    progress: Progress,
    retry: bool = False,
) -> BuildReport:
    """Bring the library at ``root`` up to date with the files under ``paths``.

    :param retry: read again files that could not be read before.
    :raises SourceError: the folders hold nothing; :raises LibraryError: the library
        cannot be written; :raises ModelError: no embedding model.
    """
    started = time.monotonic()
    sources = gather(paths)
    store = Store(root)
    store.prepare()
    with (
        store.locked(),
        writing(root),
        unpacked(sources, store.cache / "unpacked") as files,
    ):
        store.sweep()
        plan = _plan(store, files, jobs, progress, retry)
        if not plan.wanted:
            raise _nothing_read(plan.failed)
        base = _base(store, backends, plan)
        corpus = _corpus(plan)
        if base is not None and _unchanged(base.record, corpus, plan):
            report = _report(base.record, plan, started)
        else:
            try:
                report = _generation(store, backends, plan, base, corpus, progress, started)
            except sqlite3.OperationalError as error:
                raise LibraryUnwritable(f"Không ghi được vào kho {root}: {error}.") from error
        store.prune(report.generation)
        _forget(store)
    return report


def _nothing_read(failed: list[FailedFile]) -> FolderEmpty:
    listed = "; ".join(f"{one.source}: {one.message}" for one in failed[:5])
    return FolderEmpty(f"Không đọc được tệp nào trong {len(failed)} tệp. {listed}")


# --- what there is ----------------------------------------------------------------


def _plan(store: Store, sources: Sources, workers: int, progress: Progress, retry: bool) -> _Plan:
    plan = _Plan(failed=list(sources.failed), remarks=list(sources.remarks))
    files = _digested(store, sources.files, plan, progress)
    outcomes = [(job, parsing.known(store, job, retry=retry)) for job in files]
    new = [job for job, outcome in outcomes if outcome is None]
    fresh = {one.job: one for one in parsing.parse_all(new, workers, progress)}
    plan.parsed = len(new)
    version = parsing.parser_version()
    for job, outcome in outcomes:
        done = outcome or fresh[job]
        if done.failed is not None:
            plan.failed.append(done.failed)
        else:
            plan.wanted[_signature(job, files[job], version)] = (job, files[job])
    return plan


def _digested(
    store: Store, files: Iterable[SourceFile], plan: _Plan, progress: Progress
) -> dict[Job, SourceFile]:
    """Return a job for every file that can be opened; files of one content count once."""
    found: dict[Job, SourceFile] = {}
    first: dict[str, str] = {}
    listed = list(files)
    for place, file in enumerate(listed, 1):
        try:
            digest = digest_of(file.path)
        except OSError as error:
            failure = FileUnreadable(f"Không mở được “{file.name}”: {error.strerror}.")
            plan.failed.append(FailedFile(file.name, failure.message, failure.advice))
            continue
        if digest in first:
            plan.remarks.append(f"“{file.name}” trùng hẳn nội dung với “{first[digest]}”.")
            continue
        first[digest] = file.name
        found[Job(file.path, file.name, digest, store.root)] = file
        progress("Xem tệp", place, len(listed))
    return found


def _signature(job: Job, file: SourceFile, version: str) -> str:
    said = json.dumps([job.digest, version, file.name, asdict(file.entry)], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _corpus(plan: _Plan) -> str:
    """Return a digest of all a generation is made from but the model."""
    digest = hashlib.sha256(ANALYSER.encode())
    for signature in sorted(plan.wanted):
        digest.update(signature.encode())
    listing = register.default_path()
    if listing.is_file():
        digest.update(digest_of(listing).encode())
    return digest.hexdigest()


# --- what there was ---------------------------------------------------------------


def _base(store: Store, backends: Backends, plan: _Plan) -> _Base | None:
    """Return the generation in service when a new one can start from it."""
    try:
        name = store.current()
        record = store.record(name)
        wrong = damage(store.folder(name), record.seals)
    except LibraryMissing:
        return None
    except LibraryError as error:
        plan.remarks.append(f"Kho cũ không dùng tiếp được ({error.message}); đã dựng lại từ đầu.")
        return None
    if wrong:
        plan.remarks.append(f"Kho cũ bị hỏng ({'; '.join(wrong)}); đã dựng lại từ đầu.")
        return None
    if record.analyser != ANALYSER or record.model_digest != backends.embedder.digest:
        return None
    return _Base(store.folder(name), record)


def _unchanged(record: BuildRecord, corpus: str, plan: _Plan) -> bool:
    return (
        record.corpus == corpus
        and record.failed == tuple(plan.failed)
        and record.remarks == tuple(plan.remarks)
    )


def _report(record: BuildRecord, plan: _Plan, started: float) -> BuildReport:
    return BuildReport(
        record.generation,
        published=False,
        documents=record.documents,
        passages=record.passages,
        added=0,
        removed=0,
        parsed=plan.parsed,
        embedded=0,
        failed=record.failed,
        remarks=record.remarks,
        seconds=time.monotonic() - started,
    )


# --- the new generation -----------------------------------------------------------


def _generation(
    store: Store,
    backends: Backends,
    plan: _Plan,
    base: _Base | None,
    corpus: str,
    progress: Progress,
    started: float,
) -> BuildReport:
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
    texts = {
        key: indexed_text([heading] if heading else [], text)
        for key, heading, text in catalogue.all_texts()
        if document_of(key) in added
    }
    catalogue.close()
    writer.cite(cited)
    writer.close()
    embedded = _index(store, backends, building, old, texts, removed, progress)
    _count_syllables(building, old, texts, removed)
    record = _record(store, backends, plan, building, corpus)
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
            _signature(job, file, version),
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


def _index(
    store: Store,
    backends: Backends,
    building: Path,
    old: Path | None,
    texts: dict[int, str],
    removed: list[int],
    progress: Progress,
) -> int:
    """Write the vectors and the words; return how many texts had to be embedded."""
    vectors = backends.vectors(old / VECTORS if old else None)
    vectors.remove(removed)
    keys = list(texts)
    with CachedEmbedder(backends.embedder, store.cache) as embedder:
        vectors.add(keys, *embedder.embed([texts[key] for key in keys], progress))
        embedded = embedder.embedded
    try:
        vectors.save(building / VECTORS)
    except RuntimeError as error:
        raise LibraryUnwritable(f"Không ghi được chỉ mục vector: {error}.") from error
    writer = backends.words_writer(building / WORDS, old / WORDS if old else None)
    writer.write(_entries(texts, progress), removed)
    return embedded


def _count_syllables(
    building: Path, old: Path | None, texts: dict[int, str], removed: list[int]
) -> None:
    """Write what syllables follow what: the old counts, without what went, with what came."""
    known = syllables.read(old / SYLLABLES) if old else syllables.NONE
    gone: list[str] = []
    if old and removed:
        catalogue = Catalogue(old / CATALOGUE)
        views = catalogue.passages(removed).values()
        gone = [indexed_text(view.heading, view.text) for view in views]
        catalogue.close()
    found = syllables.changed(known, (text for _, text in sorted(texts.items())), gone)
    syllables.write(building / SYLLABLES, found)


def _entries(texts: dict[int, str], progress: Progress) -> Iterable[TextEntry]:
    for place, (key, text) in enumerate(texts.items(), 1):
        yield TextEntry(key, terms.term_texts(text))
        progress("Ghi chỉ mục từ", place, len(texts))


def _record(
    store: Store, backends: Backends, plan: _Plan, building: Path, corpus: str
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
    )


def verify(folder: Path, record: BuildRecord, backends: Backends) -> None:
    """Ask every index of a generation for what must be in it.

    :raises LibraryCorrupt: counts differ, or a probe is not found.
    """
    catalogue = Catalogue(folder / CATALOGUE)
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
    key, heading, text = max(catalogue.all_texts(), default=(0, "", ""))
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


def _forget(store: Store) -> None:
    """Remove parsed documents and originals that no generation refers to any more.

    What an older parser made is removed with them; failures noted for the present
    parser are kept.
    """
    kept: set[str] = set()
    for name in store.names():
        try:
            catalogue = Catalogue(store.folder(name) / CATALOGUE)
            for n in catalogue.cards():
                one = catalogue.kept(n)
                kept.add(parsing.parsed_path(store, one.digest, one.parser).name)
                kept.add(content_path(store.files, one.digest, one.ending).name)
            catalogue.close()
        except LibraryError:
            # A damaged generation: what it refers to cannot be told, so nothing goes.
            return
    for folder in (store.documents, store.files):
        for path in folder.glob("*/*"):
            failure = f"-{parsing.parser_version()}-" in path.name
            if path.name not in kept and not failure:
                path.unlink(missing_ok=True)
    for folder in store.generations.glob(".building-*"):
        shutil.rmtree(folder, ignore_errors=True)
