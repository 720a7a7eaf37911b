"""Who may come in, and what each may see: accounts, roles, closed folders, sessions.

Kept in a SQLite file of its own beside the library.  While it holds no account the app
serves one person, the one at this machine; it then answers the loopback only.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.access import Rights
from ingest.errors import LibraryUnwritable, UsageError
from ingest.text.vietnamese import nfc
from search_app.persistence import folder_grants
from search_app.persistence.account_roles import OWNER, AccountRole, User
from search_app.persistence.account_tables import STEPS
from search_app.persistence.connections import opened
from search_app.persistence.folder_grants import folder_name
from search_app.persistence.migrations import migrate
from search_app.persistence.passwords import LEAST_PASSWORD, MOST_PASSWORD, hashed
from search_app.persistence.sessions import (
    SESSION_SECONDS,
    TRIES_ADDRESS,
    TRIES_HERE,
    TRIES_NAME,
    WINDOW,
    AccountRow,
    Sessions,
    TooManyTriesError,
)

__all__ = [
    "LEAST_PASSWORD",
    "MOST_PASSWORD",
    "OWNER",
    "SESSION_SECONDS",
    "STEPS",
    "TRIES_ADDRESS",
    "TRIES_HERE",
    "TRIES_NAME",
    "WINDOW",
    "AccountRole",
    "Accounts",
    "Event",
    "TooManyTriesError",
    "User",
    "folder_name",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done; ``at`` in seconds since 1970."""

    at: float
    user: str
    kind: str
    what: str


class Accounts:
    """The file of accounts; opened for each piece of work: SQLite does the locking.

    :param now: the time in seconds since 1970.
    :raises LibraryUnwritable: the file cannot be opened or written.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._sessions = Sessions(self._open, now)
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
        kept = hashed(password)
        try:
            with self._open() as base:
                base.execute(
                    "INSERT INTO user (name, role, password, made) VALUES (?, ?, ?, ?)",
                    (name, role, kept, self._now()),
                )
        except sqlite3.IntegrityError:
            raise UsageError(f"Đã có tài khoản “{name}”.") from None
        return self.user(name)

    def set_password(self, name: str, password: str) -> None:
        """Change a password; every session of that person ends."""
        kept, user = hashed(password), self.user(name)
        with self._open() as base:
            base.execute("UPDATE user SET password = ? WHERE id = ?", (kept, user.id))
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
            return folder_grants.rights_of(base, 0)

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
            return folder_grants.remember(base, documents)

    # --- sessions -----------------------------------------------------------------

    def enter(self, name: str, password: str, address: str) -> str | None:
        """Return the token of a new session; None where name and password do not fit.

        :raises TooManyTriesError: there were too many failures of this name or from this address.
        """
        return self._sessions.enter(name, password, address)

    def user_of(self, token: str) -> User | None:
        """Return whose session this is; None when it ended or never was."""
        row = self._sessions.account_of(token)
        if row is None:
            return None
        with self._open() as base:
            return _user(base, row)

    def leave(self, token: str) -> None:
        """End a session."""
        self._sessions.leave(token)

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


def _user(base: sqlite3.Connection, row: AccountRow) -> User:
    number, name, role = row[0], row[1], AccountRole(row[2])
    if role is AccountRole.ADMIN:
        return User(number, name, role)
    return User(number, name, role, folder_grants.rights_of(base, number))
