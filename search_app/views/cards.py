"""View models of a document in one line, and the addresses documents have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from index.metadata.corrections import FIELDS
from index.metadata.sentence_case import begins_sentence
from index.results import DocumentCard
from ingest.claims import ClaimSource
from search_app.views import citation_styles, wording


@dataclass(frozen=True, slots=True)
class CardView:
    """A document in one line; ``url`` leads to its page, or to the look-up when not held."""

    title: str
    subject: str
    issuer: str
    deciding_body: str
    day: str
    url: str
    held: bool
    reading: str
    sample: bool
    corrected: str = ""
    """Names of the facts that were corrected by hand."""
    files: int = 1
    """Files of the library that are this document."""
    elsewhere: str = ""
    """What the first page does not say, and what does."""
    id: str = ""
    """Its name in the library, "" where it is not held."""
    from_copies: str = ""
    """Names of the facts that are taken from another of its files."""


def document_url(document_id: str, passage_id: str | None = None) -> str:
    """Return the address of a document, at a passage when one is given."""
    at = f"?doan={passage_id}#{anchor(passage_id)}" if passage_id else ""
    return f"/van-ban/{document_id}{at}"


def anchor(passage_id: str) -> str:
    """Return the name of a passage's place on its document's page."""
    return "doan-" + passage_id.rsplit("-", 1)[-1]


def _called(kind: str, subject: str) -> str:
    """Return a subject as the document is known by: "Quy chế làm việc của …", "Về …"."""
    begins = begins_sentence(subject)
    if not kind or not begins or begins.startswith(("về ", kind, kind.lower())):
        return subject
    return f"{kind} {begins}"


def _named(fields: Iterable[str]) -> str:
    return ", ".join(FIELDS[field] for field in fields if field in FIELDS)


@lru_cache(maxsize=4096)
def card_view(card: DocumentCard) -> CardView:
    """Return a document's line; nothing is added to what the library says.

    Kept by the whole card: one with another fact, or of another reader's view, is another.
    """
    number = card.number or wording.title(card)
    body, subject = citation_styles.parts(card)
    apart = bool(card.issuer and card.deciding_body and card.deciding_body != card.issuer)
    return CardView(
        title=wording.title(card),
        subject=_called(card.kind or "", subject) if card.number else "",
        issuer=card.issuer if card.issuer and card.deciding_body else body,
        deciding_body=body if apart else "",
        day=wording.day(card.issued),
        url=document_url(card.id) if card.id else "/tra-cuu?" + urlencode({"so": number}),
        held=card.id is not None,
        reading=wording.reading(card.origin, card.confidence),
        sample=card.sample,
        corrected=_named(card.corrected),
        id=card.id or "",
        from_copies=_named(card.from_copies),
        files=card.files,
        elsewhere="; ".join(
            f"{FIELDS[field]} {wording.READ_WHERE[ClaimSource(what)]}"
            for field, what in card.elsewhere
            if field not in card.corrected
        ),
    )
