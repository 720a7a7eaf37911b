"""One build: a folder of documents becomes one new generation of a library.

Only what is new is done: a parsed document is kept by its content and the parser's
version, an embedding by its text and the model's digest, and a generation starts as
a copy of the last one from which what went is removed and to which what came is
added.  Nothing is in service before all of it has been verified.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from index.analysis.analyser import ANALYSER
from index.backends.port import Backends
from index.build.additions import Additions
from index.build.archives import unpacked
from index.build.carried_corrections import carry_corrections
from index.build.generation_writer import BaseGeneration, write_generation
from index.build.held_sources import stored_sources, with_received, with_uploads
from index.build.plan import Plan, corpus_digest, plan_of
from index.build.progress import Progress
from index.build.removals import Held
from index.build.report import BuildReport
from index.build.sources import Sources, gather
from index.catalogue.reader import Catalogue
from index.citations.addresses import address_of
from index.results import FailedFile
from index.storage import parsed, past_addresses, received
from index.storage.files import content_path, damage, writing
from index.storage.received import Ledger
from index.storage.store import BuildRecord, Store
from ingest import pipeline
from ingest.errors import (
    FolderEmpty,
    LibraryError,
    LibraryMissing,
    LibraryUnwritable,
)

__all__ = ["BuildReport", "begin", "build", "renew"]


def build(
    paths: Sequence[Path],
    root: Path,
    backends: Backends,
    *,
    jobs: int,
    progress: Progress,
    retry: bool = False,
    leave: frozenset[Path] = frozenset(),
    confirm_removal: bool = False,
) -> BuildReport:
    """Bring the library at ``root`` up to date with the files under ``paths``.

    :param retry: read again files that could not be read before.
    :param leave: files still being copied, left out and named.
    :param confirm_removal: what is gone from the folders for a doubtful reason goes too
        (:mod:`index.build.removals`).
    :raises SourceError: the folders hold nothing; :raises LibraryError: the library
        cannot be written; :raises ModelError: no embedding model.
    """
    # A name that is none, or no network to fetch it, is told before hours of reading.
    backends.embedder.digest  # noqa: B018  # for what it raises
    given = gather(paths, leave)
    return _build(lambda _: given, root, backends, jobs, progress, retry, confirm_removal)


class Change(Protocol):
    """A change of what update packs brought, made by a build while it holds the lock."""

    def prepare(self, store: Store, backends: Backends, ledger: Ledger) -> Ledger:
        """Return what shall have been received, its files put down.

        :raises LibraryError: it cannot be done; nothing is published then.
        """
        ...

    def accept(self, plan: Plan) -> None:
        """Look at what the next generation would hold.

        :raises LibraryError: it must not be published.
        """
        ...


def renew(
    root: Path,
    backends: Backends,
    *,
    jobs: int,
    progress: Progress,
    change: Change | None = None,
) -> BuildReport:
    """Build the library at ``root`` again from its own originals and the additions to it.

    What was given to the last build and could not be read stays named.

    :param change: of what update packs brought; a library may begin with it.
    :raises LibraryError: there is no library, or it is damaged or cannot be written.
    """

    def given(store: Store) -> Sources:
        # A damaged one must not be taken for one that holds nothing.
        if change is not None and not store.names():
            return Sources(())
        return stored_sources(store, backends)

    return _build(given, root, backends, jobs, progress, retry=False, change=change)


def begin(root: Path, backends: Backends, *, jobs: int, progress: Progress) -> BuildReport:
    """Build a library at ``root`` for the first time, from the files sent up alone.

    :raises SourceError: none of them could be read; :raises LibraryError: it cannot be written.
    """
    nothing = Sources(())
    return _build(lambda _: nothing, root, backends, jobs, progress, retry=True)


def _build(
    given: Callable[[Store], Sources],
    root: Path,
    backends: Backends,
    jobs: int,
    progress: Progress,
    retry: bool,
    confirm_removal: bool | None = None,
    change: Change | None = None,
) -> BuildReport:
    started = time.monotonic()
    store = Store(root)
    store.prepare()
    with store.locked(), writing(root), ExitStack() as opened:
        store.sweep()
        opened.callback(backends.let_go)
        backends.sweep(_generations(store))
        # Asked only now: no other build can take away what is held.
        sources = with_uploads(given(store), Additions(root))
        ledger, doubts = received.of_store(store)
        if change is not None:
            ledger = change.prepare(store, backends, ledger)
        sources = with_received(sources, ledger, store)
        files = opened.enter_context(unpacked(sources, store.cache / "unpacked"))
        held = None if confirm_removal is None else _held(store, backends, confirm_removal)
        plan = plan_of(store, files, jobs, progress, retry, held)
        if change is not None:
            change.accept(plan)
        plan.remarks.extend((*doubts, *pipeline.MISSING))
        plan.remarks[:] = dict.fromkeys(plan.remarks)
        _settle(plan, Additions(root))
        if not plan.wanted:
            raise _nothing_read(plan.failed)
        base = _base(store, backends, plan)
        corpus = corpus_digest(plan, root, ledger)
        if base is not None and _is_unchanged(base.record, corpus, plan):
            report = _report(base.record, plan, started)
        else:
            try:
                report = write_generation(
                    store, backends, plan, base, corpus, progress, started, ledger
                )
            except sqlite3.OperationalError as error:
                raise LibraryUnwritable(f"Không ghi được vào kho {root}: {error}.") from error
        _remember_addresses(store, backends, report.generation)
        carried = report.published and _carry_corrections(store, backends, base, report)
        store.prune(report.generation)
        backends.sweep(_generations(store))
        _forget(store, backends)
    if carried:
        # What a person said of a document is said of its new file too: taken in at once.
        return _build(given, root, backends, jobs, progress, retry, confirm_removal)
    return report


def _carry_corrections(
    store: Store, backends: Backends, base: BaseGeneration | None, report: BuildReport
) -> bool:
    """Carry corrections of files that went over to those that took their places."""
    additions = Additions(store.root)
    if base is None or not additions.corrections():
        return False
    old = backends.catalogue(base.folder, base.record.catalogue_engine)
    new = _catalogue(store, backends, report.generation)
    try:
        return carry_corrections(old, new, additions) > 0
    finally:
        old.close()
        new.close()


def _held(store: Store, backends: Backends, confirmed: bool) -> Held:
    """Return what the library holds of its folders; nothing where that cannot be told."""
    try:
        return Held(stored_sources(store, backends).files, confirmed)
    except LibraryError:
        return Held()


def _catalogue(store: Store, backends: Backends, generation: str) -> Catalogue:
    return backends.catalogue(store.folder(generation), store.record(generation).catalogue_engine)


def _remember_addresses(store: Store, backends: Backends, generation: str) -> None:
    """Note where each file's document is found, for links that outlive the file."""
    catalogue = _catalogue(store, backends, generation)
    documents, preferred = catalogue.documents(), catalogue.copies.preferred
    sketches = catalogue.text_sketches()
    files: dict[str, past_addresses.PastFile] = {}
    for n, card in catalogue.cards().items():
        document = documents[preferred(n)]
        address = address_of(document)
        if card.id and address is not None:
            title = (
                " ".join(filter(None, (document.kind, document.subject))) or document.title or ""
            )
            files[card.id] = past_addresses.PastFile(str(address), title, sketches.get(n, b""))
    catalogue.close()
    past_addresses.remember(store.root, files)


