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

from index.analysis.analyser import occurrences, query_terms, syllables
from index.catalogue.facets import term_number
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.ports import TextIndex
from index.results import DocumentCard, FacetValue, Filters, PassageView, Status
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
class _Place:
    key: int
    span: Span
    text: str
    card: DocumentCard

    @property
    def before(self) -> str:
        return self.text[_start(self.text, self.span.start) : self.span.start]

    @property
    def after(self) -> str:
        return self.text[self.span.end : _end(self.text, self.span.end)]


def concordance(request: ConcordanceRequest, catalogue: Catalogue, words: TextIndex) -> Concordance:
    """Return every place of a phrase.

    :raises QueryError: the phrase has no syllable, or too many.
    """
    places = _places(request, catalogue, words)
    ordered = sorted(places, key=_ORDERS[request.sort])
    start = (request.page - 1) * request.per_page
    dated = [place for place in places if place.card.issued]
    first = min(dated, key=_by_age) if dated else None
    shown = [*ordered[start : start + request.per_page], *([first] if first else [])]
    lines = _lines(shown, catalogue)
    cards = [place.card for place in places]
    return Concordance(
        request,
        len(places),
        len({card.id for card in cards}),
        lines[: len(lines) - 1] if first else lines,
        _counted((str(card.issued.year) if card.issued else "" for card in cards), _last_if_empty),
        _counted((_term(card) for card in cards), _term_order),
        _counted(card.deciding_body or card.issuer or "" for card in cards),
        _counted(card.kind or "" for card in cards),
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


def _places(request: ConcordanceRequest, catalogue: Catalogue, words: TextIndex) -> list[_Place]:
    typed = syllables(request.phrase)
    if not LEAST_SYLLABLES <= len(typed) <= MOST_SYLLABLES:
        raise QueryError(
            "Cụm từ cần tra phải có từ một đến hai mươi tiếng.", "Gõ một cụm từ ngắn rồi tra lại."
        )
    keys = words.phrase(query_terms(request.phrase), len(words))
    chosen = catalogue.chosen(request.filters)
    repeats, cards = catalogue.copies.repeats, catalogue.documents()
    kept = [
        key
        for key in catalogue.visible(keys)
        if (chosen is None or document_of(key) in chosen) and document_of(key) not in repeats
    ]
    texts = catalogue.texts(kept)
    return [
        _Place(key, span, texts[key], cards[document_of(key)])
        for key in kept
        for span in occurrences(typed, syllables(texts[key]))
    ]


def _lines(places: Sequence[_Place], catalogue: Catalogue) -> tuple[ConcordanceLine, ...]:
    views = catalogue.passages(list(dict.fromkeys(place.key for place in places)))
    return tuple(_line(place, views[place.key], catalogue) for place in places)


def _line(place: _Place, view: PassageView, catalogue: Catalogue) -> ConcordanceLine:
    return ConcordanceLine(
        view.narrowed(place.span, catalogue.path_at(view, place.span)),
        view.id,
        place.before,
        place.span.of(place.text),
        place.after,
        place.span,
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


def _by_age(place: _Place) -> tuple[date, int, int]:
    return place.card.issued or date.max, place.key, place.span.start


def _by_youth(place: _Place) -> tuple[int, int, int]:
    return -(place.card.issued or date.min).toordinal(), place.key, place.span.start


def _by_before(place: _Place) -> tuple[list[str], date, int, int]:
    return fold(place.before).split()[::-1], *_by_age(place)


def _by_after(place: _Place) -> tuple[list[str], date, int, int]:
    return fold(place.after).split(), *_by_age(place)


_ORDERS: dict[ConcordanceSort, Callable[[_Place], tuple[object, ...]]] = {
    ConcordanceSort.OLDEST: _by_age,
    ConcordanceSort.NEWEST: _by_youth,
    ConcordanceSort.BEFORE: _by_before,
    ConcordanceSort.AFTER: _by_after,
}


def _term(card: DocumentCard) -> str:
    number = term_number(card)
    return "" if number is None else str(number)


def _last_if_empty(value: str) -> tuple[bool, str]:
    return not value, value


def _term_order(value: str) -> tuple[bool, int]:
    return not value, int(value or 0)


def _counted(
    values: Iterable[str], order: Callable[[str], tuple[object, ...]] | None = None
) -> tuple[FacetValue, ...]:
    """Return how often each value comes, in its order; the commonest first without one."""
    counts = Counter(values)
    named = (
        counts.most_common()
        if order is None
        else sorted(counts.items(), key=lambda pair: order(pair[0]))
    )
    return tuple(FacetValue(value, count) for value, count in named)
