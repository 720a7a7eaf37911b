"""Frozen view models of a page of results: what the templates print, already in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from index.results import AnswerKind, Filters, Hit, SearchAnswer, SearchRequest, Sort
from ingest.text.spans import Span
from search_app.search_params import SORTS
from search_app.views.choices import Choice, ChoiceGroup, filter_groups, search_url
from search_app.views.hits import HitView, hit_view
from search_app.views.lookup import LookupView, lookup_view


@dataclass(frozen=True, slots=True)
class UnderstoodView:
    """How the question was read, and the way back to what was typed."""

    searched: str
    typed: str
    as_typed_url: str
    changed: bool
    did_you_mean: Choice | None
    alternatives: tuple[Choice, ...]
    unquoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """A results page."""

    request: SearchRequest
    is_narrowed: bool
    """Whether any filter is set."""
    ignores_filters: bool
    """Whether filters are set and the answer goes without them: a number has its documents."""
    opens: bool
    """Whether ``hits`` show where the documents that were asked for begin; no words found them."""
    understood: UnderstoodView
    hits: tuple[HitView, ...]
    nearest: tuple[HitView, ...]
    total: int
    groups: tuple[ChoiceGroup, ...]
    sorts: tuple[Choice, ...]
    previous: str | None
    following: str | None
    pages: int
    clear_url: str
    csv_url: str
    saved: str
    """The question as a watch keeps it: the parameters of its address."""
    lookup: LookupView | None


@dataclass(frozen=True, slots=True)
class DocumentFoundView:
    """One document of a results page, with all its passages that the page counts."""

    request: SearchRequest
    hit: HitView
    back: str
    """The document's place on the results page."""


SORT_NAMES = {
    Sort.RELEVANCE: "Phù hợp nhất",
    Sort.NEWEST: "Mới nhất",
    Sort.OLDEST: "Cũ nhất",
}


def _understood(request: SearchRequest, answer: SearchAnswer) -> UnderstoodView:
    read = answer.understood

    def instead(words: str) -> Choice:
        return Choice(words, search_url(replace(request, query=words, page=1)))

    return UnderstoodView(
        searched=read.searched,
        typed=read.typed,
        as_typed_url=search_url(replace(request, as_typed=True, page=1)),
        changed=read.restored and not request.as_typed,
        did_you_mean=instead(read.did_you_mean) if read.did_you_mean else None,
        alternatives=tuple(map(instead, read.alternatives)),
        unquoted=read.unquoted,
    )


def search_view(answer: SearchAnswer) -> SearchView:
    """Return a results page."""
    request = answer.request
    answered = answer.kind is not AnswerKind.NONE
    by_number = answer.kind is AnswerKind.NUMBER
    # A number has all its documents on one page, in the order of what speaks for them.
    pages = 1 if by_number else max(1, ceil(answer.total / request.per_page))
    is_narrowed = not request.filters.is_empty and not by_number
    return SearchView(
        request=request,
        is_narrowed=is_narrowed,
        ignores_filters=by_number and not request.filters.is_empty,
        opens=answer.opens,
        understood=_understood(request, answer),
        hits=tuple(hit_view(hit, request) for hit in _hits(answer)) if answered else (),
        nearest=tuple(hit_view(_unanswering(hit), request) for hit in answer.nearest),
        total=answer.total if answered else 0,
        # Documents known of are not all held: counts of what the library has would be untrue.
        groups=filter_groups(request, answer)
        if (answered or is_narrowed) and not by_number
        else (),
        sorts=tuple(
            Choice(
                SORT_NAMES[sort],
                search_url(replace(request, sort=sort, page=1)),
                sort is request.sort,
            )
            for sort in SORTS.values()
        )
        if not by_number
        else (),
        previous=_page_url(request, request.page - 1)
        if request.page > 1 and not by_number
        else None,
        following=_page_url(request, request.page + 1) if request.page < pages else None,
        pages=pages,
        clear_url=search_url(replace(request, filters=Filters(), page=1, as_typed=False)),
        csv_url=search_url(replace(request, page=1), ".csv"),
        saved=search_url(replace(request, page=1)).partition("?")[2],
        lookup=lookup_view(answer.lookup) if answer.lookup else None,
    )


def _hits(answer: SearchAnswer) -> tuple[Hit, ...]:
    return tuple(map(_unanswering, answer.hits)) if answer.opens else answer.hits


def _unanswering(hit: Hit) -> Hit:
    """Return a passage that only comes near, or begins a document: no sentence of it answers."""
    return replace(hit, sentence=Span(0, 0))


def document_found_view(answer: SearchAnswer) -> DocumentFoundView | None:
    """Return the one document that ``answer`` was asked for; None where it is not among them."""
    hits = (*_hits(answer), *map(_unanswering, answer.nearest))
    if not hits:
        return None
    request = replace(answer.request, document=None)
    hit = hit_view(hits[0])
    return DocumentFoundView(request, hit, f"{search_url(request)}#d-{hit.id}")


def _page_url(request: SearchRequest, page: int) -> str:
    return search_url(replace(request, page=page))
