"""Opening a SQLite file of ours: WAL, foreign keys, and its tables brought up to date.

A file knows by ``user_version`` how many steps of its list it has been through; each
step runs in one transaction with its own mark, so a killed program leaves a file that
is at one step or the next, never between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import LibraryFormat

WAIT = 10.0
"""Seconds to wait for another writer."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open ``path`` for one piece of work: committed at its end, undone when it fails."""
    base = sqlite3.connect(path, timeout=WAIT)
    try:
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("PRAGMA journal_mode = WAL")
        with base:
            yield base
    finally:
        base.close()


def migrate(path: Path, steps: Sequence[str]) -> None:
    """Bring the tables of ``path`` up to the last of ``steps`` (SQL scripts, never changed later).

    :raises LibraryFormat: the file was written by a newer version of this program.
    :raises sqlite3.Error: it is no database, or cannot be written.
    """
    with opened(path) as base:
        base.execute("BEGIN IMMEDIATE")
        done = int(base.execute("PRAGMA user_version").fetchone()[0])
        if done > len(steps):
            raise LibraryFormat(
                f"Tệp {path.name} do phiên bản mới hơn của phần mềm ghi (bước {done}).",
                "Dùng phiên bản mới hơn, hoặc lấy lại bản sao lưu cũ.",
            )
        for version, step in enumerate(steps[done:], done + 1):
            for statement in _statements(step):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {version}")
    # It may hold a secret or a person's own work: the owner alone reads it.
    path.chmod(0o600)


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script: executescript would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
