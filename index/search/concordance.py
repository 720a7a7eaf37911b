"""Every place of a phrase, with the words before and after it (a concordance, KWIC).

A phrase stands in a passage where its syllables follow one another: letter case, tone
placement and white space do not matter.  Typed with its diacritics it is counted so; typed
without, every writing of it is counted.  A document that the library holds in several files is
counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from index.analysis.analyser import query_terms, syllables
from index.catalogue.facets import term_number
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.ports import TextIndex
from index.results import DocumentCard, FacetValue, Filters, PassageView, Status
from index.search.phrase_places import PhrasePlaces
from index.search.repeats import Place, Repeats
from ingest.errors import QueryError
from ingest.text.spans import Span
from ingest.text.vietnamese import fold

AROUND = 70
"""Letters shown before and after the phrase, at most."""
LEAST_SYLLABLES, MOST_SYLLABLES = 1, 20


class ConcordanceSort(StrEnum):
    """The order of the lines."""

    OLDEST = "oldest"
    NEWEST = "newest"
    BEFORE = "before"
    """By the words before the phrase, from the nearest outwards."""
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class ConcordanceRequest:
    """A phrase and what it is looked for in.  ``page`` counts from 1."""

    phrase: str
    filters: Filters = field(default_factory=Filters)
    sort: ConcordanceSort = ConcordanceSort.OLDEST
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class RepeatedIn:
    """A later document that repeats a sentence, with the id of the passage it does so in."""

    document: DocumentCard
    passage: str


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One place; the three texts are slices of the document, one after another.

    ``passage`` is the stretch that the phrase itself stands in, with its provision and pages.
    """

    passage: PassageView
    holder: str
    """The passage it stands in."""
    before: str
    phrase: str
    after: str
    inside: Span
    """The phrase in the text of the holder."""
    statuses: tuple[Status, ...] = ()
    """What became of the document, as far as the library knows."""
    repeated: tuple[RepeatedIn, ...] = ()
    """Later dated documents that repeat its sentence (:mod:`index.search.repeats`)."""


@dataclass(frozen=True, slots=True)
class Concordance:
    """The answer: a page of lines, and counts over all of them."""

    request: ConcordanceRequest
    total: int
    documents: int
    lines: tuple[ConcordanceLine, ...]
    years: tuple[FacetValue, ...]
    """By year of issue, oldest first; what has no date is counted under "" at the end."""
    terms: tuple[FacetValue, ...]
    """By term of the Central Committee, oldest first."""
    issuers: tuple[FacetValue, ...]
    kinds: tuple[FacetValue, ...]
    first: ConcordanceLine | None
    """In the earliest dated document of the library that has it."""


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """Every place of a phrase, in the order of keys, with what is known of where it stands."""

    places: tuple[Place, ...]
    texts: Mapping[int, str]
    cards: Mapping[int, DocumentCard]

    def card(self, place: Place) -> DocumentCard:
        """Return the document of a place."""
        return self.cards[document_of(place.key)]

    def before(self, place: Place) -> str:
        """Return the words before it."""
        text, start = self.texts[place.key], place.span.start
        return text[_start(text, start) : start]

    def after(self, place: Place) -> str:
        """Return the words after it."""
        text, end = self.texts[place.key], place.span.end
        return text[end : _end(text, end)]


def concordance(request: ConcordanceRequest, catalogue: Catalogue, words: TextIndex) -> Concordance:
    """Return every place of a phrase.

    :raises QueryError: the phrase has no syllable, or too many.
    """
    found = places_of_phrase(request.phrase, request.filters, catalogue, words)
    ordered = _ordered(found, request.sort)
    start = (request.page - 1) * request.per_page
    first = next((place for place in _by_age(found) if found.card(place).issued), None)
    shown = [*ordered[start : start + request.per_page], *([first] if first else [])]
    lines = _lines(shown, found, catalogue)
    counts = Counter(document_of(place.key) for place in found.places)
    counted = [(found.cards[n], count) for n, count in counts.items()]
    return Concordance(
        request,
        len(found.places),
        len({card.id for card, _ in counted}),
        lines[: len(lines) - 1] if first else lines,
        _summed(((str(c.issued.year) if c.issued else "", k) for c, k in counted), _last_if_empty),
        _summed(((_term(card), count) for card, count in counted), _term_order),
        _summed((card.deciding_body or card.issuer or "", count) for card, count in counted),
        _summed((card.kind or "", count) for card, count in counted),
        lines[-1] if first else None,
    )


