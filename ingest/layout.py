"""From pages of lines to the one canonical text.

Running headers, footers and page numbers stay out; lines become paragraphs;
words and numbers broken over a line are joined; footnotes are taken out of the
body, joined over page breaks, and stand after the body, one a paragraph.
Raised note marks become superscript digits, one code point for one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.model import Box, Line, Note, Page, ReadFile, ReadPage, Role, Span, TextLine, WordBox
from ingest.notes import NoteLines, Placed, place_notes, superscript
from ingest.text import fold

MARKER = re.compile(
    r"(?:Điều\s+\d+[a-zđ]?\s*[.:]|(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC)\s+(?:thứ\s|[IVXLC\d])|PHỤ LỤC|Phụ lục|"
    r"[IVX]{1,5}\s*[-.–]\s|\d{1,2}(?:\.\d{1,2})*\s*[-.)–]\s|\d{1,2}(?:\.\d{1,2})+\s|[a-zđ]\)|[-+–•]\s|"
    r"Nơi nhận|“?(?:Điều|Chương)\s+\d+[a-zđ]?\.)"
)
"""How a paragraph that is a provision begins (66-QĐ/TW 2017; Nghị định 30/2020/NĐ-CP)."""
_STANDS_ALONE = re.compile(
    r"(?:ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM|"
    r"Độc lập - Tự do - Hạnh phúc|\*|T/M|K/T|T/L|TM\.|KT\.|TL\.|TUQ\.|Nơi nhận|Số\s*:?\s*\d*\s*[-/])\b|\*$"
)
"""Lines of the header and the signature that no other line goes on with."""
_ALONE = re.compile(r"(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC|Phụ lục|PHỤ LỤC)\s+[\w ]{1,12}", re.UNICODE)
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:Trang\s*)?(\d{1,4}|[ivxl]{1,6})(?:\s*/\s*\d{1,4})?[-–—\s]*")
_OPEN_END = re.compile(r"[^.;:!?…”\"]$")
_BROKEN_NUMBER = re.compile(r"(?:\d\s?[-–/]|[-–/][A-ZĐ]{1,8}[-–/])$")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The canonical text with everything that points into it."""

    text: str
    lines: tuple[Line, ...]
    pages: tuple[Page, ...]
    notes: tuple[Note, ...]
    bold: tuple[Span, ...] = ()
    """Paragraphs that are bold throughout: headings, as a rule."""
    body_end: int = 0
    """Where the notes begin."""


@dataclass(slots=True)
class _Text:
    """The canonical text as it grows."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    bold: list[Span] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.parts.append(piece)
        self.length += len(piece)

    def put(self, placed: Placed) -> Span:
        """Add a line's words; return where they stand."""
        text = superscript(placed.line.text, placed.line.marks)
        span = Span(self.length, self.length + len(text))
        role = placed.line.role or Role.BODY
        words = tuple(_word_boxes(placed.line, text, span.start))
        self.lines.append(Line(placed.page, placed.line.text, role, span, placed.line.box, words))
        self.add(text)
        return span


def _word_boxes(line: TextLine, text: str, start: int) -> Iterable[WordBox]:
    at = 0
    for word in line.words:
        found = line.text.find(word.text, at)
        if found >= 0:
            yield WordBox(Span(start + found, start + found + len(word.text)), word.box)
            at = found + len(word.text)


def lay_out(read: ReadFile) -> LaidOut:
    """Return the canonical text of a file that was read."""
    pages, printed = without_furniture(read)
    body, notes = place_notes(pages, paged=read.paged, cut=read.media == "text")
    text = _Text()
    _write_body(text, body, _Margins.of(pages))
    body_end = text.length
    made = _write_notes(text, notes)
    furniture = [
        Line(page.number, line.text, Role.FURNITURE, None, line.box)
        for page in pages
        for line in page.lines
        if line.role is Role.FURNITURE
    ]
    return LaidOut(
        "".join(text.parts),
        tuple(text.lines + furniture),
        tuple(_page(page, printed.get(page.number)) for page in pages),
        made,
        tuple(text.bold),
        body_end,
    )


