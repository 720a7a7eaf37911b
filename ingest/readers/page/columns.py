"""Body text set in two columns: the left one is read to its end before the right one.

Baselines of two columns need not meet, and the white between them may be as narrow as a letter.
What tells columns from a table without rules is that each side is one unbroken flow of lines as
wide as its column, whose sentences run over from line to line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.pages import TextLine
from ingest.readers.page.lines import box_of, close_up, rows_of

_LEAST_LINES = 4
"""Lines of the longer column; of fewer nobody could tell."""
_LEAST_WIDTH = 0.27
"""Share of the page's width that most lines of a column have at least."""
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
    """Two columns, the pieces of print they are made of, and where they begin, in points."""

    left: tuple[TextLine, ...]
    right: tuple[TextLine, ...]
    found: tuple[TextLine, ...]
    top: float

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """The lines in reading order, in the blocks 1 and 2."""
        return (
            *(replace(line, block=1) for line in self.left),
            *(replace(line, block=2) for line in self.right),
        )


def find_columns(
    lines: Sequence[TextLine], width: float, is_of_block: Callable[[TextLine], bool]
) -> Columns | None:
    """Return the first stretch of body text in two columns, None without one.

    :param width: of the page, in points.
    :param is_of_block: says whether a line is of a header's or a signature's two sides.
    """
    for band in _bands(lines, width / 2):
        if any(map(is_of_block, band)):
            continue
        left = [line for line in band if box_of(line).x1 <= width / 2 + _SLACK]
        right = [line for line in band if box_of(line).x1 > width / 2 + _SLACK]
        if not left or not right:
            continue
        columns = _column(left, width), _column(right, width)
        gutter = min(box_of(r).x0 for r in right) - max(box_of(r).x1 for r in left)
        if gutter < _LEAST_GUTTER or columns[0] is None or columns[1] is None:
            continue
        if max(map(len, (columns[0], columns[1]))) < _LEAST_LINES:
            continue
        top = min(box_of(line).y0 for line in band)
        return Columns(tuple(columns[0]), tuple(columns[1]), tuple(band), top)
    return None


def _bands(lines: Sequence[TextLine], middle: float) -> Iterator[list[TextLine]]:
    """Yield the lines between those that stand across the middle of the page, from the top.

    White across the whole page ends a stretch too: a running head stands above it.
    """
    band: list[TextLine] = []
    foot = 0.0
    for line in sorted(lines, key=lambda item: box_of(item).y0 + box_of(item).y1):
        box = box_of(line)
        across = box.x0 < middle - _SLACK and box.x1 > middle + _SLACK
        if band and (across or box.y0 - foot > _WHITE * box.height):
            yield band
            band = []
        if not across:
            band.append(line)
        foot = max(foot, box.y1)
    yield band


def _column(lines: Sequence[TextLine], width: float) -> list[TextLine] | None:
    """Return the lines of a column from its head, None where they are no running text."""
    rows = [close_up(row) for row in rows_of(lines)]
    if len(rows) < 2 or any(len(row) > 1 for row in rows):
        return None
    column = [row[0] for row in rows]
    wide = sum(box_of(line).width > width * _LEAST_WIDTH for line in column)
    if wide < _MOST_WIDE * len(column):
        return None
    steps = [box_of(b).y1 - box_of(a).y1 for a, b in pairwise(column)]
    if max(steps) > _FARTHEST * sorted(steps)[len(steps) // 2]:
        return None
    running = sum(b.text[:1].islower() and not _HELD.search(a.text) for a, b in pairwise(column))
    return column if running >= max(1.0, _LEAST_RUNNING * (len(column) - 1)) else None
