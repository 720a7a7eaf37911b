"""PDF files: pages of lines with boxes, fonts and word boxes, through PyMuPDF.

Boxes are those of the upright page (rotation applied), in points, origin top left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pymupdf

from ingest.errors import DamagedFile, PasswordProtected
from ingest.model import Box, Origin, ReadPage, Role, TextLine, Word
from ingest.readers.lines import NOTE_MARK
from ingest.readers.order import in_reading_order
from ingest.readers.tables import find_tables
from ingest.spans import Span
from ingest.text import clean, nfc

MAX_PAGES = 5000
"""More pages than this are a bomb (a page tree that points at itself), not a document."""
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_CLIP | pymupdf.TEXT_MEDIABOX_CLIP
_SUPERSCRIPT, _ITALIC, _BOLD = 1, 2, 16  # MuPDF's span flags
_SUPERSCRIPT_DIGITS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_STAMP = re.compile(
    r"(?:Người ký|Ký bởi|Ký số bởi|Thời gian ký|Ngày ký|Email|Cơ quan|Tổ chức|Chức vụ|Signature"
    r"|Signed by|Digitally signed|Date)\s*:"
)
"""Lines of a digital signature's picture: about the signing, not the document's words."""
_BULLETS = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "•", "\uf06c": "•", "\uf0d8": "-", "\uf02d": "-", "\uf0fc": "-"}
)
"""Bullets of symbol fonts, which have no Unicode of their own."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of one font on one line."""

    text: str
    box: Box
    size: float
    bold: bool
    italic: bool
    raised: bool


