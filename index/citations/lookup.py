"""Look up a document by whatever was typed for it.

A head decides (:mod:`index.citations.number_query`); words left over only rank among its
documents.  A serial matches whole or not at all: 8 is never 85.  Where several documents
match, all are answers, each with the reason; where none does, the nearest forms are
offered as what they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.citations.asked_body import fits_body
from index.citations.asked_facts import fits_facts, fits_number, fits_year
from index.citations.completeness import completeness
from index.citations.known_documents import DocumentDirectory, KnownDocument, title_likeness
from index.citations.match_reasons import is_untitled, missing_of, reason_of, telling_words
from index.citations.named_documents import as_code, documents_named, words_behind
from index.citations.nearest_documents import nearest
from index.citations.number_query import MOST_LEFT, NumberQuery, parse_number_query
from index.citations.resolver import ALIKE
from index.citations.typed_codes import CENTRE
from index.citations.typed_name import TypedName
from index.citations.typed_subject import missing_words
from index.results import CitedBy, LookupAnswer, Match
from ingest.errors import NumberError
from ingest.vocabulary.document_numbers import DocumentNumber


def lookup(
    text: str,
    known: DocumentDirectory,
    cited_by: Callable[[LookupAnswer], tuple[CitedBy, ...]] | None = None,
) -> LookupAnswer:
    """Answer what document ``text`` names.

    ``cited_by``, given the answer so far, adds the passages that cite its number or
    its only match.
    """
    asked = understood(text, known)
    pool = _pool(asked, known)
    if asked.name is not None and asked.name.words and pool and not asked.is_title:
        asked = replace(asked, words=words_behind(asked.name, known))
    hits, agree = _ranked(pool, asked)
    matches = tuple(Match(k.card, reason_of(k, asked, hits, agree)) for k in hits)
    near = () if hits or not asked.names_a_document else nearest(asked, known)
    answer = LookupAnswer(
        text,
        _number(text, asked, hits),
        matches,
        (),
        near,
        place=str(asked.place) if asked.place and hits else None,
        is_settled=_is_settled(asked, hits, agree) and not asked.others,
        is_whole=_is_all(asked, hits),
        words=" ".join(asked.words),
        leads=asked.leads and not _is_long(asked, hits),
        completeness=_completeness(asked, hits),
        others=asked.others,
    )
    return replace(answer, cited_by=cited_by(answer)) if cited_by else answer


def understood(text: str, known: DocumentDirectory) -> NumberQuery:
    """Read ``text``; one that is the whole title of a known document is that document."""
    asked = parse_number_query(text)
    for title in asked.titles:
        if len(title.words) >= SHORTEST_TITLE and known.by_name(" ".join(title.words)):
            name = TypedName(words=title.words, typed=title.words)
            return NumberQuery(name=name, place=title.place, issued=title.issued, is_title=True)
        if asked.serial is None and asked.year and known.by_title(" ".join(title.words)):
            # The year is of the subject: "… đến năm 2025".
            name = TypedName(words=title.words, typed=title.words)
            return replace(asked, name=name, place=title.place, year=None, words=())
    if asked.name is not None:
        asked = replace(asked, name=as_code(asked.name, known))
    return asked


SHORTEST_TITLE = 6
"""Words of a title that is told apart by itself; shorter ones are names of several."""


def _is_long(asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> bool:
    """Say whether more words follow a document than describe it, and they are not its title."""
    if len(asked.words) <= MOST_LEFT:
        return False
    return not hits or any(is_untitled(k) or missing_of(asked, hits, k) for k in hits)


def _is_all(asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> bool:
    """Say whether nothing but a document was typed; words that are no known name ask for none."""
    if asked.serial is None and asked.name is not None and asked.name.words and not hits:
        return False
    return asked.is_complete or (asked.is_whole and not asked.words)


def _completeness(asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> str:
    return completeness(hits, dated=asked.issued is not None) if asked.serial is not None else ""


def _number(text: str, asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> str | None:
    """Return the number asked for in canonical print, None where it is not whole."""
    numbers = {str(k.number) for k in hits if k.number}
    if len(numbers) == 1:
        return numbers.pop()
    try:
        return str(DocumentNumber.parse(text))
    except NumberError:
        return None


def _pool(asked: NumberQuery, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    if asked.serial is None:
        named = documents_named(asked, known)
        return tuple(k for k in named if fits_facts(k, asked) and fits_year(k, asked))
    pool = tuple(k for k in known.by_serial(asked.serial) if fits_number(k, asked))
    hits = tuple(k for k in pool if fits_body(k, asked, exactly=True) and fits_facts(k, asked))
    if not hits or (asked.body or "").endswith(CENTRE):
        # One sign parts the centre's code from a province's: both are shown.
        hits = tuple(k for k in pool if fits_body(k, asked) and fits_facts(k, asked))
    return _dated(hits, asked)


def _dated(hits: tuple[KnownDocument, ...], asked: NumberQuery) -> tuple[KnownDocument, ...]:
    """Leave out those whose day is not known, where one agrees with the day that was typed."""
    if not (asked.year or asked.issued or asked.term or asked.month or asked.years):
        return hits
    dated = tuple(k for k in hits if k.card.issued is not None or k.number_year is not None)
    term = asked.term
    sure = tuple(k for k in dated or hits if term is not None and k.is_in_term(term))
    hits = sure or dated or hits
    first, last = asked.years or (None, None)
    within = tuple(k for k in hits if first and last and first <= _year(k) <= last)
    return within or hits


def _year(known: KnownDocument) -> int:
    return known.card.issued.year if known.card.issued else known.number_year or 0


def _ranked(
    pool: tuple[KnownDocument, ...], asked: NumberQuery
) -> tuple[tuple[KnownDocument, ...], bool]:
    """Return the documents whose subject has the words left over, all where none has.

    The second value says whether the words agree (there are none, or a subject has them).
    """
    words = telling_words(asked, pool)
    if not words or not pool:
        return pool, True
    typed = " ".join(words)
    likeness = {k.key: title_likeness(_title(k), typed) for k in pool}
    alike = tuple(k for k in pool if likeness[k.key] >= ALIKE or not missing_words(words, k.card))
    if asked.name is not None and asked.name.plenum:
        # Every resolution of a plenum is shown: the one meant first.
        return tuple(sorted(pool, key=lambda k: -likeness[k.key])), bool(alike)
    return alike or tuple(sorted(pool, key=lambda k: -likeness[k.key])), bool(alike)


def _title(known: KnownDocument) -> str:
    return " ".join(filter(None, (known.card.kind, known.card.subject, known.card.title)))


def _is_settled(asked: NumberQuery, hits: tuple[KnownDocument, ...], agree: bool) -> bool:
    """Say whether the one document is beyond doubt, so that a page may open it at once."""
    if len({k.card.number or k.key for k in hits}) != 1 or not agree:
        return False
    if (asked.words and not asked.leads) or any(missing_of(asked, hits, k) for k in hits):
        return False
    if asked.name is not None:
        return _is_settled_name(asked, hits)
    if asked.plenum is not None and any(k.plenum is None for k in hits):
        return False
    if asked.term is not None and not all(k.is_in_term(asked.term) for k in hits):
        return False
    return all(fits_body(k, asked, exactly=True) for k in hits) and len(hits) == 1


def _is_settled_name(asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> bool:
    """Say whether a name is that of one document: a whole title, a congress, a year or a day."""
    if asked.is_title:
        return len(hits) == 1
    dated = asked.issued is not None and all(k.card.issued == asked.issued for k in hits)
    by_congress = asked.name is not None and asked.name.congress is not None
    return by_congress or asked.year is not None or dated
