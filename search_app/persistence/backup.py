"""One file with all that people made: collections, corrections, accounts, register, files sent up.

A library can be built again from its documents; these cannot.  Each database is copied
with SQLite's own backup, so the copy is whole while the app goes on writing, and goes
into a ZIP archive with a list of digests.  Files sent up bear their digest as their name.
The library's own register of known documents (:mod:`index.citations.register_files`) lies in
its folder and is put back there.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from index.citations import register_files
from index.storage.files import digest_of, durable, open_private, writing
from index.storage.locks import FileLock
from index.storage.switch import Move, finish, journal_of, switch
from ingest.errors import LibraryCorrupt, LibraryLocked, LibraryUnwritable, UsageError, reason
from search_app.persistence import contents

LIST = "vankien.json"
REGISTER = "register"
"""The role of the library's own register among the parts of a backup."""
FORMAT = 1
SENT = "uploads"
ASIDE = "truoc-khoi-phuc"
"""What a file that was replaced is called from then on, with the time."""
_LARGEST = 16 * 1024**3
_LIST = 64 * 1024**2
"""Bytes of the list: a name for each of half a million files."""
_SMALL, _RATIO = 16 * 1024**2, 100
"""Bytes up to which anything is unpacked, and how many times a larger member may swell:
what people write goes into a third to a tenth."""
_MEMBERS = 500_000
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
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


def back_up(
    files: dict[str, Path],
    target: Path,
    uploads: Path | None = None,
    register: Path | None = None,
) -> tuple[str, ...]:
    """Write ``target`` with a copy of each of ``files``; return their roles.

    :param uploads: the folder of files sent up, if there is one.
    :param register: the library's own register, if there is one.
    :raises UsageError: there is nothing to copy, ``target`` exists or its folder does not.
    :raises LibraryUnwritable: no room or no right; :raises LibraryCorrupt: a file is damaged.
    """
    listed = register.read_bytes() if register is not None and register.is_file() else None
    if not files and listed is None:
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
            if listed is not None:
                packed.writestr(register_files.NAME, listed)
            listing = {
                REGISTER: hashlib.sha256(listed).hexdigest() if listed is not None else None,
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
    return (*files, *([REGISTER] if listed is not None else []))


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
    replace_accounts: bool = False,
    uploads: Path | None = None,
    register: Path | None = None,
    journal: Path | None = None,
) -> tuple[str, ...]:
    """Put the files of a backup to where ``targets`` says; return their roles.

    Everything is unpacked, looked at and brought up to date beside the files before any of
    them is touched; then all are switched as one (:mod:`index.storage.switch`).  The old ones
    stay aside.

    :param targets: role to path, for every role the backup may hold.
    :param replace: also over files that exist.
    :param replace_accounts: also by accounts among which nobody is an administrator.
    :param uploads: the folder for files sent up; those that the backup knows nothing of go aside.
    :param register: where the library's own register belongs.
    :param journal: where the switch is told; beside the first target when omitted.
    :raises UsageError: one exists, or ``source`` is no backup; :raises LibraryCorrupt:
        the backup is damaged, or holds what no backup of ours does; :raises LibraryUnwritable:
        there is no room for it.
    """
    first = next(iter(targets.values()))
    journal = journal or journal_of(first)
    with (
        writing(first.parent),
        _alone(journal),
        tempfile.TemporaryDirectory(dir=first.parent, prefix=_stage(journal)) as folder,
    ):
        copies, sent, listed = _unpack(source, Path(folder))
        if listed is not None:
            targets = targets | {REGISTER: _place_of(register)}
        parts = copies | ({REGISTER: listed} if listed is not None else {})
        _refuse_unknown(parts, targets, replace=replace)
        for role, copy in copies.items():
            contents.look_inside(copy, role, without_people=replace_accounts)
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        moves = [
            Move(copy, targets[role], _aside(targets[role], now)) for role, copy in parts.items()
        ]
        if uploads is not None or sent:
            moves += _of_uploads(path_in(uploads, ""), sent, copies, now)
        durable(Path(folder))
        if listed is not None:
            targets[REGISTER].parent.mkdir(mode=0o700, exist_ok=True)
        switch(journal, moves)
    return tuple(parts)


def _place_of(register: Path | None) -> Path:
    if register is None:
        raise UsageError("Chưa rõ thư mục kho để đặt danh mục văn bản đã biết.")
    return register


def settle(journal: Path) -> None:
    """Finish a restore that was killed, or remove what it left; nothing while one runs."""
    finish(journal)
    if list(journal.parent.glob(f"{_stage(journal)}*")):
        with suppress(LibraryLocked), _alone(journal):
            pass