def _page(page: ReadPage, printed: str | None) -> Page:
    return Page(
        page.number,
        printed,
        page.origin,
        page.confidence,
        page.width,
        page.height,
        page.remarks,
    )


# --- running headers, footers and page numbers -----------------------------------


def without_furniture(read: ReadFile) -> tuple[list[ReadPage], dict[int, str]]:
    """Return pages with furniture marked as such, and the printed number of each page."""
    if not read.paged:
        return list(read.pages), {}
    repeated = _repeated(read.pages)
    printed: dict[int, str] = {}
    pages: list[ReadPage] = []
    for page in read.pages:
        lines = []
        for n, line in enumerate(page.lines):
            number = _PAGE_NUMBER.fullmatch(line.text) if _at_edge(page, line) else None
            if number and (n < 3 or n >= len(page.lines) - 3):
                printed.setdefault(page.number, number[1])
                line = replace(line, role=Role.FURNITURE)
            elif _at_edge(page, line) and _shape(line.text) in repeated:
                line = replace(line, role=Role.FURNITURE)
            lines.append(line)
        pages.append(replace(page, lines=tuple(lines)))
    return pages, printed


def _at_edge(page: ReadPage, line: TextLine) -> bool:
    if line.box is None or not page.height:
        return False
    return line.box.y1 < page.height * 0.12 or line.box.y0 > page.height * 0.9


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", fold(text)).strip()


def _repeated(pages: tuple[ReadPage, ...]) -> set[str]:
    """Return the shapes of lines that stand at the edge of several pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_shape(line.text) for line in page.lines if _at_edge(page, line)})
    least = 2 if len(pages) < 5 else max(3, len(pages) // 3)
    return {shape for shape, count in counts.items() if count >= least and shape}


# --- paragraphs ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Margins:
    """Left and right edge of the body text, by page; empty for files without pages."""

    left: dict[int, float]
    right: dict[int, float]

    @staticmethod
    def of(pages: list[ReadPage]) -> _Margins:
        left: dict[int, float] = {}
        right: dict[int, float] = {}
        for page in pages:
            boxes = [line.box for line in page.lines if line.box and len(line.text) > 40]
            if boxes:
                ordered = sorted(box.x0 for box in boxes)
                left[page.number] = ordered[len(ordered) // 10]
                ends = sorted(box.x1 for box in boxes)
                right[page.number] = ends[-1 - len(ends) // 10]
        return _Margins(left, right)

    def is_full(self, placed: Placed) -> bool:
        """Say whether a line runs to the right edge."""
        edge = self.right.get(placed.page)
        box = placed.line.box
        if edge is None or box is None:
            return False
        return box.x1 > edge - max(12.0, (edge - self.left[placed.page]) * 0.06)

    def is_indented(self, placed: Placed) -> bool:
        """Say whether a line begins well right of the left edge."""
        edge = self.left.get(placed.page)
        return edge is not None and placed.line.box is not None and placed.line.box.x0 > edge + 12


def _write_body(text: _Text, body: list[Placed], margins: _Margins) -> None:
    before: Placed | None = None
    start = 0
    bold = True
    for placed in body:
        if before is not None:
            if continues(before, placed, margins):
                text.add(_joint(before.line.text))
            else:
                if bold:
                    text.bold.append(Span(start, text.length))
                text.add("\n")
                start, bold = text.length, True
        text.put(placed)
        bold = bold and placed.line.bold
        before = placed
    if before is not None and bold:
        text.bold.append(Span(start, text.length))


def _joint(before: str) -> str:
    """Return what stands between two lines of a paragraph: nothing inside a broken number."""
    return "" if _BROKEN_NUMBER.search(before) else " "


def continues(before: Placed, placed: Placed, margins: _Margins) -> bool:
    """Say whether a line goes on with the paragraph of the line before it."""
    a, b = before.line, placed.line
    if placed.joins is not None:
        return placed.joins
    if a.paragraph_end or Role.TABLE in {a.role, b.role} or _STANDS_ALONE.match(a.text):
        return False
    if a.box is None or b.box is None:
        return False
    if MARKER.match(b.text) and not _wraps_into_marker(before, placed, margins):
        return False
    if before.page != placed.page:
        return _goes_on_over_page(before, placed, margins)
    if a.size and b.size and abs(a.size - b.size) > _size_slack(a, b):
        return False
    if b.box.y0 - a.box.y1 > 1.1 * a.box.height or b.box.y1 < a.box.y0:
        return False
    if not margins.is_full(before):
        return _same_heading(a, b, margins, before, placed)
    return not (margins.is_indented(placed) and not margins.is_indented(before))


def _size_slack(a: TextLine, b: TextLine) -> float:
    """Return how far two sizes of one paragraph may differ, in points.

    A recognised line's size is guessed from the height of its words, which depends
    on which letters it has.
    """
    larger = max(a.size or 0, b.size or 0)
    recognised = bool(a.words) and a.words[0].confidence is not None
    return max(1.5, (0.4 if recognised else 0.14) * larger)


def _wraps_into_marker(before: Placed, placed: Placed, margins: _Margins) -> bool:
    """Say whether a full line asks for more ("theo quy định tại" / "Điều 5. ...")."""
    asks = re.search(r"(?:tại|của|theo|và|hoặc|các|,|số|khoản \d+|điểm [a-zđ])$", before.line.text)
    return margins.is_full(before) and asks is not None and not placed.line.text.startswith(("-", "+"))


def _goes_on_over_page(before: Placed, placed: Placed, margins: _Margins) -> bool:
    if placed.line.text[:1].islower():
        return True
    if not _OPEN_END.search(before.line.text):
        return False
    return margins.is_full(before) and not margins.is_indented(placed)


def _same_heading(
    a: TextLine, b: TextLine, margins: _Margins, before: Placed, placed: Placed
) -> bool:
    """Say whether two short lines are one centred heading set on two lines."""
    if not (a.bold and b.bold and a.box and b.box) or _ALONE.fullmatch(a.text):
        return False
    if a.text.isupper() != b.text.isupper():
        return False
    centred = abs((a.box.x0 + a.box.x1) - (b.box.x0 + b.box.x1)) < 12
    return centred and margins.is_indented(before) and _below_header(a, margins, before)


def _below_header(a: TextLine, margins: _Margins, before: Placed) -> bool:
    """Say whether a line is centred on the text, as headings are; the header's blocks are not."""
    left, right = margins.left.get(before.page), margins.right.get(before.page)
    if left is None or right is None or a.box is None:
        return False
    return abs((a.box.x0 + a.box.x1) / 2 - (left + right) / 2) < 25


