"""Tables as files that spreadsheets open."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8 with its mark, which spreadsheets look for."""
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(heads)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return table.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
