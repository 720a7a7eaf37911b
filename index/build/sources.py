"""What a build is given: the files of its folders, and the manifest beside them."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from index.metadata.corrections import Correction
from index.metadata.manifest import MANIFEST, ManifestEntry
from index.results import FailedFile
from ingest import pipeline
from ingest.errors import FileUnreadable, FolderEmpty, FolderMissing, reason
from ingest.text.vietnamese import nfc

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEAVINGS = ("~$*", "Thumbs.db", "desktop.ini", "*.part", "*.crdownload", "*.tmp", ".*")
"""What office programs, systems and downloads leave lying about; never a document."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: its path, and its name as the library shows it (NFC, relative)."""

    path: Path
    name: str
    entry: ManifestEntry = field(default_factory=ManifestEntry)
    members: tuple[tuple[str, ManifestEntry], ...] = ()
    """What the manifest says of files in this archive, by their whole names."""
    ignored: tuple[str, ...] = ()
    """Patterns of names in this archive that the manifest leaves out."""
    sent: bool = False
    """Whether somebody sent it up, whatever folder its name seems to lie in."""
    digest: str = ""
    """SHA-256 of its content where its keeper stored it under that; else it is computed."""

    @property
    def is_archive(self) -> bool:
        """Whether its name says that it holds files (:func:`ingest.pipeline.unpack`)."""
        return self.path.suffix.lower() in pipeline.ARCHIVES


@dataclass(frozen=True, slots=True)
class Sources:
    """The files found, in order of their names, and what could not even be listed."""

    files: tuple[SourceFile, ...]
    failed: tuple[FailedFile, ...] = ()
    remarks: tuple[str, ...] = ()
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    """What was corrected by hand, by the digest of the file it belongs to."""
    unlisted: tuple[str, ...] = ()
    """Folders that could not be listed, as the library names them."""
    emptied: tuple[str, ...] = ()
    """Folders that hold nothing at all: a share that is not mounted looks so; "" is a whole one."""


@dataclass(slots=True)
class _Walk:
    files: list[SourceFile] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)


def gather(paths: Sequence[Path], leave: frozenset[Path] = frozenset()) -> Sources:
    """Find every file under ``paths`` (folders, or single files).

    :param leave: files to leave out, each with a remark.
    :raises FolderMissing: one of ``paths`` does not exist or cannot be listed.
    :raises FolderEmpty: there is no file at all.
    """
    walk = _Walk()
    for path in paths:
        if path.is_file():
            walk.files.append(SourceFile(path, display_name(path.name)))
        else:
            _folder(path, walk)
    for file in walk.files:
        if file.path in leave:
            walk.remarks.append(f"“{file.name}” còn đang được chép nên chưa nạp.")
            # What the library holds under that name is not gone.
            walk.unlisted.append(file.name)
    walk.files = [file for file in walk.files if file.path not in leave]
    if not walk.files:
        where = ", ".join(str(path) for path in paths)
        raise FolderEmpty(f"Không có văn bản nào trong {where}.")
    return Sources(
        tuple(sorted(walk.files, key=lambda file: (file.name, str(file.path)))),
        tuple(walk.failed),
        tuple(walk.remarks),
        unlisted=tuple(walk.unlisted),
        emptied=tuple(walk.emptied),
    )


