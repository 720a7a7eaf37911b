"""Readers: a file becomes pages of lines.  The content decides, never the name alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.errors import DamagedFile, FileUnreadable, UnknownFileType
from ingest.model import ReadFile, ReadPage
from ingest.readers.detect import ENDINGS, kind_of

__all__ = ["ARCHIVES", "READABLE", "digest_of", "kind_of", "read"]

ARCHIVES = frozenset({".zip"})
"""Endings of archives; :func:`ingest.readers.archive.unpack` makes files of them."""
READABLE = frozenset(ENDINGS) - ARCHIVES
"""Endings that a build looks at; the content is then checked."""


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
    kind = kind_of(path)
    pages = _pages(kind, path, cache)
    if not pages:
        raise DamagedFile(f"Tệp “{path.name}” không có trang nào đọc được.")
    paged = kind in {"pdf", "image"}
    return ReadFile(source or path.name, digest_of(path), kind, pages, paged=paged)


def _pages(kind: str, path: Path, cache: Path | None) -> tuple[ReadPage, ...]:
    # Each reader's library is imported only when a file needs it: a child process reads
    # one file, and its start is what a build of many small files waits for.
    if kind == "pdf":
        from ingest.readers.ocr.pool import Recogniser  # noqa: PLC0415  # see above
        from ingest.readers.pdf.reader import read_pages  # noqa: PLC0415  # see above

        with Recogniser(cache) as recogniser:
            return read_pages(path, recogniser)
    if kind == "image":
        from ingest.readers.image import read_image  # noqa: PLC0415  # see above
        from ingest.readers.ocr.pool import Recogniser  # noqa: PLC0415  # see above

        with Recogniser(cache) as recogniser:
            return read_image(path, recogniser)
    if kind == "docx":
        from ingest.readers.word.docx import read_docx  # noqa: PLC0415  # see above

        return read_docx(path)
    if kind in {"doc", "rtf"}:
        from ingest.readers.word.doc import read_doc  # noqa: PLC0415  # see above

        return read_doc(path)
    if kind == "html":
        from ingest.readers.html import read_html  # noqa: PLC0415  # see above

        return read_html(path)
    if kind == "zip":
        raise UnknownFileType(
            f"“{path.name}” là tệp nén, gồm nhiều tệp.",
            "Đưa cả tệp nén cho build_index.py, hoặc giải nén rồi nạp từng tệp.",
        )
    from ingest.readers.plain import read_plain  # noqa: PLC0415  # see above

    return read_plain(path)
