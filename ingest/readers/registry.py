"""Every kind of file that is read: how it is recognised, which endings agree, what reads it.

One table, asked by everything that needs to know a kind: reading, the commands' help, the
upload form, archives.  The content decides what a file is; its name only has to agree.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import DamagedFile, FileUnreadable, TypeMismatch, UnknownFileType
from ingest.pages import ReadPage
from ingest.readers import detect

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file.

    ``recognise`` is given the first bytes of a file and its path; the first kind of
    :data:`READERS` that recognises a file is what it is.  ``read`` is given the path and the
    folder that keeps recognised pages; it imports its libraries itself, for a child process
    reads one file and its start is what a build of many small files waits for.
    """

    kind: str
    name: str
    """In messages (Vietnamese)."""
    endings: tuple[str, ...]
    """The endings a file of this kind may bear; none for a kind that is known but not read."""
    recognise: Callable[[bytes, Path], bool]
    read: Callable[[Path, Path | None], tuple[ReadPage, ...]]
    paged: bool = False
    """Whether it has pages of its own, which a citation may name."""
    archive: bool = False
    """Whether it holds files, of which each is read by itself."""


def _read_docx(path: Path, _: Path | None) -> tuple[ReadPage, ...]:
    from ingest.readers.word.docx import read_docx  # noqa: PLC0415  # see FileKind

    return read_docx(path)


def _read_doc(path: Path, _: Path | None) -> tuple[ReadPage, ...]:
    from ingest.readers.word.doc import read_doc  # noqa: PLC0415  # see FileKind

    return read_doc(path)


def _read_pdf(path: Path, cache: Path | None) -> tuple[ReadPage, ...]:
    from ingest.readers.ocr.pool import Recogniser  # noqa: PLC0415  # see FileKind
    from ingest.readers.pdf.reader import read_pages  # noqa: PLC0415  # see FileKind

    with Recogniser(cache) as recogniser:
        return read_pages(path, recogniser)


def _read_image(path: Path, cache: Path | None) -> tuple[ReadPage, ...]:
    from ingest.readers.image import read_image  # noqa: PLC0415  # see FileKind
    from ingest.readers.ocr.pool import Recogniser  # noqa: PLC0415  # see FileKind

    with Recogniser(cache) as recogniser:
        return read_image(path, recogniser)


def _read_html(path: Path, _: Path | None) -> tuple[ReadPage, ...]:
    from ingest.readers.html import read_html  # noqa: PLC0415  # see FileKind

    return read_html(path)


def _read_plain(path: Path, _: Path | None) -> tuple[ReadPage, ...]:
    from ingest.readers.plain import read_plain  # noqa: PLC0415  # see FileKind

    return read_plain(path)


def import_readers() -> None:
    """Import what the readers import when they are asked: a server's children then need not."""
    for name in ("html", "image", "ocr.pool", "pdf.reader", "plain", "word.doc", "word.docx"):
        # A library that is missing fails the files that need it, where they are read.
        with contextlib.suppress(ImportError):
            importlib.import_module(f"ingest.readers.{name}")


def _refuse_archive(path: Path, _: Path | None) -> tuple[ReadPage, ...]:
    raise UnknownFileType(
        f"“{path.name}” là tệp nén, gồm nhiều tệp.",
        "Đưa cả tệp nén cho build_index.py, hoặc giải nén rồi nạp từng tệp.",
    )


def _refuse(path: Path, _: Path | None) -> tuple[ReadPage, ...]:
    raise UnknownFileType(f"Chưa đọc được loại tệp của “{path.name}”.")


READERS: tuple[FileKind, ...] = (
    # Word itself opens every kind of document under .doc, and web sites hand them out so.
    FileKind("docx", "Word (.docx)", (".docx", ".doc"), detect.is_docx, _read_docx),
    FileKind("doc", "Word đời cũ (.doc)", (".doc",), detect.is_doc, _read_doc),
    FileKind("rtf", "RTF", (".rtf", ".doc"), detect.is_rtf, _read_doc),
    FileKind(
        "office",
        "bảng tính, trình chiếu hoặc loại tệp văn phòng khác",
        (),
        detect.is_other_office,
        _refuse,
    ),
    FileKind("zip", "tệp nén ZIP", (".zip",), detect.is_zip, _refuse_archive, archive=True),
    FileKind(
        "image",
        "ảnh",
        (".jpg", ".jpeg", ".png", ".tif", ".tiff"),
        detect.is_image,
        _read_image,
        paged=True,
    ),
    FileKind("html", "trang web (HTML)", (".html", ".htm", ".doc"), detect.is_html, _read_html),
    # Readers tolerate rubbish before the header of a PDF, but not a web page with it.
    FileKind("pdf", "PDF", (".pdf",), detect.is_pdf, _read_pdf, paged=True),
    FileKind("text", "văn bản thuần", (".txt", ".md", ".markdown"), detect.is_text, _read_plain),
)
"""The kinds, in the order in which they are tried."""


def _endings(chosen: Callable[[FileKind], bool]) -> frozenset[str]:
    return frozenset(ending for reader in READERS if chosen(reader) for ending in reader.endings)


ARCHIVES = _endings(lambda reader: reader.archive)
"""Endings of archives; :func:`ingest.readers.archive.unpack` makes files of them."""
READABLE = _endings(lambda reader: not reader.archive)
"""Endings that a build looks at; the content is then checked."""
PAGED = _endings(lambda reader: reader.paged)
"""Endings of files that have pages of their own."""


def examples() -> str:
    """Return the usual ending of each kind that is read, for help: ".docx, .doc, .rtf …"."""
    usual = (reader.endings[0] for reader in READERS if reader.endings and not reader.archive)
    return ", ".join(dict.fromkeys(usual))


def reader_of(path: Path) -> FileKind:
    """Return what reads a file, by its content.

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
    reader = next(reader for reader in READERS if reader.recognise(head, path))
    ending = path.suffix.lower()
    if ending not in READABLE | ARCHIVES:
        # Any bytes may be plain text: of that kind a name must speak as well.
        if not reader.endings or reader.kind == "text":
            raise UnknownFileType(f"Chưa đọc được loại tệp của “{path.name}”.")
    elif ending not in reader.endings:
        raise TypeMismatch(
            f"Tệp “{path.name}” mang đuôi {path.suffix} nhưng nội dung là {reader.name}."
        )
    return reader


def kind_of(path: Path) -> str:
    """Return the kind of a file by its content (see :func:`reader_of` for what it raises)."""
    return reader_of(path).kind
