"""A document in one line, and what became of it, as JSON tells both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from index.citations import status_words
from index.citations.addresses import address_of
from index.citations.status import touches
from index.results import DocumentCard, PassageView, Status


@dataclass(frozen=True, slots=True)
class Card:
    """A document in one line; ``document`` is null for one that is known, not held."""

    document: str | None
    number: str | None
    kind: str | None
    issuer: str | None
    issued: date | None
    subject: str | None
    source: str | None
    sample: bool
    corrected: tuple[str, ...]
    title: str | None
    files: int
    elsewhere: dict[str, str]
    from_copies: tuple[str, ...]
    address: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """The document that changed another; ``document`` is null for one that is not held."""

    document: str | None
    number: str | None
    issued: date | None


@dataclass(frozen=True, slots=True)
class Became:
    """What one act made of a document, or of the ``provision`` it names.

    ``effect`` is replaced, repealed, amended, supplemented, corrected, suspended or continued
    (extended, restored); ``note`` the same in Vietnamese words; ``review`` says what is doubtful,
    "" where nothing is; ``here`` whether it is of the passage in hand, null where there is none
    or it cannot be told.
    """

    effect: str
    provision: str | None
    by: Actor
    sentence: str | None
    page: int | None
    from_: date | None
    note: str
    review: str
    source: str | None
    passage: str | None
    here: bool | None


def card(of: DocumentCard) -> Card:
    """Return a document's line."""
    return Card(**card_fields(of))


def card_fields(of: DocumentCard) -> dict[str, Any]:
    """Return the fields that :class:`Card` and what goes on from it have of a document."""
    return {
        "document": of.id,
        "number": of.number,
        "kind": of.kind,
        "issuer": of.deciding_body or of.issuer,
        "issued": of.issued,
        "subject": of.subject,
        "source": of.source,
        "sample": of.sample,
        "corrected": of.corrected,
        "title": of.title,
        "files": of.files,
        "elsewhere": dict(of.elsewhere),
        "from_copies": of.from_copies,
        "address": str(address) if (address := address_of(of)) else None,
    }


def became(of: Status, passage: PassageView | None = None) -> Became:
    """Return what became of a document; ``passage`` is the one in hand."""
    return Became(
        effect=of.effect.value,
        provision=of.provision,
        by=Actor(of.by.id, of.by.number, of.by.issued),
        sentence=of.sentence or None,
        page=of.pages[0] if of.pages else None,
        from_=of.since,
        note=status_words.sentence(of),
        review=of.review,
        source=of.source or None,
        passage=of.passage,
        here=None if passage is None else touches(of, passage),
    )
