"""PDF files: pages of lines with boxes, fonts and word boxes, through PyMuPDF.

Boxes are those of the upright page (rotation applied), in points, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf

from ingest.errors import DamagedFile, PasswordProtected
from ingest.model import Box, Origin, ReadPage, Role, Span, TextLine, Word
from ingest.readers.order import NOTE_MARK, in_reading_order
from ingest.text import clean

MAX_PAGES = 5000
_SUPERSCRIPT = 1  # MuPDF span flag
_ITALIC, _BOLD = 2, 16
_SUPERSCRIPT_DIGITS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


@dataclass(slots=True)
class _Piece:
    """A run of one font on one line."""

    text: str
    box: Box
    size: float
    bold: bool
    italic: bool
    raised: bool
    words: list[Word]


def open_pdf(path: Path) -> pymupdf.Document:
    """Open a PDF, or say what is wrong with it.

    :raises PasswordProtected: when a password is needed to read it.
    :raises DamagedFile: when it cannot be opened or has no pages.
    """
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        pdf = pymupdf.open(path, filetype="pdf")
        if pdf.needs_pass:
            raise PasswordProtected(f"Tệp “{path.name}” được đặt mật khẩu.")
        pages = pdf.page_count
    except (RuntimeError, ValueError, pymupdf.FileDataError) as error:
        raise DamagedFile(f"Không mở được tệp PDF “{path.name}”.") from error
    if pages == 0:
        raise DamagedFile(f"Tệp PDF “{path.name}” không có trang nào đọc được.")
    if pages > MAX_PAGES:
        raise DamagedFile(
            f"Tệp PDF “{path.name}” khai có {pages} trang, quá giới hạn {MAX_PAGES} trang.",
            "Tách tệp thành nhiều phần rồi nạp lại.",
        )
    return pdf


def read_pages(path: Path, cache: Path | None = None) -> tuple[ReadPage, ...]:
    """Return the pages of a PDF."""
    from ingest.readers.scan import judged_page

    pages = []
    with open_pdf(path) as pdf:
        for index in range(pdf.page_count):
            try:
                page = pdf.load_page(index)
                pages.append(judged_page(page, layer_of(page), cache))
            except (RuntimeError, ValueError) as error:
                raise DamagedFile(
                    f"Trang {index + 1} của tệp PDF “{path.name}” bị hỏng, không đọc được."
                ) from error
    return tuple(pages)


def layer_of(page: pymupdf.Page) -> ReadPage:
    """Return the page's own text layer as lines in reading order."""
    raw = page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_CLIP)
    turn = page.rotation_matrix
    lines = [line for block in raw["blocks"] for line in _lines_of(block, turn)]
    rect = page.rect
    ordered = in_reading_order(lines, rect.width)
    return ReadPage(page.number + 1, tuple(ordered), Origin.TEXT, 1.0, rect.width, rect.height)


def _lines_of(block: dict[str, Any], turn: pymupdf.Matrix) -> Iterator[TextLine]:
    for line in block.get("lines", ()):
        pieces = [_piece(span, turn) for span in line["spans"] if span["chars"]]
        made = _join(pieces)
        if made is not None:
            yield made


def _piece(span: dict[str, Any], turn: pymupdf.Matrix) -> _Piece:
    words: list[Word] = []
    letters: list[str] = []
    rects: list[pymupdf.Rect] = []

    def close() -> None:
        if letters:
            rect = rects[0]
            for other in rects[1:]:
                rect = rect | other
            words.append(Word(clean("".join(letters)), _box(rect)))
            letters.clear()
            rects.clear()

    for char in span["chars"]:
        if char["c"].isspace():
            close()
        else:
            letters.append(char["c"])
            rects.append(pymupdf.Rect(char["bbox"]) * turn)
    close()
    text = clean("".join(char["c"] for char in span["chars"]))
    box = _box(pymupdf.Rect(span["bbox"]) * turn)
    flags = span["flags"]
    font = span["font"].lower()
    return _Piece(
        text,
        box,
        span["size"],
        bool(flags & _BOLD) or "bold" in font,
        bool(flags & _ITALIC) or "italic" in font,
        bool(flags & _SUPERSCRIPT),
        words,
    )


def _box(rect: pymupdf.Rect) -> Box:
    return Box(round(rect.x0, 2), round(rect.y0, 2), round(rect.x1, 2), round(rect.y1, 2))


def _join(pieces: list[_Piece]) -> TextLine | None:
    """Make one line of its pieces; a small raised number is a note mark."""
    shown = [piece for piece in pieces if piece.text.strip()]
    if not shown:
        return None
    size = max(shown, key=lambda piece: len(piece.text)).size
    text, marks, words = "", [], []
    for piece in pieces:
        raised = piece.raised or (
            piece.size < size * 0.8 and piece.box.y1 < max(p.box.y1 for p in shown) - size * 0.12
        )
        bare = piece.text.strip()
        if raised and NOTE_MARK.fullmatch(bare):
            start = len(text) + len(piece.text) - len(piece.text.lstrip())
            marks.append(Span(start, start + len(bare)))
        text += piece.text
        words.extend(piece.words)
    marks.extend(Span(*found.span()) for found in _SUPERSCRIPT_DIGITS.finditer(text))
    left = len(text) - len(text.lstrip())
    stripped = re.sub(r"[ \t]+", " ", text.strip()) if not marks else text.strip()
    letters = sum(len(piece.text.strip()) for piece in shown)
    bold = sum(len(piece.text.strip()) for piece in shown if piece.bold)
    italic = sum(len(piece.text.strip()) for piece in shown if piece.italic)
    return TextLine(
        stripped,
        Box.around(piece.box for piece in shown),
        tuple(words),
        round(size, 1),
        bold * 2 > letters,
        italic * 2 > letters,
        tuple(mark.shifted(-left) for mark in sorted(marks) if mark.start >= left),
        Role.FURNITURE if not any(c.isalnum() for c in stripped) and len(stripped) > 12 else None,
    )
