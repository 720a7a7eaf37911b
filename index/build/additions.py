"""What people put to a library by hand: files sent up, header facts corrected.

Kept beside the library (``KHO.corrections.sqlite``, ``KHO.uploads/``), so that building it
again, even from nothing, takes them in.  A file is stored under the digest of its content;
the name it came with is only shown.  A file that could not be taken in is not kept (it may
be secret); why it was refused is.  One that only lacks a program to be read with waits.
"""

from __future__ import annotations

import re
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath

from index.metadata.corrections import Correction, checked
from index.results import FailedFile
from index.storage.files import open_private
from index.storage.locks import FileLock
from index.storage.switch import finish, journal_of
from ingest.errors import LibraryCorrupt, LibraryFormat, LibraryUnwritable
from ingest.text.vietnamese import nfc

FOLDER = "tải lên"
"""The folder that files sent up lie in, as the library names files."""
WAITING, HELD, REFUSED = "waiting", "held", "refused"
_INCOMING = ".incoming-"
_UNPACKED = ".unpacked-"
_BY_DIGEST = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,10})?")
_INTERRUPTED = "Không còn tệp đã gửi; có thể máy chủ dừng giữa chừng. Gửi lại tệp này."
STEPS = (
    """
CREATE TABLE upload (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ending TEXT NOT NULL,
    size INTEGER NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    undone_by TEXT,
    undone_at TEXT
);
CREATE INDEX correction_digest ON correction (digest);
""",
    """
CREATE TABLE looked (
    digest TEXT NOT NULL,
    field TEXT NOT NULL,
    page INTEGER NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (digest, field, page)
) WITHOUT ROWID;
""",
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent up; ``message`` says why it was refused.  ``at`` is ISO 8601, UTC."""

    digest: str
    name: str
    ending: str
    size: int
    who: str
    at: str
    state: str
    message: str

    @property
    def source(self) -> str:
        """Its name in the library."""
        return f"{FOLDER}/{self.name}"


class Additions:
    """The additions to the library at ``root``; nothing is created before the first is made."""

    def __init__(self, root: Path) -> None:
        root = root.absolute()
        self._path = root.with_name(root.name + ".corrections.sqlite")
        finish(journal_of(self._path))
        self.folder = root.with_name(root.name + ".uploads")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self._path.exists():
                # It says who did what: the owner alone reads it.
                with suppress(FileExistsError):
                    open_private(self._path).close()
            base = sqlite3.connect(self._path, timeout=10)
            try:
                _migrate(base, self._path)
                with base:
                    yield base
            finally:
                base.close()
        except (sqlite3.OperationalError, OSError) as error:
            raise LibraryUnwritable(f"Không mở được {self._path.name}: {error}.") from error
        except sqlite3.DatabaseError as error:
            raise LibraryCorrupt(
                f"Tệp {self._path.name} bị hỏng ({error}).",
                "Lấy lại từ bản sao lưu: python -m search_app restore.",
            ) from error

    # --- files --------------------------------------------------------------------

    def uploads(self) -> tuple[Upload, ...]:
        """Return every file sent up, the newest first."""
        if not self._path.is_file():
            return ()
        with self._open() as base:
            rows = base.execute(
                "SELECT digest, name, ending, size, who, at, state, message FROM upload"
                " ORDER BY at DESC, name"
            ).fetchall()
        return tuple(Upload(*row) for row in rows)

    def kept(self, upload: Upload) -> Path:
        """Return where the bytes of a file lie."""
        return self.folder / f"{upload.digest}{upload.ending}"

    def take(self, path: Path, digest: str, name: str, who: str) -> Upload:
        """Keep the file at ``path`` (moved, on the same disk) under its digest.

        A file refused before may be sent again.
        """
        ending = PurePath(name).suffix.lower()
        with self._open() as base:
            names = {
                row[0]
                for row in base.execute("SELECT name FROM upload WHERE digest != ?", (digest,))
            }
            shown = _free(_presentable(name), names)
            upload = Upload(digest, shown, ending, path.stat().st_size, who, _now(), WAITING, "")
            base.execute(
                "INSERT OR REPLACE INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (digest, shown, ending, upload.size, who, upload.at, WAITING, ""),
            )
        # Only now: a file that nothing tells of would lie there for ever.
        path.replace(self.kept(upload))
        return upload

    @contextmanager
    def incoming(self, ending: str) -> Iterator[Path]:
        """Give a file to receive bytes in; what is not taken of it is removed, whatever happens."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        path = self.folder / f"{_INCOMING}{secrets.token_hex(8)}{ending}"
        lock = FileLock(path)
        open_private(path).close()
        # Held by the system as long as this process lives: see sweep.
        lock.acquire()
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
            lock.release()

    @contextmanager
    def unpacking(self) -> Iterator[Path]:
        """Give a folder to unpack an archive in; it is removed, whatever happens."""
        with self.incoming("") as lock:
            folder = self.folder / f"{_UNPACKED}{lock.name.removeprefix(_INCOMING)}"
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what a killed server or a full disk left of files sent up.

        Files that nothing tells of go; a file that was told of and never came is said to be
        refused.  What another process is just receiving stays.
        """
        for path in self.folder.glob(f"{_INCOMING}*"):
            lock = FileLock(path)
            if lock.acquire():
                path.unlink(missing_ok=True)
                lock.release()
        for path in self.folder.glob(f"{_UNPACKED}*"):
            # As long as somebody unpacks there, the file beside it is locked and stays.
            if not (self.folder / f"{_INCOMING}{path.name.removeprefix(_UNPACKED)}").exists():
                shutil.rmtree(path, ignore_errors=True)
        if not self._path.is_file():
            return
        uploads = self.uploads()
        for upload in uploads:
            if upload.state == WAITING and not self.kept(upload).is_file():
                self._mark(upload, REFUSED, _INTERRUPTED)
        known = {self.kept(upload).name for upload in uploads if upload.state != REFUSED}
        for path in self.folder.glob("*"):
            if _BY_DIGEST.fullmatch(path.name) and path.name not in known:
                path.unlink(missing_ok=True)

    def remove(self, digest: str) -> bool:
        """Take a file back, bytes and all; the next build leaves it out."""
        upload = next((upload for upload in self.uploads() if upload.digest == digest), None)
        if upload is None:
            return False
        # The bytes first: what nothing tells of would stay.
        self.kept(upload).unlink(missing_ok=True)
        with self._open() as base:
            base.execute("DELETE FROM upload WHERE digest = ?", (digest,))
        return True

    def settle(self, held: frozenset[str], failed: Iterable[FailedFile]) -> tuple[str, ...]:
        """Note what became of the files: by digest what is held, by source why not.

        A file that has never been held is not kept when it fails, unless only a program is
        missing: then it waits.  Returns the sources of those refused now.
        """
        failures = {failure.source: failure for failure in failed}
        refused: list[str] = []
        for upload in self.uploads():
            if upload.digest in held and upload.state != HELD:
                self._mark(upload, HELD, "")
            elif (
                upload.digest not in held and upload.state == WAITING and upload.source in failures
            ):
                why = failures[upload.source]
                message = f"{why.message} {why.advice}".strip()
                if why.curable:
                    self._mark(upload, WAITING, message)
                    continue
                self.kept(upload).unlink(missing_ok=True)
                self._mark(upload, REFUSED, message)
                refused.append(upload.source)
        return tuple(refused)

    def _mark(self, upload: Upload, state: str, message: str) -> None:
        with self._open() as base:
            base.execute(
                "UPDATE upload SET state = ?, message = ? WHERE digest = ?",
                (state, message, upload.digest),
            )

    # --- corrections --------------------------------------------------------------

    def corrections(self) -> dict[str, tuple[Correction, ...]]:
        """Return the corrections in force by the digests of the files they belong to."""
        if not self._path.is_file():
            return {}
        by_digest: dict[str, dict[str, Correction]] = {}
        with self._open() as base:
            for digest, *row in base.execute(
                "SELECT digest, field, value, who, at FROM correction"
                " WHERE undone_at IS NULL ORDER BY id"
            ):
                by_digest.setdefault(digest, {})[row[0]] = Correction(*row)
        return {digest: tuple(by_field.values()) for digest, by_field in by_digest.items()}

    def corrections_of(self, digest: str) -> tuple[Correction, ...]:
        """Return the corrections in force of the file with this digest."""
        if not self._path.is_file():
            return ()
        with self._open() as base:
            rows = base.execute(
                "SELECT field, value, who, at FROM correction"
                " WHERE digest = ? AND undone_at IS NULL ORDER BY id",
                (digest,),
            ).fetchall()
        return tuple({row[0]: Correction(*row) for row in rows}.values())

    def looked_at(self) -> frozenset[tuple[str, str, int]]:
        """Return what was looked at and left as it is: digest, field, page."""
        if not self._path.is_file():
            return frozenset()
        with self._open() as base:
            rows = base.execute("SELECT digest, field, page FROM looked").fetchall()
        return frozenset((digest, field, int(page)) for digest, field, page in rows)

    def leave(self, digest: str, field: str, page: int, who: str) -> None:
        """Note that someone looked at a doubt and left it as it is."""
        with self._open() as base:
            base.execute(
                "INSERT OR REPLACE INTO looked VALUES (?, ?, ?, ?, ?)",
                (digest, field, page, who, _now()),
            )

    def take_up(self, digest: str, field: str, page: int) -> None:
        """Forget that a doubt was left: it is to be looked at again."""
        with self._open() as base:
            base.execute(
                "DELETE FROM looked WHERE digest = ? AND field = ? AND page = ?",
                (digest, field, page),
            )

    def inherit(self, digest: str, heir: str) -> None:
        """Note of the file ``heir`` what was corrected and looked at of another file."""
        with self._open() as base:
            base.execute(
                "INSERT INTO correction (digest, field, value, who, at)"
                " SELECT ?, field, value, who, at FROM correction"
                " WHERE digest = ? AND undone_at IS NULL ORDER BY id",
                (heir, digest),
            )
            base.execute(
                "INSERT OR IGNORE INTO looked SELECT ?, field, page, who, at FROM looked"
                " WHERE digest = ?",
                (heir, digest),
            )

    def correct(self, digest: str, field: str, value: str, who: str) -> None:
        """Correct a fact of the file with this digest.

        :raises QueryError: the value is not one of that field.
        """
        kept = checked(field, value)
        with self._open() as base:
            base.execute(
                "INSERT INTO correction (digest, field, value, who, at) VALUES (?, ?, ?, ?, ?)",
                (digest, field, kept, who, _now()),
            )

    def undo(self, digest: str, field: str, who: str) -> bool:
        """Take the last correction of a fact back: the one before it, or the file, counts again."""
        with self._open() as base:
            done = base.execute(
                "UPDATE correction SET undone_by = ?, undone_at = ? WHERE id ="
                " (SELECT MAX(id) FROM correction"
                " WHERE digest = ? AND field = ? AND undone_at IS NULL)",
                (who, _now(), digest, field),
            )
            return done.rowcount == 1


def _migrate(base: sqlite3.Connection, path: Path) -> None:
    done = int(base.execute("PRAGMA user_version").fetchone()[0])
    if done > len(STEPS):
        raise LibraryFormat(f"Tệp {path.name} do phiên bản mới hơn của phần mềm ghi.")
    for version, step in enumerate(STEPS[done:], done + 1):
        base.executescript(f"BEGIN IMMEDIATE;{step}PRAGMA user_version = {version};COMMIT;")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _presentable(name: str) -> str:
    """Return a file's name as it may be shown: no folders, nothing unprintable, not too long."""
    last = nfc(name).replace("\\\\", "/").rsplit("/", 1)[-1]
    clean = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:10]}" if stem else (clean[:150] or "không tên")


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    number, candidate = 2, name
    while candidate in taken:
        candidate = f"{stem or ending} ({number}){dot if stem else ''}{ending if stem else ''}"
        number += 1
    return candidate
