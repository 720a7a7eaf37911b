"""PDF files: pages of lines with boxes, fonts and word boxes, through PyMuPDF.

Boxes are those of the upright page (rotation applied), in points, origin top left.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pymupdf

from ingest.errors import DamagedFile, PasswordProtected, ReaderLimit, SourceError
from ingest.pages import Box, Origin, ReadPage, Role, TextLine, Word
from ingest.readers import heartbeat, legacy_encodings
from ingest.readers.ocr.pool import Recogniser
from ingest.readers.page.lines import box_of, printed_once
from ingest.readers.page.reading_order import in_reading_order
from ingest.readers.page.rotation import turned_back
from ingest.readers.page.tables import find_tables
from ingest.readers.pdf.legacy_fonts import decoded
from ingest.readers.pdf.signature_overlays import with_overlays
from ingest.readers.pdf.text_layer import PendingPage, start_page
from ingest.readers.pdf.word_gaps import parted
from ingest.text import note_signs
from ingest.text.loose_tones import tones_at_home
from ingest.text.spans import Span
from ingest.text.vietnamese import clean, nfc

MAX_PAGES = 5000
"""More pages than this are a bomb (a page tree that points at itself), not a document."""
MAX_SIDE = 14_400.0
"""Points of the longest side a page may have (the format's own limit, five metres)."""
BROKEN = (RuntimeError, ValueError, pymupdf.FileDataError, pymupdf.mupdf.FzErrorBase)
"""What the library raises over a file that is damaged."""
_REPAIRED = "Tệp PDF có lỗi cấu trúc, đã được sửa khi đọc; hãy đối chiếu với bản gốc."
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_CLIP | pymupdf.TEXT_MEDIABOX_CLIP
_SUPERSCRIPT, _ITALIC, _BOLD = 1, 2, 16  # MuPDF's span flags
_SUPERSCRIPT_DIGITS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SIGNER = re.compile(
    r"(?:Người ký|Ký bởi|Ký số bởi|Được ký bởi|Signed by|Digitally signed)\s*(?::|by)",
    re.IGNORECASE,
)
_SIGNING = re.compile(
    r"(?:Thời gian ký|Ngày ký|Email|Cơ quan|Tổ chức|Chức vụ|Đơn vị|Lý do|Date|Reason|Location)\s*:"
)
"""Lines of a digital signature's picture: about the signing, not the document's words."""
_STAMP_REACH = 60.0
"""Points from the signer's line within which the rest of the picture stands."""
_UNEVEN = re.compile(r"^\s|\s\s|[^\S ]")
"""White at a line's head, more than one space, or another white than a space."""
_DRAWN = re.compile(r"[-–—_=~\s]{3,}|[*\s]{4,}")
_BULLETS = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "•", "\uf06c": "•", "\uf0d8": "-", "\uf02d": "-", "\uf0fc": "-"}
)
"""Bullets of symbol fonts, which have no Unicode of their own."""
_BULLET = re.compile(f"[{''.join(map(chr, _BULLETS))}]")


_AS_IT_IS = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
"""The matrix of a page that is not turned."""


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
        cut_off = pdf.is_repaired and not _has_end(path)
    except BROKEN as error:
        raise DamagedFile(f"Không mở được tệp PDF “{path.name}”.") from error
    if pages <= 0:
        raise DamagedFile(f"Tệp PDF “{path.name}” không có trang nào đọc được.")
    if cut_off:
        # The library mends what is there; the pages that are not would go unnoticed.
        raise DamagedFile(f"Tệp PDF “{path.name}” bị cụt: phần cuối của tệp không có.")
    if pages > MAX_PAGES:
        raise DamagedFile(
            f"Tệp PDF “{path.name}” khai có {pages} trang, quá giới hạn {MAX_PAGES} trang.",
            "Tách tệp thành nhiều phần rồi nạp lại.",
        )
    return pdf


def _has_end(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 2048))
        return b"%%EOF" in stream.read()


def read_pages(path: Path, recogniser: Recogniser) -> tuple[ReadPage, ...]:
    """Return the pages of a PDF.

    :raises DamagedFile: when a page cannot be read.
    :raises ReaderLimit: when a page asks for more than a page can be.
    """
    fonts = legacy_encodings.Fonts()
    with open_pdf(path) as pdf:
        begun = (
            _begin_page(pdf, index, fonts, recogniser, path) for index in range(pdf.page_count)
        )
        pages = list(recogniser.in_order(begun))
        if pdf.is_repaired:
            pages[0] = replace(pages[0], remarks=(*pages[0].remarks, _REPAIRED))
    return tuple(pages)


def _begin_page(
    pdf: pymupdf.Document,
    index: int,
    fonts: legacy_encodings.Fonts,
    recogniser: Recogniser,
    path: Path,
) -> PendingPage:
    """Read a page's layer and begin to recognise what it lacks."""
    heartbeat.beat()
    try:
        page = pdf.load_page(index)
        if not 0 < max(page.rect.width, page.rect.height) <= MAX_SIDE:
            raise ReaderLimit(f"Trang {index + 1} khai khổ giấy không thể có.")
        return start_page(page, layer_of(page, fonts), recogniser)
    except BROKEN as error:
        raise _page_error(error, index + 1, path.name) from error


