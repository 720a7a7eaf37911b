"""The JSON that commands print and the API answers, as frozen dataclasses: one set for both.

docs/json.md lists every key and is tested against these classes.  Keys are added, never
renamed.  Dates are ISO 8601, offsets count code points of the text they stand beside.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import index.citations.review
from index.citations import status_words
from index.citations.addresses import address_of
from index.citations.review import Review
from index.citations.status import replaced_by, touches
from index.results import (
    CitedBy,
    DocumentCard,
    DocumentView,
    Facets,
    FailedFile,
    Hit,
    Interpretation,
    LookedUpProvision,
    LookupAnswer,
    Match,
    Overview,
    PassageView,
    Resolved,
    SearchAnswer,
    Status,
)
from ingest.text.spans import Span

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


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

    ``effect`` is replaced, repealed, amended, supplemented, corrected or suspended; ``note`` the
    same in Vietnamese words; ``review`` says what is doubtful, "" where nothing is; ``here``
    whether it is of the passage in hand, null where there is none or it cannot be told.
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


@dataclass(frozen=True, slots=True)
class ProvisionResult:
    """A provision asked for; ``exists`` is null where that cannot be told."""

    path: tuple[str, ...]
    label: str
    text: str | None
    start: int | None
    end: int | None
    exists: bool | None
    range: str | None
    passage: str | None
    also: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Candidate(Card):
    """A document a number may mean, why, and the provision of it that was asked for."""

    reason: str
    status: tuple[Became, ...]
    provision: ProvisionResult | None = None


@dataclass(frozen=True, slots=True)
class Result(Card):
    """A passage in an answer; ``more`` are other passages of its document."""

    passage: str
    path: tuple[str, ...]
    page: int | None
    printed_page: str | None
    pages: tuple[int, ...]
    text: str
    sentence: Span
    sentence_path: tuple[str, ...]
    sentence_page: int | None
    sentence_address: str | None
    marks: tuple[Span, ...]
    score: float
    same: int
    origin: str
    confidence: float
    replaced_by: tuple[Card, ...]
    status: tuple[Became, ...]
    more: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """How the question was read."""

    searched: str
    restored: bool
    alternatives: tuple[str, ...]
    did_you_mean: str | None
    phrases: tuple[str, ...]
    number: str | None
    unquoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citer:
    """A passage that cites."""

    document: str | None
    number: str | None
    source: str | None
    passage: str | None
    path: tuple[str, ...]
    page: int | None
    sentence: str
    relation: str
    provision: str | None


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The answer to a number."""

    query: str
    number: str | None
    matches: tuple[Candidate, ...]
    cited_by: tuple[Citer, ...]
    nearest: tuple[Candidate, ...]
    settled: bool
    words: str
    completeness: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a search; ``kind`` is number, words or none."""

    query: str
    understood: Understood
    kind: str
    total: int
    page: int
    results: tuple[Result, ...]
    nearest: tuple[Result, ...]
    facets: Facets
    lookup: LookupResult | None


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


@dataclass(frozen=True, slots=True)
class ReviewRow(Card):
    """A document that cites something changed; ``times`` counts the places that do so alike.

    ``already`` says that what is cited had ended before this document was issued.
    """

    passage: str | None
    path: tuple[str, ...]
    page: int | None
    sentence: str
    cited: Card
    provision: str | None
    times: int
    ended: bool
    already: bool
    status: tuple[Became, ...]


@dataclass(frozen=True, slots=True)
class Change(Card):
    """A document that changed, and what became of it."""

    status: Became


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What stands on something since changed, and what changed."""

    generation: str
    rows: tuple[ReviewRow, ...]
    changes: tuple[Change, ...]


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


def _sentence_address(hit: Hit) -> str | None:
    """Return the lasting address of the provision the answering sentence stands in."""
    address = address_of(hit.passage.document)
    return str(address.at(hit.place or hit.passage.path)) if address else None


def _sentence_page(hit: Hit) -> int | None:
    """Return the file's page on which the answering sentence begins."""
    pages = hit.passage.pages_at(hit.sentence) if len(hit.sentence) else ()
    return pages[0].page if pages else (hit.passage.pages or (None,))[0]


