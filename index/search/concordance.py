"""Every place of a phrase, with the words before and after it (a concordance, KWIC).

A phrase stands in a passage where its syllables follow one another: letter case, tone
placement and white space do not matter.  Typed with its diacritics it is counted so; typed
without, every writing of it is counted.  A document that the library holds in several files is
counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from index.catalogue.facets import term_number
from index.catalogue.reader import Catalogue
from index.ports import TextIndex
from index.readings.readings import Readings
from index.results import DocumentCard, FacetValue, Filters, PassageView, Status
from index.search.found_places import FoundPlaces, places_of_phrase
from index.search.repeats import Place, Repeats
from ingest.text.spans import Span
from ingest.text.vietnamese import fold

AROUND = 70
"""Letters shown before and after the phrase, at most."""


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


def concordance(
    request: ConcordanceRequest, catalogue: Catalogue, words: TextIndex, readings: Readings
) -> Concordance:
    """Return every place of a phrase.

    :raises QueryError: the phrase has no syllable, or too many.
    """
    found = places_of_phrase(request.phrase, request.filters, catalogue, words, readings)
    start = (request.page - 1) * request.per_page
    shown = _ordered(found, request.sort, start, start + request.per_page)
    aged = _by_day(found, _oldest_first, 0, 1)
    first = aged[0] if aged and found.card(aged[0]).issued else None
    lines = _lines([*shown, *([first] if first else [])], found, catalogue)
    counted = [(found.cards[n], count) for n, count in found.counts.items()]
    return Concordance(
        request,
        len(found),
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


def _lines(
    places: Sequence[Place], found: FoundPlaces, catalogue: Catalogue
) -> tuple[ConcordanceLine, ...]:
    repeats = Repeats(found)
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
            _before(found, place),
            place.span.of(found.texts[place.key]),
            _after(found, place),
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


def _before(found: FoundPlaces, place: Place) -> str:
    text, start = found.texts[place.key], place.span.start
    return text[_start(text, start) : start]


def _after(found: FoundPlaces, place: Place) -> str:
    text, end = found.texts[place.key], place.span.end
    return text[end : _end(text, end)]


def _ordered(found: FoundPlaces, sort: ConcordanceSort, start: int, stop: int) -> Sequence[Place]:
    """Return the places from ``start`` to ``stop`` of an order."""
    if sort is ConcordanceSort.OLDEST:
        return _by_day(found, _oldest_first, start, stop)
    if sort is ConcordanceSort.NEWEST:
        return _by_day(found, _newest_first, start, stop)
    aged = _by_day(found, _oldest_first, 0, len(found))
    if sort is ConcordanceSort.AFTER:
        aged.sort(key=lambda place: fold(_after(found, place)).split())
    else:
        aged.sort(key=lambda place: fold(_before(found, place)).split()[::-1])
    return aged[start:stop]


def _oldest_first(day: date | None) -> int:
    return (day or date.max).toordinal()


def _newest_first(day: date | None) -> int:
    return -(day or date.min).toordinal()


def _by_day(
    found: FoundPlaces, order: Callable[[date | None], int], start: int, stop: int
) -> list[Place]:
    """Return places by the days of their documents; only documents on the page are looked into."""
    documents = sorted(found.counts, key=lambda n: (order(found.cards[n].issued), n))
    shown: list[int] = []
    before = at = 0
    for n in documents:
        if at < stop and at + found.counts[n] > start:
            before = before if shown else at
            shown.append(n)
        at += found.counts[n]
    return list(found.places(shown))[start - before : stop - before]


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