def _page_error(error: Exception, number: int, name: str) -> SourceError:
    message = str(error)
    if isinstance(error, pymupdf.mupdf.FzErrorLimit) or "alloc" in message:
        return ReaderLimit(f"Trang {number} của tệp PDF “{name}” cần quá nhiều bộ nhớ.")
    return DamagedFile(f"Trang {number} của tệp PDF “{name}” bị hỏng, không đọc được.")


def layer_of(page: pymupdf.Page, fonts: legacy_encodings.Fonts | None = None) -> ReadPage:
    """Return the page's own text layer as lines in reading order, converted to Unicode.

    :param fonts: what earlier pages of the file told about legacy encodings.
    """
    # The extractors of one text page number blocks and lines alike, so that words find
    # their lines; asking for single characters instead costs ten times as long.
    text_page = page.get_textpage(flags=_FLAGS)
    blocks = page.get_text("dict", textpage=text_page)["blocks"]
    converted = decoded(text_page, blocks, fonts or legacy_encodings.Fonts())
    remarks: list[str] = []
    if converted is None:
        words = page.get_text("words", textpage=text_page)
        blocks, words = parted(text_page, blocks, words)
    else:
        blocks, words = converted.blocks, converted.words
        remarks.append(legacy_encodings.remark(converted.encodings, whole=converted.whole))
    turn = page.rotation_matrix
    heading = _heading(blocks, turn)
    rect = page.rect
    if heading == (1, 0):
        lines = _read(page, blocks, words, turn, rect, remarks)
    else:
        lines = _read_sideways(page, blocks, words, turn, heading)
    number = page.number + 1
    size = rect.width, rect.height
    origin = Origin.TEXT if converted is None else Origin.CONVERTED
    return ReadPage(number, tuple(lines), origin, 1.0, *size, remarks=tuple(remarks))


def _heading(blocks: list[dict[str, Any]], turn: pymupdf.Matrix) -> tuple[int, int]:
    """Return the way most of the page's letters run: (1, 0) is from left to right."""
    letters: Counter[tuple[int, int]] = Counter()
    for block in blocks:
        for line in block.get("lines", ()):
            letters[_way(line, turn)] += sum(len(span["text"]) for span in line["spans"])
    return letters.most_common(1)[0][0] if letters else (1, 0)


def _way(line: dict[str, Any], turn: pymupdf.Matrix) -> tuple[int, int]:
    x, y = line["dir"]
    return round(x * turn.a + y * turn.c), round(x * turn.b + y * turn.d)


def _read(
    page: pymupdf.Page,
    blocks: list[dict[str, Any]],
    words: list[tuple[Any, ...]],
    turn: pymupdf.Matrix,
    rect: pymupdf.Rect,
    remarks: list[str],
) -> list[TextLine]:
    """Return lines in reading order; boxes are turned by ``turn`` into ``rect``.

    What a reader should be told is added to ``remarks``.
    """
    flowing: list[TextLine] = []
    aside: list[TextLine] = []
    placed_lines = list(_lines(blocks, _words_by_line(words, turn), turn))
    signers = [line for line, _ in placed_lines if _SIGNER.match(line.text)]
    for line, flat in placed_lines:
        if not flat or _is_stamp(line, signers):
            aside.append(replace(line, role=Role.FURNITURE))
        else:
            (flowing if line.role is None else aside).append(line)
    flowing = printed_once(flowing)
    if page.number == 0:
        flowing, remark = with_overlays(page, flowing, turn)
        remarks.extend(remark)
    tables = find_tables(page, flowing, turn) if flowing else ()
    return in_reading_order(flowing, rect.width, rect.height, tables) + aside


def _is_stamp(line: TextLine, signers: list[TextLine]) -> bool:
    if _SIGNER.match(line.text):
        return True
    near = any(
        abs(box_of(line).y0 - box_of(signer).y0) < _STAMP_REACH
        and abs(box_of(line).x0 - box_of(signer).x0) < _STAMP_REACH
        for signer in signers
    )
    return near and _SIGNING.match(line.text) is not None


def _read_sideways(
    page: pymupdf.Page,
    blocks: list[dict[str, Any]],
    words: list[tuple[Any, ...]],
    turn: pymupdf.Matrix,
    heading: tuple[int, int],
) -> list[TextLine]:
    """Read a page that is set sideways (a wide table) as if it were turned upright."""
    rect = page.rect
    x, y = heading
    upright = pymupdf.Matrix(x, -y, y, x, 0, 0)
    moved = rect * upright
    upright = upright * pymupdf.Matrix(1, 0, 0, 1, -moved.x0, -moved.y0)
    turned = rect * upright
    lines = _read(page, blocks, words, turn * upright, turned, [])
    back = ~upright
    return turned_back(lines, turned.width, turned.height, lambda box: _turn_box(box, back))