def open_pdf(path: Path) -> pymupdf.Document:
    """Open a PDF, or say what is wrong with it.

    :raises PasswordProtected: when a password is needed to read it.
    :raises DamagedFile: when it cannot be opened, or has no pages or far too many.
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
    if pages <= 0:
        raise DamagedFile(f"Tệp PDF “{path.name}” không có trang nào đọc được.")
    if pages > MAX_PAGES:
        raise DamagedFile(
            f"Tệp PDF “{path.name}” khai có {pages} trang, quá giới hạn {MAX_PAGES} trang.",
            "Tách tệp thành nhiều phần rồi nạp lại.",
        )
    return pdf


def read_pages(path: Path, cache: Path | None = None) -> tuple[ReadPage, ...]:
    """Return the pages of a PDF."""
    from ingest.readers.scan import judged_page  # noqa: PLC0415  # OCR only where PDFs are read

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
    # The extractors of one text page number blocks and lines alike, so that words find
    # their lines; asking for single characters instead costs ten times as long.
    text_page = page.get_textpage(flags=_FLAGS)
    raw = page.get_text("dict", textpage=text_page)
    turn = page.rotation_matrix
    words = _words_by_line(page.get_text("words", textpage=text_page), turn)
    straight: list[TextLine] = []
    aside: list[TextLine] = []
    for line, flat in _lines(raw["blocks"], words, turn):
        (straight if flat else aside).append(line)
    if len(aside) > len(straight):
        # A page set sideways: its producer's order is the best there is.
        straight, aside = [], straight + aside
    else:
        aside = [replace(line, role=Role.FURNITURE) for line in aside]
    stamped = [line for line in straight if line.role is Role.FURNITURE]
    flowing = [line for line in straight if line.role is None]
    rect = page.rect
    tables = find_tables(page, flowing, turn) if flowing else ()
    ordered = in_reading_order(flowing, rect.width, rect.height, tables)
    lines = (*ordered, *aside, *stamped)
    return ReadPage(page.number + 1, lines, Origin.TEXT, 1.0, rect.width, rect.height)


def _words_by_line(
    words: list[tuple[Any, ...]], turn: pymupdf.Matrix
) -> dict[tuple[int, int], list[Word]]:
    found: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for x0, y0, x1, y1, text, block, line, _ in words:
        cleaned = clean(text).translate(_BULLETS).strip()
        if cleaned:
            box = _box(pymupdf.Rect(x0, y0, x1, y1) * turn)
            found[block, line].append(Word(cleaned, box))
    return found


def _lines(
    blocks: list[dict[str, Any]],
    words: dict[tuple[int, int], list[Word]],
    turn: pymupdf.Matrix,
) -> Iterator[tuple[TextLine, bool]]:
    """Yield each line with whether it runs from left to right on the upright page."""
    for block in blocks:
        made = []
        for number, line in enumerate(block.get("lines", ())):
            pieces = [_piece(span, turn) for span in line["spans"] if span["text"]]
            joined = _join(pieces, tuple(words.get((block["number"], number), ())))
            if joined is not None:
                x, y = line["dir"]
                made.append((joined, x * turn.a + y * turn.c > 0.9))
        stamp = sum(line.role is Role.FURNITURE for line, _ in made) * 2 >= len(made) > 1
        for joined, flat in made:
            # A signature's picture is one block: lines that wrap belong to it too.
            yield (replace(joined, role=Role.FURNITURE) if stamp else joined), flat


def _piece(span: dict[str, Any], turn: pymupdf.Matrix) -> _Piece:
    flags = span["flags"]
    font = span["font"].lower()
    return _Piece(
        clean(span["text"]).translate(_BULLETS),
        _box(pymupdf.Rect(span["bbox"]) * turn),
        span["size"],
        bool(flags & _BOLD) or "bold" in font,
        bool(flags & _ITALIC) or "italic" in font,
        bool(flags & _SUPERSCRIPT),
    )


def _box(rect: pymupdf.Rect) -> Box:
    return Box(round(rect.x0, 2), round(rect.y0, 2), round(rect.x1, 2), round(rect.y1, 2))


def _join(pieces: list[_Piece], words: tuple[Word, ...]) -> TextLine | None:
    """Make one line of its pieces; a small raised number is a note mark."""
    shown = [piece for piece in pieces if piece.text.strip()]
    if not shown:
        return None
    whole, raised, size = _text_and_marks(pieces, shown)
    text, marks = _trimmed(whole, raised)
    letters = sum(len(piece.text.strip()) for piece in shown)
    bold = sum(len(piece.text.strip()) for piece in shown if piece.bold)
    italic = sum(len(piece.text.strip()) for piece in shown if piece.italic)
    return TextLine(
        text,
        Box.around(piece.box for piece in shown),
        words,
        round(size, 1),
        bold * 2 > letters,
        italic * 2 > letters,
        marks,
        _role(text),
    )


def _text_and_marks(
    pieces: list[_Piece], shown: list[_Piece]
) -> tuple[str, list[tuple[int, int]], float]:
    size = max(shown, key=lambda piece: len(piece.text)).size
    foot = max(piece.box.y1 for piece in shown)
    text, marks = "", []
    for piece in pieces:
        bare = piece.text.strip()
        raised = piece.raised or (piece.size < size * 0.8 and piece.box.y1 < foot - size * 0.12)
        if raised and NOTE_MARK.fullmatch(bare):
            start = len(text) + len(piece.text) - len(piece.text.lstrip())
            marks.append((start, start + len(bare)))
        text += piece.text
    marks.extend(found.span() for found in _SUPERSCRIPT_DIGITS.finditer(text))
    return text, sorted(marks), size


def _trimmed(text: str, marks: list[tuple[int, int]]) -> tuple[str, tuple[Span, ...]]:
    """Return text without runs of spaces and its marks moved with it; NFC across fonts."""
    if nfc(text) != text:
        # A letter in one font, its accent in another: they compose only when joined.
        text, marks = nfc(text), [found.span() for found in _SUPERSCRIPT_DIGITS.finditer(nfc(text))]
    kept: list[str] = []
    where: list[int] = []
    for char in text:
        where.append(len(kept))
        if not (char.isspace() and (not kept or kept[-1] == " ")):
            kept.append(" " if char.isspace() else char)
    where.append(len(kept))
    made = "".join(kept).rstrip()
    return made, tuple(Span(where[a], where[b - 1] + 1) for a, b in marks)


def _role(text: str) -> Role | None:
    if _STAMP.match(text):
        return Role.FURNITURE
    # A row of dashes or stars is a rule drawn with letters.
    drawn = len(text) > 12 and not any(char.isalnum() for char in text) and "." not in text
    return Role.FURNITURE if drawn and "…" not in text else None
