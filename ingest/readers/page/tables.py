"""Tables: the grid that the page's lines or filled boxes draw, and its cells' text by rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pymupdf

from ingest.pages import Box, TextLine
from ingest.readers.page.lines import box_of, close_up, joined, middle, rows_of, split_at, table_row

MAX_PATHS = 4000
"""A page with more drawn paths is a drawing, not a table."""
MAX_CELLS = 6000
_NEAR = 3.0
"""Points within which two rulings are the same line."""
LEAST_BOX = 9.0
"""Points: a filled box that is lower or narrower holds no line of text."""
_LONG_CELL = 700
"""A cell with more letters than this holds running text: the table only sets the page."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: where it stands (``at``) and from where to where it runs, in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page: its box, and its rows as lines ready to be read."""

    box: Box
    rows: tuple[TextLine, ...]
    used: frozenset[int]
    """``id`` of each line of the page that stands in the table."""


def find_tables(
    page: pymupdf.Page, lines: Sequence[TextLine], turn: pymupdf.Matrix
) -> tuple[Table, ...]:
    """Return the tables of a page that hold any of its ``lines``: ruled, or of filled boxes."""
    paths = page.get_cdrawings()
    if len(paths) > MAX_PATHS:
        return ()
    return _tables(*_rulings(paths, turn), lines) or _tables(*_box_edges(paths, turn), lines)


def _tables(
    across: list[Ruling], down: list[Ruling], lines: Sequence[TextLine]
) -> tuple[Table, ...]:
    if len(across) < 2 or len(down) < 2:
        return ()
    tables = []
    for grid in _grids(across, down):
        inside = [line for line in lines if grid.holds(line)]
        rows = grid.rows(inside) if inside else ()
        if rows:
            tables.append(Table(grid.box, tuple(rows), frozenset(map(id, inside))))
    return tuple(tables)


def _box_edges(
    paths: Sequence[dict[str, Any]], turn: pymupdf.Matrix
) -> tuple[list[Ruling], list[Ruling]]:
    """Return the edges of filled boxes that stand in columns, row under row.

    A box behind one line or one word is a highlight: only rows of several boxes that begin
    where those of another row begin are a table.
    """
    rows: dict[tuple[int, int], set[tuple[float, float, float, float]]] = {}
    for path in paths:
        for item in path["items"] if "f" in (path["type"] or "") else ():
            box = pymupdf.Rect(item[1]) * turn if item[0] == "re" else pymupdf.Rect()
            if box.width >= LEAST_BOX and box.height >= LEAST_BOX:
                key = (round(box.y0 / _NEAR), round(box.y1 / _NEAR))
                rows.setdefault(key, set()).add((box.x0, box.y0, box.x1, box.y1))
    columns = [tuple(sorted(round(box[0] / _NEAR) for box in row)) for row in rows.values()]
    across: list[Ruling] = []
    down: list[Ruling] = []
    for row, begins in zip(rows.values(), columns, strict=True):
        if len(begins) < 2 or columns.count(begins) < 2:
            continue
        for x0, y0, x1, y1 in row:
            across += [Ruling(y0, x0, x1), Ruling(y1, x0, x1)]
            down += [Ruling(x0, y0, y1), Ruling(x1, y0, y1)]
    return _merge(across), _merge(down)


def _rulings(
    paths: Sequence[dict[str, Any]], turn: pymupdf.Matrix
) -> tuple[list[Ruling], list[Ruling]]:
    across: list[Ruling] = []
    down: list[Ruling] = []
    for path in paths:
        stroked = "s" in (path["type"] or "")
        for item in path["items"]:
            for rect in _edges(item, stroked):
                box = pymupdf.Rect(rect) * turn
                if box.height <= _NEAR < box.width:
                    across.append(Ruling((box.y0 + box.y1) / 2, box.x0, box.x1))
                elif box.width <= _NEAR < box.height:
                    down.append(Ruling((box.x0 + box.x1) / 2, box.y0, box.y1))
    return _merge(across), _merge(down)


def _edges(item: tuple[Any, ...], stroked: bool) -> Iterator[tuple[float, float, float, float]]:
    """Yield what an item of a path draws as flat rectangles."""
    kind, *what = item
    if kind == "l":
        (x0, y0), (x1, y1) = what[0], what[1]
        yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    elif kind == "re":
        x0, y0, x1, y1 = what[0]
        if min(x1 - x0, y1 - y0) <= _NEAR:
            yield x0, y0, x1, y1
        elif stroked:
            yield x0, y0, x1, y0
            yield x0, y1, x1, y1
            yield x0, y0, x0, y1
            yield x1, y0, x1, y1


def _merge(rulings: list[Ruling]) -> list[Ruling]:
    """Return rulings with pieces of one line put together."""
    merged: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (round(r.at / _NEAR), r.start)):
        last = merged[-1] if merged else None
        if last and abs(last.at - ruling.at) <= _NEAR and ruling.start <= last.end + _NEAR:
            merged[-1] = Ruling(last.at, last.start, max(last.end, ruling.end))
        else:
            merged.append(ruling)
    return merged


