"""From pages of lines to the one canonical text.

Running headers, footers and page numbers stay out; lines become paragraphs;
words and numbers broken over a line are joined; footnotes are taken out of the
body, joined over page breaks, and stand after the body, one a paragraph.
Raised note marks become superscript digits, one code point for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.layout.footnotes import NoteLines, Placed, anchors_in, place_notes, superscript
from ingest.layout.line_joining import Margins, continues, joint
from ingest.layout.running_heads import without_furniture
from ingest.model import Line, Note, Page, WordBox
from ingest.pages import Box, ReadFile, ReadPage, Role, TextLine
from ingest.text.note_signs import ROMAN, SIGNS
from ingest.text.spans import Span

_MARK = re.compile(rf"[\s(\[]*(?:[{SIGNS}]+|\d{{1,3}}|\*{{1,3}}|{ROMAN}(?=[\s).]))[\s)\].]*")


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


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where a note mark stands in the body."""

    mark: str
    page: int
    span: Span


@dataclass(slots=True)
class _Text:
    """The canonical text as it grows."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    bold: list[Span] = field(default_factory=list)
    anchors: list[_Anchor] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.parts.append(piece)
        self.length += len(piece)

    def put(self, placed: Placed) -> None:
        """Add a line's words."""
        text = superscript(placed.line.text, placed.line.marks)
        span = Span(self.length, self.length + len(text))
        role = placed.line.role or Role.BODY
        words = tuple(_word_boxes(placed.line, span.start))
        self.lines.append(Line(placed.page, placed.line.text, role, span, placed.line.box, words))
        if role is not Role.NOTE:
            self.anchors.extend(
                _Anchor(anchor.of(text), placed.page, anchor.shifted(span.start))
                for anchor in anchors_in(text)
            )
        self.add(text)


def _word_boxes(line: TextLine, start: int) -> Iterable[WordBox]:
    at = 0
    for word in line.words:
        offset = line.text.find(word.text, at)
        if offset >= 0:
            yield WordBox(Span(start + offset, start + offset + len(word.text)), word.box)
            at = offset + len(word.text)


def lay_out(read: ReadFile) -> LaidOut:
    """Return the canonical text of a file that was read."""
    pages, printed = without_furniture(read)
    body, notes = place_notes(pages, paged=read.paged, cut=read.media == "text")
    text = _Text()
    _write_body(text, body, Margins.of(pages))
    body_end = text.length
    written_notes = _write_notes(text, notes)
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
        written_notes,
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


def _write_body(text: _Text, body: list[Placed], margins: Margins) -> None:
    before: Placed | None = None
    start = 0
    bold = True
    for placed in body:
        if before is not None:
            if continues(before, placed, margins):
                text.add(joint(before.line.text, placed.line.text))
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


def _write_notes(text: _Text, notes: list[NoteLines]) -> tuple[Note, ...]:
    written: list[Note] = []
    for mark, lines in notes:
        if text.length:
            text.add("\n")
        start, first = text.length, len(text.parts)
        for n, placed in enumerate(lines):
            if n:
                text.add(joint(lines[n - 1].line.text, placed.line.text))
            text.put(replace(placed, line=replace(placed.line, role=Role.NOTE)))
        whole = "".join(text.parts[first:])
        skip = _MARK.match(whole)
        begin = skip.end() if skip else 0
        anchor = _take_anchor(text.anchors, mark, lines[0].page)
        written.append(Note(mark, Span(start + begin, text.length), whole[begin:], anchor))
    return tuple(written)


def _take_anchor(anchors: list[_Anchor], mark: str, page: int) -> Span | None:
    """Take the place of a note's mark: on the note's page, else on the nearest before it."""
    fitting = [anchor for anchor in anchors if anchor.mark == mark and anchor.page <= page]
    if not fitting:
        return None
    # Of several on one page the first is meant: marks are used up in the order of notes.
    nearest = min(fitting, key=lambda anchor: (page - anchor.page, anchor.span.start))
    if page - nearest.page > 1:
        return None
    anchors.remove(nearest)
    return nearest.span


def box_of(lines: Iterable[Line]) -> Box | None:
    """Return the box around lines of one page; None without boxes."""
    boxes = [line.box for line in lines if line.box is not None]
    return Box.around(boxes) if boxes else None
