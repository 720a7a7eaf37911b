"""Readers: a file becomes pages of lines.  The content decides, never the name alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.errors import DamagedFile, FileUnreadable
from ingest.pages import ReadFile
from ingest.readers.registry import ARCHIVES, PAGED, READABLE, examples, kind_of, reader_of

__all__ = ["ARCHIVES", "PAGED", "READABLE", "digest_of", "examples", "kind_of", "read"]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal.

    :raises FileUnreadable: when it cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileUnreadable(f"Không mở được tệp “{path.name}”.") from error


def read(path: Path, *, source: str | None = None, cache: Path | None = None) -> ReadFile:
    """Read a file in this process.

    Files of strangers go through :func:`ingest.readers.sandbox.read_isolated`.

    :param source: what the file is called in messages and records; its name when omitted.
    :param cache: folder that keeps recognised pages by the digest of their picture.
    :raises SourceError: when the file cannot be read.
    """
    reader = reader_of(path)
    pages = reader.read(path, cache)
    if not pages:
        raise DamagedFile(f"Tệp “{path.name}” không có trang nào đọc được.")
    return ReadFile(source or path.name, digest_of(path), reader.kind, pages, paged=reader.paged)
