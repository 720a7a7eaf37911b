"""View models of a document's header: each fact with where it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.metadata.corrections import Corrected
from index.results import DocumentCard
from ingest.claims import Claim, Header
from ingest.model import Document
from search_app.views import wording


@dataclass(frozen=True, slots=True)
class HeaderFactView:
    """A header fact with where it was read; ``page_url`` is the page that shows it."""

    name: str
    value: str
    read: str
    page_url: str = ""
    beside: str = ""
    """What the file says, where the value was corrected by hand or is another file's."""


_FACTS: tuple[tuple[str, str], ...] = (
    ("number", "Số, ký hiệu"),
    ("kind", "Loại văn bản"),
    ("subject", "Trích yếu"),
    ("issuer", "Cơ quan ban hành"),
    ("superior", "Cơ quan cấp trên"),
    ("deciding_body", "Cơ quan quyết định"),
    ("issued", "Ngày ban hành"),
    ("place", "Nơi ban hành"),
    ("signatory", "Người ký"),
    ("position", "Thể thức, chức vụ ký"),
    ("urgency", "Độ khẩn"),
)


def page_url(document_id: str, page: int) -> str:
    """Return the address of the picture of a page."""
    return f"/van-ban/{document_id}/trang/{page}"


def is_paged(document: Document) -> bool:
    """Say whether the file has pages of its own that can be drawn."""
    return bool(document.pages and document.pages[0].width)


def _fact(document: Document, name: str, claim: Claim[object]) -> HeaderFactView:
    value = _written(claim.value)
    pages = document.pages_of(claim.span) if claim.span and claim.span.end else ()
    url = page_url(document.id, pages[0]) if pages and is_paged(document) else ""
    return HeaderFactView(name, value, wording.READ_WHERE[claim.source], url)


def _by_hand(name: str, correction: Corrected) -> HeaderFactView:
    who = f", {correction.who}" if correction.who else ""
    read = wording.correction_value(correction.field, correction.read) or "không có"
    value = wording.correction_value(correction.field, correction.value) or "không có"
    return HeaderFactView(name, value, f"sửa tay {wording.moment(correction.at)}{who}", beside=read)


def _of_copy(name: str, value: object, claim: Claim[object] | None) -> HeaderFactView:
    """Return a fact that another file of the document says, beside what this one does."""
    own = claim.value if claim is not None else None
    return HeaderFactView(
        name, _written(value), "tệp khác của văn bản này", beside=_written(own) or "không có"
    )


def _written(value: object) -> str:
    if value is None:
        return ""
    return wording.day(value) if isinstance(value, date) else str(value)


def facts(
    document: Document,
    header: Header,
    corrected: Sequence[Corrected] = (),
    card: DocumentCard | None = None,
) -> tuple[HeaderFactView, ...]:
    """Return what the header says, in the order a catalogue card has it.

    :param card: of the document, whose ``from_copies`` another of its files says.
    """
    taken = card.from_copies if card is not None else ()
    by_hand = {correction.field: correction for correction in corrected}
    rows: list[HeaderFactView] = []
    for field, name in _FACTS:
        claim = getattr(header, field)
        if field in by_hand:
            rows.append(_by_hand(name, by_hand[field]))
        elif field in taken:
            rows.append(_of_copy(name, getattr(card, field), claim))
        elif claim is not None:
            rows.append(_fact(document, name, claim))
    if header.recipients:
        rows.append(HeaderFactView("Nơi nhận", "; ".join(header.recipients), "cuối văn bản"))
    return tuple(rows)
