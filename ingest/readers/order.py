"""Reading order: pieces of a row joined, header blocks and columns read one after the other."""

from __future__ import annotations

import re

from ingest.model import Box, Role, Span, TextLine

NOTE_MARK = re.compile(r"\(?(?:\d{1,3}|\*{1,3})\)?")
"""What a raised note mark looks like."""


def in_reading_order(lines: list[TextLine], width: float) -> list[TextLine]:
    """Return lines in reading order: pieces of one row joined, two columns one after the other.

    Lines of one row that stand close together (justified text cut by the PDF's
    producer) become one line.  A page region where many rows have a left and a
    right line divided by one clear gutter is read column by column; the header's
    two blocks are such a region.
    """
    rows = _rows(lines)
    ordered: list[TextLine] = []
    region: list[list[TextLine]] = []

    def flush() -> None:
        if region:
            ordered.extend(_columns(region, width))
            region.clear()

    for row in rows:
        joined = _close_up(row)
        if any(_spans_middle(cell, width) for cell in joined):
            flush()
            ordered.extend(_columns([joined], width) if _has_bare_number(joined) else [_as_row(joined)])
        else:
            region.append(joined)
    flush()
    return ordered


def _rows(lines: list[TextLine]) -> list[list[TextLine]]:
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda item: (_box_of(item).y0 + _box_of(item).y1)):
        box = _box_of(line)
        if rows:
            last = Box.around(_box_of(item) for item in rows[-1])
            shared = min(box.y1, last.y1) - max(box.y0, last.y0)
            if shared > 0.5 * min(box.height, last.height):
                rows[-1].append(line)
                continue
        rows.append([line])
    return [sorted(row, key=lambda item: _box_of(item).x0) for row in rows]


def _box_of(line: TextLine) -> Box:
    assert line.box is not None  # noqa: S101  # every line of a page has one
    return line.box


def _spans_middle(line: TextLine, width: float) -> bool:
    box = _box_of(line)
    return box.x0 < width * 0.46 and box.x1 > width * 0.54


def _close_up(row: list[TextLine]) -> list[TextLine]:
    joined = [row[0]]
    for line in row[1:]:
        before = joined[-1]
        gap = _box_of(line).x0 - _box_of(before).x1
        size = min(line.size or 10, before.size or 10)
        if gap < size * 1.6:
            joined[-1] = _joined(before, line, gap > size * 0.12)
        else:
            joined.append(line)
    return joined


def _joined(a: TextLine, b: TextLine, spaced: bool) -> TextLine:
    space = " " if spaced and not a.text.endswith(" ") else ""
    shift = len(a.text) + len(space)
    longer = a if len(a.text) >= len(b.text) else b
    marks = a.marks + tuple(mark.shifted(shift) for mark in b.marks)
    raised = (b.size or 0) < (a.size or 0) * 0.8 and NOTE_MARK.fullmatch(b.text.strip())
    if raised and not b.marks and _box_of(b).y1 < _box_of(a).y1:
        marks += (Span(shift, shift + len(b.text)),)
    return TextLine(
        a.text + space + b.text,
        Box.around((_box_of(a), _box_of(b))),
        a.words + b.words,
        longer.size,
        longer.bold,
        longer.italic,
        marks,
        a.role if a.role == b.role else None,
    )


def _columns(region: list[list[TextLine]], width: float) -> list[TextLine]:
    """Read a region column by column when one gutter divides it, else row by row."""
    if len(region) == 1:
        # One row is no table: a page number beside a running header, a signature line.
        return region[0]
    both = [row for row in region if len(row) == 2]
    if len(both) < 2 or any(len(row) > 2 for row in region):
        return [_as_row(row) for row in region]
    if not (_is_block(region) or _is_two_column_text(both, width)):
        return [_as_row(row) for row in region]
    gutter_left = max(_box_of(row[0]).x1 for row in both)
    gutter_right = min(_box_of(row[1]).x0 for row in both)
    if gutter_left >= gutter_right or not width * 0.25 < gutter_right < width * 0.75:
        return [_as_row(row) for row in region]
    middle = (gutter_left + gutter_right) / 2
    left = [line for row in region for line in row if _centre(line) < middle]
    right = [line for row in region for line in row if _centre(line) >= middle]
    return left + right


_BLOCK = re.compile(r"đảng cộng sản việt nam|cộng h[oò][àa]? xã hội|độc lập|nơi nhận", re.IGNORECASE)


def _is_block(region: list[list[TextLine]]) -> bool:
    """Say whether a region is a document's header or its recipients beside the signature."""
    return any(_BLOCK.search(line.text) for row in region for line in row)


def _is_two_column_text(both: list[list[TextLine]], width: float) -> bool:
    """Say whether rows are running text in two columns: many rows, both cells wide."""
    wide = [row for row in both if all(_box_of(line).width > width * 0.3 for line in row)]
    return len(wide) >= 8 and len(wide) * 2 > len(both)


def _has_bare_number(row: list[TextLine]) -> bool:
    return any(NOTE_MARK.fullmatch(line.text) for line in row)


def _centre(line: TextLine) -> float:
    return (_box_of(line).x0 + _box_of(line).x1) / 2


def _as_row(row: list[TextLine]) -> TextLine:
    """Make a table row of cells that stand apart; one cell stays as it is."""
    if len(row) == 1:
        return row[0]
    text, words, marks = "", (), ()
    for line in row:
        joint = " | " if text else ""
        marks += tuple(mark.shifted(len(text) + len(joint)) for mark in line.marks)
        text += joint + line.text
        words += line.words
    box = Box.around(_box_of(line) for line in row)
    return TextLine(
        text, box, words, row[0].size, False, False, marks, Role.TABLE, paragraph_end=True
    )
