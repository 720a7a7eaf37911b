"""Reading order: pieces of a row joined, header blocks and columns read one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.pages import TextLine
from ingest.readers.page.columns import find_columns
from ingest.readers.page.lines import box_of, close_up, middle, rows_of, table_row
from ingest.readers.page.tables import Table
from ingest.text import note_signs
from ingest.vocabulary.signing_forms import NAME, OFFICE

__all__ = ["in_reading_order"]

_EDGE = 0.09
"""Share of the page's height at its head and foot where running lines stand by themselves."""
_HEADER = re.compile(
    r"đảng cộng sản việt nam|cộng h[oòóọ][aàáạ]? xã hội|độc lập\s*[-–]\s*tự do|^đoàn tncs",
    re.IGNORECASE,
)
_DATED = re.compile(r",\s*ngày\b.*\btháng\b", re.IGNORECASE)
_SIGNED = re.compile(r"^(?:nơi nhận|(?:tm|kt|tl|tuq|q)\.\s*[^\W\d_]|[tk]/[mlt])", re.IGNORECASE)
_ABOUT = re.compile(r"V/v|Về việc", re.IGNORECASE)
_SIGNING = re.compile(r"\((?:đã )?ký\b.*\)|đã ký$", re.IGNORECASE)
"""What stands between an office and a name."""
_YEAR_WANTED = re.compile(r"\bngày\b.*\btháng\b.*\bnăm$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


def in_reading_order(
    lines: list[TextLine],
    width: float,
    height: float | None = None,
    tables: Sequence[Table] = (),
) -> list[TextLine]:
    """Return lines in reading order.

    Pieces of one row that stand close together (justified text cut by the PDF's
    producer) become one line.  The two blocks of a header and of a signature, and
    the columns of running text, are read one after the other.  Rows of a table
    keep together, bars between their cells.
    """
    used = frozenset(key for table in tables for key in table.used)
    free = [line for line in lines if id(line) not in used]
    ordered: list[TextLine] = []
    for table in sorted(tables, key=lambda item: item.box.y0):
        above = [line for line in free if box_of(line).y1 <= table.box.y0 + 3]
        free = [line for line in free if box_of(line).y1 > table.box.y0 + 3]
        ordered.extend(_flow(above, width, height))
        ordered.extend(table.rows)
    return ordered + _flow(free, width, height)


def _flow(lines: list[TextLine], width: float, height: float | None) -> list[TextLine]:
    columns = find_columns(lines, width, _is_of_block)
    if columns is None:
        return _rows(lines, width, height)
    within = {id(line) for line in columns.found}
    free = [line for line in lines if id(line) not in within]
    above = [line for line in free if box_of(line).y0 < columns.top]
    below = [line for line in free if box_of(line).y0 >= columns.top]
    return [
        *_rows(above, width, height),
        *columns.lines,
        *(_flow(below, width, height) if below else []),
    ]


def _is_of_block(line: TextLine) -> bool:
    """Say whether a line is of a header's or a signature's two blocks."""
    words = line.text
    return bool(_HEADER.search(words) or _SIGNED.match(words) or _DATED.search(words))


def _rows(lines: list[TextLine], width: float, height: float | None) -> list[TextLine]:
    ordered: list[TextLine] = []
    region: list[list[TextLine]] = []

    def flush() -> None:
        ordered.extend(_read_region(region, width))
        region.clear()

    centre = _centre_of_text(lines, width)
    for row in map(close_up, rows_of(lines)):
        if height and _at_edge(row, height):
            flush()
            ordered.extend(row)
        elif any(_spans(line, width, centre, alone=len(row) == 1) for line in row):
            flush()
            ordered.extend(_read_region([row], width))
        else:
            region.append(row)
    flush()
    return ordered


def _at_edge(row: list[TextLine], height: float) -> bool:
    """Say whether a row is a page number, beside a running line or alone."""
    return any(note_signs.MARK.fullmatch(line.text) for line in row) and all(
        box_of(line).y1 < height * _EDGE or box_of(line).y0 > height * (1 - _EDGE) for line in row
    )


def _centre_of_text(lines: list[TextLine], width: float) -> float:
    """Return the middle of the text area, judged by its widest lines; the page's without any."""
    wide = [box_of(line) for line in lines if box_of(line).width > width * 0.55]
    if not wide:
        return width / 2
    return (min(box.x0 for box in wide) + max(box.x1 for box in wide)) / 2


def _spans(line: TextLine, width: float, centre: float, *, alone: bool) -> bool:
    """Say whether a line stands across the middle of the page, as running text and headings do."""
    box = box_of(line)
    own_side = _HEADER.search(line.text) or _SIGNED.match(line.text)
    if middle(line) > centre + width * 0.06 and (own_side or not alone):
        # The right block of a header or signature reaches over the middle of the page.
        return False
    if box.x0 < width * 0.46 and box.x1 > width * 0.54:
        return True
    return alone and min(abs(middle(line) - centre), abs(middle(line) - width / 2)) < width * 0.025


# --- regions with something on the left and something on the right -----------------


def _read_region(region: list[list[TextLine]], width: float) -> list[TextLine]:
    """Read a region by its two sides, its columns or its rows."""
    both = [row for row in region if len(row) == 2]
    if not both or any(len(row) > 2 for row in region):
        return [_row(row) for row in region]
    lines = [line for row in region for line in row]
    header = any(_HEADER.search(line.text) for line in lines) or any(
        _DATED.search(row[1].text) for row in both
    )
    if header or any(_SIGNED.match(line.text) for line in lines) or _is_signed_twice(region):
        left, right = _sides(region, both)
        return _block(left, -1) + _block(right, -2)
    if _is_running_text(both, width):
        left, right = _sides(region, both)
        return [replace(line, block=1) for line in left] + [
            replace(line, block=2) for line in right
        ]
    return [_row(row) for row in region]


def _row(row: list[TextLine]) -> TextLine:
    if len(row) == 1:
        return row[0]
    return table_row(row)


def _sides(
    region: list[list[TextLine]], both: list[list[TextLine]]
) -> tuple[list[TextLine], list[TextLine]]:
    """Divide a region where its rows of two are divided on the average."""
    left_edge = sum(box_of(row[0]).x1 for row in both) / len(both)
    right_edge = sum(box_of(row[1]).x0 for row in both) / len(both)
    divide = (left_edge + right_edge) / 2
    left: list[TextLine] = []
    right: list[TextLine] = []
    for row in region:
        if len(row) == 2:
            left.append(row[0])
            right.append(row[1])
        else:
            (left if middle(row[0]) < divide else right).append(row[0])
    return left, right


def _block(lines: list[TextLine], block: int) -> list[TextLine]:
    """Return one side of a header or signature; only what plainly runs on is left open."""
    ordered: list[TextLine] = []
    about = False
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else None
        about = about or bool(_ABOUT.match(line.text))
        listed = line.text.startswith("-") and line.text[-1:] not in ",;.:)"
        wraps = listed and after is not None and not after.text.startswith("-")
        runs_on = after is not None and (
            about or wraps or after.text[:1].islower() or _wants_year(line, after)
        )
        ordered.append(replace(line, block=block, paragraph_end=not runs_on))
    return ordered


def _wants_year(line: TextLine, after: TextLine) -> bool:
    """Say whether a narrow block cut a day before its year ("… tháng 01 năm" / "2025")."""
    return bool(_YEAR_WANTED.search(line.text) and _YEAR.fullmatch(after.text))


def _is_signed_twice(region: list[list[TextLine]]) -> bool:
    """Say whether two sign side by side: capitals above a name on either side, nothing else.

    Read by rows the name on the left would stand below the office on the right.
    """
    lines = [line.text for row in region for line in row]
    names = [text for text in lines if NAME.match(text)]
    others = [text for text in lines if not NAME.match(text) and not _SIGNING.match(text)]
    offices = any(OFFICE.match(text) for text in others) or len(region[0]) == len(others)
    return len(names) == 2 and bool(others) and all(map(str.isupper, others)) and offices


def _is_running_text(both: list[list[TextLine]], width: float) -> bool:
    """Say whether rows are running text in two columns: many rows, both sides wide."""
    wide = [row for row in both if all(box_of(line).width > width * 0.27 for line in row)]
    return len(wide) >= 8 and len(wide) * 2 > len(both)
