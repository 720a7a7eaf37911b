"""Real files read once and kept, so that a report about them is made again quickly.

What is kept lies in a folder of the caller's: a file's lines under its digest and the
digest of the readers' own source, so that a changed reader reads again; recognised pages
under the digest of their picture.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import resource
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest import pipeline
from ingest.errors import VankienError
from ingest.header.secrecy import secrecy_mark
from ingest.model import Document
from ingest.pages import ReadFile
from ingest.readers import wire
from ingest.readers.child import end_servers
from ingest.readers.ocr import cache as kept_pages
from ingest.readers.sandbox import Limits, read_isolated

INGEST = Path(pipeline.__file__).parent
KEEP = Path(__file__).parents[1] / "out" / "reading"
"""Where the reports keep what they read unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Real:
    """A real file and what reading it gave: ``document`` is None where it failed (``error``)."""

    path: Path
    document: Document | None
    error: str | None = None


@cache
def readers_digest() -> str:
    """Return a digest of the source that decides what a file's lines are."""
    whole = hashlib.sha256()
    for path in sorted([*(INGEST / "readers").rglob("*.py"), *(INGEST / "data").glob("*.json")]):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def documents(files: Iterable[Path], keep: Path, jobs: int = 1) -> Iterator[Real]:
    """Yield what became of each file, in their order; ``jobs`` files are read at once."""
    with ThreadPoolExecutor(jobs) as pool:
        # A reader works in a child process: threads are enough to wait for several.
        yield from pool.map(lambda path: _real(path, keep), files)


def _real(path: Path, keep: Path) -> Real:
    try:
        kept = keep / "read" / f"{pipeline.digest_of(path)}-{readers_digest()}.json.gz"
        read = _known(kept) if kept.is_file() else _fresh(path, kept, keep / "ocr")
        return Real(path, pipeline.assemble(read))
    except VankienError as error:
        return Real(path, None, f"{type(error).__name__}: {error.message}")
    except Exception as error:  # noqa: BLE001  # a file that breaks the parser is a row, no end
        return Real(path, None, f"{type(error).__name__}: {error}")


def _known(kept: Path) -> ReadFile:
    with gzip.open(kept, "rt", encoding="utf-8") as file:
        return wire.unpack(json.load(file))


def _fresh(path: Path, kept: Path, ocr: Path) -> ReadFile:
    read, fresh = read_isolated(path, cache=ocr)
    if not secrecy_mark(read):
        kept_pages.settle(ocr, fresh)
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.with_suffix(".part")
    with gzip.open(beside, "wt", encoding="utf-8") as file:
        json.dump(wire.pack(read), file, ensure_ascii=False)
    beside.replace(kept)
    return read


@dataclass(frozen=True, slots=True)
class Speed:
    """Pages read and what they cost, in seconds of one core (children included)."""

    pages: int
    seconds: float

    @property
    def pages_a_second(self) -> float:
        """Pages one core reads in a second."""
        return self.pages / self.seconds if self.seconds else 0.0


def speed_of(paths: Iterable[Path], limits: Limits = Limits()) -> Speed:  # noqa: B008  # frozen
    """Read files with nothing cached, one after the other, and return what they cost.

    Seconds of processor time, not of the clock: other work on the machine does not count.
    The start of the process whose children read the files does.
    """
    pages, before = 0, _spent()
    for path in paths:
        try:
            pages += len(pipeline.assemble(read_isolated(path, limits=limits)[0]).pages)
        except VankienError:
            continue
    return Speed(pages, _spent() - before)


def _spent() -> float:
    end_servers()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
