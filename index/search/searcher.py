"""Answering a search: a number goes to its document, everything else is ranked passages.

Words and meaning each propose candidates, :mod:`index.search.fusion` joins them, near-identical
passages are folded, and what is left is gathered by document.  Nothing is generated:
every text in an answer is a slice of a document.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np

from index.analysis.analyser import Syllable, occurrences, query_terms, syllables
from index.arrays import Vectors
from index.catalogue.facets import facets
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.citations.marking import fates_of
from index.generation import Generation
from index.query import abbreviations
from index.query.question_words import strip_question_words
from index.query.sought_facts import asked_for
from index.ranking import FusedScores, Keys
from index.results import (
    AnswerKind,
    Facets,
    Hit,
    Interpretation,
    LookupAnswer,
    Match,
    PassageView,
    SearchAnswer,
    SearchRequest,
)
from index.search.context import SearchContext
from index.search.document_lookup import as_number
from index.search.fusion import EncodedQuery, Flags, hybrid, in_context, nearness
from index.search.grouping import DocumentGroup, by_document, continues, sorted_groups
from index.search.highlighting import COMMON, best_sentence
from index.search.near_duplicates import TWINS_AMONG, collapse_near_duplicates
from index.search.reranker import reranked
from index.search.snippets import build_hits
from index.search.standing_together import saying
from index.search.term_matching import QueryTerms
from index.search.understanding import interpret, other_readings, parse
from ingest.text.vietnamese import nfc, tone_normal, with_y

__all__ = ["DEPTH", "SearchContext", "ordered", "rank", "search"]

DEPTH = 200
"""Candidates taken from words and from meaning each."""
NEAREST = 3
"""Passages offered where nothing was found."""
MOST_PHRASE = 100_000
_DAY = date.min
SAID = 0.6
"""The share of what words could score from which on a passage says what was asked."""
LOOKED_AT = 50
"""Passages, best by words, that are read for the words of a question that scored too little."""
TAIL = 0.4
"""A passage worth less than this share of the best one, and under the floor, is no answer."""


@dataclass(frozen=True, slots=True)
class RankedQuery:
    """Candidates best first, with what the query asked."""

    fused: FusedScores
    wanted: QueryTerms
    vector: Vectors
    terms: Sequence[str] = ()
    """Terms of the words typed, pairs among them."""


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
    """Return the documents a number means: the passages its words find there, or the first."""
    hits = [hit for match in looked_up.matches for hit in _opened(match, parts)]
    if looked_up.words and hits:
        hits = _among(request, looked_up, parts) or hits
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
    narrowed = replace(request.filters, documents=held)
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
    alone = _without_repeats(_held(ranking, understood, parts), parts.catalogue)
    # Of passages alone: a neighbour makes no answer of what is none.
    sure = bool(understood.phrases) or (not certainly and _is_near(alone, parts))
    if not sure and len(alone):
        holding = _saying_the_words(ranking, alone, parts)
        sure = bool(holding.any())
        # They come before all others, in their own order.
        lifted = np.minimum(1.0, alone.scores + alone[0].score)
        alone = alone.rescored(np.where(holding, lifted, alone.scores))
    ranked = in_context(alone, partial(_runs_on, catalogue=parts.catalogue))
    passages = list(_answers(ranked, parts.floor) if sure else ranked[:DEPTH])
    if parts.reranker is not None:
        # Whether there is an answer is settled before.
        texts = _texts([one.key for one in passages], parts)
        passages = reranked(passages, understood.searched, texts, parts.reranker)
    sketches = parts.catalogue.sketches([one.key for one in passages[:TWINS_AMONG]])
    kept, same = collapse_near_duplicates(
        passages, sketches, parts.catalogue.texts, partial(_fates, catalogue=parts.catalogue)
    )
    groups = by_document(kept, parts.catalogue.documents(), parts.catalogue.copies.preferred)
    show = partial(
        build_hits,
        wanted=ranking.wanted,
        vector=ranking.vector,
        same=same,
        catalogue=parts.catalogue,
        embedder=parts.embedder,
    )
    if not sure or not groups:
        near = show(groups[:NEAREST])
        return SearchAnswer(request, understood, AnswerKind.NONE, nearest=near)
    groups = sorted_groups(groups, request.sort)
    start = (request.page - 1) * request.per_page
    return SearchAnswer(
        request,
        understood,
        AnswerKind.WORDS,
        show(groups[start : start + request.per_page]),
        len(groups),
        _facets(groups),
    )


def _saying_the_words(ranking: RankedQuery, alone: FusedScores, parts: SearchContext) -> Flags:
    """Say of the ranked passages whether they say what was asked, whatever their score.

    Such a passage has most of what the words could score; or every word and pair of the question,
    which scores little where the question is short ("95%") and the passage long; or every word
    within a few lines.
    """
    holders = parts.words.phrase(ranking.terms, DEPTH) if ranking.terms else []
    keys = alone.keys[np.argsort(-alone.words, kind="stable")][:LOOKED_AT].tolist()
    together = [keys[place] for place in saying(_texts(keys, parts), ranking.wanted)]
    return (alone.words >= SAID) | np.isin(alone.keys, [*holders, *together])


def ordered(request: SearchRequest, parts: SearchContext) -> FusedScores:
    """Return the passages a search by words and meaning goes by, best first, for evaluation.

    Neither the floor nor the joining by document is applied; a number is not looked up.
    """
    understood = interpret(parse(request, parts), request, parts)
    ranking = rank(understood.searched, parts, understood, exact=request.as_typed)
    alone = _without_repeats(_held(ranking, understood, parts), parts.catalogue)
    return in_context(alone, partial(_runs_on, catalogue=parts.catalogue))


def _facets(groups: list[DocumentGroup]) -> Facets:
    return facets([group.card for group in groups])


def _is_near(alone: FusedScores, parts: SearchContext) -> bool:
    """Say whether what is nearest is nearer than chance brings it."""
    near = nearness(alone)
    if near is None or parts.encoded is None:
        return len(alone) > 0 and alone[0].score >= parts.floor
    return near >= parts.encoded.floor


def _answers(ranked: FusedScores, floor: float) -> FusedScores:
    least = TAIL * (ranked[0].score if len(ranked) else 0.0)
    # The floor is one of scores without the encoder, which gives something to every passage.
    return ranked.take(ranked.scores >= (min(floor, least) if nearness(ranked) is None else least))


def rank(
    text: str, parts: SearchContext, understood: Interpretation, *, exact: bool = False
) -> RankedQuery:
    """Rank passages for ``text`` by words and meaning together.

    Diacritics count as complete where they were restored; ``exact`` adds no other writings.
    """
    # Texts say "kỷ luật", readers "kỉ luật" or "xoá": words and meaning are asked for the same.
    text = with_y(tone_normal(nfc(text)))
    deliberate = understood.restored
    asked = text if exact else strip_question_words(text)
    expanded = () if exact else abbreviations.expansions(text)
    typed = query_terms(asked, deliberate=deliberate)
    terms = list(typed)
    # Other readings that came close are searched too.
    for other in (*expanded, *map(strip_question_words, () if exact else understood.alternatives)):
        terms.extend(t for t in query_terms(other, deliberate=True) if t not in terms)
    vector = parts.embedder.embed_queries([" ".join((asked, *expanded))])
    encoded = _encoded(text, parts)
    fused = hybrid(
        terms,
        vector,
        parts.words,
        parts.vectors,
        depth=DEPTH,
        allowed=_allowed(understood, parts),
        # The ceiling is that of the words typed: a passage need not hold both writings.
        asked=typed,
        encoded=encoded,
    )
    wanted = _wanted(asked, understood, expanded, deliberate, parts)
    return RankedQuery(fused, wanted, vector, typed)


def _encoded(text: str, parts: SearchContext) -> EncodedQuery | None:
    """Return the question as the encoder reads it; None where it is not there, or not yet."""
    if parts.encoded is None or not parts.encoded.encoder.is_loaded:
        return None
    return EncodedQuery(parts.encoded.vectors, parts.encoded.encoder.embed_queries([text]))


def _without_repeats(ranked: FusedScores, catalogue: Catalogue) -> FusedScores:
    """Leave out what another file of the same document says word for word."""
    repeats = catalogue.copies.repeats
    if not repeats:
        return ranked
    kept = [document_of(key) not in repeats for key in ranked.keys.tolist()]
    return ranked.take(np.array(kept, np.bool_))


def _runs_on(keys: Keys, catalogue: Catalogue) -> Flags:
    """Say which passages go on with what the passage before them says."""
    outlines = catalogue.outlines(np.unique(np.concatenate([keys - 1, keys])).tolist())

    def goes_on(key: int) -> bool:
        before, outline = outlines.get(key - 1), outlines.get(key)
        if before is None or outline is None or before.is_note or outline.is_note:
            return False
        return document_of(key) == document_of(key - 1) and continues(before.path, outline.path)

    return np.fromiter(map(goes_on, keys.tolist()), np.bool_, len(keys))


def _allowed(understood: Interpretation, parts: SearchContext) -> list[int] | None:
    chosen = parts.catalogue.chosen(understood.filters)
    allowed = None if chosen is None else parts.catalogue.keys_of(chosen)
    for phrase in understood.phrases:
        held = parts.words.phrase(query_terms(phrase), MOST_PHRASE)
        allowed = held if allowed is None else sorted(set(allowed) & set(held))
    return allowed


def _held(ranking: RankedQuery, understood: Interpretation, parts: SearchContext) -> FusedScores:
    """Return the ranking; only passages that hold every phrase word for word."""
    phrases = [syllables(phrase) for phrase in understood.phrases]
    if not phrases:
        return ranking.fused
    texts = parts.catalogue.texts(ranking.fused.keys.tolist())
    good = [_holds(texts.get(key, ""), phrases) for key in ranking.fused.keys.tolist()]
    return ranking.fused.take(np.array(good, np.bool_))


def _texts(keys: Sequence[int], parts: SearchContext) -> list[str]:
    texts = parts.catalogue.texts(keys)
    return [texts[key] for key in keys]


def _holds(text: str, phrases: Sequence[tuple[Syllable, ...]]) -> bool:
    text_syllables = syllables(text)
    return all(occurrences(phrase, text_syllables) for phrase in phrases)


def _wanted(
    text: str,
    understood: Interpretation,
    expanded: Sequence[str],
    deliberate: bool,
    parts: SearchContext,
) -> QueryTerms:
    typed = syllables(text)
    plain = QueryTerms(typed, (), {}, deliberate)
    terms = list(dict.fromkeys(plain.term(one) for one in typed))
    held = parts.words.document_frequencies(terms)
    size = max(1, len(parts.words))
    return QueryTerms(
        typed,
        tuple(syllables(phrase) for phrase in understood.phrases),
        {term: math.log(1 + size / (1 + held[term])) for term in terms},
        deliberate,
        tuple(syllables(other) for other in expanded),
        frozenset(term for term in terms if held[term] > COMMON * size),
        asked_for(understood.searched),
    )
