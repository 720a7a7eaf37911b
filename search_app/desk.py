"""The reader's own work, in SQLite apart from the library: collections for talks.

An item keeps the passage's words and its citation as they were when it was taken, so a
rebuilt library can change nothing of it: a changed source is flagged, never lost.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import LibraryUnwritable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS secret (value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS talk (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, made TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS item (
    id INTEGER PRIMARY KEY,
    talk INTEGER NOT NULL REFERENCES talk (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    passage TEXT NOT NULL,
    quotation TEXT NOT NULL,
    footnote TEXT NOT NULL,
    document TEXT NOT NULL,
    issued TEXT NOT NULL,
    remark TEXT NOT NULL DEFAULT ''
);
PRAGMA user_version = 1;
"""


@dataclass(frozen=True, slots=True)
class Talk:
    """A named collection."""

    id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept of a passage: its words, and how it is cited."""

    passage: str
    quotation: str
    footnote: str
    document: str
    issued: str


@dataclass(frozen=True, slots=True)
class Item:
    """A passage in a collection, with the reader's own remark."""

    id: int
    taken: Taken
    remark: str


class Desk:
    """Opens the file anew for each piece of work: SQLite does the locking."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with self._open() as base:
                base.executescript(_SCHEMA)
            path.chmod(0o600)
        except (sqlite3.DatabaseError, OSError) as error:
            raise LibraryUnwritable(
                f"Không mở được tệp giữ các bài nói {path}: {error}.",
                "Chọn tệp khác bằng --desk, ở nơi có quyền ghi.",
            ) from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self._path, timeout=10)
        try:
            base.execute("PRAGMA foreign_keys = ON")
            base.execute("PRAGMA journal_mode = WAL")
            with base:
                yield base
        finally:
            base.close()

    @property
    def secret(self) -> str:
        """The key that signs the cookie of the forms; made once."""
        with self._open() as base:
            row = base.execute("SELECT value FROM secret").fetchone()
            if row is None:
                row = (secrets.token_hex(32),)
                base.execute("INSERT INTO secret VALUES (?)", row)
            return str(row[0])

    def talks(self) -> tuple[Talk, ...]:
        """Return every collection, newest first."""
        with self._open() as base:
            rows = base.execute(
                "SELECT talk.id, name, count(item.id) FROM talk LEFT JOIN item"
                " ON item.talk = talk.id GROUP BY talk.id ORDER BY talk.id DESC"
            ).fetchall()
        return tuple(Talk(*row) for row in rows)

    def talk(self, talk_id: int) -> Talk | None:
        """Return one collection."""
        return next((talk for talk in self.talks() if talk.id == talk_id), None)

    def begin(self, name: str) -> int:
        """Make a collection; return its number."""
        with self._open() as base:
            done = base.execute("INSERT INTO talk (name) VALUES (?)", (name,))
            return int(done.lastrowid or 0)

    def drop(self, talk_id: int) -> None:
        """Delete a collection."""
        with self._open() as base:
            base.execute("DELETE FROM talk WHERE id = ?", (talk_id,))

    def items(self, talk_id: int) -> tuple[Item, ...]:
        """Return what a collection holds, in its order."""
        with self._open() as base:
            rows = base.execute(
                "SELECT id, passage, quotation, footnote, document, issued, remark FROM item"
                " WHERE talk = ? ORDER BY position, id",
                (talk_id,),
            ).fetchall()
        return tuple(Item(row[0], Taken(*row[1:6]), row[6]) for row in rows)

    def take(self, talk_id: int, taken: Taken) -> None:
        """Put a passage at the end of a collection."""
        with self._open() as base:
            base.execute(
                "INSERT INTO item (talk, position, passage, quotation, footnote, document, issued)"
                " VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM item WHERE talk = ?),"
                " ?, ?, ?, ?, ?)",
                (
                    talk_id,
                    talk_id,
                    taken.passage,
                    taken.quotation,
                    taken.footnote,
                    taken.document,
                    taken.issued,
                ),
            )

    def remove(self, talk_id: int, item_id: int) -> None:
        """Take an item out."""
        with self._open() as base:
            base.execute("DELETE FROM item WHERE id = ? AND talk = ?", (item_id, talk_id))

    def remark(self, talk_id: int, item_id: int, remark: str) -> None:
        """Set the reader's remark on an item."""
        with self._open() as base:
            base.execute(
                "UPDATE item SET remark = ? WHERE id = ? AND talk = ?", (remark, item_id, talk_id)
            )

    def move(self, talk_id: int, item_id: int, by: int) -> None:
        """Move an item ``by`` places (-1 up, 1 down) within its collection."""
        order = [item.id for item in self.items(talk_id)]
        if item_id not in order:
            return
        at = order.index(item_id)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        with self._open() as base:
            base.executemany(
                "UPDATE item SET position = ? WHERE id = ?",
                [(place, key) for place, key in enumerate(order, start=1)],
            )