def with_statuses(found: Concordance, statuses: Sequence[tuple[Status, ...]]) -> Concordance:
    """Return a concordance whose lines tell what became of their documents.

    :param statuses: of the documents of the lines, in their order, and last of the first use's.
    """
    lines = (*found.lines, *([found.first] if found.first else []))
    marked = [replace(line, statuses=of) for line, of in zip(lines, statuses, strict=True)]
    count = len(found.lines)
    return replace(found, lines=tuple(marked[:count]), first=marked[count] if found.first else None)


def places_of_phrase(
    phrase: str, filters: Filters, catalogue: Catalogue, words: TextIndex
) -> FoundPlaces:
    """Return every place of a phrase in the documents that ``filters`` let through.

    :raises QueryError: the phrase has no syllable, or too many.
    """
    typed = syllables(phrase)
    if not LEAST_SYLLABLES <= len(typed) <= MOST_SYLLABLES:
        raise QueryError(
            "Cụm từ cần tra phải có từ một đến hai mươi tiếng.", "Gõ một cụm từ ngắn rồi tra lại."
        )
    keys = words.phrase(query_terms(phrase), len(words))
    chosen = catalogue.chosen(filters)
    repeats = catalogue.copies.repeats
    kept = [
        key
        for key in catalogue.visible(keys)
        if (chosen is None or document_of(key) in chosen) and document_of(key) not in repeats
    ]
    texts = catalogue.texts(kept)
    stands = PhrasePlaces(typed)
    places = tuple(Place(key, span) for key in kept for span in stands(texts[key]))
    return FoundPlaces(places, texts, catalogue.documents())


def _lines(
    places: Sequence[Place], found: FoundPlaces, catalogue: Catalogue
) -> tuple[ConcordanceLine, ...]:
    repeats = Repeats(found.places, found.texts, found.cards)
    repeated = [repeats.after(place) for place in places]
    keys = [place.key for place in places] + [one.key for of in repeated for one in of]
    views = catalogue.passages(list(dict.fromkeys(place.key for place in places)))
    names = {
        key: name for key, (name, _) in catalogue.whereabouts(list(dict.fromkeys(keys))).items()
    }
    return tuple(
        ConcordanceLine(
            view.narrowed(place.span, catalogue.path_at(view, place.span)),
            view.id,
            found.before(place),
            place.span.of(found.texts[place.key]),
            found.after(place),
            place.span,
            repeated=tuple(RepeatedIn(one.document, names[one.key]) for one in later),
        )
        for place, later in zip(places, repeated, strict=True)
        for view in (views[place.key],)
    )


def _start(text: str, end: int) -> int:
    """Return where the words before ``end`` begin: not in the middle of a word."""
    start = max(0, end - AROUND)
    while 0 < start < end and not text[start - 1].isspace():
        start += 1
    return start


def _end(text: str, start: int) -> int:
    end = min(len(text), start + AROUND)
    while start < end < len(text) and not text[end].isspace():
        end -= 1
    return end


# --- order and counts ---------------------------------------------------------------


def _ordered(found: FoundPlaces, sort: ConcordanceSort) -> Sequence[Place]:
    if sort is ConcordanceSort.OLDEST:
        return _by_age(found)
    if sort is ConcordanceSort.NEWEST:
        return _by_day(found, lambda day: -(day or date.min).toordinal())
    aged = _by_age(found)
    if sort is ConcordanceSort.AFTER:
        return sorted(aged, key=lambda place: fold(found.after(place)).split())
    return sorted(aged, key=lambda place: fold(found.before(place)).split()[::-1])


def _by_age(found: FoundPlaces) -> Sequence[Place]:
    return _by_day(found, lambda day: (day or date.max).toordinal())


def _by_day(found: FoundPlaces, order: Callable[[date | None], int]) -> Sequence[Place]:
    """Return places by the days of their documents; those of one document stay together."""
    of_documents = {
        n: list(places) for n, places in groupby(found.places, lambda place: document_of(place.key))
    }
    documents = sorted(of_documents, key=lambda n: (order(found.cards[n].issued), n))
    return [place for n in documents for place in of_documents[n]]


def _term(card: DocumentCard) -> str:
    number = term_number(card)
    return "" if number is None else str(number)


def _last_if_empty(value: str) -> tuple[bool, str]:
    return not value, value


def _term_order(value: str) -> tuple[bool, int]:
    return not value, int(value or 0)


def _summed(
    values: Iterable[tuple[str, int]], order: Callable[[str], tuple[object, ...]] | None = None
) -> tuple[FacetValue, ...]:
    """Return how often each value comes, in its order; the commonest first without one."""
    counts: Counter[str] = Counter()
    for value, count in values:
        counts[value] += count
    named = (
        counts.most_common()
        if order is None
        else sorted(counts.items(), key=lambda pair: order(pair[0]))
    )
    return tuple(FacetValue(value, count) for value, count in named)
