"""The tables of a SQLite file of ours, brought up to date.

A file knows by ``user_version`` how many steps of its list it has been through; each
step runs in one transaction with its own mark, so a killed program leaves a file that
is at one step or the next, never between.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.storage.switch import finish, journal_of
from ingest.errors import LibraryFormat
from search_app.persistence.connections import opened


def made_private(path: Path) -> None:
    """Make ``path`` where it is missing, readable by its owner alone from the first byte."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


def migrate(path: Path, steps: Sequence[str]) -> None:
    """Bring the tables of ``path`` up to the last of ``steps`` (SQL scripts, never changed later).

    :raises LibraryFormat: the file was written by a newer version of this program.
    :raises sqlite3.Error: it is no database, or cannot be written.
    """
    # It may hold a secret or a person's own work: the owner alone reads it.
    finish(journal_of(path))
    made_private(path)
    with opened(path) as base:
        # No write-ahead log: to read beside one, SQLite must write, and on a full disk cannot.
        if base.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
            base.execute("PRAGMA journal_mode = DELETE")
        done = _steps_done(base, path, steps)
        if done == len(steps):
            return
        base.execute("BEGIN IMMEDIATE")
        # Another process may have been first.
        done = _steps_done(base, path, steps)
        for version, step in enumerate(steps[done:], done + 1):
            for statement in _statements(step):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {version}")


def _steps_done(base: sqlite3.Connection, path: Path, steps: Sequence[str]) -> int:
    done = int(base.execute("PRAGMA user_version").fetchone()[0])
    if done > len(steps):
        raise LibraryFormat(
            f"Tệp {path.name} do phiên bản mới hơn của phần mềm ghi (bước {done}).",
            "Dùng phiên bản mới hơn, hoặc lấy lại bản sao lưu cũ.",
        )
    return done


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
