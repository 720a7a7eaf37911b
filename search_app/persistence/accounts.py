"""Who may come in, and what each may see: accounts, roles, closed folders, sessions.

Kept in a SQLite file of its own beside the library.  While it holds no account the app
serves one person, the one at this machine; it then answers the loopback only.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from threading import Lock

from werkzeug.security import check_password_hash, generate_password_hash

from index.access import ALL, Rights
from ingest.errors import LibraryUnwritable, UsageError
from ingest.text.vietnamese import nfc
from search_app.persistence.connections import opened
from search_app.persistence.migrations import migrate

STEPS = (
    """
CREATE TABLE user (
    -- Never given twice: a newcomer must not inherit what a number owned before.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role INTEGER NOT NULL,
    password TEXT NOT NULL,
    made REAL NOT NULL
);
CREATE TABLE closed (folder TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE allowed (
    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    folder TEXT NOT NULL,
    PRIMARY KEY (user, folder)
) WITHOUT ROWID;
CREATE TABLE session (
    token TEXT PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    began REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE failure (name TEXT NOT NULL, address TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX failure_at ON failure (at);
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL
);
""",
    # What a closed folder last held, by the ids of documents: closed also where it lies elsewhere.
    """
CREATE TABLE held (
    folder TEXT NOT NULL REFERENCES closed (folder) ON DELETE CASCADE,
    document TEXT NOT NULL,
    PRIMARY KEY (folder, document)
) WITHOUT ROWID;
ALTER TABLE closed ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
""",
)
HASHING = "scrypt"
"""Werkzeug's default: 32 MiB of memory and a good part of a second for each try."""
SESSION_SECONDS = 12 * 3600
"""A working day; the person then signs in again."""
LEAST_PASSWORD = 10
MOST_PASSWORD = 200
"""Hashing a book would keep the server busy."""
WINDOW = 15 * 60
"""Seconds over which failed attempts are counted."""
TRIES_HERE, TRIES_ADDRESS, TRIES_NAME = 5, 30, 50
"""Failures allowed in a window: of one name from one address, from one address, of one name."""


class AccountRole(IntEnum):
    """What a person may do; each may do what those before may."""

    READER = 1
    EDITOR = 2
    ADMIN = 3

    @staticmethod
    def named(name: str) -> AccountRole:
        """Return the role called ``name`` (reader, editor, admin).

        :raises UsageError: there is none.
        """
        try:
            return AccountRole[name.upper()]
        except KeyError:
            raise UsageError(f"Không có vai trò “{name}”.", "Chọn reader, editor, admin.") from None


@dataclass(frozen=True, slots=True)
class User:
    """A person signed in, with what they may see."""

    id: int
    name: str
    role: AccountRole
    rights: Rights = ALL


OWNER = User(0, "", AccountRole.ADMIN)
"""The one person of a library without accounts."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done; ``at`` in seconds since 1970."""

    at: float
    user: str
    kind: str
    what: str


class TooManyTriesError(Exception):
    """Too many failed attempts lately: nothing was tried."""


@cache
def _nobody() -> str:
    """A hash to compare with where no such name exists, so that the answer takes as long."""
    return generate_password_hash(secrets.token_hex(16), HASHING)


def folder_name(text: str) -> str:
    """Return a folder as :class:`Rights` writes it; "/" alone is the whole library."""
    return "/".join(
        part for part in nfc(text).replace("\\", "/").split("/") if part not in ("", ".", "..")
    )


class SpareSessions:
    """Tries and sessions in memory, for while the disk takes none."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failures: list[tuple[str, str, float]] = []
        self._sessions: dict[str, tuple[int, str, float]] = {}

    def enter(self, people: Accounts, name: str, password: str, address: str) -> str | None:
        """Do what :meth:`Accounts.enter` does, and write nothing."""
        now = people._now()
        with people._open() as base:
            row = base.execute("SELECT id, password FROM user WHERE name = ?", (name,)).fetchone()
        tried = f"#{row[0]}" if row else name.casefold()
        with self._lock:
            self._failures = [one for one in self._failures if now - WINDOW <= one[2] <= now + 60]
            of_name = [one for one in self._failures if one[0] == tried]
            there = sum(one[1] == address for one in self._failures)
            here = sum(one[1] == address for one in of_name)
            if here >= TRIES_HERE or there >= TRIES_ADDRESS or len(of_name) >= TRIES_NAME:
                raise TooManyTriesError
            self._failures.append((tried, address, now))
        right = check_password_hash(row[1] if row else _nobody(), password[:MOST_PASSWORD])
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


class Accounts:
    """The file of accounts; opened for each piece of work: SQLite does the locking.

    :param now: the time in seconds since 1970.
    :raises LibraryUnwritable: the file cannot be opened or written.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._spare = SpareSessions()
        try:
            migrate(path, STEPS)
        except (sqlite3.Error, OSError) as error:
            raise LibraryUnwritable(
                f"Không mở được tệp tài khoản {path}: {error}.",
                "Chọn tệp khác bằng --accounts, ở nơi có quyền ghi.",
            ) from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with opened(self._path) as base:
            yield base

    # --- people -------------------------------------------------------------------

    def any(self) -> bool:
        """Say whether there is an account."""
        with self._open() as base:
            return base.execute("SELECT 1 FROM user LIMIT 1").fetchone() is not None

    def known(self, name: str) -> bool:
        """Say whether there is an account of this name."""
        with self._open() as base:
            row = base.execute("SELECT 1 FROM user WHERE name = ?", (" ".join(nfc(name).split()),))
            return row.fetchone() is not None

    def users(self) -> tuple[User, ...]:
        """Return every account, by name."""
        with self._open() as base:
            rows = base.execute("SELECT id, name, role FROM user ORDER BY name").fetchall()
            return tuple(_user(base, row) for row in rows)

    def add(self, name: str, role: AccountRole, password: str) -> User:
        """Make an account.  The first must be an admin: nobody else could make the others.

        :raises UsageError: the name is taken or empty, or the password too short.
        """
        name = " ".join(nfc(name).split())
        if not name or len(name) > 100 or not name.isprintable():
            raise UsageError("Tên tài khoản trống, quá dài hoặc có ký tự lạ.")
        if role is not AccountRole.ADMIN and not self.any():
            raise UsageError("Tài khoản đầu tiên phải là quản trị (admin).")
        hashed = _hash(password)
        try:
            with self._open() as base:
                base.execute(
                    "INSERT INTO user (name, role, password, made) VALUES (?, ?, ?, ?)",
                    (name, role, hashed, self._now()),
                )
        except sqlite3.IntegrityError:
            raise UsageError(f"Đã có tài khoản “{name}”.") from None
        return self.user(name)

    def set_password(self, name: str, password: str) -> None:
        """Change a password; every session of that person ends."""
        hashed, user = _hash(password), self.user(name)
        with self._open() as base:
            base.execute("UPDATE user SET password = ? WHERE id = ?", (hashed, user.id))
            base.execute("DELETE FROM session WHERE user = ?", (user.id,))

    def set_role(self, name: str, role: AccountRole) -> None:
        """Change a role; the last admin stays one."""
        user = self.user(name)
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            if role is not AccountRole.ADMIN:
                _refuse_last(base, user)
            base.execute("UPDATE user SET role = ? WHERE id = ?", (role, user.id))

    def remove(self, name: str) -> None:
        """Delete an account with its sessions and grants; the last admin stays."""
        user = self.user(name)
        with self._open() as base:
            # Looked at under the lock: two admins must not remove each other.
            base.execute("BEGIN IMMEDIATE")
            _refuse_last(base, user)
            base.execute("DELETE FROM user WHERE id = ?", (user.id,))

    def confirms(self, name: str, password: str, address: str) -> bool:
        """Say whether this is the password of who is signed in; tries are counted.

        :raises TooManyTriesError: there were too many failures.
        """
        token = self.enter(name, password, address)
        if token is not None:
            self.leave(token)
        return token is not None

    def user(self, name: str) -> User:
        """Return the account of this name, with what it may see.

        :raises UsageError: there is none.
        """
        wanted = " ".join(nfc(name).split())
        with self._open() as base:
            row = base.execute("SELECT id, name, role FROM user WHERE name = ?", (wanted,))
            account = row.fetchone()
            if account is None:
                raise UsageError(f"Không có tài khoản “{name}”.")
            return _user(base, account)

    def numbered(self, number: int) -> User | None:
        """Return the account with this number, None where there is none any more."""
        with self._open() as base:
            row = base.execute("SELECT id, name, role FROM user WHERE id = ?", (number,)).fetchone()
            return _user(base, row) if row else None

    # --- folders ------------------------------------------------------------------

    def closed(self) -> tuple[str, ...]:
        """Return the closed folders."""
        with self._open() as base:
            return tuple(row[0] for row in base.execute("SELECT folder FROM closed ORDER BY 1"))

    def without_grants(self) -> Rights:
        """Return what a reader may see who was granted nothing."""
        with self._open() as base:
            return _user(base, (0, "", AccountRole.READER)).rights

    def close_folder(self, folder: str) -> None:
        """Let only admins and those it is granted to see what lies in ``folder``."""
        with self._open() as base:
            base.execute("INSERT OR IGNORE INTO closed (folder) VALUES (?)", (folder_name(folder),))

    def open_folder(self, folder: str) -> None:
        """Let every reader see what lies in ``folder`` again."""
        with self._open() as base:
            base.execute("DELETE FROM closed WHERE folder = ?", (folder_name(folder),))

    def grant(self, name: str, folder: str) -> None:
        """Let a person see what lies in ``folder``."""
        user = self.user(name)
        with self._open() as base:
            base.execute(
                "INSERT OR IGNORE INTO allowed VALUES (?, ?)", (user.id, folder_name(folder))
            )

    def revoke(self, name: str, folder: str) -> None:
        """Take back what :meth:`grant` gave."""
        user = self.user(name)
        with self._open() as base:
            base.execute(
                "DELETE FROM allowed WHERE user = ? AND folder = ?", (user.id, folder_name(folder))
            )

    def remember(self, documents: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
        """Note what each closed folder holds; return those that hold nothing.

        What a folder that holds nothing held last stays closed: its documents may lie
        elsewhere by now.

        :param documents: by folder, the ids of the documents in it.
        """
        with self._open() as base:
            rows = base.execute("SELECT folder, lost FROM closed ORDER BY 1").fetchall()
            folders = [row[0] for row in rows]
            for folder, lost in rows:
                ids = documents.get(folder)
                if lost != (not ids):
                    base.execute("UPDATE closed SET lost = ? WHERE folder = ?", (not ids, folder))
                known = {
                    row[0]
                    for row in base.execute("SELECT document FROM held WHERE folder = ?", (folder,))
                }
                # Written only where something changed: reading needs no room on the disk.
                if ids and ids != known:
                    base.execute("DELETE FROM held WHERE folder = ?", (folder,))
                    base.executemany(
                        "INSERT INTO held VALUES (?, ?)", [(folder, one) for one in sorted(ids)]
                    )
        return tuple(folder for folder in folders if folder and not documents.get(folder))

    # --- sessions -----------------------------------------------------------------

    def enter(self, name: str, password: str, address: str) -> str | None:
        """Return the token of a new session; None where name and password do not fit.

        :raises TooManyTriesError: there were too many failures of this name or from this address.
        """
        name = " ".join(nfc(name).split())[:100]
        try:
            return self._enter(name, password, address)
        except LibraryUnwritable:
            # A full disk keeps nobody out: counted and let in for as long as this process lives.
            return self._spare.enter(self, name, password, address)

    def _enter(self, name: str, password: str, address: str) -> str | None:
        now = self._now()
        with self._open() as base:
            # Counted before the password is looked at, or many at once would all be let try.
            base.execute("BEGIN IMMEDIATE")
            row = base.execute("SELECT id, password FROM user WHERE name = ?", (name,)).fetchone()
            # By person: each way to write a name would have tries of its own.
            tried = f"#{row[0]}" if row else name.casefold()
            if _is_blocked(base, tried, address, now):
                raise TooManyTriesError
            base.execute("INSERT INTO failure VALUES (?, ?, ?)", (tried, address, now))
        right = check_password_hash(row[1] if row else _nobody(), password[:MOST_PASSWORD])
        if row is None or not right:
            return None
        token = secrets.token_urlsafe(32)
        with self._open() as base:
            base.execute("DELETE FROM failure WHERE name = ? AND address = ?", (tried, address))
            base.execute("DELETE FROM session WHERE began < ?", (now - SESSION_SECONDS,))
            base.execute("INSERT INTO session VALUES (?, ?, ?)", (_digest(token), row[0], now))
        return token

    def user_of(self, token: str) -> User | None:
        """Return whose session this is; None when it ended or never was."""
        now = self._now()
        spare = self._spare.user_of(token, now)
        with self._open() as base:
            if spare is not None:
                # A changed password ends it, as it ends those in the file.
                question = "SELECT id, name, role FROM user WHERE id = ? AND password = ?"
                person = base.execute(question, spare).fetchone()
                return _user(base, person) if person else None
            row = base.execute(
                "SELECT user.id, name, role, began FROM session JOIN user ON user.id = user"
                " WHERE token = ?",
                (_digest(token),),
            ).fetchone()
            # A session from the future began before the clock was set back: it ends too.
            if row is None or not 0 <= now - row[3] < SESSION_SECONDS:
                return None
            return _user(base, row[:3])

    def leave(self, token: str) -> None:
        """End a session."""
        if self._spare.leave(token):
            return
        with self._open() as base:
            base.execute("DELETE FROM session WHERE token = ?", (_digest(token),))

    # --- what was done ------------------------------------------------------------

    def note(self, user: str, kind: str, what: str) -> None:
        """Record an event."""
        with self._open() as base:
            base.execute(
                "INSERT INTO event (at, user, kind, what) VALUES (?, ?, ?, ?)",
                (self._now(), user, kind, what[:500]),
            )

    def events(self, limit: int = 1000) -> tuple[Event, ...]:
        """Return the newest events, newest first."""
        with self._open() as base:
            rows = base.execute(
                "SELECT at, user, kind, what FROM event ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        return tuple(Event(*row) for row in rows)

    def forget_events(self, days: int) -> int:
        """Delete events older than ``days``; return how many."""
        with self._open() as base:
            past = self._now() - days * 86400
            return base.execute("DELETE FROM event WHERE at < ?", (past,)).rowcount


def _refuse_last(base: sqlite3.Connection, user: User) -> None:
    rows = base.execute("SELECT id FROM user WHERE role = ?", (AccountRole.ADMIN,)).fetchall()
    if [row[0] for row in rows] == [user.id]:
        raise UsageError(f"“{user.name}” là quản trị duy nhất.", "Thêm một quản trị khác trước.")


def _is_blocked(base: sqlite3.Connection, name: str, address: str, now: float) -> bool:
    # What lies in the future was written before the clock was set back.
    base.execute("DELETE FROM failure WHERE at < ? OR at > ?", (now - WINDOW, now + 60))
    here, there, of_name = base.execute(
        "SELECT count(*) FILTER (WHERE name = ?1 AND address = ?2),"
        " count(*) FILTER (WHERE address = ?2), count(*) FILTER (WHERE name = ?1) FROM failure",
        (name, address),
    ).fetchone()
    return bool(here >= TRIES_HERE or there >= TRIES_ADDRESS or of_name >= TRIES_NAME)


def _hash(password: str) -> str:
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise UsageError(f"Mật khẩu phải từ {LEAST_PASSWORD} đến {MOST_PASSWORD} ký tự.")
    return generate_password_hash(password, HASHING)


def _digest(token: str) -> str:
    """Return what is kept of a token: who reads the file cannot use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _user(base: sqlite3.Connection, row: tuple[int, str, int]) -> User:
    role = AccountRole(row[2])
    if role is AccountRole.ADMIN:
        return User(row[0], row[1], role)
    closed = frozenset(folder for (folder,) in base.execute("SELECT folder FROM closed"))
    mine = base.execute("SELECT folder FROM allowed WHERE user = ?", (row[0],))
    granted = frozenset(folder for (folder,) in mine)
    held: dict[str, list[str]] = {}
    for document, folder in base.execute(
        "SELECT document, held.folder FROM held JOIN closed ON closed.folder = held.folder"
        " WHERE lost"
    ):
        held.setdefault(document, []).append(folder)
    opens = Rights(closed, granted).opens
    kept = (one for one, folders in held.items() if not all(map(opens, folders)))
    return User(row[0], row[1], role, Rights(closed, granted, frozenset(kept)))
