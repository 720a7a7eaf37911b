"""Files become parsed documents: in parallel, each kept by its digest, failures told apart.

A file is named by what is in it: its digest is taken first, and a document whose
reader saw other bytes than that (the file was being changed) is read once more and
then refused.  Nothing of a secret document is kept, not even here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from index.build.progress import Progress
from index.results import FailedFile
from index.storage.files import content_path, digest_of, write_whole
from index.storage.parsed import parsed_path, parser_version
from index.storage.store import Store
from ingest import document_json, pipeline
from ingest.errors import (
    FileUnreadable,
    ReaderLimit,
    SecretDocument,
    SourceError,
    ToolMissing,
    VankienError,
)
from ingest.model import Document


@dataclass(frozen=True, slots=True)
class Job:
    """A file to parse: where it is, its name in the library, its digest, the library's folder."""

    path: Path
    name: str
    digest: str
    root: Path


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """What became of a file; ``failed`` is None when its parsed document is now in the store."""

    job: Job
    failed: FailedFile | None = None
    cached: bool = False


def _failure_path(store: Store, job: Job) -> Path:
    # What a file is called decides whether it is "not what its name says".
    ending = hashlib.sha256(job.path.suffix.lower().encode()).hexdigest()[:6]
    return content_path(store.documents, job.digest, f"-{parser_version()}-{ending}.failed.json")


def cached_outcome(store: Store, job: Job, *, retry: bool = False) -> ParseOutcome | None:
    """Return what an earlier build found out about this very content, if anything."""
    if parsed_path(store, job.digest).is_file():
        return ParseOutcome(job, cached=True)
    path = _failure_path(store, job)
    if retry or not path.is_file():
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
        return ParseOutcome(job, FailedFile(job.name, data["message"], data["advice"]), cached=True)
    except (OSError, ValueError, KeyError):
        return None


def parse_one(job: Job) -> ParseOutcome:
    """Parse one file and put the document into the store (runs in a child process)."""
    store = Store(job.root)
    try:
        document = _parse(job, store)
    except SourceError as error:
        if not isinstance(error, SecretDocument | ToolMissing | FileUnreadable):
            note = {"message": error.message, "advice": error.advice}
            _keep(_failure_path(store, job), json.dumps(note, ensure_ascii=False).encode())
        curable = isinstance(error, ToolMissing)
        return ParseOutcome(job, FailedFile(job.name, error.message, error.advice, curable))
    text = json.dumps(document_json.to_json(document), ensure_ascii=False, separators=(",", ":"))
    # The same document gives the same bytes: no time stamp.
    _keep(parsed_path(store, job.digest), gzip.compress(text.encode(), 6, mtime=0))
    return ParseOutcome(job)


def _parse(job: Job, store: Store) -> Document:
    for _ in range(2):
        document = pipeline.parse(job.path, source=job.name, cache=store.cache / "ocr")
        if document.refused is not None:
            raise SecretDocument(document.refused)
        if document.digest == job.digest:
            return document
        if digest_of(job.path) != job.digest:
            break
    raise FileUnreadable(
        f"“{job.name}” bị thay đổi trong lúc đọc.", "Đợi chép xong tệp rồi dựng lại kho."
    )


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def parse_all(jobs: Sequence[Job], workers: int, progress: Progress) -> Iterator[ParseOutcome]:
    """Parse ``jobs`` in child processes; a file that kills its process fails alone.

    Yields in the order they finish.
    """
    done = 0
    suspects: list[Job] = []
    for outcome in _pool(jobs, workers, suspects):
        done += 1
        progress("Đọc văn bản", done, len(jobs))
        yield outcome
    # A process died: those unfinished are read again, each in a pool of its own.
    for job in suspects:
        killers: list[Job] = []
        yield from _pool([job], 1, killers)
        for killer in killers:
            error = ReaderLimit(f"Tiến trình đọc “{killer.name}” bị dừng đột ngột.")
            yield ParseOutcome(killer, FailedFile(killer.name, error.message, error.advice))
        done += 1
        progress("Đọc văn bản", done, len(jobs))


def _pool(jobs: Sequence[Job], workers: int, unfinished: list[Job]) -> Iterator[ParseOutcome]:
    if not jobs:
        return
    # Fresh processes: a fork would copy whatever threads the parent runs.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=context) as pool:
        futures: dict[Future[ParseOutcome], Job] = {
            pool.submit(parse_one, job): job for job in jobs
        }
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                unfinished.append(futures[future])
            except VankienError:
                # The library cannot be written: not the file's fault, so the build stops.
                pool.shutdown(cancel_futures=True)
                raise
