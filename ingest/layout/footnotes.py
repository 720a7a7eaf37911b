"""Footnotes: which lines are notes, and which note or paragraph a cut-off line goes on with.

A note runs on at the foot of the next page, below its body text, so the body and
the note are both cut in two and interleaved.  Body is joined with body, note
with note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from ingest.pages import ReadPage, Role, TextLine
from ingest.text.cut_lines import runs_over
from ingest.text.note_signs import ROMAN, SIGNS, raised
from ingest.text.spans import Span

_STARTS = re.compile(
    rf"\s*(?:\(?([{SIGNS}]+)\)?|\(?(\d{{1,3}}|\*{{1,3}}|{ROMAN}(?=[)\s.]))\)?[\s.]*(?=\S))"
)
_ANCHOR = re.compile(rf"(?<=.)[{SIGNS}]+|(?<=[^\s*])\*{{1,3}}(?=[\s.,;:)]|$)")
_BRACKETED = re.compile(r"\s*(\[\d{1,3}\])[\s.]*(?=\S)")
_BRACKETS = re.compile(r"(?<=\S)\s?(\[\d{1,3}\])")
"""[1], as word processors and web pages mark a note where they cannot raise a figure."""
_UNIT = re.compile(r"(?:^|[\s\d/(.,])(?:k|h|d|c|m)?m$")
"""m², km³: the raised figure is part of a unit."""
_CLOSED = re.compile(rf"[.!?…:]['\"”’»)]*[{SIGNS}]*$")
_LIST_START = re.compile(r"(?:[-+–•]|\d{1,2}[.)-]|[a-zđ]\)|[ivx]+[.)])\s?")
_LEAST_CUT = 8
"""Words of a line of the body, at the least, that is a sentence cut in two and no heading."""
HIGHEST = 0.4
"""Notes begin below this share of the page."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its page; ``joins``: whether it goes on with the line before (None: decide)."""

    page: int
    line: TextLine
    joins: bool | None = None


NoteLines = tuple[str, list[Placed]]
"""A note: its mark and its lines."""


def superscript(text: str, marks: tuple[Span, ...]) -> str:
    """Return ``text`` with the marks' digits raised; same length."""
    for mark in marks:
        text = text[: mark.start] + raised(mark.of(text)) + text[mark.end :]
    return text


def anchors_in(text: str) -> Iterator[Span]:
    """Yield where raised note marks stand in a line of the body."""
    for match in _ANCHOR.finditer(text):
        unit = match[0] in "²³" and _UNIT.search(text[: match.start()])
        if not unit:
            yield Span(*match.span())
    for bracket in _BRACKETS.finditer(text):
        yield Span(*bracket.span(1))


def place_notes(
    pages: list[ReadPage], *, paged: bool, cut: bool = False
) -> tuple[list[Placed], list[NoteLines]]:
    """Return the body's lines and the notes, each joined, in order of appearance.

    :param cut: whether paragraphs may have been cut in two by the page breaks of
        whatever a bare text was copied from.
    """
    return _notes_of_pages(pages) if paged else _notes_of_text(pages, cut)


# --- files with pages: notes stand at the foot, set smaller ------------------------


def _notes_of_pages(pages: list[ReadPage]) -> tuple[list[Placed], list[NoteLines]]:
    body: list[Placed] = []
    notes: list[NoteLines] = []
    size = _body_size(pages)
    for page in pages:
        lines = [line for line in page.lines if line.role is not Role.FURNITURE]
        is_open = bool(notes) and _goes_on(notes[-1][1])
        first, low = _foot(lines, size, has_notes=bool(notes), is_open=is_open), set[str]()
        if first == len(lines):
            first, low = _low_foot(lines, size)
        if first == len(lines):
            first = _large_foot(lines, page.height)
        body.extend(Placed(page.number, line) for line in lines[:first])
        for line in lines[first:]:
            placed = Placed(page.number, line)
            mark = note_mark(line) or _low_mark(line, low)
            if mark is not None:
                low.discard(mark)
                notes.append((mark, [placed]))
            else:
                notes[-1][1].append(placed)
    return body, notes


def _goes_on(note: list[Placed]) -> bool:
    """Say whether a note is not at its end: in mid-sentence, or within a quotation."""
    text = " ".join(placed.line.text for placed in note)
    return not _CLOSED.search(text) or text.count("“") > text.count("”")


