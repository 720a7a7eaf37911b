"""View models and files of a review: what stands on something since changed, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from docx.shared import Cm

from index.citations import status_words
from index.citations.review import ChangedBasis, Review, changed_on
from index.results import DocumentCard, Status
from ingest.text.dates import format_day
from search_app.views import export, spreadsheets, wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.choices import Choice
from search_app.views.status import StatusView, status_view

SORTS = {
    "": "Đã hết trước",
    "moi": "Văn bản mới nhất",
    "doi": "Thay đổi mới nhất",
    "dan": "Cái được dẫn",
}
MOST = 300
"""Rows and changes that the page shows."""
HEADS = ("Văn bản", "Ngày", "Cơ quan", "Chỗ dẫn", "Dẫn", "Điều khoản", "Đã đổi thế nào", "Câu dẫn")


@dataclass(frozen=True, slots=True)
class RowView:
    """A document that cites something changed."""

    card: CardView
    where: str
    url: str
    sentence: str
    cited: CardView
    provision: str
    statuses: tuple[StatusView, ...]
    times: int
    already: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A document that changed."""

    card: CardView
    status: StatusView


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The page."""

    rows: tuple[RowView, ...]
    count: int
    """Rows in all; the files have those that the page leaves out."""
    changes: tuple[ChangeView, ...]
    issuers: tuple[str, ...]
    issuer: str
    folder: str
    since: str
    new: bool
    sorts: tuple[Choice, ...]
    csv_url: str
    word_url: str


def review_view(review: Review, sort: str, query: str) -> ReviewView:
    """Return the page; ``query`` is that of its address, for the links to the files."""
    kept = [(name, value) for name, value in parse_qsl(query) if name != "sap"]
    asked = review.request
    return ReviewView(
        rows=tuple(map(_row, _sorted(review.rows, sort)[:MOST])),
        count=len(review.rows),
        changes=tuple(
            ChangeView(card_view(s.target), status_view(s)) for s in review.changes[:MOST]
        ),
        issuers=review.issuers,
        issuer=asked.issuer,
        folder=asked.folder,
        since=format_day(asked.since) if asked.since else "",
        new=asked.new,
        sorts=tuple(
            Choice(name, "/ra-soat?" + urlencode([*kept, ("sap", key)]), key == sort)
            for key, name in SORTS.items()
        ),
        csv_url="/ra-soat.csv?" + urlencode(kept),
        word_url="/ra-soat.docx?" + urlencode(kept),
    )


def _sorted(rows: Iterable[ChangedBasis], sort: str) -> list[ChangedBasis]:
    rows = list(rows)
    if sort == "moi":
        rows.sort(key=lambda row: row.place.document.issued or date.min, reverse=True)
    elif sort == "doi":
        rows.sort(key=lambda row: _latest(row.statuses), reverse=True)
    elif sort == "dan":
        rows.sort(key=lambda row: (row.cited.number or "", row.place.document.number or ""))
    return rows


def _latest(statuses: Iterable[Status]) -> date:
    return max((changed_on(status) or date.min for status in statuses), default=date.min)


def _where(row: ChangedBasis) -> str:
    paged = wording.paged(row.place.document)
    parts = (wording.section(row.place.path), wording.pages(row.place.pages) if paged else "")
    return " · ".join(part for part in parts if part)


def _row(row: ChangedBasis) -> RowView:
    place = row.place
    return RowView(
        card=card_view(place.document),
        where=_where(row),
        url=document_url(place.document.id or "", place.passage),
        sentence=place.sentence,
        cited=card_view(row.cited),
        provision=place.provision or "",
        statuses=tuple(map(status_view, row.statuses)),
        times=row.times,
        already=row.was_ended_already,
    )


# --- files ------------------------------------------------------------------------


def _named(card: DocumentCard) -> str:
    day = f", ngày {format_day(card.issued)}" if card.issued else ""
    return f"{wording.title(card)}{day}"


def _told(row: ChangedBasis) -> str:
    return "; ".join(status_words.sentence(status) for status in row.statuses)


def _cells(row: ChangedBasis) -> tuple[str, ...]:
    card = row.place.document
    return (
        wording.title(card),
        wording.day(card.issued),
        card.deciding_body or card.issuer or "",
        _where(row),
        _named(row.cited),
        row.place.provision or "",
        _told(row),
        " ".join(row.place.sentence.split()),
    )


def as_csv(review: Review) -> bytes:
    """Return the rows as CSV."""
    return spreadsheets.as_csv(HEADS, map(_cells, review.rows))


def as_word(review: Review) -> bytes:
    """Return the rows and the changes as .docx."""
    file = export.styled()
    file.add_heading("Chỗ dẫn văn bản đã thay đổi", level=0)
    file.add_paragraph(f"{len(review.rows)} chỗ dẫn cần xem lại trong kho.")
    table = file.add_table(rows=1, cols=4, style="Table Grid")
    heads = ("TT", "Văn bản, chỗ dẫn", "Dẫn", "Đã đổi thế nào")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for number, row in enumerate(review.rows, start=1):
        sentence = " ".join(row.place.sentence.split())
        cited = f"{row.place.provision or ''} {_named(row.cited)}".strip()
        citing = f"{_named(row.place.document)}\n{_where(row)}\n“{sentence}”"
        texts = (str(number), citing, cited, f"{_told(row)}.")
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = export.legal(text)
    for cells in (table_row.cells for table_row in table.rows):
        for cell, width in zip(cells, (1.0, 7.0, 4.0, 4.5), strict=True):
            cell.width = Cm(width)
    return export.saved(file)