def display_name(name: str) -> str:
    """Return a file's name as the library writes it: NFC, and bytes that are no text spelt out."""
    return nfc(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _folder(root: Path, walk: _Walk) -> None:
    try:
        next(root.iterdir(), None)
    except OSError as error:
        raise FolderMissing(f"Không mở được thư mục {root}: {reason(error)}.") from error
    entries, ignored = _manifest(root, walk)
    unused = set(entries)
    for path in _files(root, walk):
        name = display_name(path.relative_to(root).as_posix())
        if name == MANIFEST or any(fnmatch(name, pattern) for pattern in ignored):
            continue
        inside = tuple(
            (key, entry)
            for key, entry in entries.items()
            if key.startswith(f"{name}{pipeline.INSIDE}")
        )
        unused.difference_update((name, *(key for key, _ in inside)))
        walk.files.append(
            SourceFile(path, name, entries.get(name, ManifestEntry()), inside, tuple(ignored))
        )
    walk.remarks.extend(f"Bản kê nêu “{name}” nhưng không có tệp ấy." for name in sorted(unused))


def _files(root: Path, walk: _Walk) -> Iterator[Path]:
    """Yield the files under ``root`` by every name that leads to them.

    A file that a link leads to has two places, and whoever may see one need not be allowed
    the other.  Links in a folder that was met before lead nowhere new: rings end.
    """
    seen: set[tuple[int, int]] = set()

    def refused(error: OSError) -> None:
        name = display_name(os.path.relpath(error.filename, root))
        failure = FileUnreadable(f"Không mở được thư mục: {reason(error)}.")
        walk.failed.append(FailedFile(name, failure.message, failure.advice))
        walk.unlisted.append(name)

    for folder, folders, names in os.walk(root, onerror=refused, followlinks=True):
        here = Path(folder)
        if not folders and not names:
            inside = display_name(here.relative_to(root).as_posix())
            walk.emptied.append("" if inside == "." else inside)
        status = here.stat()
        again = (status.st_dev, status.st_ino) in seen
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not (again and (here / name).is_symlink())
        )
        for name in sorted(names):
            path = here / name
            if not any(fnmatch(name, pattern) for pattern in _LEAVINGS) and path.is_file():
                yield path


def _manifest(root: Path, walk: _Walk) -> tuple[dict[str, ManifestEntry], list[str]]:
    path = root / MANIFEST
    entries: dict[str, ManifestEntry] = {}
    ignored: list[str] = []
    if not path.is_file():
        return entries, ignored
    for number, line in _lines(path, walk):
        try:
            row = json.loads(line)
            if "ignore" in row:
                ignored.append(_text(row["ignore"]))
            else:
                name = nfc(_text(row.pop("file")))
                entries[name] = _entry(row)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            walk.remarks.append(f"Dòng {number} của bản kê {MANIFEST} không hiểu được; đã bỏ qua.")
    return entries, ignored


def _lines(path: Path, walk: _Walk) -> Iterator[tuple[int, str]]:
    """Yield the lines of a manifest that hold anything, numbered; what is no text is told."""
    try:
        data = path.read_bytes()
    except OSError as error:
        walk.remarks.append(f"Không đọc được bản kê {MANIFEST}: {reason(error)}.")
        return
    if data.startswith(_UTF16):
        # Saved so by an office program; everything in it is plain.
        walk.remarks.append(
            f"Dòng 1 của bản kê {MANIFEST}: tệp ghi bằng UTF-16; nên lưu lại bằng UTF-8."
        )
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield number, line.decode("utf-8")
        except UnicodeDecodeError:
            walk.remarks.append(
                f"Dòng {number} của bản kê {MANIFEST} không phải chữ UTF-8; đã bỏ qua."
            )


def _entry(row: dict[str, object]) -> ManifestEntry:
    """Return what a line says of a file.

    :raises TypeError, ValueError: a field is unknown, or its value is none of it.
    """
    for ours in ("corrections", "places", "sent"):
        row.pop(ours, None)
    sample = row.pop("sample", False)
    if not isinstance(sample, bool):
        raise TypeError(sample)
    said = {name: value if value is None else _text(value) for name, value in row.items()}
    return ManifestEntry(sample=sample, **said)  # type: ignore[arg-type]  # strings all


def _text(value: object) -> str:
    """Return ``value``, which must be text that can be printed and kept.

    :raises TypeError, ValueError: it is something else, or half of a letter, or controls.
    """
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()
    if any(ord(letter) < 32 and letter not in "\t\n" for letter in value):
        raise ValueError(value)
    return value
