"""What readers watch: a phrase, a number, a body, a search; and which documents each knew of.

A watch knows every document that ever matched it, by its id and by its lasting address, so a
document that is built again, corrected, taken out and put back, or scanned anew is not new
twice.  The tables lie in the file of the reader's own work.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from search_app.persistence.connections import opened

TABLES = """
CREATE TABLE watch (
    -- Never given twice: entries of a feed are named by it.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT '',
    looked TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX watch_what ON watch (owner, kind, text);
CREATE TABLE watch_match (
    watch INTEGER NOT NULL REFERENCES watch (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    passage TEXT NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    built TEXT NOT NULL,
    arrived INTEGER NOT NULL,
    baseline INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    matches INTEGER NOT NULL,
    PRIMARY KEY (watch, document)
) WITHOUT ROWID;
CREATE TABLE arrival (
    document TEXT PRIMARY KEY, address TEXT NOT NULL, built TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX arrival_address ON arrival (address);
CREATE TABLE feed (owner INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE);
"""
MOST = 50
"""Watches of one reader."""


class WatchKind(StrEnum):
    """What is watched."""

    PHRASE = "cum-tu"
    NUMBER = "so"
    BODY = "coquan"
    SEARCH = "tim"


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing watched; ``new`` counts documents that match and were not seen.

    ``state`` names the library it was looked up in last, ``looked`` that library's build.
    """

    id: int
    kind: WatchKind
    text: str
    state: str
    looked: str
    new: int


@dataclass(frozen=True, slots=True)
class WatchMatch:
    """A document that matches a watch: the place that says so, and when it was noticed.

    ``start`` and ``stop`` are of the passage's text; ``passage`` is "" where no place is told.
    ``arrived`` is False for a document that the library had before it matched.
    """

    watch: int
    document: str
    address: str
    reason: str
    passage: str = ""
    start: int = 0
    stop: int = 0
    built: str = ""
    arrived: bool = True
    seen: bool = False
    baseline: bool = False
    """True for what matched when its watch began."""


class WatchStore:
    """The watches of one owner; opens the file for each piece of work.

    :param path: the file of the reader's own work, whose tables are up to date.
    :param owner: the number of an account, 0 for the one person of a library without any.
    """

    def __init__(self, path: Path, owner: int = 0) -> None:
        self._path = path
        self._owner = owner

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with opened(self._path) as base:
            yield base

    def of(self, owner: int) -> WatchStore:
        """Return the watches of another owner in the same file."""
        other = copy(self)
        other._owner = owner
        return other

    def watches(self) -> tuple[Watch, ...]:
        """Return what is watched, newest first."""
        with self._open() as base:
            rows = base.execute(
                "SELECT id, kind, text, state, looked, (SELECT count(*) FROM watch_match"
                " WHERE watch = watch.id AND matches AND NOT seen) FROM watch WHERE owner = ?"
                " ORDER BY id DESC",
                (self._owner,),
            ).fetchall()
        return tuple(Watch(row[0], WatchKind(row[1]), *row[2:]) for row in rows)

    def watch(self, watch: int) -> Watch | None:
        """Return one watch of this owner."""
        return next((one for one in self.watches() if one.id == watch), None)

    def begin(self, kind: WatchKind, text: str) -> int:
        """Watch something; return its number, that of the watch there is where there is one."""
        with self._open() as base:
            base.execute(
                "INSERT OR IGNORE INTO watch (owner, kind, text) VALUES (?, ?, ?)",
                (self._owner, kind.value, text),
            )
            row = base.execute(
                "SELECT id FROM watch WHERE owner = ? AND kind = ? AND text = ?",
                (self._owner, kind.value, text),
            ).fetchone()
        return int(row[0])

    def drop(self, watch: int) -> None:
        """Watch something no longer."""
        with self._open() as base:
            base.execute("DELETE FROM watch WHERE id = ? AND owner = ?", (watch, self._owner))

    def mark_seen(self, watch: int) -> None:
        """Note that all that matches was seen."""
        with self._open() as base:
            base.execute(
                "UPDATE watch_match SET seen = 1 WHERE matches AND watch IN"
                " (SELECT id FROM watch WHERE id = ? AND owner = ?)",
                (watch, self._owner),
            )

    def note_arrivals(self, documents: Iterable[tuple[str, str]], build: str) -> None:
        """Note documents (id, address) that the library holds; those known keep their build.

        :param build: names the build so that later ones sort behind it.
        """
        with self._open() as base:
            known = {row[0] for row in base.execute("SELECT document FROM arrival")}
            base.executemany(
                # A file that took another's place came when that did.
                "INSERT OR IGNORE INTO arrival SELECT ?1, ?2, coalesce((SELECT min(built)"
                " FROM arrival WHERE address = ?2 AND address != ''), ?3)",
                [(name, address, build) for name, address in documents if name not in known],
            )

    def renew(
        self, watch: Watch, matches: Sequence[WatchMatch], state: str, built: str, build: str
    ) -> None:
        """Note what matches a watch now; what never matched before is new.

        At the first look everything is known: a watch tells of what comes after it.

        :param state: names the library and the rights it was looked up with.
        :param built: when that library was built.
        :param build: names that build as in :meth:`note_arrivals`.
        """
        now = {one.document for one in matches}
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            rows = base.execute(
                "SELECT document, address FROM watch_match WHERE watch = ?", (watch.id,)
            ).fetchall()
            known = {row[0] for row in rows}
            # The file of an address gave way to another one of the same document.
            gone = {address for document, address in rows if address and document not in now}
            first = not watch.state
            base.execute("UPDATE watch_match SET matches = 0 WHERE watch = ?", (watch.id,))
            for one in matches:
                place = (one.address, one.reason, one.passage, one.start, one.stop)
                if one.document in known:
                    base.execute(
                        "UPDATE watch_match SET matches = 1, address = ?, reason = ?, passage = ?,"
                        " start = ?, stop = ? WHERE watch = ? AND document = ?",
                        (*place, watch.id, one.document),
                    )
                    continue
                came = base.execute(
                    "SELECT built FROM arrival WHERE document = ?", (one.document,)
                ).fetchone()
                arrived = came is None or came[0] > watch.looked
                old = first or one.address in gone
                base.execute(
                    "INSERT OR IGNORE INTO watch_match VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                    (watch.id, one.document, *place, built, arrived, old, old),
                )
            base.execute(
                "UPDATE watch SET state = ?, looked = ? WHERE id = ?", (state, build, watch.id)
            )

    def matches(self, watch: int | None = None) -> tuple[WatchMatch, ...]:
        """Return what matches now, of one watch or of all: unseen first, then the latest."""
        return tuple(one for one in self._matches() if watch in (None, one.watch))

    def told(self) -> tuple[WatchMatch, ...]:
        """Return what matches now and came after its watch began, the latest first."""
        later = (one for one in self._matches() if not one.baseline)
        return tuple(sorted(later, key=lambda one: one.built, reverse=True))

    def _matches(self) -> tuple[WatchMatch, ...]:
        with self._open() as base:
            rows = base.execute(
                "SELECT watch, document, address, reason, passage, start, stop, built, arrived,"
                " seen, baseline FROM watch_match JOIN watch ON watch.id = watch"
                " WHERE matches AND owner = ? ORDER BY seen, built DESC, document",
                (self._owner,),
            ).fetchall()
        return tuple(WatchMatch(*row[:8], *map(bool, row[8:])) for row in rows)

    # --- the feed -----------------------------------------------------------------

    def token(self) -> str:
        """Return the secret of this owner's feed, "" where there is none."""
        with self._open() as base:
            row = base.execute("SELECT token FROM feed WHERE owner = ?", (self._owner,)).fetchone()
        return str(row[0]) if row else ""

    def new_token(self) -> str:
        """Make a new secret; the feed is no longer found under the old one."""
        token = secrets.token_urlsafe(32)
        with self._open() as base:
            base.execute("INSERT OR REPLACE INTO feed VALUES (?, ?)", (self._owner, token))
        return token

    def drop_token(self) -> None:
        """Let nobody read the feed."""
        with self._open() as base:
            base.execute("DELETE FROM feed WHERE owner = ?", (self._owner,))

    def owner_of(self, token: str) -> int | None:
        """Return whose feed a secret opens, None where it opens none."""
        with self._open() as base:
            row = base.execute("SELECT owner FROM feed WHERE token = ?", (token,)).fetchone()
        return int(row[0]) if row else None
