"""ZIP archives of documents: unpacked beside, safely, each member a file of its own."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.errors import DamagedFile, PasswordProtected, ReaderLimit, SourceError, UnknownFileType
from ingest.readers.registry import ARCHIVES, reader_of
from ingest.text.vietnamese import nfc

MAX_MEMBERS = 2000
"""Files that are unpacked from an archive and the archives in it, all together."""
MAX_MEMBER = 200_000_000
MAX_TOTAL = 1_000_000_000
"""Bytes an archive may unpack to, one member and all together."""
MAX_DEPTH = 2
"""An archive in an archive is opened; one in that one is not."""
INSIDE = "!/"
"""Stands between the name of an archive and that of a file in it: "x.zip!/inner.pdf"."""
_PIECE = 1 << 20
_ENCRYPTED = 0x1
_UTF8 = 0x800
# Others (LZMA) let the archive say how much memory to take before a byte is read.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_LEAVINGS = (".", "~$", "Thumbs.db", "desktop.ini")
_LONGEST_NAME = 120
_LETTERS = frozenset("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ–—“”‘’…")
_BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, zlib.error, OSError)
"""What reading a damaged archive raises (bzip2 speaks of an OSError)."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive: its name there, and where it was unpacked to, or why not.

    ``name`` is that of the archive, :data:`INSIDE`, and the member's own.
    """

    name: str
    path: Path | None
    failed: SourceError | None = None


@dataclass(slots=True)
class _Room:
    """What may still be unpacked."""

    folder: Path
    files: int = MAX_MEMBERS
    bytes: int = MAX_TOTAL
    made: int = 0
    names: set[str] = field(default_factory=set)

    def place(self, name: str) -> Path:
        """Return a path for a file: a folder of our own, and of its name only the last part."""
        self.made += 1
        inside = self.folder / f"{self.made:05d}"
        inside.mkdir(parents=True)
        return inside / name

    def distinct(self, name: str) -> str:
        """Return a name that no file before it has."""
        candidate, count = name, 1
        while candidate in self.names:
            count += 1
            candidate = f"{name} ({count})"
        self.names.add(candidate)
        return candidate


def unpack(path: Path, folder: Path, *, source: str | None = None) -> tuple[Member, ...]:
    """Unpack the members of an archive into ``folder``, each in a folder of its own.

    A member's path never becomes a path here, so it cannot leave ``folder``.  What an
    archive says of its sizes is not believed: bytes are counted as they come.  A member
    that cannot be had is returned with the error; the others are unpacked all the same.

    :param source: what the archive is called; its name when omitted.
    :raises SourceError: when it is no archive, or a damaged one.
    """
    room = _Room(folder, MAX_MEMBERS, MAX_TOTAL)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_unpack_members(path, source or path.name, room, 1))


def _unpack_members(path: Path, source: str, room: _Room, depth: int) -> list[Member]:
    if not reader_of(path).archive:
        raise UnknownFileType(f"“{source}” không phải tệp nén.")
    members: list[Member] = []
    try:
        with zipfile.ZipFile(path) as packed:
            for entry in packed.infolist():
                shown = _safe_name(entry)
                if entry.is_dir() or shown.name.startswith(_LEAVINGS) or "__MACOSX" in shown.parts:
                    continue
                if room.files <= 0:
                    members.append(_too_many(source))
                    break
                room.files -= 1
                members.extend(_member(packed, entry, shown, source, room, depth))
    except _BROKEN as error:
        _unless_ours(error)
        raise DamagedFile(f"Tệp nén “{source}” bị hỏng.") from error
    if not members:
        raise DamagedFile(f"Tệp nén “{source}” không chứa tệp nào.", "Kiểm tra lại tệp nén.")
    return members


def _too_many(source: str) -> Member:
    error = ReaderLimit(
        f"Tệp nén “{source}” chứa quá {MAX_MEMBERS} tệp; các tệp sau không được mở.",
        "Chia thành nhiều tệp nén nhỏ hơn rồi nạp lại.",
    )
    return Member(f"{source}{INSIDE}…", None, error)


def _member(
    packed: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    shown: PurePosixPath,
    source: str,
    room: _Room,
    depth: int,
) -> list[Member]:
    """Return a member, or those of the archive that it is."""
    name = room.distinct(f"{source}{INSIDE}{shown}")
    target = room.place(_short(shown))
    try:
        _copy(packed, entry, target, room, name)
        if target.suffix.lower() not in ARCHIVES:
            return [Member(name, target)]
        if depth == MAX_DEPTH:
            raise ReaderLimit(
                f"“{name}” là tệp nén nằm quá sâu trong tệp nén khác.",
                "Giải nén tệp ấy rồi nạp riêng.",
            )
        return _unpack_members(target, name, room, depth + 1)
    except SourceError as error:
        return [Member(name, None, error)]
    except _BROKEN as error:
        _unless_ours(error)
        return [Member(name, None, DamagedFile(f"“{name}” trong tệp nén bị hỏng."))]


def _unless_ours(error: Exception) -> None:
    """Raise what the system said (no room, no right): that is not the archive's fault."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error


def _safe_name(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's name with nothing in it that climbs out, or that no name has."""
    name = _decoded_name(entry).replace("\\", "/")
    name = "".join(sign if sign.isprintable() else "_" for sign in nfc(name))
    parts = [part for part in PurePosixPath(name).parts if part not in {"/", "..", "."}]
    return PurePosixPath(*parts) if parts else PurePosixPath("?")


def _decoded_name(entry: zipfile.ZipInfo) -> str:
    """Return the name; packers write UTF-8, or Windows' Vietnamese letters, without saying so."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return entry.filename
    for coding, believed in (("utf-8", _anything), ("cp1258", is_vietnamese)):
        try:
            name = nfc(entry.filename.encode("cp437").decode(coding))
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if believed(name):
            return name
    return entry.filename


def _anything(_: str) -> bool:
    return True


def is_vietnamese(name: str) -> bool:
    """Say whether every letter of ``name`` is one that Vietnamese writes."""
    return all(sign.isascii() or sign.lower() in _LETTERS for sign in name)


def _short(shown: PurePosixPath) -> str:
    """Return a file name that every system takes: not too long, its ending kept."""
    ending = shown.suffix[:12]
    stem = shown.name[: len(shown.name) - len(shown.suffix)]
    return f"{stem[: _LONGEST_NAME // 2]}{ending}"


def _copy(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, room: _Room, name: str
) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise PasswordProtected(f"“{name}” trong tệp nén được đặt mật khẩu.")
    if entry.compress_type not in _METHODS:
        raise UnknownFileType(f"“{name}” được nén theo cách chưa đọc được.", "Nén lại dạng ZIP.")
    most = min(room.bytes, MAX_MEMBER)
    copied = 0
    try:
        with packed.open(entry) as source, target.open("wb") as sink:
            while piece := source.read(_PIECE):
                copied += len(piece)
                if copied > most:
                    raise ReaderLimit(f"“{name}” phình ra quá lớn khi mở tệp nén.")
                sink.write(piece)
    except (SourceError, *_BROKEN):
        target.unlink(missing_ok=True)
        raise
    finally:
        room.bytes -= min(copied, room.bytes)
