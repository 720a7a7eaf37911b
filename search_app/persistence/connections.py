"""Opening a SQLite file of ours for a piece of work; one connection for all that a page reads.

A page asks a file for one thing after another.  Between :func:`keep_open` and :func:`let_go` the
connection of the first piece of work serves the next ones too; each still has a transaction of
its own, so it sees what others wrote since, and what it writes is there for everybody at its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import LibraryUnwritable

WAIT = 10.0
"""Seconds to wait for another writer."""


_OF_THE_DISK = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
    }
)
"""What is no fault of a statement."""


@dataclass(frozen=True, slots=True)
class _Connection:
    """A connection with the file it reads: another may have been put under its name since."""

    base: sqlite3.Connection
    file: tuple[int, int] | None


_Idle = dict[Path, _Connection]
_idle: ContextVar[_Idle | None] = ContextVar("idle connections", default=None)
Kept = Token[_Idle | None]
"""What :func:`let_go` is given back."""


def keep_open() -> Kept:
    """Let pieces of work of this thread share connections until :func:`let_go`."""
    return _idle.set({})


def let_go(kept: Kept) -> None:
    """Close what was kept since :func:`keep_open`."""
    idle = _idle.get() or {}
    _idle.reset(kept)
    for connection in idle.values():
        connection.base.close()


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open ``path`` for one piece of work: committed at its end, undone when it fails.

    A file that is gone is not made again: an empty one would say that nobody has an account.

    :raises LibraryUnwritable: there is no such file, or no room to write.
    """
    idle = _idle.get()
    try:
        # Taken out while it is in use: work inside other work has a transaction of its own.
        connection = (_still_of(path, idle.pop(path, None)) if idle else None) or _connected(path)
        sound = False
        try:
            with connection.base:
                yield connection.base
            sound = True
        finally:
            if sound and idle is not None and idle is _idle.get() and path not in idle:
                idle[path] = connection
            else:
                connection.base.close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _OF_THE_DISK:
            raise
        raise LibraryUnwritable(f"Không mở hay ghi được {path.name}: {error}.") from error


def _connected(path: Path) -> _Connection:
    # Looked at before it is opened: what is put in its place between is then taken for another.
    file = _file_at(path)
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT)
    try:
        base.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        base.close()
        raise
    return _Connection(base, file)


def _still_of(path: Path, connection: _Connection | None) -> _Connection | None:
    """Return a connection that still reads the file of this name; another one is closed."""
    if connection is None or (connection.file and connection.file == _file_at(path)):
        return connection
    connection.base.close()
    return None


def _file_at(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
