"""Readers: a file becomes pages of lines.  The content decides, never the name alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from ingest.errors import DamagedFile, FileUnreadable, ToolMissing, TypeMismatch, UnknownFileType
from ingest.model import ReadFile, ReadPage

READABLE = frozenset({".pdf", ".docx", ".txt", ".md", ".markdown"})
"""Endings that a build looks at; the content is then checked."""
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "docx"),
    (b"\xd0\xcf\x11\xe0", "doc"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"{\\rtf", "rtf"),
)
_BY_NAME = {".pdf": "pdf", ".docx": "docx", ".txt": "text", ".md": "text", ".markdown": "text"}


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal.

    :raises FileUnreadable: when it cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileUnreadable(f"Không mở được tệp “{path.name}”.") from error


def kind_of(path: Path) -> str:
    """Return "pdf", "docx" or "text" by the file's content.

    :raises TypeMismatch: when the content is not what the name says.
    :raises UnknownFileType: when it is no type we read.
    :raises DamagedFile: when the file is empty.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError as error:
        raise FileUnreadable(f"Không mở được tệp “{path.name}”.") from error
    if not head.strip(b"\x00 \r\n\t"):
        raise DamagedFile(f"Tệp “{path.name}” rỗng.")
    named = _BY_NAME.get(path.suffix.lower())
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found is None and b"%PDF-" in head[:1024]:
        found = "pdf"
    if found == "doc":
        raise ToolMissing(
            f"Tệp “{path.name}” là tệp Word đời cũ (.doc).",
            "Mở bằng Word hoặc LibreOffice, lưu thành .docx rồi nạp lại.",
        )
    if found in {"image", "rtf"} and named in {None, found}:
        raise UnknownFileType(f"Chưa đọc được loại tệp của “{path.name}”.")
    if found is None:
        if named in {"pdf", "docx"}:
            raise TypeMismatch(
                f"Tệp “{path.name}” mang đuôi {path.suffix} nhưng nội dung không phải loại đó."
            )
        if named is None:
            raise UnknownFileType(f"Chưa đọc được loại tệp của “{path.name}”.")
        return "text"
    if named != found:
        raise TypeMismatch(
            f"Tệp “{path.name}” mang đuôi {path.suffix or '(không có)'} "
            f"nhưng nội dung là loại khác ({found})."
        )
    return found


def read(path: Path, *, source: str | None = None, cache: Path | None = None) -> ReadFile:
    """Read a file in this process.  See :func:`ingest.isolation.read_isolated` for strangers' files.

    :param source: what the file is called in messages and records; its name when omitted.
    :param cache: folder that keeps recognised pages by the digest of their picture.
    """
    kind = kind_of(path)
    pages = _reader(kind)(path, cache)
    return ReadFile(source or path.name, digest_of(path), kind, pages, paged=kind == "pdf")


def _reader(kind: str) -> Callable[[Path, Path | None], tuple[ReadPage, ...]]:
    # Each reader's library is imported only when a file needs it.
    if kind == "pdf":
        from ingest.readers.pdf import read_pages

        return read_pages
    if kind == "docx":
        from ingest.readers.docx import read_docx

        return lambda path, _: read_docx(path)
    from ingest.readers.plain import read_plain

    return lambda path, _: read_plain(path)