def result(hit: Hit) -> Result:
    """Return a passage of an answer."""
    at = hit.passage
    return Result(
        **card_fields(at.document),
        passage=at.id,
        path=at.path,
        page=at.pages[0] if at.pages else None,
        printed_page=at.printed_pages[0] if at.printed_pages else None,
        pages=at.pages,
        text=at.text,
        sentence=hit.sentence,
        sentence_path=hit.place,
        sentence_page=_sentence_page(hit),
        sentence_address=_sentence_address(hit),
        marks=hit.marks,
        score=hit.score,
        same=hit.same,
        origin=at.origin.value,
        confidence=at.confidence,
        replaced_by=tuple(map(card, replaced_by(hit.statuses))),
        status=tuple(became(each, at) for each in hit.statuses),
        more=tuple(map(result, hit.more)),
    )


def _understood(of: Interpretation) -> Understood:
    return Understood(
        of.searched,
        of.restored,
        of.alternatives,
        of.did_you_mean,
        of.phrases,
        of.number,
        of.unquoted,
    )


def search_result(answer: SearchAnswer) -> SearchResult:
    """Return an answer."""
    return SearchResult(
        query=answer.request.query,
        understood=_understood(answer.understood),
        kind=answer.kind.value,
        total=answer.total,
        page=answer.request.page,
        results=tuple(map(result, answer.hits)),
        nearest=tuple(map(result, answer.nearest)),
        facets=answer.facets,
        lookup=lookup_result(answer.lookup) if answer.lookup else None,
    )


def candidate(match: Match) -> Candidate:
    """Return a document a number may mean."""
    return Candidate(
        **card_fields(match.card),
        reason=match.reason,
        status=tuple(map(became, match.statuses)),
        provision=_provision(match.provision),
    )


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


def _provision(of: LookedUpProvision | None) -> ProvisionResult | None:
    if of is None:
        return None
    return ProvisionResult(
        path=of.path,
        label=of.label,
        text=of.text,
        start=of.span.start if of.span else None,
        end=of.span.end if of.span else None,
        exists=of.exists,
        range=of.range,
        passage=of.passage,
        also=of.also,
    )


def citer(by: CitedBy) -> Citer:
    """Return a citing passage."""
    return Citer(
        document=by.document.id,
        number=by.document.number,
        source=by.document.source,
        passage=by.passage or None,
        path=by.path,
        page=by.pages[0] if by.pages else None,
        sentence=by.sentence,
        relation=by.relation.value,
        provision=by.provision,
    )


def lookup_result(answer: LookupAnswer) -> LookupResult:
    """Return the answer to a number."""
    return LookupResult(
        query=answer.query,
        number=answer.number,
        matches=tuple(map(candidate, answer.matches)),
        cited_by=tuple(map(citer, answer.cited_by)),
        nearest=tuple(map(candidate, answer.nearest)),
        settled=answer.is_settled,
        words=answer.words,
        completeness=answer.completeness,
        others=answer.others,
    )


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
        **{name: getattr(shape, name) for name in _names(PassageResult)},
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


def review_result(of: Review) -> ReviewResult:
    """Return a review of a library."""
    return ReviewResult(
        generation=of.generation,
        rows=tuple(map(_review_row, of.rows)),
        changes=tuple(
            Change(**card_fields(status.target), status=became(status)) for status in of.changes
        ),
    )


def _review_row(of: index.citations.review.ChangedBasis) -> ReviewRow:
    place = of.place
    return ReviewRow(
        **card_fields(place.document),
        passage=place.passage or None,
        path=place.path,
        page=place.pages[0] if place.pages else None,
        sentence=place.sentence,
        cited=card(of.cited),
        provision=place.provision,
        times=of.times,
        ended=of.has_ended,
        already=of.was_ended_already,
        status=tuple(map(became, of.statuses)),
    )


# --- as JSON ----------------------------------------------------------------------


def plain(value: object) -> object:
    """Return what JSON has no form of in one that it has (``default`` of :func:`json.dumps`).

    :raises TypeError: it is neither a day nor one of these dataclasses.
    """
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        # Not asdict: it copies every leaf, which takes most of an answer's time.
        # "from_" stands for "from", which Python keeps for itself.
        return {name.rstrip("_"): getattr(value, name) for name in _names(type(value))}
    raise TypeError(f"no JSON form for {type(value).__name__}")


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
