"""Ranking passages for a question: by words and by meaning, and by what their neighbours say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis.analyser import Syllable, occurrences, query_terms, syllables
from index.arrays import Vectors
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.ports import ReadQuestion
from index.query import abbreviations
from index.query.question_words import strip_question_words
from index.query.sought_facts import asked_for
from index.ranking import FusedScores
from index.readings.readings import Readings
from index.results import Interpretation
from index.search.context import SearchContext
from index.search.fusion import EncodedQuery, hybrid, in_context
from index.search.highlighting import COMMON
from index.search.late import late_scored
from index.search.term_matching import QueryTerms
from ingest.text.vietnamese import nfc, tone_normal, with_y

DEPTH = 200
"""Candidates taken from words and from meaning each."""
MOST_PHRASE = 100_000


@dataclass(frozen=True, slots=True)
class RankedQuery:
    """Candidates best first, with what the query asked."""

    fused: FusedScores
    wanted: QueryTerms
    vector: Vectors
    terms: Sequence[str] = ()
    """Terms of the words typed, pairs among them."""
    tokens: Vectors | None = None
    """The question's tokens as the encoder reads them; None where it did not."""


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
    read = _read(text, parts)
    fused = hybrid(
        terms,
        vector,
        parts.words,
        parts.vectors,
        depth=DEPTH,
        allowed=_allowed(understood, parts),
        # The ceiling is that of the words typed: a passage need not hold both writings.
        asked=typed,
        encoded=_encoded(read, parts),
    )
    wanted = _wanted(asked, understood, expanded, deliberate, parts)
    return RankedQuery(fused, wanted, vector, typed, read.tokens if read else None)


def candidates(
    ranking: RankedQuery, understood: Interpretation, parts: SearchContext
) -> FusedScores:
    """Return of a ranking what holds every phrase word for word, each document's text once."""
    return _without_repeats(_held(ranking, understood, parts), parts.catalogue)


def with_neighbours(ranked: FusedScores, readings: Readings) -> FusedScores:
    """Return the ranking with passages moved towards those they run on in."""
    return in_context(ranked, readings.goes_on)


def texts_of(keys: Sequence[int], parts: SearchContext) -> list[str]:
    """Return the texts of passages, in the order of ``keys``."""
    texts = parts.catalogue.texts(keys)
    return [texts[key] for key in keys]


def by_tokens(ranked: FusedScores, ranking: RankedQuery, parts: SearchContext) -> FusedScores:
    """Return the ranking with its best moved by what the question's tokens find in them."""
    if ranking.tokens is None or parts.encoded is None:
        return ranked
    return late_scored(ranked, ranking.tokens, parts.encoded.tokens)


def _read(text: str, parts: SearchContext) -> ReadQuestion | None:
    """Return the question as the encoder reads it; None where it is not there, or not yet."""
    if parts.encoded is None or not parts.encoded.encoder.is_loaded:
        return None
    return parts.encoded.encoder.read_question(text)


def _encoded(read: ReadQuestion | None, parts: SearchContext) -> EncodedQuery | None:
    if read is None or parts.encoded is None:
        return None
    return EncodedQuery(parts.encoded.vectors, read.vector)


def _without_repeats(ranked: FusedScores, catalogue: Catalogue) -> FusedScores:
    """Leave out what another file of the same document says word for word."""
    repeats = catalogue.copies.repeats
    if not repeats:
        return ranked
    kept = [document_of(key) not in repeats for key in ranked.keys.tolist()]
    return ranked.take(np.array(kept, np.bool_))


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