def _body_size(pages: list[ReadPage]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            if line.size and line.role is None:
                sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _foot(lines: list[TextLine], size: float, *, has_notes: bool, is_open: bool) -> int:
    """Return the index of the first line of the page's notes; ``len(lines)`` without notes.

    Notes are the run of lines at the foot that is set clearly smaller than the body
    and begins with a mark, or goes on with a note of the page before.

    :param has_notes: whether any note came before.
    :param is_open: whether the last of them is not at its end.
    """
    if not lines or not size or not lines[-1].size or lines[-1].size > size * 0.92:
        return len(lines)
    first = len(lines)
    foot = lines[-1].size
    while first and lines[first - 1].role is None and _near(lines[first - 1].size, foot):
        first -= 1
    marked = next((n for n in range(first, len(lines)) if note_mark(lines[n])), len(lines))
    before = lines[first:marked]
    goes_on = has_notes and before and (is_open or before[0].text[:1].islower())
    if has_notes and before and marked < len(lines) and first:
        # Small print that cuts a sentence of the body in two is no part of it.
        goes_on = goes_on or _cuts(lines[first - 1], before[0])
    return first if goes_on else marked


def _cuts(above: TextLine, below: TextLine) -> bool:
    """Say whether small print stands in the middle of a sentence that goes on overleaf."""
    return (
        _is_open(above)
        and not above.text.endswith(";")
        and len(above.text.split()) > _LEAST_CUT
        and not below.text[:1].islower()
    )


def _low_foot(lines: list[TextLine], size: float) -> tuple[int, set[str]]:
    """Return the index of the first note whose mark is not raised, and the marks of the notes.

    Such notes are the run of small lines at the foot, of which each mark stands raised in the
    text above and of which the first begins the run.
    """
    if not lines or not size or not lines[-1].size or lines[-1].size > size * 0.92:
        return len(lines), set()
    first = len(lines)
    foot = lines[-1].size
    while first and lines[first - 1].role is None and _near(lines[first - 1].size, foot):
        first -= 1
    meant = {mark for line in lines[:first] for mark in _marks_of(line)}
    for n in range(first, len(lines)):
        if _low_mark(lines[n], meant) is not None:
            return n, meant
    return len(lines), set()


def _large_foot(lines: list[TextLine], height: float | None) -> int:
    """Return the index of the first line of notes that are set as large as the body.

    They are known by their marks alone: each line that begins one bears a raised or
    bracketed mark that also stands in the text above it, and the page ends with them.
    """
    first = len(lines)
    for n in range(len(lines) - 1, 0, -1):
        line = lines[n]
        if line.role is not None or line.box is None or line.box.y0 < HIGHEST * (height or 0):
            break
        mark = note_mark(line)
        if mark is not None and any(mark in _marks_of(above) for above in lines[:n]):
            first = n
    return first


def _marks_of(line: TextLine) -> set[str]:
    """Return the note marks inside a line of the body, not the one a note begins with."""
    text = superscript(line.text, line.marks)
    return {span.of(text) for span in anchors_in(text) if span.start > 0}


def _near(size: float | None, other: float) -> bool:
    return abs((size or 0) - other) <= 0.8


def note_mark(line: TextLine) -> str | None:
    """Return the mark a note begins with, raised; None when the line begins no note."""
    bracketed = _BRACKETED.match(line.text)
    if bracketed:
        return bracketed[1]
    match = _STARTS.match(line.text)
    if not match:
        return None
    if match[1]:
        return match[1]
    is_raised = any(mark.start <= 2 for mark in line.marks)
    return raised(match[2]) if is_raised or match[2].startswith("*") else None


def _low_mark(line: TextLine, meant: Container[str]) -> str | None:
    """Return the mark, raised, of a note that LibreOffice prints with a figure not raised.

    :param meant: marks that stand raised in the text above, which alone prove it.
    """
    match = _STARTS.match(line.text)
    mark = raised(match[2]) if match and match[2] else None
    # "(1) Ghi rõ …" below a form explains the form, where it stands.
    return mark if mark in meant and not line.text.lstrip().startswith("(") else None


# --- files without pages: what a cut-off paragraph goes on with --------------------


def _notes_of_text(pages: list[ReadPage], cut: bool) -> tuple[list[Placed], list[NoteLines]]:
    body: list[Placed] = []
    notes: list[NoteLines] = []
    for page in pages:
        for line in page.lines:
            if line.role is not Role.FURNITURE:
                _place(Placed(page.number, line), body, notes, cut)
    return body, notes


def _place(placed: Placed, body: list[Placed], notes: list[NoteLines], cut: bool) -> None:
    line = placed.line
    begins = line.marks or line.role is Role.NOTE or _BRACKETED.match(line.text)
    mark = note_mark(line) if begins else None
    if mark is not None and (line.role is Role.NOTE or _has_anchor(mark, body)):
        notes.append((mark, [placed]))
        return
    if line.role is Role.NOTE and notes:
        # A note of several paragraphs.
        notes[-1][1].append(placed)
        return
    if cut and body and line.role is None and _runs_over(body[-1].line, line):
        body.append(replace(placed, joins=True))
        return
    if cut and _is_cut_off(line):
        if body and _is_open(body[-1].line):
            body.append(replace(placed, joins=True))
            return
        if notes and not _CLOSED.search(notes[-1][1][-1].line.text):
            notes[-1][1].append(placed)
            return
    body.append(replace(placed, joins=False))


def _has_anchor(mark: str, body: list[Placed]) -> bool:
    if mark.startswith("["):
        return any(mark in _marks_of(placed.line) for placed in body)
    return any(
        placed.line.text[span.start : span.end] == mark and span.start > 0
        for placed in body
        for span in placed.line.marks
    )


def _is_cut_off(line: TextLine) -> bool:
    return (
        line.role is None
        and line.text.lstrip('“"(')[:1].islower()
        and not _LIST_START.match(line.text)
    )


def _runs_over(before: TextLine, line: TextLine) -> bool:
    """Say whether a page's end plainly cut a sentence that this paragraph goes on with."""
    return before.role is None and not line.bold and runs_over(before.text, line.text)


def _is_open(line: TextLine) -> bool:
    return line.role is None and not line.text.isupper() and not _CLOSED.search(line.text)