def _turn_box(box: Box, matrix: pymupdf.Matrix) -> Box:
    return _box(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1) * matrix)


def _words_by_line(
    words: list[tuple[Any, ...]], turn: pymupdf.Matrix
) -> dict[tuple[int, int], list[Word]]:
    by_line: dict[tuple[int, int], list[Word]] = defaultdict(list)
    upright = _is_upright(turn)
    # Nearly always no word needs more: all of a page's are asked at once.
    whole = "\n".join(word[4] for word in words)
    is_clean = clean(whole) == whole and _BULLET.search(whole) is None
    for x0, y0, x1, y1, text, block, line, _ in words:
        cleaned = (text if is_clean else clean(text).translate(_BULLETS)).strip()
        if cleaned:
            box = (
                _plain_box(x0, y0, x1, y1) if upright else _box(pymupdf.Rect(x0, y0, x1, y1) * turn)
            )
            by_line[block, line].append(Word(cleaned, box))
    return by_line


def _lines(
    blocks: list[dict[str, Any]],
    words: dict[tuple[int, int], list[Word]],
    turn: pymupdf.Matrix,
) -> Iterator[tuple[TextLine, bool]]:
    """Yield each line with whether it runs from left to right on the upright page."""
    for block in blocks:
        for number, line in enumerate(block.get("lines", ())):
            pieces = [_piece(span, turn) for span in line["spans"] if span["text"]]
            joined_line = _join(pieces, tuple(words.get((block["number"], number), ())))
            if joined_line is not None:
                yield joined_line, _way(line, turn) == (1, 0)


def _piece(span: dict[str, Any], turn: pymupdf.Matrix) -> _Piece:
    flags = span["flags"]
    font = span["font"].lower()
    return _Piece(
        clean(span["text"]).translate(_BULLETS),
        _plain_box(*span["bbox"]) if _is_upright(turn) else _box(pymupdf.Rect(span["bbox"]) * turn),
        span["size"],
        bool(flags & _BOLD) or "bold" in font,
        bool(flags & _ITALIC) or "italic" in font,
        bool(flags & _SUPERSCRIPT),
    )


def _is_upright(turn: pymupdf.Matrix) -> bool:
    return (turn.a, turn.b, turn.c, turn.d, turn.e, turn.f) == _AS_IT_IS


def _plain_box(x0: float, y0: float, x1: float, y1: float) -> Box:
    """Return a box of a page that is not turned, without the library's rectangles."""
    return Box(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


def _box(rect: pymupdf.Rect) -> Box:
    return Box(round(rect.x0, 2), round(rect.y0, 2), round(rect.x1, 2), round(rect.y1, 2))


def _join(pieces: list[_Piece], words: tuple[Word, ...]) -> TextLine | None:
    """Make one line of its pieces; a small raised number is a note mark."""
    shown = [piece for piece in pieces if piece.text.strip()]
    if not shown:
        return None
    whole, raised, size = _text_and_marks(pieces, shown)
    text, marks = _trim(whole, raised)
    letters = sum(len(piece.text.strip()) for piece in shown)
    bold = sum(len(piece.text.strip()) for piece in shown if piece.bold)
    italic = sum(len(piece.text.strip()) for piece in shown if piece.italic)
    box = Box.around(piece.box for piece in shown)
    if words:
        # A run of spaces at the end of a line is no part of where its words stand.
        seen = Box.around(word.box for word in words)
        box = Box(seen.x0, box.y0, seen.x1, box.y1)
    return TextLine(
        text,
        box,
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
        start = len(text) + len(piece.text) - len(piece.text.lstrip())
        before = (text + piece.text)[:start]
        marked = raised and note_signs.MARK.fullmatch(bare)
        if marked and note_signs.stands_as_mark(before, bare):
            marks.append((start, start + len(bare)))
        text += piece.text
    marks.extend(match.span() for match in _SUPERSCRIPT_DIGITS.finditer(text))
    return text, sorted(marks), size


def _trim(text: str, marks: list[tuple[int, int]]) -> tuple[str, tuple[Span, ...]]:
    """Return text without runs of spaces and its marks moved with it; NFC across fonts."""
    composed = tones_at_home(nfc(text))
    if composed != text:
        # A letter in one font, its accent in another: they compose only when joined.
        text, marks = composed, [match.span() for match in _SUPERSCRIPT_DIGITS.finditer(composed)]
    if _UNEVEN.search(text) is None:
        return text.rstrip(), tuple(Span(a, b) for a, b in marks)
    kept: list[str] = []
    where: list[int] = []
    for char in text:
        where.append(len(kept))
        if not (char.isspace() and (not kept or kept[-1] == " ")):
            kept.append(" " if char.isspace() else char)
    where.append(len(kept))
    trimmed = "".join(kept).rstrip()
    return trimmed, tuple(Span(where[a], where[b - 1] + 1) for a, b in marks)


def _role(text: str) -> Role | None:
    # A row of dashes is a rule drawn with letters; a row of dots is a place to fill in.
    return Role.FURNITURE if _DRAWN.fullmatch(text) else None
