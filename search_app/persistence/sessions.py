"""Sessions and the tries to open one, in the file of accounts; in memory while the disk is full."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock

from ingest.errors import LibraryUnwritable
from ingest.text.vietnamese import nfc
from search_app.persistence import passwords

SESSION_SECONDS = 12 * 3600
"""A working day; the person then signs in again."""
WINDOW = 15 * 60
"""Seconds over which failed attempts are counted."""
TRIES_HERE, TRIES_ADDRESS, TRIES_NAME = 5, 30, 50
"""Failures allowed in a window: of one name from one address, from one address, of one name."""

Opens = Callable[[], AbstractContextManager[sqlite3.Connection]]
"""Opens the file of accounts for a piece of work."""
AccountRow = tuple[int, str, int]
"""An account as the table holds it: number, name, role."""


class TooManyTriesError(Exception):
    """Too many failed attempts lately: nothing was tried."""


class SpareSessions:
    """Tries and sessions in memory, for while the disk takes none."""

    def __init__(self, opens: Opens, now: Callable[[], float]) -> None:
        self._opens = opens
        self._now = now
        self._lock = Lock()
        self._failures: list[tuple[str, str, float]] = []
        self._sessions: dict[str, tuple[int, str, float]] = {}

    def enter(self, name: str, password: str, address: str) -> str | None:
        """Do what :meth:`Sessions.enter` does, and write nothing."""
        now = self._now()
        with self._opens() as base:
            row = _account_of(base, name)
        tried = _person(row, name)
        with self._lock:
            self._failures = [one for one in self._failures if now - WINDOW <= one[2] <= now + 60]
            of_name = [one for one in self._failures if one[0] == tried]
            there = sum(one[1] == address for one in self._failures)
            here = sum(one[1] == address for one in of_name)
            if here >= TRIES_HERE or there >= TRIES_ADDRESS or len(of_name) >= TRIES_NAME:
                raise TooManyTriesError
            self._failures.append((tried, address, now))
        right = passwords.fits(row[1] if row else None, password)
        if row is None or not right:
            return None
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._failures = [one for one in self._failures if one[:2] != (tried, address)]
            self._sessions[_digest(token)] = (row[0], row[1], now)
        return token

    def user_of(self, token: str, now: float) -> tuple[int, str] | None:
        """Return whose session this is: the number of the account, the password it had."""
        with self._lock:
            known = self._sessions.get(_digest(token))
        return known[:2] if known and 0 <= now - known[2] < SESSION_SECONDS else None

    def leave(self, token: str) -> bool:
        """End a session; say whether there was one."""
        with self._lock:
            return self._sessions.pop(_digest(token), None) is not None


class Sessions:
    """Who is signed in, and who tried to.

    :param opens: opens the file of accounts for a piece of work.
    :param now: the time in seconds since 1970.
    """

    def __init__(self, opens: Opens, now: Callable[[], float]) -> None:
        self._opens = opens
        self._now = now
        self.spare = SpareSessions(opens, now)

    def enter(self, name: str, password: str, address: str) -> str | None:
        """Return the token of a new session; None where name and password do not fit.

        :raises TooManyTriesError: there were too many failures of this name or from this address.
        """
        name = " ".join(nfc(name).split())[:100]
        try:
            return self._enter(name, password, address)
        except LibraryUnwritable:
            # A full disk keeps nobody out: counted and let in for as long as this process lives.
            return self.spare.enter(name, password, address)

    def _enter(self, name: str, password: str, address: str) -> str | None:
        now = self._now()
        with self._opens() as base:
            # Counted before the password is looked at, or many at once would all be let try.
            base.execute("BEGIN IMMEDIATE")
            row = _account_of(base, name)
            tried = _person(row, name)
            if _is_blocked(base, tried, address, now):
                raise TooManyTriesError
            base.execute("INSERT INTO failure VALUES (?, ?, ?)", (tried, address, now))
        right = passwords.fits(row[1] if row else None, password)
        if row is None or not right:
            return None
        token = secrets.token_urlsafe(32)
        with self._opens() as base:
            base.execute("DELETE FROM failure WHERE name = ? AND address = ?", (tried, address))
            base.execute("DELETE FROM session WHERE began < ?", (now - SESSION_SECONDS,))
            base.execute("INSERT INTO session VALUES (?, ?, ?)", (_digest(token), row[0], now))
        return token

    def account_of(self, token: str) -> AccountRow | None:
        """Return whose session this is; None when it ended or never was."""
        now = self._now()
        spare = self.spare.user_of(token, now)
        with self._opens() as base:
            if spare is not None:
                # A changed password ends it, as it ends those in the file.
                question = "SELECT id, name, role FROM user WHERE id = ? AND password = ?"
                person: AccountRow | None = base.execute(question, spare).fetchone()
                return person
            row = base.execute(
                "SELECT user.id, name, role, began FROM session JOIN user ON user.id = user"
                " WHERE token = ?",
                (_digest(token),),
            ).fetchone()
        # A session from the future began before the clock was set back: it ends too.
        if row is None or not 0 <= now - row[3] < SESSION_SECONDS:
            return None
        return row[0], row[1], row[2]

    def leave(self, token: str) -> None:
        """End a session."""
        if self.spare.leave(token):
            return
        with self._opens() as base:
            base.execute("DELETE FROM session WHERE token = ?", (_digest(token),))


def _account_of(base: sqlite3.Connection, name: str) -> tuple[int, str] | None:
    """Return the number of the account called ``name`` and what is kept of its password."""
    row: tuple[int, str] | None = base.execute(
        "SELECT id, password FROM user WHERE name = ?", (name,)
    ).fetchone()
    return row


def _person(row: tuple[int, str] | None, name: str) -> str:
    """Return whose tries are counted: by person, or each way to write a name would have its own."""
    return f"#{row[0]}" if row else name.casefold()


def _is_blocked(base: sqlite3.Connection, name: str, address: str, now: float) -> bool:
    # What lies in the future was written before the clock was set back.
    base.execute("DELETE FROM failure WHERE at < ? OR at > ?", (now - WINDOW, now + 60))
    here, there, of_name = base.execute(
        "SELECT count(*) FILTER (WHERE name = ?1 AND address = ?2),"
        " count(*) FILTER (WHERE address = ?2), count(*) FILTER (WHERE name = ?1) FROM failure",
        (name, address),
    ).fetchone()
    return bool(here >= TRIES_HERE or there >= TRIES_ADDRESS or of_name >= TRIES_NAME)


def _digest(token: str) -> str:
    """Return what is kept of a token: who reads the file cannot use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
