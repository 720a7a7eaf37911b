"""View models of what is cited and not held, and the same as a list to fetch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.inventory import Column, MissingRow, Table, TableRequest
from search_app.views import citation_styles, spreadsheets, wording
from search_app.views.cards import CardView, card_view
from search_app.views.choices import Choice
from search_app.views.spreadsheets import Cell
from search_app.views.tables import TableView, subject_of, table_view

START = TableRequest(sort=Column.DOCUMENTS)
COLUMNS = (
    ("TT", None),
    ("Số, ký hiệu", Column.NUMBER),
    ("Tên, trích yếu", Column.SUBJECT),
    ("Cơ quan ban hành", Column.ISSUER),
    ("Ngày", Column.ISSUED),
    ("Số văn bản dẫn", Column.DOCUMENTS),
    ("Số chỗ dẫn", Column.TIMES),
)
HEADS = (
    "TT", "Số, ký hiệu", "Loại", "Tên, trích yếu", "Cơ quan ban hành", "Ngày ban hành",
    "Số văn bản trong kho dẫn", "Số chỗ dẫn", "Được dẫn trong", "Xem các chỗ dẫn",
)  # fmt: skip
WIDTHS = (5, 18, 14, 60, 28, 13, 12, 10, 60, 40)
SHOWN = 20
"""Citing documents that a row names."""


@dataclass(frozen=True, slots=True)
class WantedView:
    """A row: a document that is cited and not held."""

    card: CardView
    number: str
    subject: str
    issuer: str
    day: str
    documents: int
    times: int
    by: tuple[Choice, ...]
    """The documents that cite it."""
    more: int
    """Citing documents that are not named."""


@dataclass(frozen=True, slots=True)
class WantedListView:
    """The page of what is cited and not held."""

    table: TableView
    rows: tuple[WantedView, ...]


def wanted_view(table: Table[MissingRow]) -> WantedListView:
    """Return the page of what is cited and not held."""
    view = table_view(table, "/kho/chua-co", START, COLUMNS)
    return WantedListView(view, tuple(map(_row, table.rows)))


def _row(row: MissingRow) -> WantedView:
    missing, card = row.missing, row.card
    return WantedView(
        card=card_view(card),
        number=f"{card.kind or ''} {card.number}".strip() if card.number else "",
        subject=subject_of(card),
        issuer=citation_styles.issuing_body(card),
        day=wording.day(card.issued),
        documents=missing.documents,
        times=missing.times,
        by=tuple(Choice(wording.title(one), card_view(one).url) for one in missing.by[:SHOWN]),
        more=max(0, len(missing.by) - SHOWN),
    )


def as_csv(table: Table[MissingRow], host: str) -> bytes:
    """Return every row as CSV; ``host`` stands before addresses."""
    return spreadsheets.as_csv(HEADS, spreadsheets.written(_cells(table, host)))


def as_excel(table: Table[MissingRow], host: str) -> bytes:
    """Return every row as .xlsx."""
    return spreadsheets.as_excel("Cần tìm", HEADS, _cells(table, host), WIDTHS)


def _cells(table: Table[MissingRow], host: str) -> Iterable[tuple[Cell, ...]]:
    for number, row in enumerate(table.rows, start=1):
        card = row.card
        yield (
            number,
            card.number,
            card.kind,
            subject_of(card),
            citation_styles.issuing_body(card),
            card.issued,
            row.missing.documents,
            row.missing.times,
            "; ".join(wording.title(one) for one in row.missing.by),
            f"{host}{card_view(card).url}",
        )
