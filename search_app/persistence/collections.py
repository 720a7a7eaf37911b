"""The reader's own work, in SQLite apart from the library: collections for talks.

An item keeps the passage's words and its citation as they were when it was taken, so a
rebuilt library can change nothing of it: a changed source is flagged, never lost.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import astuple
from pathlib import Path

from ingest.errors import LibraryUnwritable
from search_app.persistence import watches
from search_app.persistence.connections import opened
from search_app.persistence.migrations import migrate
from search_app.persistence.talk_items import NO_WORDS, Home, Item, Taken, Talk, reconciled

HEADING = "heading"
"""The kind of an item that is a heading; the others are passages."""

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
    # Headings between passages; a passage's short citation, its place in words and in the
    # text; what was put aside and may come back.
    """
ALTER TABLE item ADD COLUMN kind TEXT NOT NULL DEFAULT 'passage';
ALTER TABLE item ADD COLUMN short TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN ends INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX item_talk ON item (talk, position);
""",
)
_FIELDS = "passage, quotation, footnote, document, issued, address, short, place, starts, ends"
# Of the owner alone.
_OWNED = "talk IN (SELECT id FROM talk WHERE owner = ?)"
# Put together from constants only.
_ITEMS = (
    f"SELECT id, remark, kind, {_FIELDS} FROM item"  # noqa: S608
    f" WHERE talk = ? AND removed = ? AND {_OWNED} ORDER BY position, id"
)
_COPY = (
    f"INSERT INTO item (talk, position, kind, remark, {_FIELDS})"  # noqa: S608
    f" SELECT ?, position, kind, remark, {_FIELDS} FROM item"
    f" WHERE talk = ? AND removed = 0 AND {_OWNED} ORDER BY position, id"
)
_PUT = (
    f"INSERT INTO item (talk, position, kind, remark, {_FIELDS})"  # noqa: S608
    " SELECT id, (SELECT coalesce(max(position), 0) + 1 FROM item WHERE talk = ?1),"
    " ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14"
    " FROM talk WHERE id = ?1 AND owner = ?2"
)
_REMARKS = f"SELECT id, remark FROM item WHERE talk = ? AND {_OWNED}"  # noqa: S608
_REMARK = f"UPDATE item SET remark = ? WHERE id = ? AND talk = ? AND {_OWNED}"  # noqa: S608
_REMOVED = f"UPDATE item SET removed = ? WHERE id = ? AND talk = ? AND {_OWNED}"  # noqa: S608


class CollectionStore:
    """The collections of one owner; opens the file for each piece of work.

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
                " ON item.talk = talk.id AND removed = 0 AND kind = 'passage'"
                " WHERE owner = ? GROUP BY talk.id ORDER BY talk.id DESC",
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

    def rename(self, talk_id: int, name: str) -> None:
        """Give a collection another name."""
        with self._open() as base:
            base.execute(
                "UPDATE talk SET name = ? WHERE id = ? AND owner = ?", (name, talk_id, self._owner)
            )

    def duplicate(self, talk_id: int, name: str) -> int:
        """Make a collection that holds the same; return its number."""
        copy_id = self.begin(name)
        with self._open() as base:
            base.execute(_COPY, (copy_id, talk_id, self._owner))
        return copy_id

    def drop(self, talk_id: int) -> None:
        """Delete a collection."""
        with self._open() as base:
            base.execute("DELETE FROM talk WHERE id = ? AND owner = ?", (talk_id, self._owner))

    def items(self, talk_id: int) -> tuple[Item, ...]:
        """Return what a collection holds, in its order."""
        return self._items(talk_id, removed=False)

    def put_aside(self, talk_id: int) -> tuple[Item, ...]:
        """Return what was taken out of a collection and may come back, in its order."""
        return self._items(talk_id, removed=True)

    def _items(self, talk_id: int, *, removed: bool) -> tuple[Item, ...]:
        with self._open() as base:
            rows = base.execute(_ITEMS, (talk_id, removed, self._owner)).fetchall()
        return tuple(Item(row[0], Taken(*row[3:]), row[1], row[2] == HEADING) for row in rows)

    def homes(self) -> dict[str, tuple[Home, ...]]:
        """Return by passage the collections that hold it, or words of it, the latest first."""
        found: dict[str, list[Home]] = {}
        with self._open() as base:
            for passage, *home in base.execute(
                "SELECT passage, talk.id, name, item.id FROM item JOIN talk ON talk.id = item.talk"
                " WHERE removed = 0 AND kind = 'passage' AND owner = ? ORDER BY item.id DESC",
                (self._owner,),
            ):
                found.setdefault(passage, []).append(Home(*home))
        return {passage: tuple(homes) for passage, homes in found.items()}

    def take(self, talk_id: int, taken: Taken) -> int:
        """Put a passage at the end of a collection; return its number, 0 where there is none."""
        return self._put(talk_id, taken, "passage", "")

    def begin_part(self, talk_id: int, heading: str, before: int = 0) -> int:
        """Put a heading before an item, at the end where there is none; return its number."""
        made = self._put(talk_id, NO_WORDS, HEADING, heading)
        order = [item.id for item in self.items(talk_id)]
        if before in order:
            self.move_to(talk_id, made, order.index(before))
        return made

    def _put(self, talk_id: int, taken: Taken, kind: str, remark: str) -> int:
        with self._open() as base:
            done = base.execute(_PUT, (talk_id, self._owner, kind, remark, *astuple(taken)))
            return int(done.lastrowid or 0) if done.rowcount else 0

    def remove(self, talk_id: int, item_id: int) -> None:
        """Take an item out; it may come back."""
        self._set(_REMOVED, 1, talk_id, item_id)

    def bring_back(self, talk_id: int, item_id: int) -> None:
        """Put an item back to where it was taken out."""
        self._set(_REMOVED, 0, talk_id, item_id)

    def remark(self, talk_id: int, item_id: int, remark: str) -> None:
        """Set the reader's remark on an item, or the words of a heading."""
        self._set(_REMARK, remark, talk_id, item_id)

    def _set(self, statement: str, value: str | int, talk_id: int, item_id: int) -> None:
        with self._open() as base:
            base.execute(statement, (value, item_id, talk_id, self._owner))

    def write(self, talk_id: int, typed: Mapping[int, tuple[str, str | None]]) -> dict[int, str]:
        """Set remarks that forms sent; return what is kept of each.

        :param typed: by item the text, and the mark of what the form showed
            (:func:`search_app.persistence.talk_items.reconciled`).
        """
        kept: dict[int, str] = {}
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            for item_id, remark in base.execute(_REMARKS, (talk_id, self._owner)).fetchall():
                if item_id in typed:
                    kept[item_id] = reconciled(remark, *typed[item_id])
            base.executemany(
                "UPDATE item SET remark = ? WHERE id = ?",
                [(remark, item_id) for item_id, remark in kept.items()],
            )
        return kept

    def move(self, talk_id: int, item_id: int, by: int) -> None:
        """Move an item ``by`` places (-1 up, 1 down) within its collection."""
        order = [item.id for item in self.items(talk_id)]
        if item_id in order:
            self.move_to(talk_id, item_id, order.index(item_id) + by)

    def move_to(self, talk_id: int, item_id: int, to: int) -> None:
        """Move an item to the place ``to`` (from 0) among what its collection shows."""
        order = [item.id for item in self.items(talk_id)]
        if item_id not in order:
            return
        order.remove(item_id)
        order.insert(min(max(to, 0), len(order)), item_id)
        # What was put aside stays behind what it followed.
        for item in self.put_aside(talk_id):
            order.insert(self._behind(talk_id, item.id, order), item.id)
        with self._open() as base:
            base.executemany(
                "UPDATE item SET position = ? WHERE id = ?",
                [(position, key) for position, key in enumerate(order, start=1)],
            )

    def _behind(self, talk_id: int, item_id: int, order: Sequence[int]) -> int:
        with self._open() as base:
            before = base.execute(
                "SELECT id FROM item WHERE talk = ?1 AND (position, id) <"
                " (SELECT position, id FROM item WHERE id = ?2) ORDER BY position DESC, id DESC",
                (talk_id, item_id),
            ).fetchall()
        return next((order.index(key) + 1 for (key,) in before if key in order), 0)