def _write_notes(text: _Text, notes: list[NoteLines]) -> tuple[Note, ...]:
    made: list[Note] = []
    anchors = _anchors(text)
    for mark, lines, _ in notes:
        if text.length:
            text.add("\n")
        start = text.length
        for n, placed in enumerate(lines):
            if n:
                text.add(_joint(lines[n - 1].line.text))
            text.put(replace(placed, line=replace(placed.line, role=Role.NOTE)))
        whole = "".join(text.parts)[start:]
        skip = re.match(r"[\s(]*[⁰¹²³⁴⁵⁶⁷⁸⁹\d*]+[\s).]*", whole)
        begin = start + (skip.end() if skip else 0)
        anchor = next((a for a in anchors if a[0] == mark), None)
        if anchor is not None:
            anchors.remove(anchor)
        made.append(
            Note(
                mark,
                Span(begin, text.length),
                whole[begin - start :],
                anchor[1] if anchor else None,
            )
        )
    return tuple(made)


def _anchors(text: _Text) -> list[tuple[str, Span]]:
    whole = "".join(text.parts)
    return [
        (found[0], Span(*found.span()))
        for found in re.finditer(r"(?<=\S)[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=\S)\*{1,3}(?=[\s.,;:]|$)", whole)
    ]


def box_of(lines: Iterable[Line]) -> Box | None:
    """Return the box around lines of one page; None without boxes."""
    boxes = [line.box for line in lines if line.box is not None]
    return Box.around(boxes) if boxes else None
