"""Several files put in place as one: a kill at any moment leaves all old or all new.

What is new lies ready beside the old; a journal then says what goes where, and from that moment
on the new ones count: whoever opens one of the files next finishes what was begun.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.storage.files import durable_folder, write_whole
from index.storage.locks import FileLock
from ingest.errors import LibraryCorrupt, LibraryLocked

_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file: left there, it would be put into the new one."""
_WAIT, _STEP = 30.0, 0.05


@dataclass(frozen=True, slots=True)
class Move:
    """A file that takes the place of another; the old one goes to ``aside`` where that is said."""

    new: Path
    target: Path
    aside: Path | None = None


def journal_of(path: Path) -> Path:
    """Return the journal of a library that ``path`` lies beside ("kho.desk.sqlite")."""
    library = path.name.removesuffix(".sqlite").rpartition(".")[0] or path.name
    return path.with_name(f"{library}.restore.json")


def switch(journal: Path, moves: Sequence[Move]) -> None:
    """Put every new file, which must be durable, in its place."""
    rows = [{name: path and str(path) for name, path in asdict(move).items()} for move in moves]
    write_whole(journal, json.dumps(rows).encode())
    durable_folder(journal.parent)
    finish(journal)


def finish(journal: Path) -> None:
    """Finish a switch that was begun; nothing where none was.

    :raises LibraryLocked: another process is at it and does not end.
    """
    until = time.monotonic() + _WAIT
    while journal.exists():
        lock = FileLock(journal, shared=False)
        if lock.acquire():
            try:
                _finish(journal)
            finally:
                lock.release()
            return
        if time.monotonic() > until:
            raise LibraryLocked(f"Một lần khôi phục khác đang chạy ({journal.name}).")
        time.sleep(_STEP)


def _finish(journal: Path) -> None:
    text = journal.read_text("utf-8") if journal.exists() else ""
    if not text:
        # Another process was first; to lock it, the file was made again.
        journal.unlink(missing_ok=True)
        return
    try:
        moves = [
            Move(
                Path(row["new"]), Path(row["target"]), Path(row["aside"]) if row["aside"] else None
            )
            for row in json.loads(text)
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise LibraryCorrupt(f"Tệp {journal} bị hỏng.") from error
    for move in moves:
        _move(move)
    for folder in {move.target.parent for move in moves}:
        durable_folder(folder)
    journal.unlink()
    durable_folder(journal.parent)


def _move(move: Move) -> None:
    # Each step may have been done by who was killed.
    if not move.new.exists():
        return
    if move.aside is not None:
        for ending in ("", *_BESIDE):
            old = move.target.with_name(move.target.name + ending)
            if old.exists():
                old.replace(move.aside.with_name(move.aside.name + ending))
    move.new.replace(move.target)
