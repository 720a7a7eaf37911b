"""Answering a search: a number goes to its document, everything else is ranked passages.

Words and meaning each propose candidates, :mod:`index.search.fusion` joins them, near-identical
passages are folded, and what is left is gathered by document.  Nothing is generated:
every text in an answer is a slice of a document.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np

from index.catalogue.facets import facets
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.citations.marking import fates_of
from index.generation import Generation
from index.ranking import FusedScores
from index.results import (
    AnswerKind,
    Facets,
    Filters,
    Hit,
    Interpretation,
    LookupAnswer,
    Match,
    PassageView,
    SearchAnswer,
    SearchRequest,
)
from index.search.answer_rules import answers, is_near, saying_the_words
from index.search.context import SearchContext
from index.search.document_lookup import as_number
from index.search.grouping import DocumentGroup, by_document, sorted_groups
from index.search.highlighting import best_sentence
from index.search.near_duplicates import TWINS_AMONG, collapse_near_duplicates
from index.search.ranked_passages import (
    DEPTH,
    by_tokens,
    candidates,
    rank,
    texts_of,
    with_neighbours,
)
from index.search.reranker import reranked
from index.search.snippets import build_hits
from index.search.term_matching import QueryTerms
from index.search.understanding import interpret, other_readings, parse

__all__ = ["DEPTH", "SearchContext", "ordered", "search"]

NEAREST = 3
"""Passages offered where nothing was found."""
_DAY = date.min


def search(request: SearchRequest, parts: SearchContext, generation: Generation) -> SearchAnswer:
    """Answer ``request``.

    :param generation: what ``parts`` are of; documents are looked up in it.
    :raises QueryError: a filter is wrong, or the query too long.
    """
    parsed = parse(request, parts)
    understood = interpret(parsed, request, parts)
    if not parsed.searched and not parsed.phrases:
        return _listing(request, understood, parts)
    if not request.as_typed and not parsed.phrases:
        looked_up = as_number(parsed.searched, generation)
        if looked_up is not None and (looked_up.is_whole or _is_opened(looked_up)):
            return _number(request, understood, looked_up, parts)
        # A document that is only spoken of: shown above what the words find everywhere.
        return replace(_read_somehow(request, parsed, understood, parts), lookup=_told(looked_up))
    answer = _passages(request, understood, parts)
    if answer.kind is AnswerKind.NONE and parsed.phrases and not request.as_typed:
        return _unquoted(request, parsed, parts, generation) or answer
    return answer


def _read_somehow(
    request: SearchRequest,
    parsed: Interpretation,
    understood: Interpretation,
    parts: SearchContext,
) -> SearchAnswer:
    """Answer a question as it is read first, or as another reading of it stands in the library."""
    answer = _passages(request, understood, parts)
    if answer.kind is not AnswerKind.NONE:
        return answer
    others = (
        _passages(request, other, parts, certainly=True)
        for other in other_readings(parsed, understood)
    )
    return next((other for other in others if other.kind is not AnswerKind.NONE), answer)


def _unquoted(
    request: SearchRequest, parsed: Interpretation, parts: SearchContext, generation: Generation
) -> SearchAnswer | None:
    """Answer a query without its quotation marks, where that finds something."""
    bare = replace(request, query=parsed.searched, filters=parsed.filters)
    answer = search(bare, parts, generation)
    if answer.kind is AnswerKind.NONE:
        return None
    understood = replace(answer.understood, typed=parsed.typed, unquoted=parsed.phrases)
    return replace(answer, request=request, understood=understood)


def _number(
    request: SearchRequest,
    understood: Interpretation,
    looked_up: LookupAnswer,
    parts: SearchContext,
) -> SearchAnswer:
    """Return the documents a number means: the passages its words find there, or the first.

    Filters have no part in it, for the documents and for their passages.
    """
    hits = [hit for match in looked_up.matches for hit in _opened(match, parts)]
    found = _among(request, looked_up, parts) if looked_up.words and hits else []
    hits = found or hits
    hits = [hit for hit in hits if request.document in (None, hit.passage.document.id)]
    cards = [match.card for match in looked_up.matches]
    known = bool(looked_up.matches or looked_up.cited_by)
    return SearchAnswer(
        request,
        Interpretation(
            understood.typed,
            understood.typed.strip(),
            number=looked_up.number,
            filters=understood.filters,
        ),
        AnswerKind.NUMBER if known else AnswerKind.NONE,
        tuple(hits),
        len(cards),
        facets(cards),
        looked_up,
        opens=bool(hits) and not found,
    )


def _is_opened(looked_up: LookupAnswer) -> bool:
    """Say whether a document was asked for first, and is there to be looked through."""
    return looked_up.leads and any(match.card.id for match in looked_up.matches)


def _told(looked_up: LookupAnswer | None) -> LookupAnswer | None:
    """Return a look-up that is worth telling beside other results."""
    return looked_up if looked_up is not None and (looked_up.matches or looked_up.leads) else None


def _opened(match: Match, parts: SearchContext) -> tuple[Hit, ...]:
    """Return the passage a document is opened at: the provision asked for, or its first."""
    n = parts.catalogue.number_of(match.card.id) if match.card.id else None
    if n is None:
        return ()
    passage = match.provision.passage if match.provision else None
    view = parts.catalogue.passage(passage) if passage else None
    views = (view,) if view is not None else parts.catalogue.passages_of(n)[:1]
    return tuple(map(_first, views))


def _among(request: SearchRequest, looked_up: LookupAnswer, parts: SearchContext) -> list[Hit]:
    """Return the passages of the documents looked up that the words beside them find."""
    held = tuple(match.card.id for match in looked_up.matches if match.card.id)
    narrowed = Filters(documents=held)
    inner = replace(request, query=looked_up.words, filters=narrowed, page=1)
    asked = Interpretation(looked_up.words, looked_up.words, filters=narrowed)
    answer = _passages(inner, interpret(asked, inner, parts), parts)
    return list(answer.hits)


def _first(view: PassageView) -> Hit:
    return Hit(view, 1.0, best_sentence(view.text, QueryTerms((), (), {}, deliberate=False)))


def _listing(
    request: SearchRequest, understood: Interpretation, parts: SearchContext
) -> SearchAnswer:
    """Return the documents that filters alone let through, newest first."""
    chosen = parts.catalogue.chosen(understood.filters)
    if chosen is None:
        return SearchAnswer(request, understood, AnswerKind.NONE)
    cards = parts.catalogue.documents()
    listed = [cards[n] for n in sorted(chosen) if n in cards]
    listed.sort(key=lambda card: (card.issued is None, -(card.issued or _DAY).toordinal(), card.id))
    page = listed[(request.page - 1) * request.per_page : request.page * request.per_page]
    if request.document is not None:
        page = [card for card in listed if card.id == request.document]
    numbers = [parts.catalogue.number_of(card.id or "") for card in page]
    views = [parts.catalogue.passages_of(n)[:1] for n in numbers if n is not None]
    return SearchAnswer(
        request,
        understood,
        AnswerKind.WORDS if listed else AnswerKind.NONE,
        tuple(_first(view) for one in views for view in one),
        len(listed),
        facets(listed),
    )


def _fates(keys: Sequence[int], catalogue: Catalogue) -> dict[int, Hashable]:
    """Return what became of the documents of passages, by the passages' keys."""
    documents, preferred = catalogue.documents(), catalogue.copies.preferred
    cards = {key: documents[preferred(document_of(key))] for key in keys}
    return fates_of(cards, catalogue.statuses)