@contextmanager
def _alone(journal: Path) -> Iterator[None]:
    """Let one restore of a library run at a time; what a killed one left is swept."""
    path = journal.with_suffix(".lock")
    lock = FileLock(path)
    if not lock.acquire():
        raise LibraryLocked("Một lần khôi phục khác đang chạy.")
    try:
        finish(journal)
        for left in journal.parent.glob(f"{_stage(journal)}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        path.unlink(missing_ok=True)
        lock.release()


def _stage(journal: Path) -> str:
    return f".{journal.stem}-"


def _aside(path: Path, now: str) -> Path:
    return path.with_name(f"{path.name}.{ASIDE}-{now}")


def _refuse_unknown(copies: dict[str, Path], targets: dict[str, Path], *, replace: bool) -> None:
    unknown = sorted(copies.keys() - targets.keys())
    if unknown:
        raise UsageError(f"Bản sao lưu có phần không rõ: {', '.join(unknown)}.")
    there = [str(targets[role]) for role in copies if targets[role].exists()]
    if there and not replace:
        raise UsageError(
            f"Đã có {', '.join(there)}.", "Dừng ứng dụng rồi thêm --replace để ghi đè."
        )


def _of_uploads(
    folder: Path, sent: dict[str, Path], copies: dict[str, Path], now: str
) -> list[Move]:
    """Return where files sent up go: those of the backup in, those it knows nothing of aside."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    moves = [Move(copy, folder / name) for name, copy in sent.items()]
    known = contents.names_sent(copies["corrections"]) if "corrections" in copies else None
    there = [path for path in folder.iterdir() if _SENT.fullmatch(path.name)]
    left = [path for path in there if known is not None and path.name not in {*known, *sent}]
    if left:
        aside = _aside(folder, now)
        aside.mkdir(mode=0o700)
        moves += [Move(path, aside / path.name) for path in left]
    return moves


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


def _unpack(source: Path, folder: Path) -> tuple[dict[str, Path], dict[str, Path], Path | None]:
    """Return databases and files sent up, unpacked, and the register, None where it has none."""
    try:
        with zipfile.ZipFile(source) as packed:
            _refuse_bombs(source, packed.infolist(), folder)
            listing = json.loads(packed.read(LIST))
            if listing["format"] != FORMAT:
                raise UsageError(f"{source.name} do phiên bản khác của phần mềm ghi.")
            digests: dict[str, str] = dict(listing["files"])
            members = {role: packed.getinfo(f"{role}.sqlite") for role in digests}
            names = [name for name in listing.get("uploads", []) if _SENT.fullmatch(name)]
            files = {name: packed.getinfo(f"{SENT}/{name}") for name in names}
            # Names in the archive are never used as paths.
            sent = {
                name: _unpacked(packed, member, folder / f"{count}.sent")
                for count, (name, member) in enumerate(files.items())
            }
            copies = {
                role: _unpacked(packed, member, folder / f"{count}.sqlite")
                for count, (role, member) in enumerate(members.items())
            }
            known = packed.getinfo(register_files.NAME) if listing.get(REGISTER) else None
            listed = _unpacked(packed, known, folder / register_files.NAME) if known else None
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        RecursionError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        # What zipfile, json and the listing itself raise over bytes that somebody chose.
        raise LibraryCorrupt(
            f"{source.name} không phải bản sao lưu hoặc đã hỏng.", _OTHER
        ) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise
        raise UsageError(f"Không mở được {source}: {reason(error)}.") from error
    for role, copy in copies.items():
        _look_at(copy, role, digests[role])
    for name, copy in sent.items():
        if digest_of(copy) != name.partition(".")[0]:
            raise LibraryCorrupt(f"Tệp tải lên {name} trong bản sao lưu đã hỏng.", _OTHER)
    if listed is not None:
        _look_at_register(listed, listing[REGISTER])
    return copies, sent, listed


def _look_at_register(copy: Path, digest: str) -> None:
    if digest_of(copy) != digest:
        raise LibraryCorrupt("Danh mục văn bản trong bản sao lưu đã hỏng.", _OTHER)
    try:
        register_files.read_entries(copy)
    except UsageError as error:
        raise LibraryCorrupt(
            "Danh mục văn bản trong bản sao lưu có dòng không hiểu được.", _OTHER
        ) from error


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> Path:
    with packed.open(member) as inside, open_private(path) as file:
        shutil.copyfileobj(inside, file, 1 << 20)
    return path


def _refuse_bombs(source: Path, members: Sequence[zipfile.ZipInfo], folder: Path) -> None:
    """Refuse what unpacks to more than a backup of ours, or than there is room for.

    A member never gives more than it says it holds.

    :raises LibraryCorrupt: it is no backup of ours; :raises LibraryUnwritable: there is no room.
    """
    for member in members:
        swollen = member.file_size > _SMALL and member.file_size > _RATIO * member.compress_size
        most = _LIST if member.filename == LIST else _LARGEST
        if swollen or member.file_size > most:
            raise LibraryCorrupt(
                f"“{member.filename[:60]}” trong {source.name} lớn bất thường.", _OTHER
            )
    total = sum(member.file_size for member in members)
    if len(members) > _MEMBERS or total > _LARGEST:
        raise LibraryCorrupt(f"{source.name} lớn bất thường.", _OTHER)
    if total > (room := shutil.disk_usage(folder).free):
        raise LibraryUnwritable(
            f"Không đủ chỗ để khôi phục: cần {total >> 20} MiB, đĩa còn {room >> 20} MiB.",
            "Dọn bớt đĩa rồi khôi phục lại.",
        )


def _look_at(copy: Path, role: str, digest: str) -> None:
    try:
        with closing(sqlite3.connect(copy)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            same = digest_of(copy) == digest
            _whole(base, role)
    except sqlite3.DatabaseError:
        same = False
    if not same:
        raise LibraryCorrupt(f"Phần “{role}” của bản sao lưu đã hỏng.", _OTHER)
