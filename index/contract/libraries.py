"""What is in a library, as JSON tells it."""

from __future__ import annotations

from dataclasses import dataclass

from index.contract.cards import Card, card, card_fields
from index.results import FailedFile, Overview


@dataclass(frozen=True, slots=True)
class MissingDocument(Card):
    """A document that is cited and not held: how many times, in how many documents."""

    times: int
    documents: int


@dataclass(frozen=True, slots=True)
class LibraryResult:
    """What is in a library."""

    generation: str
    built: str
    model: str
    documents: tuple[Card, ...]
    passages: int
    pages: int
    references: int
    failed: tuple[FailedFile, ...]
    missing: tuple[MissingDocument, ...]
    remarks: tuple[str, ...]
    encoder: str | None
    encoded: int
    not_encoded: tuple[str, ...]


def library_result(overview: Overview) -> LibraryResult:
    """Return what is in a library."""
    return LibraryResult(
        generation=overview.generation,
        built=overview.built,
        model=overview.model,
        documents=tuple(map(card, overview.documents)),
        passages=overview.passages,
        pages=overview.pages,
        references=overview.references,
        failed=overview.failed,
        missing=tuple(
            MissingDocument(**card_fields(each.card), times=each.times, documents=each.documents)
            for each in overview.missing
        ),
        remarks=overview.remarks,
        encoder=overview.encoder or None,
        encoded=overview.encoded,
        not_encoded=tuple(card.id for card in overview.not_encoded if card.id),
    )
