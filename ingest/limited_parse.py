"""Parse a draft that somebody sends, whole, in a child process with limits.

A file is read in a child in any case; of a draft that comes over the network the rest of
parsing is as little to be trusted with the server's own time: text can be written to make
a pattern slow.  The child dies with its limits, the server goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from ingest import pipeline
from ingest.document_json import from_json, to_json
from ingest.errors import ReaderLimit
from ingest.model import Document
from ingest.readers.sandbox import Limits, end_child, limit_child, raise_told, tell_error

DRAFT_LIMITS = Limits(seconds=120.0, memory=2 * 1024**3, page_seconds=60)
"""What a draft may use: forty scanned pages are recognised in it."""
AT_ONCE = 20_000
"""Code points of pasted text that is parsed in this process: no pattern is slow on so few."""


def parse_draft(
    path: Path | None, *, text: str = "", source: str, limits: Limits = DRAFT_LIMITS
) -> Document:
    """Return the document of a file, or of pasted ``text`` where there is no file.

    :raises ReaderLimit: it took too long or too much memory.
    :raises SourceError: the file cannot be read.
    """
    if path is None and len(text) <= AT_ONCE:
        return pipeline.parse_text(text, source=source)
    words = [
        str(path or ""),
        source,
        str(limits.memory),
        str(int(limits.seconds) + 5),
        str(limits.page_seconds),
    ]
    child = subprocess.Popen(
        [sys.executable, "-m", "ingest.limited_parse", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    try:
        answer, _ = child.communicate(text.encode("utf-8", "replace"), timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        message = f"Đọc bản thảo quá {limits.seconds:.0f} giây nên đã dừng."
        raise ReaderLimit(message, "Chia bản thảo thành nhiều phần.") from error
    finally:
        end_child(child)
    return _understood(answer, source)


def _understood(answer: bytes, source: str) -> Document:
    try:
        reply = json.loads(answer)
    except ValueError as error:
        raise ReaderLimit(f"Trình đọc bị sập khi mở bản thảo “{source}”.") from error
    if "document" not in reply:
        raise_told(reply, source)
    return from_json(reply["document"])


def _child(path: str, source: str, memory: str, seconds: str, page: str) -> dict[str, object]:
    limit_child(int(memory), int(seconds), int(page))
    try:
        if path:
            document = pipeline.parse(Path(path), source=source, isolated=False)
        else:
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
            document = pipeline.parse_text(text, source=source)
        return {"document": to_json(document)}
    except Exception as error:  # noqa: BLE001  # what a hostile draft provokes is its own fault
        return tell_error(error)


if __name__ == "__main__":
    # Whatever a library prints must not mix with the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answers.write(json.dumps(_child(*sys.argv[1:])).encode())
    answers.close()
