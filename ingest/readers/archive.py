"""ZIP archives of documents: unpacked beside, safely, each member a file of its own."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.errors import DamagedFile, PasswordProtected, ReaderLimit

MAX_MEMBERS = 2000
MAX_MEMBER = 200_000_000
MAX_TOTAL = 1_000_000_000
"""Bytes an archive may unpack to, one member and all together."""
_PIECE = 1 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive: what the archive calls it, and where it was unpacked to."""

    name: str
    path: Path


def unpack(path: Path, folder: Path) -> tuple[Member, ...]:
    """Unpack the members of an archive into ``folder`` under names of our own.

    A member's path never becomes a path here, so it cannot leave ``folder``.
    Archives inside archives stay packed.  What an archive says of its sizes is
    not believed: bytes are counted as they come.

    :raises DamagedFile: when the archive is damaged.
    :raises PasswordProtected: when members are encrypted.
    :raises ReaderLimit: when it holds too much.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(path) as packed:
            return tuple(_members(packed, path.name, folder))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise DamagedFile(f"Tệp nén “{path.name}” bị hỏng.") from error


def _members(packed: zipfile.ZipFile, name: str, folder: Path) -> Iterator[Member]:
    entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    if len(entries) > MAX_MEMBERS:
        raise ReaderLimit(f"Tệp nén “{name}” chứa quá {MAX_MEMBERS} tệp.")
    left = MAX_TOTAL
    for number, entry in enumerate(entries):
        if entry.flag_bits & _ENCRYPTED:
            raise PasswordProtected(f"Tệp nén “{name}” được đặt mật khẩu.")
        shown = _shown(entry)
        if shown.name.startswith((".", "~$", "Thumbs.db")) or "__MACOSX" in shown.parts:
            continue
        target = folder / f"{number:04d}{shown.suffix.lower()}"
        left -= _copy(packed, entry, target, min(left, MAX_MEMBER), name)
        yield Member(f"{name}/{shown}", target)


def _shown(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's name with nothing in it that climbs out."""
    name = entry.filename.replace("\\", "/")
    parts = [part for part in PurePosixPath(name).parts if part not in {"/", "..", "."}]
    return PurePosixPath(*parts) if parts else PurePosixPath("?")


def _copy(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int, name: str
) -> int:
    copied = 0
    with packed.open(entry) as source, target.open("wb") as sink:
        while piece := source.read(_PIECE):
            copied += len(piece)
            if copied > most:
                target.unlink()
                raise ReaderLimit(f"Tệp nén “{name}” phình ra quá lớn khi mở.")
            sink.write(piece)
    return copied
