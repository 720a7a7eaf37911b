"""One file with all that people made: collections, corrections, accounts, files sent up.

A library can be built again from its documents; these cannot.  Each database is copied
with SQLite's own backup, so the copy is whole while the app goes on writing, and goes
into a ZIP archive with a list of digests.  Files sent up bear their digest as their name.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from index.storage.files import digest_of, durable, write_whole, writing
from ingest.errors import LibraryCorrupt, UsageError, reason

LIST = "vankien.json"
FORMAT = 1
SENT = "uploads"
_LARGEST = 16 * 1024**3
_SENT = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,10})?")
"""How a file sent up is named (:mod:`index.build.additions`): nothing that leads elsewhere."""
_OTHER = "Dùng bản sao lưu khác."


def files_of(library: Path) -> dict[str, Path]:
    """Return the files that belong to a library, by their role (desk, accounts, …)."""
    beside = f"{library.name}."
    return {
        path.name[len(beside) : -len(".sqlite")]: path
        for path in sorted(library.parent.glob("*.sqlite"))
        if path.name.startswith(beside)
    }


def back_up(files: dict[str, Path], target: Path, uploads: Path | None = None) -> tuple[str, ...]:
    """Write ``target`` with a copy of each of ``files``; return their roles.

    :param uploads: the folder of files sent up, if there is one.
    :raises UsageError: there is nothing to copy,, ``target`` exists or its folder does not.
    :raises LibraryUnwritable: no room or no right; :raises LibraryCorrupt: a file is damaged.
    """
    if not files:
        raise UsageError("Chưa có dữ liệu nào để sao lưu.")
    if target.exists():
        raise UsageError(f"Đã có {target}.", "Chọn tên khác: bản sao lưu cũ không bị ghi đè.")
    if not target.absolute().parent.is_dir():
        raise UsageError(
            f"Không có thư mục {target.parent}.", "Tạo thư mục ấy, hoặc chọn nơi khác."
        )
    with writing(target.parent), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        archive = Path(folder) / "backup.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            digests: dict[str, str] = {}
            for role, path in files.items():
                copy = Path(folder) / f"{role}.sqlite"
                _copy(path, copy)
                digests[role] = digest_of(copy)
                packed.write(copy, copy.name)
            # After the databases: a file sent up meanwhile is one too many, never one too few.
            sent = sorted(uploads.iterdir()) if uploads and uploads.is_dir() else []
            names = [path.name for path in sent if _SENT.fullmatch(path.name)]
            for name in names:
                packed.write(path_in(uploads, name), f"{SENT}/{name}")
            listing = {
                "uploads": names,
                "format": FORMAT,
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "files": digests,
            }
            packed.writestr(LIST, json.dumps(listing, indent=1))
        # It holds password hashes and the key of the cookies.
        archive.chmod(0o600)
        durable(archive)
        archive.replace(target)
    return tuple(files)


def path_in(folder: Path | None, name: str) -> Path:
    """Return the path of a file sent up."""
    if folder is None:
        raise UsageError("Chưa rõ thư mục giữ các tệp tải lên.")
    return folder / name


def restore(
    source: Path,
    targets: dict[str, Path],
    *,
    replace: bool = False,
    uploads: Path | None = None,
) -> tuple[str, ...]:
    """Put the files of a backup to where ``targets`` says; return their roles.

    Everything is unpacked and looked at before anything is written.

    :param targets: role to path, for every role the backup may hold.
    :param replace: also over files that exist.
    :param uploads: the folder for files sent up; those in it stay.
    :raises UsageError: one exists, or ``source`` is no backup; :raises LibraryCorrupt:
        the backup is damaged.
    """
    with tempfile.TemporaryDirectory() as folder:
        copies, sent = _unpack(source, Path(folder))
        unknown = sorted(copies.keys() - targets.keys())
        if unknown:
            raise UsageError(f"Bản sao lưu có phần không rõ: {', '.join(unknown)}.")
        there = [str(targets[role]) for role in copies if targets[role].exists()]
        if there and not replace:
            raise UsageError(
                f"Đã có {', '.join(there)}.", "Dừng ứng dụng rồi thêm --replace để ghi đè."
            )
        for name, copy in sent.items():
            path = path_in(uploads, name)
            with writing(path.parent.parent):
                path.parent.mkdir(exist_ok=True)
                path.parent.chmod(0o700)
                write_whole(path, copy.read_bytes())
        for role, copy in copies.items():
            with writing(targets[role].parent):
                for left in ("-wal", "-shm"):
                    targets[role].with_name(targets[role].name + left).unlink(missing_ok=True)
                write_whole(targets[role], copy.read_bytes())
                targets[role].chmod(0o600)
        return tuple(copies)


def _copy(path: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            # One file, without a log beside it.
            target.execute("PRAGMA journal_mode = DELETE")
            _whole(target, path.name)
    except sqlite3.DatabaseError as error:
        raise LibraryCorrupt(
            f"Tệp {path.name} bị hỏng ({error}).", "Lấy lại từ bản sao lưu trước."
        ) from error


def _whole(base: sqlite3.Connection, name: str) -> None:
    if base.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise LibraryCorrupt(f"Tệp {name} bị hỏng.", "Lấy lại từ bản sao lưu trước.")


def _unpack(source: Path, folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    try:
        with zipfile.ZipFile(source) as packed:
            listing = json.loads(packed.read(LIST))
            if listing["format"] != FORMAT:
                raise UsageError(f"{source.name} do phiên bản khác của phần mềm ghi.")
            digests: dict[str, str] = dict(listing["files"])
            members = {role: packed.getinfo(f"{role}.sqlite") for role in digests}
            names = [name for name in listing.get("uploads", []) if _SENT.fullmatch(name)]
            files = {name: packed.getinfo(f"{SENT}/{name}") for name in names}
            _refuse_bombs(source, [*members.values(), *files.values()])
            copies: dict[str, Path] = {}
            sent: dict[str, Path] = {}
            for count, (name, member) in enumerate(files.items()):
                sent[name] = folder / f"{count}.sent"
                sent[name].write_bytes(packed.read(member))
            for count, (role, member) in enumerate(members.items()):
                # Names in the archive are never used as paths.
                copies[role] = folder / f"{count}.sqlite"
                copies[role].write_bytes(packed.read(member))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise LibraryCorrupt(
            f"{source.name} không phải bản sao lưu hoặc đã hỏng.", _OTHER
        ) from error
    except OSError as error:
        raise UsageError(f"Không mở được {source}: {reason(error)}.") from error
    for role, copy in copies.items():
        _look_at(copy, role, digests[role])
    for name, copy in sent.items():
        if digest_of(copy) != name.partition(".")[0]:
            raise LibraryCorrupt(f"Tệp tải lên {name} trong bản sao lưu đã hỏng.", _OTHER)
    return copies, sent


def _refuse_bombs(source: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    if sum(member.file_size for member in members) > _LARGEST:
        raise LibraryCorrupt(f"{source.name} lớn bất thường.", _OTHER)


def _look_at(copy: Path, role: str, digest: str) -> None:
    try:
        with closing(sqlite3.connect(copy)) as base:
            same = hashlib.sha256(copy.read_bytes()).hexdigest() == digest
            _whole(base, role)
    except sqlite3.DatabaseError:
        same = False
    if not same:
        raise LibraryCorrupt(f"Phần “{role}” của bản sao lưu đã hỏng.", _OTHER)