def _grids(across: list[Ruling], down: list[Ruling]) -> Iterator[_Grid]:
    """Yield a grid for each set of rulings that meet one another."""
    all_rulings = [(ruling, True) for ruling in across] + [(ruling, False) for ruling in down]
    parent = list(range(len(all_rulings)))

    def top(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, ruling in enumerate(across):
        for j, other in enumerate(down, start=len(across)):
            if _meet(ruling, other):
                parent[top(i)] = top(j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for n, (ruling, flat) in enumerate(all_rulings):
        groups.setdefault(top(n), ([], []))[0 if flat else 1].append(ruling)
    for flat_ones, upright_ones in groups.values():
        xs, ys = _places(upright_ones), _places(flat_ones)
        cells = (len(xs) - 1) * (len(ys) - 1)
        if len(xs) >= 2 and len(ys) >= 2 and 2 <= cells <= MAX_CELLS:
            yield _Grid(xs, ys, flat_ones, upright_ones)


def _meet(flat: Ruling, upright: Ruling) -> bool:
    return (
        flat.start - _NEAR <= upright.at <= flat.end + _NEAR
        and upright.start - _NEAR <= flat.at <= upright.end + _NEAR
    )


def _places(rulings: Iterable[Ruling]) -> list[float]:
    places: list[float] = []
    for at in sorted(ruling.at for ruling in rulings):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places


class _Grid:
    """Cells between rulings; a cell without a ruling to its neighbour is one with it."""

    def __init__(
        self, xs: list[float], ys: list[float], across: list[Ruling], down: list[Ruling]
    ) -> None:
        self.xs, self.ys = xs, ys
        self.box = Box(xs[0], ys[0], xs[-1], ys[-1])
        columns, rows = len(xs) - 1, len(ys) - 1
        self._top = list(range(columns * rows))
        self._columns = columns
        for row in range(rows):
            for column in range(columns):
                cell = row * columns + column
                y = (ys[row] + ys[row + 1]) / 2
                x = (xs[column] + xs[column + 1]) / 2
                if column + 1 < columns and not _ruled(down, xs[column + 1], y):
                    self._unite(cell, cell + 1)
                if row + 1 < rows and not _ruled(across, ys[row + 1], x):
                    self._unite(cell, cell + columns)

    def _find(self, cell: int) -> int:
        while self._top[cell] != cell:
            cell = self._top[cell]
        return cell

    def _unite(self, a: int, b: int) -> None:
        a, b = sorted((self._find(a), self._find(b)))
        self._top[b] = a

    def holds(self, line: TextLine) -> bool:
        """Say whether the middle of a line stands in the grid."""
        box = box_of(line)
        y = (box.y0 + box.y1) / 2
        return self.box.x0 <= middle(line) <= self.box.x1 and self.box.y0 <= y <= self.box.y1

    def rows(self, lines: list[TextLine]) -> list[TextLine]:
        """Return the rows of the table as lines; none when it has but one cell with text."""
        cells: dict[int, list[TextLine]] = {}
        for line in lines:
            for piece in split_at(line, self.xs[1:-1]):
                cells.setdefault(self._cell_of(piece), []).append(piece)
        if len(cells) < 2:
            return []
        table_lines: list[TextLine] = []
        for row in range(len(self.ys) - 1):
            heads = range(row * self._columns, (row + 1) * self._columns)
            texts = [
                self._text(cells[c]) if c in cells else None for c in heads if self._is_head(c)
            ]
            full = [text for text in texts if text is not None]
            if any(len(text.text) > _LONG_CELL for text in full):
                table_lines.extend(self._running(cells, heads, row))
            elif full:
                table_lines.append(
                    table_row(texts) if len(texts) > 1 else replace(full[0], paragraph_end=True)
                )
        return table_lines

    def _is_head(self, cell: int) -> bool:
        return self._find(cell) == cell

    def _cell_of(self, line: TextLine) -> int:
        box = box_of(line)
        column = sum(x < middle(line) for x in self.xs[1:-1])
        row = sum(y < (box.y0 + box.y1) / 2 for y in self.ys[1:-1])
        return self._find(row * self._columns + column)

    def _text(self, lines: list[TextLine]) -> TextLine:
        """Return the lines of a cell as one."""
        pieces = [piece for row in rows_of(lines) for piece in row]
        line = pieces[0]
        for piece in pieces[1:]:
            broken = line.text.endswith(("-", "/")) and line.text[-2:-1].isalnum()
            line = joined(line, piece, "" if broken and piece.text[:1].isupper() else " ")
        return line

    def _running(
        self, cells: dict[int, list[TextLine]], heads: range, row: int
    ) -> Iterator[TextLine]:
        """Yield the lines of cells that hold running text, cell by cell."""
        for cell in heads:
            if self._is_head(cell) and cell in cells:
                rows = [close_up(pieces) for pieces in rows_of(cells[cell])]
                lines = [table_row(r) if len(r) > 1 else r[0] for r in rows]
                block = 100 + row * self._columns + cell % self._columns
                placed = [replace(line, block=block) for line in lines]
                yield from placed[:-1]
                yield replace(placed[-1], paragraph_end=True)


def _ruled(rulings: list[Ruling], at: float, crossing: float) -> bool:
    return any(
        abs(ruling.at - at) <= _NEAR and ruling.start - 1 <= crossing <= ruling.end + 1
        for ruling in rulings
    )
