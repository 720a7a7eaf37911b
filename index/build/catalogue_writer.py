"""Parsed documents become rows of the catalogue, in child processes where there are many.

Reading what was parsed, keeping the original and making rows of a document hang on no other
document; only its number must be known, and numbers follow the order of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.analysis.minhash import sketches
from index.build.originals import ending_of, keep_original
from index.build.parser_pool import Job
from index.build.plan import signature_of
from index.build.sources import SourceFile
from index.catalogue.encode import CatalogueEntry, Rows, encode_document
from index.metadata.precedence import with_entry
from index.storage import parsed
from index.storage.store import Store
from index.worker_pool import Workers

ALONE = 100
"""Documents up to which starting processes costs more than it saves."""
_CHUNK = 8
"""Documents handed to a process at once."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document to list under the number ``n``."""

    n: int
    job: Job
    file: SourceFile


def encode_documents(
    new: Sequence[tuple[Job, SourceFile]], first: int, workers: Workers
) -> Iterator[Rows]:
    """Keep the originals of ``new`` and yield their rows, numbered from ``first``, in order.

    :raises FileUnreadable: an original is no longer what was parsed.
    :raises LibraryError: a parsed document is damaged, or nothing can be written.
    """
    tasks = iter([Task(n, job, file) for n, (job, file) in enumerate(new, first)])
    pieces = iter(lambda: tuple(islice(tasks, _CHUNK)), ())
    for _, rows in workers.ordered(rows_of_all, pieces, alone=len(new) <= ALONE):
        yield from rows


def rows_of_all(tasks: tuple[Task, ...]) -> list[Rows]:
    """List documents (runs in a child process)."""
    entries = [_catalogue_entry(task) for task in tasks]
    # Of all at once: much of what that costs is paid once for many.
    drawn = iter(
        sketches([passage.text for entry in entries for passage in entry.document.passages])
    )
    return [
        encode_document(task.n, entry, list(islice(drawn, len(entry.document.passages))))
        for task, entry in zip(tasks, entries, strict=True)
    ]


def _catalogue_entry(task: Task) -> CatalogueEntry:
    job, file, store = task.job, task.file, Store(task.job.root)
    version = parsed.parser_version()
    document = parsed.load_parsed(store, job.digest, version, job.name)
    keep_original(store, job)
    signature = signature_of(job, file, version)
    return CatalogueEntry(
        with_entry(document, file.entry), signature, version, ending_of(file.path), file.entry
    )
