"""Tables as files that spreadsheets open."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as WrittenCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from search_app.views import export, wording

Cell = str | int | date | None


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


def written(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[str, ...]]:
    """Yield rows with numbers and days as they are read: 07/10/2022, "" for nothing."""
    for row in rows:
        yield tuple(
            wording.day(cell) if isinstance(cell, date) else "" if cell is None else str(cell)
            for cell in row
        )


def as_excel(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> bytes:
    """Return a table as .xlsx: heads that stay and filter, days as days, texts never formulas.

    :param widths: of the columns, in letters.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)

    def plain(value: str) -> WrittenCell:
        # What begins with "=" is a text too.
        made: WrittenCell = WriteOnlyCell(sheet, export.legal(value))
        made.data_type = "s"
        return made

    def cell(value: Cell) -> WrittenCell | str | int | None:
        if isinstance(value, date):
            made: WrittenCell = WriteOnlyCell(sheet)
            made.value = value
            made.number_format = "dd/mm/yyyy"
            return made
        return plain(value) if isinstance(value, str) else value

    written_heads = [plain(head) for head in heads]
    for made in written_heads:
        made.font = bold
    sheet.append(written_heads)
    count = 1
    for row in rows:
        sheet.append([cell(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count}"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
