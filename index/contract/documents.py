"""One passage and one document, as JSON tells them."""

from __future__ import annotations

from dataclasses import dataclass

from index.citations.status import replaced_by
from index.contract.cards import Became, Card, became, card
from index.contract.json_form import field_names
from index.contract.lookups import Candidate, Citer, candidate, citer
from index.results import DocumentView, PassageView, Resolved, Status


@dataclass(frozen=True, slots=True)
class PassageResult:
    """One passage, verbatim."""

    passage: str
    document: str | None
    path: tuple[str, ...]
    pages: tuple[int, ...]
    printed_pages: tuple[str, ...]
    start: int
    end: int
    text: str
    origin: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PassageAnswer(PassageResult):
    """One passage by itself, with what became of its document and of what it holds."""

    status: tuple[Became, ...]


@dataclass(frozen=True, slots=True)
class Cites:
    """A reference of a document and what it refers to."""

    start: int
    end: int
    text: str
    form: str
    relation: str
    resolution: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """A fact of the header corrected by hand; ``read`` is what the file says ("" for nothing)."""

    field: str
    value: str
    read: str
    at: str


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document with its cross-references in both directions."""

    card: Card
    text: str
    passages: tuple[PassageResult, ...]
    cites: tuple[Cites, ...]
    cited_by: tuple[Citer, ...]
    replaced_by: tuple[Card, ...]
    status: tuple[Became, ...]
    by_hand: tuple[ByHand, ...]


def passage_result(of: PassageView) -> PassageResult:
    """Return one passage."""
    return PassageResult(
        passage=of.id,
        document=of.document.id,
        path=of.path,
        pages=of.pages,
        printed_pages=of.printed_pages,
        start=of.span.start,
        end=of.span.end,
        text=of.text,
        origin=of.origin.value,
        confidence=of.confidence,
    )


def passage_answer(of: PassageView, statuses: tuple[Status, ...]) -> PassageAnswer:
    """Return one passage and what became of its document."""
    shape = passage_result(of)
    return PassageAnswer(
        **{name: getattr(shape, name) for name in field_names(PassageResult)},
        status=tuple(became(each, of) for each in statuses),
    )


def cites(of: Resolved) -> Cites:
    """Return a reference and what it refers to."""
    return Cites(
        start=of.span.start,
        end=of.span.end,
        text=of.text,
        form=of.form.value,
        relation=of.relation.value,
        resolution=of.resolution.value,
        candidates=tuple(map(candidate, of.candidates)),
    )


def document_result(view: DocumentView) -> DocumentResult:
    """Return one document."""
    return DocumentResult(
        card=card(view.card),
        text=view.document.text,
        passages=tuple(map(passage_result, view.passages)),
        cites=tuple(map(cites, view.cites)),
        cited_by=tuple(map(citer, view.cited_by)),
        replaced_by=tuple(map(card, replaced_by(view.statuses))),
        status=tuple(map(became, view.statuses)),
        by_hand=tuple(ByHand(by.field, by.value, by.read, by.at) for by in view.corrected),
    )
