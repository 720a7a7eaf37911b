"""Body text set in two or three columns: each is read to its end before the one to its right.

Baselines of columns need not meet, and the white between them may be as narrow as a letter.
What tells columns from a table without rules is that each side is one unbroken flow of lines as
wide as its column, whose sentences run over from line to line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.pages import TextLine
from ingest.readers.page.lines import box_of, close_up, rows_of

_LEAST_LINES = 4
"""Lines of the longer column; of fewer nobody could tell."""
_LEAST_WIDTH = {2: 0.27, 3: 0.18}
"""Share of the page's width that most lines of one of so many columns have at least."""
_LEAST_EDGE = 3
"""Lines that begin at one place, at the least, where a column of three does."""
_MOST_WIDE = 0.6
"""Share of a column's lines that are so wide."""
_LEAST_RUNNING = 0.3
"""Share of a column's lines that go on with the one before, by a small letter."""
_FARTHEST = 2.3
"""Lines of a column stand no further apart than this many times its usual step."""
_WHITE = 1.3
"""Lines of one stretch stand less than this many of their own heights below all before them."""
_SLACK = 3.0
"""Points by which a line may reach over the middle of the white between the columns."""
_LEAST_GUTTER = 5.0
"""Points of white between two columns."""
_HELD = re.compile(r"[.;:!?…]$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from the left, the pieces of print they are made of, and their top, in points."""

    columns: tuple[tuple[TextLine, ...], ...]
    found: tuple[TextLine, ...]
    top: float

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """The lines in reading order, in the blocks 1, 2, 3."""
        return tuple(
            replace(line, block=block)
            for block, column in enumerate(self.columns, start=1)
            for line in column
        )


def find_columns(
    lines: Sequence[TextLine], width: float, is_of_block: Callable[[TextLine], bool]
) -> Columns | None:
    """Return the first stretch of body text in columns, None without one.

    :param width: of the page, in points.
    :param is_of_block: says whether a line is of a header's or a signature's two sides.
    """
    for gutters in ([width / 2], _thirds(lines, width)):
        for band in _bands(lines, gutters) if gutters else ():
            found = None if any(map(is_of_block, band)) else _parted(band, gutters, width)
            if found is not None:
                return found
    return None


def _thirds(lines: Sequence[TextLine], width: float) -> list[float]:
    """Return where the white between three columns is; none where lines begin otherwise."""
    begins = Counter(round(box_of(line).x0) for line in lines)
    edges: list[float] = []
    for edge in sorted(x for x, count in begins.items() if count >= _LEAST_EDGE):
        if not edges or edge - edges[-1] > width * _LEAST_WIDTH[3]:
            edges.append(edge)
    return [edge - _LEAST_GUTTER / 2 for edge in edges[1:]] if len(edges) == 3 else []


def _parted(band: list[TextLine], gutters: Sequence[float], width: float) -> Columns | None:
    """Return a stretch parted at ``gutters``, None where a part is no column of text."""
    edges = [-width, *(gutter + _SLACK for gutter in gutters), 2 * width]
    parts = [[x for x in band if a < box_of(x).x1 <= b] for a, b in pairwise(edges)]
    if not all(parts):
        return None
    # A short title in the middle of the page stands above the middle one of three columns.
    head = min(box_of(line).y0 for part in (parts[0], parts[-1]) for line in part)
    parts = [[x for x in part if box_of(x).y1 > head] for part in parts]
    if not all(parts):
        return None
    white = [
        min(box_of(line).x0 for line in right) - max(box_of(line).x1 for line in left)
        for left, right in pairwise(parts)
    ]
    least = width * _LEAST_WIDTH[len(parts)]
    columns = [column for part in parts if (column := _column(part, least)) is not None]
    if min(white) < _LEAST_GUTTER or len(columns) < len(parts):
        return None
    if max(map(len, columns)) < _LEAST_LINES:
        return None
    found = tuple(line for part in parts for line in part)
    top = min(box_of(line).y0 for line in found)
    return Columns(tuple(map(tuple, columns)), found, top)


def _bands(lines: Sequence[TextLine], gutters: Sequence[float]) -> Iterator[list[TextLine]]:
    """Yield the lines between those that stand across a gutter, from the top.

    White across the whole page ends a stretch too: a running head stands above it.
    """
    band: list[TextLine] = []
    foot = 0.0
    for line in sorted(lines, key=lambda item: box_of(item).y0 + box_of(item).y1):
        box = box_of(line)
        across = any(box.x0 < at - _SLACK and box.x1 > at + _SLACK for at in gutters)
        if band and (across or box.y0 - foot > _WHITE * box.height):
            yield band
            band = []
        if not across:
            band.append(line)
        foot = max(foot, box.y1)
    yield band


def _column(lines: Sequence[TextLine], least: float) -> list[TextLine] | None:
    """Return the lines of a column from its head, None where they are no running text.

    :param least: how wide most of them are, in points.
    """
    rows = [close_up(row) for row in rows_of(lines)]
    if len(rows) < 2 or any(len(row) > 1 for row in rows):
        return None
    column = [row[0] for row in rows]
    wide = sum(box_of(line).width > least for line in column)
    if wide < _MOST_WIDE * len(column):
        return None
    steps = [box_of(b).y1 - box_of(a).y1 for a, b in pairwise(column)]
    if max(steps) > _FARTHEST * sorted(steps)[len(steps) // 2]:
        return None
    running = sum(b.text[:1].islower() and not _HELD.search(a.text) for a, b in pairwise(column))
    return column if running >= max(1.0, _LEAST_RUNNING * (len(column) - 1)) else None
