"""What a library shall hold: every file read, each by its content, and what failed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.analysis.analyser import ANALYSER
from index.build import parser_pool
from index.build.originals import mended_original
from index.build.parser_pool import Job
from index.build.progress import Progress
from index.build.removals import Held, held_back
from index.build.sources import SourceFile, Sources
from index.citations import register, register_files
from index.results import FailedFile
from index.storage import parsed
from index.storage.files import digest_of
from index.storage.received import NOTHING, Ledger
from index.storage.store import Store
from ingest.errors import FileUnreadable, reason


@dataclass(slots=True)
class Plan:
    """What the library shall hold: signature → what makes the document."""

    wanted: dict[str, tuple[Job, SourceFile]] = field(default_factory=dict)
    failed: list[FailedFile] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    parsed: int = 0
    unreadable: list[str] = field(default_factory=list)
    """Files that are there and could not be opened."""


def plan_of(
    store: Store,
    sources: Sources,
    workers: int,
    progress: Progress,
    retry: bool,
    held: Held | None = None,
) -> Plan:
    """Read what is new, mend what is damaged, and return what the library shall hold.

    :param held: what the library holds, where the sources are folders: what is gone from them
        for a doubtful reason stays.
    """
    plan = Plan(failed=list(sources.failed), remarks=list(sources.remarks))
    files = _jobs_by_content(store, sources, plan, progress)
    if held is not None:
        present = {job.digest for job in files}
        kept = held_back(held, present, sources, plan.unreadable)
        plan.remarks.extend(kept.remarks)
        staying = replace(sources, files=kept.files)
        files |= _jobs_by_content(store, staying, plan, progress)
    # A folder is read through at every build; what the library alone has, only by its check.
    mends = held is not None
    outcomes = []
    for job in files:
        if mends and mended_original(store, job):
            plan.remarks.append(f"Bản gốc của “{job.name}” trong kho bị mất hoặc hỏng; đã lấy lại.")
        whole = not mends or parsed.is_whole(store, job.digest)
        outcomes.append(
            (job, parser_pool.cached_outcome(store, job, retry=retry) if whole else None)
        )
        if not whole:
            plan.remarks.append(f"Bản đã phân tích của “{job.name}” bị hỏng; đã đọc lại.")
    new = [job for job, outcome in outcomes if outcome is None]
    fresh = {parse.job: parse for parse in parser_pool.parse_all(new, workers, progress)}
    plan.parsed = len(new)
    version = parsed.parser_version()
    for job, outcome in outcomes:
        done = outcome or fresh[job]
        if done.failed is not None:
            plan.failed.append(done.failed)
        else:
            plan.wanted[signature_of(job, files[job], version)] = (job, files[job])
    return plan


def _jobs_by_content(
    store: Store, sources: Sources, plan: Plan, progress: Progress
) -> dict[Job, SourceFile]:
    """Return a job for every file that can be opened; files of one content count once.

    Every name they have is kept with the first: a document may be seen where all its places may.
    """
    jobs: dict[Job, SourceFile] = {}
    first: dict[str, Job] = {}
    listed = list(sources.files)
    for count, file in enumerate(listed, 1):
        try:
            digest = _digest(file)
        except OSError as error:
            if file.digest and parsed.parsed_path(store, file.digest).is_file():
                plan.remarks.append(
                    f"Không mở được bản gốc của “{file.name}” trong kho ({reason(error)});"
                    " văn bản vẫn được giữ."
                )
                digest = file.digest
            else:
                failure = FileUnreadable(f"Không mở được “{file.name}”: {reason(error)}.")
                plan.failed.append(FailedFile(file.name, failure.message, failure.advice))
                plan.unreadable.append(file.name)
                continue
        if digest in first:
            job = first[digest]
            if not file.sent and not _is_one_file(file.path, job.path):
                plan.remarks.append(f"“{file.name}” trùng hẳn nội dung với “{job.name}”.")
            jobs[job] = _also_at(jobs[job], file, job.name)
            continue
        first[digest] = job = Job(file.path, file.name, digest, store.root)
        by_hand = sources.corrections.get(digest, ())
        sent = (file.name,) if file.sent else ()
        jobs[job] = replace(file, entry=replace(file.entry, corrections=by_hand, sent=sent))
        progress("Xem tệp", count, len(listed))
    return jobs


def _also_at(first: SourceFile, other: SourceFile, name: str) -> SourceFile:
    """Return the first of two files of one content with the place of the other."""
    entry = first.entry
    if other.sent:
        return replace(first, entry=replace(entry, sent=(*entry.sent, other.name)))
    # One name may stand in two folders that are built together.
    places = tuple(sorted({*entry.places, other.name} - {name}))
    return replace(first, entry=replace(entry, places=places))


def _is_one_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _digest(file: SourceFile) -> str:
    """Return the digest of a file's content; what is stored under it is not read for it.

    A stored file that was changed since is found when it is parsed (:mod:`index.build.parser_pool`)
    and by the check of a library (:mod:`index.build.integrity`).

    :raises OSError: there is no such file, or it cannot be read.
    """
    if not file.digest:
        return digest_of(file.path)
    file.path.stat()
    return file.digest


def signature_of(job: Job, file: SourceFile, version: str) -> str:
    """Return a digest of all that decides a document's rows, in lower-case hexadecimal."""
    text = json.dumps([job.digest, version, file.name, file.entry.to_data()], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def corpus_digest(plan: Plan, root: Path, ledger: Ledger = NOTHING) -> str:
    """Return a digest of all that a generation of the library at ``root`` is made from.

    The model is told apart by the record.

    :param ledger: what update packs brought: their register counts, and that they were applied.
    """
    digest = hashlib.sha256(ANALYSER.encode())
    for signature in sorted(plan.wanted):
        digest.update(signature.encode())
    for listing in (register.default_path(), root / register_files.NAME):
        if listing.is_file():
            digest.update(digest_of(listing).encode())
    digest.update(ledger.digest().encode())
    return digest.hexdigest()
