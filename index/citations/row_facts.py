"""Facts that a table states of a document in cells of their own, beside that of its number.

"| 31-QĐ/TU | 12/9/2023 | Ban Thường vụ Tỉnh ủy | Trách nhiệm tiếp dân |": a check answers for
the whole row.  Lines of a table keep their cells apart by " | " (Word and Markdown files).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from ingest.citations import Reference, ReferenceForm
from ingest.text.dates import find_dates
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_types import kinds_by_word
from ingest.vocabulary.issuer_phrases import body_at

_BAR = re.compile(r"\s?\|\s?")
_RULE = re.compile(r"[\s|:-]*")
_MOST_ROWS = 500
"""Rows above a row in which the heading of its table is looked for."""
_DAY = re.compile(r"(?:ngày\s)?[\d\s./-]+|(?:ngày\s)?\d{1,2}\stháng\s\d{1,2}\snăm\s\d{4}", re.I)
_DAY_ONLY = "ngay"
_LEAST = 3
"""Words of a cell that states a subject."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    span: Span


@cache
def _columns() -> tuple[tuple[str, str], ...]:
    """Return the names of columns with the fact they state, the longest first."""
    written = resources.files("index").joinpath("data/table_columns.json").read_text("utf-8")
    data = json.loads(written)
    names = [(fold(name), fact) for fact, row in data.items() if fact != "about" for name in row]
    return tuple(sorted(names, key=lambda pair: -len(pair[0])))


def with_row_facts(text: str, references: Sequence[Reference]) -> tuple[Reference, ...]:
    """Return references with what their rows state and they themselves do not."""
    if " | " not in text:
        return tuple(references)
    return tuple(
        _completed(text, reference, references) if _is_numbered(reference) else reference
        for reference in references
    )


def is_title_in_row(text: str, reference: Reference, references: Sequence[Reference]) -> bool:
    """Say whether a named document is only the title that a row sets beside its number."""
    if reference.form is not ReferenceForm.NAMED or reference.number is not None:
        return False
    start = text.rfind("\n", 0, reference.span.start) + 1
    row = _cells(text, start)
    at = next((n for n, one in enumerate(row) if _holds(one.span, reference.span)), None)
    numbered = any(
        _is_numbered(one) and _holds(cell.span, one.span)
        for n, cell in enumerate(row)
        if n != at
        for one in references
    )
    heads = _heading(text, start, len(row)) if numbered and at is not None else None
    return heads is not None and at is not None and _fact(heads[at]) == "subject"


def _is_numbered(reference: Reference) -> bool:
    return reference.number is not None and reference.form is not ReferenceForm.INTERNAL


def _completed(text: str, reference: Reference, references: Sequence[Reference]) -> Reference:
    start = text.rfind("\n", 0, reference.span.start) + 1
    row = _cells(text, start)
    own = next((n for n, one in enumerate(row) if _holds(one.span, reference.span)), None)
    if own is None or len(row) < 2:
        return reference
    others = [
        n
        for n, cell in enumerate(row)
        if n != own and any(_is_numbered(one) and _holds(cell.span, one.span) for one in references)
    ]
    # A row of two documents ("old | day | new | day") tells of each behind its number.
    end = next((n for n in others if n > own), len(row))
    first = 0 if not others else own
    heads = _heading(text, start, len(row))
    for at, cell in enumerate(row):
        if at == own or at in others or not first <= at < end:
            continue
        beside = "issued" if at == own + 1 else None
        fact = beside if heads is None else _fact(heads[at])
        reference = _with(reference, fact, cell.text)
    return reference


def _cells(text: str, start: int) -> list[_Cell]:
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    cells, at = [], start
    for bar in _BAR.finditer(text, start, end):
        cells.append(_Cell(text[at : bar.start()].strip(" *"), Span(at, bar.start())))
        at = bar.end()
    cells.append(_Cell(text[at:end].strip(" *"), Span(at, end)))
    # A line of Markdown begins and ends with a bar.
    if cells and not cells[0].text:
        cells = cells[1:]
    return cells[:-1] if len(cells) > 1 and not cells[-1].text else cells


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _heading(text: str, start: int, size: int) -> tuple[str, ...] | None:
    """Return the names of a table's columns; None where the row is the first of what is there.

    A table whose first row has days is one without a heading.
    """
    top: tuple[str, ...] | None = None
    for line in _lines_above(text, start):
        if _RULE.fullmatch(text, line, _end(text, line)):
            continue
        cells = _cells(text, line)
        if len(cells) != size:
            # Cells made one above it: a heading whose columns are not known.
            return top or (("",) * size if len(cells) > 1 else None)
        top = tuple(cell.text for cell in cells)
    return None if top is None or any(map(find_dates, top)) else top


def _end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _lines_above(text: str, start: int) -> Iterator[int]:
    for _ in range(_MOST_ROWS):
        if start <= 0:
            return
        start = text.rfind("\n", 0, start - 1) + 1
        yield start


def _fact(heading: str) -> str | None:
    """Return the fact that the cells of a column state, None where that is unknown."""
    said = " ".join(fold(heading).split())
    if len(said) > 60:
        return None
    # "ngày" by itself is that of issue; "ngày cập nhật", "ngày hết hạn" are others.
    names = (
        row for row in _columns() if row[0] in said and (row[0] != _DAY_ONLY or row[0] == said)
    )
    return next((fact for _, fact in names), None)


def _with(reference: Reference, fact: str | None, cell: str) -> Reference:
    if fact == "issued" and reference.issued is None:
        days = find_dates(cell) if _DAY.fullmatch(cell) else ()
        return replace(reference, issued=days[0].value) if len(days) == 1 else reference
    if fact == "issuer" and reference.issuer is None:
        body = body_at(f"của {cell}", 0)
        whole = body is not None and body.end == len(cell) + len("của ")
        return replace(reference, issuer=body.name) if body is not None and whole else reference
    if fact == "kind" and reference.kind is None:
        kind = kinds_by_word().get(fold(cell))
        return replace(reference, kind=kind) if kind else reference
    if fact == "subject" and reference.subject is None and len(cell.split()) >= _LEAST:
        return replace(reference, subject=_without_kind(cell))
    return reference


def _without_kind(title: str) -> str:
    """Return a title without the type word before it: "Quy định về …"."""
    words = title.split()
    for size in (3, 2):
        if fold(" ".join(words[:size])) in kinds_by_word() and len(words) > size + 1:
            return " ".join(words[size:])
    return title
