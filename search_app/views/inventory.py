"""View models of what the library holds, and the same as tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.inventory import Column, Fate, HeldRow, Lack, Table, TableRequest
from index.results import FailedFile, Overview
from search_app.views import addresses, citation_styles, spreadsheets, wording
from search_app.views.cards import CardView, card_view
from search_app.views.spreadsheets import Cell
from search_app.views.status import StatusView, status_view
from search_app.views.tables import LACKS, TableView, subject_of, table_view

START = TableRequest()
COLUMNS = (
    ("Số, ký hiệu", Column.NUMBER),
    ("Loại", Column.KIND),
    ("Trích yếu", Column.SUBJECT),
    ("Cơ quan ban hành", Column.ISSUER),
    ("Ngày", Column.ISSUED),
    ("Trang", Column.PAGES),
    ("Tình trạng", Column.FATE),
)
HEADS = (
    "TT", "Số, ký hiệu", "Loại", "Trích yếu", "Cơ quan ban hành", "Ngày ban hành",
    "Nhiệm kỳ Trung ương", "Điều kho biết về việc thay thế, sửa đổi", "Chưa rõ", "Số trang",
    "Cách có chữ", "Số tệp", "Tên tệp", "Địa chỉ lâu dài",
)  # fmt: skip
WIDTHS = (5, 16, 14, 60, 28, 13, 20, 40, 24, 9, 24, 7, 28, 40)
"""Of the columns of a spreadsheet, in letters."""


@dataclass(frozen=True, slots=True)
class HeldView:
    """A row: a document of the library."""

    card: CardView
    number: str
    kind: str
    subject: str
    issuer: str
    day: str
    has_ended: bool
    """Whether all of it was replaced, repealed or suspended beyond doubt."""
    became: StatusView | None
    """The gravest of what became of it."""
    others: int
    """Further things that became of it."""
    lacks: str
    file: str
    """Its file, where a fact is lacking that somebody must look for in it."""
    pages: str


@dataclass(frozen=True, slots=True)
class FailedView:
    """A file that could not be read; only its name, never where it lies."""

    name: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class InventoryView:
    """The page of what the library holds."""

    table: TableView
    rows: tuple[HeldView, ...]
    counts: tuple[tuple[str, str], ...]
    missing: int
    built: str
    model: str
    encoder: str
    failed: tuple[FailedView, ...]
    remarks: tuple[str, ...]


def inventory_view(table: Table[HeldRow], overview: Overview) -> InventoryView:
    """Return the page of what the library holds."""
    return InventoryView(
        table=table_view(table, "/kho", START, COLUMNS),
        rows=tuple(map(_row, table.rows)),
        counts=(
            ("văn bản", wording.count(len(overview.documents))),
            ("trang", wording.count(overview.pages)),
            ("đoạn", wording.count(overview.passages)),
            ("lượt viện dẫn", wording.count(overview.references)),
        ),
        missing=len(overview.missing),
        built=wording.moment(overview.built),
        model=overview.model,
        encoder=_encoder_words(overview),
        failed=tuple(map(_failed, overview.failed)),
        remarks=overview.remarks,
    )


def _row(row: HeldRow) -> HeldView:
    card, lacks = row.card, _lacks(row)
    return HeldView(
        card=card_view(card),
        number=card.number or "",
        kind=card.kind or "",
        subject=subject_of(card),
        issuer=citation_styles.issuing_body(card),
        day=wording.day(card.issued),
        has_ended=Fate.ENDED in row.values["fate"],
        became=status_view(row.statuses[0]) if row.statuses else None,
        others=max(0, len(row.statuses) - 1),
        lacks=lacks,
        file=_file(row) if lacks else "",
        pages=str(card.pages) if card.pages and wording.paged(card) else "",
    )


def _lacks(row: HeldRow) -> str:
    """Return what is not known of it: "số, ký hiệu; ngày ban hành"."""
    return "; ".join(LACKS[lack].lower() for lack in row.lacks if lack is not Lack.READING)


def _file(row: HeldRow) -> str:
    return (row.card.source or "").replace("\\", "/").rsplit("/", 1)[-1]


def _failed(file: FailedFile) -> FailedView:
    return FailedView(file.source.replace("\\", "/").rsplit("/", 1)[-1], file.message, file.advice)


def _encoder_words(overview: Overview) -> str:
    """Return what the page says of the encoder's vectors."""
    if not overview.encoder:
        return "Tìm theo nghĩa còn ở mức thường; máy chưa đọc kỹ các đoạn."
    if overview.encoded == overview.passages:
        return "Máy đã đọc kỹ mọi đoạn để tìm theo nghĩa."
    return (
        f"Máy đã đọc kỹ {wording.count(overview.encoded)} trên"
        f" {wording.count(overview.passages)} đoạn để tìm theo nghĩa; các đoạn còn lại tìm ở mức"
        " thường."
    )


# --- as files -----------------------------------------------------------------------


def as_csv(table: Table[HeldRow], host: str) -> bytes:
    """Return every row as CSV; ``host`` stands before addresses."""
    return spreadsheets.as_csv(HEADS, spreadsheets.written(_cells(table, host)))


def as_excel(table: Table[HeldRow], host: str) -> bytes:
    """Return every row as .xlsx."""
    return spreadsheets.as_excel("Trong kho", HEADS, _cells(table, host), WIDTHS)


def _cells(table: Table[HeldRow], host: str) -> Iterable[tuple[Cell, ...]]:
    for number, row in enumerate(table.rows, start=1):
        card = row.card
        address = addresses.lasting(card)
        yield (
            number,
            card.number,
            card.kind,
            subject_of(card),
            citation_styles.issuing_body(card),
            card.issued,
            wording.term(card.issued),
            "; ".join(status_view(status).line for status in row.statuses),
            _lacks(row),
            card.pages if card.pages and wording.paged(card) else None,
            wording.reading(card.origin, card.confidence),
            card.files,
            _file(row),
            f"{host}{address}" if address else "",
        )
