"""The reader's own work, in SQLite apart from the library: collections for talks.

An item keeps the passage's words and its citation as they were when it was taken, so a
rebuilt library can change nothing of it: a changed source is flagged, never lost.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import LibraryUnwritable
from search_app.persistence import watches
from search_app.persistence.migrations import migrate, opened

STEPS = (
    # Files made before there were steps hold these tables already.
    """
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
""",
    # Whose a collection is: an account's number, 0 while there are no accounts.
    """
ALTER TABLE talk ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
CREATE INDEX talk_owner ON talk (owner);
""",
    # The lasting address of the provision a passage stands in.
    """
ALTER TABLE item ADD COLUMN address TEXT NOT NULL DEFAULT '';
""",
    # Whether the library ever had accounts: their file may be lost, and must not be missed.
    """
CREATE TABLE people (seen INTEGER NOT NULL);
INSERT INTO people SELECT 1 FROM talk WHERE owner > 0 LIMIT 1;
""",
    # What is watched.
    watches.TABLES,
)


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
    address: str = ""
    """The lasting address of the provision it stands in; "" where it has none."""


@dataclass(frozen=True, slots=True)
class Item:
    """A passage in a collection, with the reader's own remark."""

    id: int
    taken: Taken
    remark: str


class CollectionStore:
    """The collections of one owner; opens the file anew for each piece of work.

    :param owner: the number of an account, 0 for the one person of a library without any.
    """

    def __init__(self, path: Path, owner: int = 0) -> None:
        self._path = path
        self._owner = owner
        try:
            migrate(path, STEPS)
        except (sqlite3.DatabaseError, OSError) as error:
            raise LibraryUnwritable(
                f"Không mở được tệp giữ các bài nói {path}: {error}.",
                "Chọn tệp khác bằng --desk, ở nơi có quyền ghi.",
            ) from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with opened(self._path) as base:
            yield base

    def of(self, owner: int) -> CollectionStore:
        """Return the collections of another owner in the same file."""
        other = copy(self)
        other._owner = owner
        return other

    def hand_over(self, owner: int) -> None:
        """Give what belongs to nobody to ``owner``."""
        with self._open() as base:
            base.execute("UPDATE talk SET owner = ? WHERE owner = 0", (owner,))
            base.execute("UPDATE OR IGNORE watch SET owner = ? WHERE owner = 0", (owner,))
            # Who had the address of nobody's feed need not be who has the account.
            base.execute("DELETE FROM feed WHERE owner = 0")

    @property
    def secret(self) -> str:
        """The key that signs the cookie of the forms; made once."""
        with self._open() as base:
            row = base.execute("SELECT value FROM secret").fetchone()
            if row is None:
                row = (secrets.token_hex(32),)
                base.execute("INSERT INTO secret VALUES (?)", row)
            return str(row[0])

    def had_accounts(self, now: bool) -> bool:
        """Say whether there are, or ever were, accounts; ``now`` is noted."""
        with self._open() as base:
            known = base.execute("SELECT 1 FROM people").fetchone() is not None
            if now and not known:
                base.execute("INSERT INTO people VALUES (1)")
        return known or now

    def talks(self) -> tuple[Talk, ...]:
        """Return every collection, newest first."""
        with self._open() as base:
            rows = base.execute(
                "SELECT talk.id, name, count(item.id) FROM talk LEFT JOIN item"
                " ON item.talk = talk.id WHERE owner = ? GROUP BY talk.id ORDER BY talk.id DESC",
                (self._owner,),
            ).fetchall()
        return tuple(Talk(*row) for row in rows)

    def talk(self, talk_id: int) -> Talk | None:
        """Return one collection."""
        return next((talk for talk in self.talks() if talk.id == talk_id), None)

    def begin(self, name: str) -> int:
        """Make a collection; return its number."""
        with self._open() as base:
            done = base.execute("INSERT INTO talk (name, owner) VALUES (?, ?)", (name, self._owner))
            return int(done.lastrowid or 0)

    def drop(self, talk_id: int) -> None:
        """Delete a collection."""
        with self._open() as base:
            base.execute("DELETE FROM talk WHERE id = ? AND owner = ?", (talk_id, self._owner))

    def items(self, talk_id: int) -> tuple[Item, ...]:
        """Return what a collection holds, in its order."""
        with self._open() as base:
            rows = base.execute(
                "SELECT id, passage, quotation, footnote, document, issued, address, remark"
                " FROM item"
                " WHERE talk = ? AND talk IN (SELECT id FROM talk WHERE owner = ?)"
                " ORDER BY position, id",
                (talk_id, self._owner),
            ).fetchall()
        return tuple(Item(row[0], Taken(*row[1:7]), row[7]) for row in rows)

    def take(self, talk_id: int, taken: Taken) -> None:
        """Put a passage at the end of a collection."""
        with self._open() as base:
            base.execute(
                "INSERT INTO item"
                " (talk, position, passage, quotation, footnote, document, issued, address)"
                " SELECT id, (SELECT coalesce(max(position), 0) + 1 FROM item WHERE talk = ?1),"
                " ?3, ?4, ?5, ?6, ?7, ?8 FROM talk WHERE id = ?1 AND owner = ?2",
                (
                    talk_id,
                    self._owner,
                    taken.passage,
                    taken.quotation,
                    taken.footnote,
                    taken.document,
                    taken.issued,
                    taken.address,
                ),
            )

    def remove(self, talk_id: int, item_id: int) -> None:
        """Take an item out."""
        with self._open() as base:
            base.execute(
                "DELETE FROM item WHERE id = ? AND talk = ?"
                " AND talk IN (SELECT id FROM talk WHERE owner = ?)",
                (item_id, talk_id, self._owner),
            )

    def remark(self, talk_id: int, item_id: int, remark: str) -> None:
        """Set the reader's remark on an item."""
        with self._open() as base:
            base.execute(
                "UPDATE item SET remark = ? WHERE id = ? AND talk = ?"
                " AND talk IN (SELECT id FROM talk WHERE owner = ?)",
                (remark, item_id, talk_id, self._owner),
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
                [(position, key) for position, key in enumerate(order, start=1)],
            )
