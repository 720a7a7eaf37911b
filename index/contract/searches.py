"""The answer to a search, as JSON tells it."""

from __future__ import annotations

from dataclasses import dataclass

from index.citations.addresses import address_of
from index.citations.status import replaced_by
from index.contract.cards import Became, Card, became, card, card_fields
from index.contract.lookups import LookupResult, lookup_result
from index.results import Facets, Hit, Interpretation, SearchAnswer
from ingest.text.spans import Span


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
