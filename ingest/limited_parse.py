"""Parse a draft that somebody sends, whole, in a child process with limits.

A file is read in a child in any case; of a draft that comes over the network the rest of
parsing is as little to be trusted with the server's own time: text can be written to make
a pattern slow.  The child dies with its limits, the server goes on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ingest import pipeline
from ingest.document_json import from_json, to_json
from ingest.model import Document
from ingest.readers import heartbeat, read, registry
from ingest.readers.child import Limits, Task, Work, ask

DRAFT_LIMITS = Limits(seconds=120.0, memory=2 * 1024**3, page_seconds=60)
"""What a draft may use: forty scanned pages are recognised in it."""
AT_ONCE = 20_000
"""Code points of pasted text that is parsed in this process: no pattern is slow on so few."""


def parse_draft(
    path: Path | None, *, text: str = "", source: str, limits: Limits = DRAFT_LIMITS
) -> Document:
    """Return the document of a file, or of pasted ``text`` where there is no file.

    :raises ReaderLimit: it, or a single page of it, took too long, or it took too much memory.
    :raises SourceError: the file cannot be read.
    """
    if path is None and len(text) <= AT_ONCE:
        return pipeline.parse_text(text, source=source)
    task = Task(
        "ingest.limited_parse",
        (str(path or ""), source),
        f"bản thảo “{source}”",
        given=text.encode("utf-8", "replace"),
        advice="Chia bản thảo thành nhiều phần.",
    )
    return from_json(ask(task, limits)["document"])


def _parse(path: str, source: str) -> dict[str, object]:
    if path:
        file = read(Path(path), source=source)
        # The pages are read; what is left is held by the limit on the whole.
        heartbeat.watch(0)
        document = pipeline.assemble(file)
    else:
        heartbeat.watch(0)
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
        document = pipeline.parse_text(text, source=source)
    return {"document": to_json(document)}


WORK = Work(_parse, registry.import_readers)

if __name__ == "__main__":
    WORK.serve()