def _settle(plan: Plan, additions: Additions) -> None:
    """Note what became of the files sent up; one refused is told of there, not in the record."""
    present = frozenset(job.digest for job, _ in plan.wanted.values())
    refused = additions.settle(present, plan.failed)
    plan.failed[:] = [failure for failure in plan.failed if failure.source not in refused]


def _nothing_read(failed: list[FailedFile]) -> FolderEmpty:
    listed = "; ".join(f"{failure.source}: {failure.message}" for failure in failed[:5])
    return FolderEmpty(f"Không đọc được tệp nào trong {len(failed)} tệp. {listed}")


# --- what there was ---------------------------------------------------------------


def _base(store: Store, backends: Backends, plan: Plan) -> BaseGeneration | None:
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
    if record.catalogue_engine != backends.catalogue_engine:
        return None
    return BaseGeneration(store.folder(name), record)


def _is_unchanged(record: BuildRecord, corpus: str, plan: Plan) -> bool:
    return (
        record.corpus == corpus
        and record.failed == tuple(plan.failed)
        and record.remarks == tuple(plan.remarks)
    )


def _report(record: BuildRecord, plan: Plan, started: float) -> BuildReport:
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


def _generations(store: Store) -> list[Path]:
    return [store.folder(name) for name in store.names()]


def _forget(store: Store, backends: Backends) -> None:
    """Remove parsed documents and originals that no generation refers to any more.

    What an older parser made is removed with them; failures noted for the present
    parser are kept.
    """
    kept: set[str] = set()
    needed: frozenset[str] = frozenset()
    for name in store.names():
        try:
            needed |= received.load(store.folder(name)).kept()
            catalogue = _catalogue(store, backends, name)
            for n in catalogue.cards():
                stored = catalogue.stored_file(n)
                kept.add(parsed.parsed_path(store, stored.digest, stored.parser).name)
                kept.add(content_path(store.files, stored.digest, stored.ending).name)
            catalogue.close()
        except (LibraryError, ValueError):
            # A damaged generation: what it refers to cannot be told, so nothing goes.
            return
    for folder in (store.documents, store.files):
        for path in folder.glob("*/*"):
            failure = f"-{parsed.parser_version()}-" in path.name
            undoing = path.name[:64] in needed
            if path.name not in kept and not failure and not undoing:
                path.unlink(missing_ok=True)
    for folder in store.generations.glob(".building-*"):
        shutil.rmtree(folder, ignore_errors=True)
