"""What a file is, by its content; its name only has to agree."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import (
    DamagedFile,
    FileUnreadable,
    PasswordProtected,
    TypeMismatch,
    UnknownFileType,
)

ENDINGS: dict[str, frozenset[str]] = {
    ".pdf": frozenset({"pdf"}),
    ".docx": frozenset({"docx"}),
    # Word itself opens all of these under .doc, and web sites hand them out so.
    ".doc": frozenset({"doc", "docx", "rtf", "html"}),
    ".rtf": frozenset({"rtf"}),
    ".txt": frozenset({"text"}),
    ".md": frozenset({"text"}),
    ".markdown": frozenset({"text"}),
    ".html": frozenset({"html"}),
    ".htm": frozenset({"html"}),
    ".jpg": frozenset({"image"}),
    ".jpeg": frozenset({"image"}),
    ".png": frozenset({"image"}),
    ".tif": frozenset({"image"}),
    ".tiff": frozenset({"image"}),
    ".zip": frozenset({"zip"}),
}
"""The endings a file may have, and the kinds of content that agree with each."""
NAMES = {
    "pdf": "PDF",
    "docx": "Word (.docx)",
    "doc": "Word đời cũ (.doc)",
    "rtf": "RTF",
    "text": "văn bản thuần",
    "html": "trang web (HTML)",
    "image": "ảnh",
    "zip": "tệp nén ZIP",
    "office": "bảng tính, trình chiếu hoặc loại tệp văn phòng khác",
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "rtf"),
)
_HEAD = 4096
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a document under a password."""


def kind_of(path: Path) -> str:
    """Return the kind of a file by its content: a key of :data:`NAMES` other than "office".

    :raises TypeMismatch: when the content is not what the name says.
    :raises UnknownFileType: when it is no type we read.
    :raises PasswordProtected: when it is an Office document under a password.
    :raises DamagedFile: when the file is empty.
    :raises FileUnreadable: when it cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise FileUnreadable(f"Không mở được tệp “{path.name}”.") from error
    if not head.strip(b"\x00 \r\n\t"):
        raise DamagedFile(f"Tệp “{path.name}” rỗng.")
    found = _sniff(path, head)
    agreeing = ENDINGS.get(path.suffix.lower())
    if agreeing is None:
        if found in {"text", "office"}:
            raise UnknownFileType(f"Chưa đọc được loại tệp của “{path.name}”.")
        return found
    if found not in agreeing:
        raise TypeMismatch(
            f"Tệp “{path.name}” mang đuôi {path.suffix} nhưng nội dung là {NAMES[found]}."
        )
    return found


def _sniff(path: Path, head: bytes) -> str:
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found == "zip":
        return _packed_kind(path)
    if found == "doc":
        return _compound_kind(path)
    if found is not None:
        return found
    if b"%PDF-" in head[:1024]:
        # Readers tolerate rubbish before the header of a PDF, but not a web page with it.
        return "html" if _is_html(head) else "pdf"
    return "html" if _is_html(head) else "text"


def _is_html(head: bytes) -> bool:
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    return text.startswith((b"<!doctype html", b"<html")) or (
        text.startswith((b"<?xml", b"<!--", b"<head", b"<meta")) and b"<html" in text
    )


def _packed_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DamagedFile(f"Tệp nén “{path.name}” bị hỏng hoặc chép chưa xong.") from error
    if "word/document.xml" in names:
        return "docx"
    if "[Content_Types].xml" in names or "mimetype" in names:
        return "office"
    return "zip"


def _compound_kind(path: Path) -> str:
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise PasswordProtected(f"Tệp Word “{path.name}” được đặt mật khẩu.")
    if "WordDocument".encode("utf-16-le") not in data:
        return "office"
    return "doc"
