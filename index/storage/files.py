"""Files of a library: written whole, made durable, sealed by size and digest."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.errors import (
    LibraryUnwritable,
    reason,
)

RECORD = "record.json"

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR}


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file of a generation must be: its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(folder: Path) -> tuple[Seal, ...]:
    """Return a seal for every file in ``folder`` but the record."""
    return tuple(
        Seal(path.relative_to(folder).as_posix(), path.stat().st_size, digest_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != RECORD
    )


def damage(folder: Path, seals: tuple[Seal, ...], *, deep: bool = True) -> tuple[str, ...]:
    """Return what is wrong with sealed files, in Vietnamese; nothing when all is well.

    :param deep: read every byte; otherwise only presence and size are looked at.
    """
    faults: list[str] = []
    for sealed in seals:
        path = folder / sealed.path
        try:
            if path.stat().st_size != sealed.size:
                faults.append(
                    f"{sealed.path}: kích thước {path.stat().st_size}, đúng ra {sealed.size}"
                )
            elif deep and digest_of(path) != sealed.sha256:
                faults.append(f"{sealed.path}: nội dung đã bị thay đổi")
        except FileNotFoundError:
            faults.append(f"{sealed.path}: không còn tệp này")
        except OSError as error:
            faults.append(f"{sealed.path}: không đọc được ({reason(error)})")
    return tuple(faults)


def durable(path: Path) -> None:
    """Make a file, or a folder with all in it, survive a power cut."""
    if path.is_dir():
        for child in path.iterdir():
            durable(child)
    if os.name == "nt" and path.is_dir():  # pragma: no cover (folders cannot be opened there)
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_private(path: Path) -> BinaryIO:
    """Make ``path``, which must not exist, to be written and read by its owner alone."""
    # Set when it is made: what is set later leaves a moment in which others may open it.
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(handle, "w+b")


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step: a reader sees the old file or the new one.

    It is readable by its owner alone, from the first byte.
    """
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    beside.unlink(missing_ok=True)
    with open_private(beside) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Turn the system's refusals to write into :class:`LibraryUnwritable`."""
    try:
        yield
    except shutil.Error as error:
        # What copying a folder raises bears no number, only the words of each failure.
        numbers = [number for number in _NO_ROOM if os.strerror(number) in str(error)]
        if not numbers:
            raise
        why = reason(OSError(numbers[0], ""))
        raise LibraryUnwritable(f"Không ghi được vào kho {root}: {why}.") from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise LibraryUnwritable(f"Không ghi được vào kho {root}: {reason(error)}.") from error
        raise


def durable_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut."""
    if os.name == "nt":  # pragma: no cover
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def content_path(folder: Path, digest: str, ending: str) -> Path:
    """Return where the thing with ``digest`` is kept; names of files are never used as paths."""
    return folder / digest[:2] / f"{digest}{ending}"
