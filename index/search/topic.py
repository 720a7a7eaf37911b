"""One topic through the terms: what each document said of it, by term and year.

By words, every document that has the phrase is told, with the first sentence that holds it and is
no title, basis or heading (the first of all where there is no other); by meaning, the documents a
search finds, each with the sentence that answers best.  The term is that of the Central Committee
on the day of issue; the term of the issuing body itself is told where it is known
(``index/data/other_terms.json``), and said to be unknown where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.catalogue.facets import counted, term_number
from index.catalogue.reader import Catalogue
from index.citations.committees import term_of_body
from index.ports import TextIndex
from index.readings.readings import Readings
from index.results import DocumentCard, FacetValue, Filters, Hit, PassageView, SearchAnswer, Status
from index.search.found_places import FoundPlaces, places_of_phrase
from index.search.repeats import Place, sentence_at
from ingest.text.spans import Span

MOST_FOUND = 60
"""Documents a search by meaning is asked for."""
_LOOKED_AT = 20
"""Places of a document among which one that says something is looked for."""
_BASIS = re.compile(r"\W*(?:căn cứ|kính gửi|thực hiện (?:nghị quyết|chỉ thị|kết luận))(?!\w)", re.I)
_ENDS = frozenset(".;!…”")
"""What a sentence ends with that is said in full."""


@dataclass(frozen=True, slots=True)
class TopicRequest:
    """A topic: words that stand together, or with ``by_meaning`` a question.

    ``terms`` narrows to terms of the Central Committee; 0 stands for documents of no known term.
    """

    text: str
    by_meaning: bool = False
    filters: Filters = field(default_factory=Filters)
    terms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """What one document said: ``sentence`` is a stretch of ``passage.text``, verbatim.

    ``places`` counts where the phrase stands in the document; 0 for a search by meaning.
    ``narrowed`` is the sentence as a passage, with its own provision and pages.
    """

    passage: PassageView
    sentence: Span
    marks: tuple[Span, ...]
    narrowed: PassageView
    places: int
    term: int | None
    """The term of the Central Committee it was issued in; None where that is unknown."""
    own_term: int | None
    """The term of the issuing body itself; None where that is unknown."""
    statuses: tuple[Status, ...] = ()

    @property
    def document(self) -> DocumentCard:
        """The document."""
        return self.passage.document


@dataclass(frozen=True, slots=True)
class TopicTable:
    """The answer: entries oldest first, undated ones last; counts over all terms.

    ``more`` says that a search by meaning found more documents than are told.
    """

    request: TopicRequest
    entries: tuple[TopicEntry, ...]
    terms: tuple[FacetValue, ...]
    """Documents by term, oldest first; "" for those of none known, last."""
    years: tuple[FacetValue, ...]
    places: int
    more: bool = False


def by_words(
    request: TopicRequest, catalogue: Catalogue, words: TextIndex, readings: Readings
) -> TopicTable:
    """Return what every document that has the phrase said.

    :raises QueryError: the phrase has no syllable, or too many.
    """
    found = places_of_phrase(request.text, request.filters, catalogue, words, readings)
    kept = [n for n in found.counts if _is_asked(found.cards[n], request)]
    # Of a long document the first passages are looked into.
    looked = {n: found.keys_of(n)[:_LOOKED_AT] for n in kept}
    places = found.places_in(key for keys in looked.values() for key in keys)
    firsts = {
        n: _first_said([one for key in keys for one in places[key]], found)
        for n, keys in looked.items()
    }
    views = catalogue.passages([place.key for place in firsts.values()])
    entries = [
        _entry(views[place.key], sentence, (place.span,), found.counts[n], catalogue)
        for n, place in firsts.items()
        for sentence in (sentence_at(found.texts[place.key], place.span),)
    ]
    cards = [found.cards[n] for n in found.counts]
    return _table(request, entries, cards, sum(found.counts[n] for n in kept))


def _first_said(places: Sequence[Place], found: FoundPlaces) -> Place:
    """Return the first place of a document that says something: no title, basis or heading."""
    saying = (
        place
        for place in places[:_LOOKED_AT]
        if _says(sentence_at(found.texts[place.key], place.span).of(found.texts[place.key]))
    )
    return next(saying, places[0])


def _says(sentence: str) -> bool:
    if sentence.isupper() or sentence.rstrip().endswith(":"):
        return False
    return _BASIS.match(sentence) is None and sentence.rstrip()[-1:] in _ENDS


def by_meaning(request: TopicRequest, answer: SearchAnswer, catalogue: Catalogue) -> TopicTable:
    """Return what the documents of a search said."""
    hits = [hit for hit in answer.hits if _is_asked(hit.passage.document, request)]
    entries = [_of_hit(hit, catalogue) for hit in hits]
    cards = [hit.passage.document for hit in answer.hits]
    return _table(request, entries, cards, 0, more=answer.total > len(answer.hits))


def with_statuses(table: TopicTable, statuses: Sequence[tuple[Status, ...]]) -> TopicTable:
    """Return a table whose entries tell what became of their documents, in their order."""
    marked = (
        replace(entry, statuses=of) for entry, of in zip(table.entries, statuses, strict=True)
    )
    return replace(table, entries=tuple(marked))


def _is_asked(card: DocumentCard, request: TopicRequest) -> bool:
    return not request.terms or (term_number(card) or 0) in request.terms


def _of_hit(hit: Hit, catalogue: Catalogue) -> TopicEntry:
    marks = tuple(mark for mark in hit.marks if mark.end <= hit.sentence.end)
    return _entry(hit.passage, hit.sentence, marks, 0, catalogue)


def _entry(
    view: PassageView,
    sentence: Span,
    marks: tuple[Span, ...],
    places: int,
    catalogue: Catalogue,
) -> TopicEntry:
    card = view.document
    body = card.deciding_body or card.issuer
    own = term_of_body(body, card.issued) if body and card.issued else None
    narrowed = view.narrowed(sentence, catalogue.path_at(view, sentence))
    return TopicEntry(view, sentence, marks, narrowed, places, term_number(card), own)


def _table(
    request: TopicRequest,
    entries: Iterable[TopicEntry],
    cards: Sequence[DocumentCard],
    places: int,
    *,
    more: bool = False,
) -> TopicTable:
    shown = sorted(entries, key=_by_age)
    terms = counted(str(term_number(card) or "0") for card in cards)
    years = counted(
        str(entry.document.issued.year) for entry in shown if entry.document.issued is not None
    )
    return TopicTable(
        request,
        tuple(shown),
        tuple(sorted(map(_unknown_empty, terms), key=lambda one: int(one.value or 1000))),
        tuple(sorted(years, key=lambda one: one.value)),
        places,
        more,
    )


def _unknown_empty(one: FacetValue) -> FacetValue:
    return replace(one, value="") if one.value == "0" else one


def _by_age(entry: TopicEntry) -> tuple[date, str]:
    return entry.document.issued or date.max, entry.document.id or ""