def _passages(
    request: SearchRequest,
    understood: Interpretation,
    parts: SearchContext,
    *,
    certainly: bool = False,
) -> SearchAnswer:
    """Return the passages for a question read as ``understood``.

    :param certainly: an answer is only what says the words of the question; no score suffices.
    """
    ranking = rank(understood.searched, parts, understood, exact=request.as_typed)
    alone = candidates(ranking, understood, parts)
    ranked = with_neighbours(alone, parts.readings)
    ordered = ranked if certainly else by_tokens(ranked, ranking, parts)
    sure = bool(understood.phrases) or (not certainly and is_near(ordered, alone, parts))
    if not sure and len(alone):
        holding = saying_the_words(ranking, alone, parts)
        sure = bool(holding.any())
        if sure:
            # They come before all others, in their own order.
            above = np.minimum(1.0, alone.scores + alone[0].score)
            alone = alone.rescored(np.where(holding, above, alone.scores))
            ranked = ordered = with_neighbours(alone, parts.readings)
    if certainly and not sure:
        # Of another reading only an answer is of use.
        return SearchAnswer(request, understood, AnswerKind.NONE)
    # What is worth showing is settled without regard to tokens: their scores have no floor.
    worth = answers(ranked, parts.floor) if sure else ranked[:DEPTH]
    passages = ordered.take(np.isin(ordered.keys, worth.keys))
    if parts.reranker is not None:
        # Whether there is an answer is settled before.
        texts = texts_of(passages.keys.tolist(), parts)
        passages = FusedScores.of(reranked(passages, understood.searched, texts, parts.reranker))
    sketches = parts.readings.sketches(passages.keys[:TWINS_AMONG])
    kept, same = collapse_near_duplicates(
        passages, sketches, parts.readings.pairs, partial(_fates, catalogue=parts.catalogue)
    )
    groups = by_document(kept, parts.catalogue.documents(), parts.catalogue.copies.preferred)
    show = partial(
        build_hits,
        wanted=ranking.wanted,
        vector=ranking.vector,
        same=same,
        parts=parts,
        others=request.others,
    )
    if not sure or not groups:
        near = show(_asked(request, groups[:NEAREST]))
        return SearchAnswer(request, understood, AnswerKind.NONE, nearest=near)
    groups = sorted_groups(groups, request.sort)
    return SearchAnswer(
        request,
        understood,
        AnswerKind.WORDS,
        show(_page(request, groups)),
        len(groups),
        _facets(groups),
    )


def _page(request: SearchRequest, groups: list[DocumentGroup]) -> list[DocumentGroup]:
    """Return the documents that are shown of an answer: those of a page, or the one asked for."""
    if request.document is not None:
        return _asked(request, groups)
    start = (request.page - 1) * request.per_page
    return groups[start : start + request.per_page]


def _asked(request: SearchRequest, groups: list[DocumentGroup]) -> list[DocumentGroup]:
    """Return all of ``groups``, or the one whose document is asked for."""
    return [group for group in groups if request.document in (None, group.card.id)]


def ordered(request: SearchRequest, parts: SearchContext) -> FusedScores:
    """Return the passages a search by words and meaning goes by, best first, for evaluation.

    Neither the floor nor the joining by document is applied; a number is not looked up.
    """
    understood = interpret(parse(request, parts), request, parts)
    ranking = rank(understood.searched, parts, understood, exact=request.as_typed)
    alone = candidates(ranking, understood, parts)
    return by_tokens(with_neighbours(alone, parts.readings), ranking, parts)


def _facets(groups: list[DocumentGroup]) -> Facets:
    return facets([group.card for group in groups])
