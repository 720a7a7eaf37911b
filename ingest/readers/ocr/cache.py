"""What was recognised on pages, kept so that no page is recognised twice.

Nothing is written while a file is read: whether it is secret is known only when all of it
has been read, and of a secret one no trace may stay.  :func:`collecting` gathers, and
:func:`settle` writes once the file is let in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

_reading = Lock()
_fresh: list[dict[str, str]] = []
"""What the file being read gave so far; empty while none is read."""


def cached(folder: Path | None, key: str) -> str | None:
    """Return what is kept under ``key``, None when nothing is."""
    path = folder / f"{key}.json" if folder else None
    if path is None or not path.is_file():
        return None
    return str(json.loads(path.read_text("utf-8"))["table"])


def keep(key: str, table: str) -> None:
    """Remember what was recognised; forgotten when nobody collects."""
    if _fresh:
        _fresh[-1][key] = table


@contextmanager
def collecting() -> Iterator[dict[str, str]]:
    """Collect what is recognised, by key, while one file is read; one at a time in a process."""
    with _reading:
        _fresh.append({})
        try:
            yield _fresh[-1]
        finally:
            _fresh.clear()


def settle(folder: Path, fresh: Mapping[str, str]) -> None:
    """Write what was collected of a file that is let in."""
    if fresh:
        folder.mkdir(parents=True, exist_ok=True)
    for key, table in fresh.items():
        beside = folder / f".{key}.{os.getpid()}"
        beside.write_text(json.dumps({"table": table}, ensure_ascii=False), "utf-8")
        beside.replace(folder / f"{key}.json")
