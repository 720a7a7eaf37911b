"""Read a file in a child process with limits on time and memory (:mod:`ingest.readers.child`)."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import ReaderLimit
from ingest.pages import ReadFile
from ingest.readers.child import MISSING, Limits, Task, Work, ask
from ingest.readers.ocr import cache as kept
from ingest.readers.wire import pack, uncollected, unpack

__all__ = ["MAX_LETTERS", "MISSING", "Limits", "read_isolated"]

MAX_LETTERS = 20_000_000
"""A book of a thousand pages has two million letters; more than this is a bomb."""


def read_isolated(
    path: Path,
    *,
    source: str | None = None,
    cache: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008  # frozen
) -> tuple[ReadFile, dict[str, str]]:
    """Read a file as :func:`ingest.readers.read` does, in a child process.

    Return with it what :func:`ingest.readers.ocr.cache.settle` may keep of it.

    :raises ReaderLimit: when the child ran out of time or memory, or died.
    :raises SourceError: whatever the reader itself found wrong.
    """
    words = (str(path), source or path.name, str(cache or ""))
    answer = ask(Task("ingest.readers.sandbox", words, f"tệp “{path.name}”"), limits)
    return unpack(answer["read"]), dict(answer["fresh"])


def _read(path: str, source: str, cache: str) -> dict[str, object]:
    from ingest.readers import read  # noqa: PLC0415  # under the limits, and only in the child

    with kept.collecting() as fresh:
        file = read(Path(path), source=source, cache=Path(cache) if cache else None)
    letters = sum(len(line.text) for page in file.pages for line in page.lines)
    if letters > MAX_LETTERS:
        raise ReaderLimit(f"Tệp “{source}” chứa quá nhiều chữ ({letters:,}).")
    with uncollected():
        return {"read": pack(file), "fresh": fresh}


def _prepare() -> None:
    from ingest.readers import registry  # noqa: PLC0415  # as above

    registry.import_readers()


WORK = Work(_read, _prepare)

if __name__ == "__main__":
    WORK.serve()
