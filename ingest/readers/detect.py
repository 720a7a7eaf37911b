"""What a file is, by its content: one question a kind, asked of its first bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import DamagedFile, PasswordProtected

_PACKED = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_RTF = b"{\\rtf"
_PDF, _PDF_WITHIN = b"%PDF-", 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a document under a password."""
_WORD = "WordDocument".encode("utf-16-le")
_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})


def is_docx(head: bytes, path: Path) -> bool:
    """Say whether a file is a Word document (.docx).

    :raises DamagedFile: when it is packed and cannot be opened.
    """
    return head.startswith(_PACKED) and "word/document.xml" in _packed_names(path)


def is_doc(head: bytes, path: Path) -> bool:
    """Say whether a file is an old Word document.

    :raises PasswordProtected: when it is under a password.
    """
    if not head.startswith(_COMPOUND):
        return False
    content = path.read_bytes()
    if _ENCRYPTED in content:
        raise PasswordProtected(f"Tệp Word “{path.name}” được đặt mật khẩu.")
    return _WORD in content


def is_rtf(head: bytes, _: Path) -> bool:
    """Say whether a file is RTF."""
    return head.startswith(_RTF)


def is_other_office(head: bytes, path: Path) -> bool:
    """Say whether a file that is no Word document is another office program's."""
    if head.startswith(_PACKED):
        return not _OFFICE.isdisjoint(_packed_names(path))
    return head.startswith(_COMPOUND)


def is_zip(head: bytes, _: Path) -> bool:
    """Say whether a file is packed."""
    return head.startswith(_PACKED)


def is_image(head: bytes, _: Path) -> bool:
    """Say whether a file is a picture."""
    return head.startswith(_PICTURES)


def is_html(head: bytes, _: Path) -> bool:
    """Say whether a file is a web page."""
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    return text.startswith((b"<!doctype html", b"<html")) or (
        text.startswith((b"<?xml", b"<!--", b"<head", b"<meta")) and b"<html" in text
    )


def is_pdf(head: bytes, _: Path) -> bool:
    """Say whether a file is a PDF, some rubbish before its header or none."""
    return _PDF in head[:_PDF_WITHIN]


def is_text(_head: bytes, _path: Path) -> bool:
    """Say that a file may be plain text; its reader says whether it is."""
    return True


def _packed_names(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as packed:
            return set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DamagedFile(f"Tệp nén “{path.name}” bị hỏng hoặc chép chưa xong.") from error
