"""The lines of a text and which line each hangs under: "a)" under "1.", that under "Điều 1.".

What an amending document says it changes often stands once, in the heading of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.references.masks import FILLER

_LEAD = r"[\s*#>_|\[(]{0,16}"
_RANKS = (
    (0, re.compile(rf"{_LEAD}(?:(?:Chương|CHƯƠNG|Phần|PHẦN)\s|[IVX]{{1,5}}[.-]\s)")),
    (1, re.compile(rf"{_LEAD}(?:Điều|ĐIỀU)\s\d")),
    (3, re.compile(rf"{_LEAD}\d{{1,3}}\s?[.)/-]\s?(?!\d)")),
    (4, re.compile(rf"{_LEAD}\d{{1,3}}\.\d")),
    (5, re.compile(r"[\s*#>_|]{0,16}[a-zđ]\d?\)")),
    (6, re.compile(r"\s{0,12}[-–+•*]\s")),
)
_PLAIN = 7
"""The rank of a line without a label: it opens a list, but never ends one."""
_LISTED = 3
"""The highest rank of the lines that a line without a label may hold."""
_QUOTED = re.compile(rf"\s{{0,12}}[“\"«]?{FILLER}")


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A line: where it stands, how deep, and the ordinal of the line it hangs under."""

    start: int
    end: int
    rank: int
    parent: int | None


class TextOutline:
    """The lines of a text, to be asked for those above and below one."""

    def __init__(self, text: str) -> None:
        self.rows = _rows(text)
        self._starts = [row.start for row in self.rows]

    def at(self, offset: int) -> int:
        """Return the ordinal of the line that holds ``offset``."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def above(self, ordinal: int) -> Iterator[int]:
        """Yield the line itself and those it hangs under, the nearest first."""
        at: int | None = ordinal
        while at is not None:
            yield at
            at = self.rows[at].parent

    def below(self, ordinal: int) -> Iterator[OutlineRow]:
        """Yield the lines that hang under one, until a line of its rank or a higher one."""
        rank = self.rows[ordinal].rank
        plain = rank == _PLAIN
        first: int | None = None
        for at in range(ordinal + 1, len(self.rows)):
            row = self.rows[at]
            if plain:
                first = row.rank if first is None else first
                if row.rank == _PLAIN or row.rank < first or first < _LISTED:
                    return
            elif row.rank <= rank:
                return
            yield row


def _rows(text: str) -> list[OutlineRow]:
    rows: list[OutlineRow] = []
    stack: list[int] = []
    opener: int | None = None
    for line in re.finditer(r"[^\n]+", text):
        if not line[0].strip() or _QUOTED.match(line[0]):
            continue
        rank = next((rank for rank, mark in _RANKS if mark.match(line[0])), _PLAIN)
        if rank == _PLAIN:
            rows.append(OutlineRow(*line.span(), rank, stack[-1] if stack else None))
            opener = len(rows) - 1 if line[0].rstrip(" *_").endswith(":") else opener
            continue
        sibling: int | None = None
        while stack and rows[stack[-1]].rank >= rank:
            popped = stack.pop()
            sibling = popped if rows[popped].rank == rank else None
        parent = stack[-1] if stack else None
        if sibling is not None:
            parent = rows[sibling].parent
        elif opener is not None and opener > (-1 if parent is None else parent):
            parent = opener
        rows.append(OutlineRow(*line.span(), rank, parent))
        stack.append(len(rows) - 1)
    return rows
