"""Lines of a page put together and taken apart: what reading order and tables both need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.pages import Box, Role, TextLine, Word
from ingest.text import note_signs
from ingest.text.spans import Span

_MARKER = re.compile(
    r"(?:[-+–•*]|[a-zđ][.)]|\(?\d{1,3}(?:\.\d{1,2})*[.)-]?\)?|[IVXLC]+[.)-]?|Điều \d+\.)"
)
_SHADOW = 0.2
"""A second print of the same words lies nearer than this share of their size."""


def box_of(line: TextLine) -> Box:
    """Return the box of a line of a page; every one has one."""
    if line.box is None:
        raise ValueError("a line of a page without a box")
    return line.box


def middle(line: TextLine) -> float:
    """Return the middle of a line from left to right, in points."""
    box = box_of(line)
    return (box.x0 + box.x1) / 2


def rows_of(lines: Iterable[TextLine]) -> list[list[TextLine]]:
    """Return lines by the row of print they stand on, each row from left to right."""
    rows: list[list[TextLine]] = []
    bounds: list[Box] = []
    for line in sorted(lines, key=lambda item: box_of(item).y0 + box_of(item).y1):
        box = box_of(line)
        if rows:
            last = bounds[-1]
            shared = min(box.y1, last.y1) - max(box.y0, last.y0)
            if shared > 0.5 * min(box.height, last.height):
                rows[-1].append(line)
                bounds[-1] = Box.around((last, box))
                continue
        rows.append([line])
        bounds.append(box)
    return [sorted(row, key=lambda item: box_of(item).x0) for row in rows]


def joined(a: TextLine, b: TextLine, joint: str) -> TextLine:
    """Return two pieces of one row of print as one line, ``joint`` between their texts."""
    joint = "" if a.text.endswith(" ") and joint == " " else joint
    shift = len(a.text) + len(joint)
    longer = a if len(a.text) >= len(b.text) else b
    marks = a.marks + tuple(mark.shifted(shift) for mark in b.marks)
    sign = b.text.strip()
    small = (b.size or 0) < (a.size or 0) * 0.8 and note_signs.MARK.fullmatch(sign)
    is_raised = small and box_of(b).y1 < box_of(a).y1
    if is_raised and not b.marks and note_signs.stands_as_mark(a.text + joint, sign):
        marks += (Span(shift, shift + len(b.text)),)
    return replace(
        longer,
        text=a.text + joint + b.text,
        box=Box.around((box_of(a), box_of(b))),
        words=a.words + b.words,
        marks=marks,
        role=a.role if a.role == b.role else None,
    )


def close_up(row: Sequence[TextLine]) -> list[TextLine]:
    """Join the pieces of a row of print that belong to one line of text."""
    joined_row = [row[0]]
    for line in row[1:]:
        before = joined_row[-1]
        gap = box_of(line).x0 - box_of(before).x1
        size = min(line.size or 10, before.size or 10)
        reach = 6 if _MARKER.fullmatch(before.text.strip()) else 1.6
        if gap < size * reach:
            # A piece that begins far inside the one before it is of another line of print.
            apart = gap > size * 0.12 or gap < -size
            joined_row[-1] = joined(before, line, " " if apart else "")
        else:
            joined_row.append(line)
    return joined_row


def printed_once(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return lines without those printed a second time beside themselves (a shadow, bold ink)."""
    kept: list[TextLine] = []
    by_text: dict[str, list[Box]] = {}
    for line in lines:
        box, near = box_of(line), (line.size or 10.0) * _SHADOW
        same = by_text.setdefault(line.text, [])
        if any(abs(box.x0 - o.x0) < near and abs(box.y0 - o.y0) < near for o in same):
            continue
        same.append(box)
        kept.append(line)
    return kept


def table_row(cells: Sequence[TextLine | None]) -> TextLine:
    """Return the cells of one row as one line, a bar between them; None is an empty cell."""
    text = ""
    words: tuple[Word, ...] = ()
    marks: tuple[Span, ...] = ()
    for number, cell in enumerate(cells):
        if number:
            text += " | " if text and not text.endswith("| ") else "| "
        if cell is not None:
            marks += tuple(mark.shifted(len(text)) for mark in cell.marks)
            text += cell.text
            words += cell.words
    full = [cell for cell in cells if cell is not None]
    return replace(
        full[0],
        text=text.strip(),
        box=Box.around(box_of(cell) for cell in full),
        words=words,
        marks=marks,
        bold=all(cell.bold for cell in full),
        italic=all(cell.italic for cell in full),
        role=Role.TABLE,
        paragraph_end=True,
    )


def split_at(line: TextLine, edges: Sequence[float]) -> list[TextLine]:
    """Return a line cut at those upright ``edges`` (x, in points) that part its words."""
    groups: dict[int, list[Word]] = {}
    for word in line.words:
        centre = (word.box.x0 + word.box.x1) / 2
        groups.setdefault(sum(edge < centre for edge in edges), []).append(word)
    if len(groups) < 2:
        return [line]
    parts: list[TextLine] = []
    at = 0
    for _, words in sorted(groups.items()):
        start = line.text.find(words[0].text, at)
        end = start
        for word in words:
            offset = line.text.find(word.text, end)
            end = offset + len(word.text) if offset >= 0 else end
        if start < 0 or end <= start:
            return [line]
        marks = tuple(
            mark.shifted(-start) for mark in line.marks if start <= mark.start and mark.end <= end
        )
        box = Box.around(word.box for word in words)
        parts.append(
            replace(line, text=line.text[start:end], box=box, words=tuple(words), marks=marks)
        )
        at = end
    return parts
