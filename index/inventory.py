"""What a library holds and lacks, as tables: filtered, counted by facet, sorted, page by page.

The rows are made once a generation and once for each set of rights, from documents that the
reader may see; a question then goes through them without asking the catalogue.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from index.catalogue.facets import term_number
from index.citations.status import InMemoryStatuses, has_ended, statuses_of
from index.generation import Generation
from index.results import DocumentCard, FacetValue, Missing, Status
from ingest.citations import Effect
from ingest.pages import Origin
from ingest.text.vietnamese import fold, nfc

PER_PAGE = 50
"""Rows of a page."""
SURE_READING = 0.9
"""Below this confidence recognised text is to be held against the page."""


class Fate(StrEnum):
    """What the library knows of what became of a document; several may be true at once."""

    ENDED = "ended"
    """Replaced, repealed or suspended as a whole, beyond doubt."""
    CHANGED = "changed"
    """Amended, supplemented or ended in part, beyond doubt."""
    CORRECTED = "corrected"
    MAYBE = "maybe"
    """A change that a person must look at."""
    NOTHING = "nothing"
    """No change is known; that says nothing of validity."""


class Lack(StrEnum):
    """What is not known of a document, or not surely read."""

    NUMBER = "number"
    KIND = "kind"
    ISSUER = "issuer"
    ISSUED = "issued"
    SUBJECT = "subject"
    READING = "reading"


class Column(StrEnum):
    """What a table may be sorted by."""

    NUMBER = "number"
    KIND = "kind"
    SUBJECT = "subject"
    ISSUER = "issuer"
    ISSUED = "issued"
    FATE = "fate"
    PAGES = "pages"
    DOCUMENTS = "documents"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class TableRequest:
    """One question to a table.

    ``words`` must all stand in a row's number, type, subject, title or file name; one typed
    without diacritics is found with any.  ``chosen`` are the values picked of each facet:
    within a facet any of them, across facets all.  ``page`` counts from 1.
    """

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Column = Column.ISSUED
    descending: bool = True
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: ``values`` by facet, ``keys`` by column (None sorts last)."""

    card: DocumentCard
    values: Mapping[str, tuple[str, ...]]
    keys: Mapping[Column, object]
    plain: str
    folded: str


@dataclass(frozen=True, slots=True)
class HeldRow(Row):
    """A document of the library."""

    statuses: tuple[Status, ...]
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class MissingRow(Row):
    """A document that is cited and not held."""

    missing: Missing


R = TypeVar("R", bound=Row)
R_co = TypeVar("R_co", bound=Row, covariant=True)


@dataclass(frozen=True, slots=True)
class Table(Generic[R_co]):
    """The answer: the rows of one page, of ``total`` that fit, of ``whole`` there are.

    ``facets`` count what choosing a value gives beside what is chosen of the other facets.
    """

    request: TableRequest
    rows: tuple[R_co, ...]
    total: int
    whole: int
    facets: Mapping[str, tuple[FacetValue, ...]]

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.request.per_page))


# --- rows ---------------------------------------------------------------------------


def held_rows(
    cards: Iterable[DocumentCard], statuses: Callable[[DocumentCard], tuple[Status, ...]]
) -> tuple[HeldRow, ...]:
    """Return a row for each document held, the newest first."""
    ordered = sorted(cards, key=lambda card: (card.issued or date.min, card.id or ""), reverse=True)
    return tuple(_held_row(card, statuses(card)) for card in ordered)


def missing_rows(missing: Iterable[Missing]) -> tuple[MissingRow, ...]:
    """Return a row for each document that is cited and not held, in the order given."""
    return tuple(map(_missing_row, missing))


def rows_of(generation: Generation) -> tuple[HeldRow, ...]:
    """Return the rows of what a generation holds."""

    def make() -> tuple[HeldRow, ...]:
        known = InMemoryStatuses(generation.statuses.all())
        cards = generation.catalogue.documents().values()
        return held_rows(cards, lambda card: statuses_of(known.about([card]), card))

    return generation.once("inventory", make)


def wanted_of(generation: Generation) -> tuple[MissingRow, ...]:
    """Return the rows of what a generation's documents cite and it does not hold."""
    return generation.once("wanted", lambda: missing_rows(generation.missing))


def _held_row(card: DocumentCard, statuses: tuple[Status, ...]) -> HeldRow:
    fates, lacks = fates_of(statuses), tuple(_lacks(card))
    values = _values(card) | {"fate": tuple(fates), "lack": tuple(lacks)}
    keys = _keys(card) | {
        # What ended comes before what changed.
        Column.FATE: -min(map(list(Fate).index, fates)),
        Column.PAGES: card.pages or None,
    }
    return HeldRow(card, values, keys, *_texts(card), statuses, lacks)


def _missing_row(one: Missing) -> MissingRow:
    keys = _keys(one.card) | {Column.DOCUMENTS: one.documents, Column.TIMES: one.times}
    return MissingRow(one.card, _values(one.card), keys, *_texts(one.card), one)


def fates_of(statuses: Sequence[Status]) -> tuple[Fate, ...]:
    """Return what became of a document, the gravest first."""
    sure = [status for status in statuses if status.is_sure]
    corrected = [status for status in sure if status.effect is Effect.CORRECTED]
    ended = has_ended(statuses)
    told = {
        Fate.ENDED: ended,
        Fate.CHANGED: len(corrected) < len(sure) and not ended,
        Fate.CORRECTED: bool(corrected),
        Fate.MAYBE: len(sure) < len(statuses),
        Fate.NOTHING: not statuses,
    }
    return tuple(fate for fate, holds in told.items() if holds)


def _lacks(card: DocumentCard) -> Iterable[Lack]:
    facts = {
        Lack.NUMBER: card.number,
        Lack.KIND: card.kind,
        Lack.ISSUER: card.deciding_body or card.issuer,
        Lack.ISSUED: card.issued,
        Lack.SUBJECT: card.subject or card.title,
    }
    yield from (lack for lack, fact in facts.items() if not fact)
    if is_doubtful_reading(card):
        yield Lack.READING


def is_doubtful_reading(card: DocumentCard) -> bool:
    """Say whether what was read of a document must be held against its pages."""
    recognised = card.origin in (Origin.OCR, Origin.MIXED)
    return card.origin is Origin.UNREADABLE or (recognised and card.confidence < SURE_READING)


def _values(card: DocumentCard) -> dict[str, tuple[str, ...]]:
    body, term = card.deciding_body or card.issuer, term_number(card)
    return {
        "kind": (card.kind,) if card.kind else (),
        "issuer": (body,) if body else (),
        "year": (str(card.issued.year),) if card.issued else (),
        "term": (str(term),) if term is not None else (),
    }


def _keys(card: DocumentCard) -> dict[Column, object]:
    return {
        Column.NUMBER: _serial(card.number),
        Column.KIND: _spelt(card.kind),
        Column.SUBJECT: _spelt(card.subject or card.title),
        Column.ISSUER: _spelt(card.deciding_body or card.issuer),
        Column.ISSUED: card.issued,
    }


def _spelt(text: str | None) -> tuple[str, str] | None:
    return (fold(text), text) if text else None


def _serial(number: str | None) -> tuple[int, str] | None:
    """Return a number as it is sorted: 9-QĐ/TU before 31-QĐ/TU."""
    found = re.match(r"\d+", number or "")
    return (int(found[0]) if found else 0, fold(number or "")) if number else None


def _texts(card: DocumentCard) -> tuple[str, str]:
    name = (card.source or "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = nfc(
        " ".join(filter(None, (card.number, card.kind, card.subject, card.title, name)))
    ).lower()
    return plain, fold(plain)


# --- asking -------------------------------------------------------------------------


def ask(rows: Sequence[R], request: TableRequest) -> Table[R]:
    """Answer one question from the rows; of two alike in the column sorted by, the first leads."""
    chosen = {name: frozenset(values) for name, values in request.chosen.items() if values}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    fitting: list[R] = []
    for row in _with_words(rows, request.words):
        failing = [name for name, values in chosen.items() if values.isdisjoint(row.values[name])]
        if not failing:
            fitting.append(row)
        if len(failing) > 1:
            continue
        for name in failing or row.values:
            counted = counts[name]
            for value in row.values[name]:
                counted[value] = counted.get(value, 0) + 1
    pages = max(1, -(-len(fitting) // request.per_page))
    request = replace(request, page=min(request.page, pages))
    ordered = _sorted(fitting, request)
    first = (request.page - 1) * request.per_page
    facets = {
        name: tuple(FacetValue(value, count) for value, count in found.items())
        for name, found in counts.items()
    }
    rows_shown = tuple(ordered[first : first + request.per_page])
    return Table(request, rows_shown, len(fitting), len(rows), facets)


def _with_words(rows: Iterable[R], words: str) -> Iterable[R]:
    typed = nfc(words).lower().split()
    accented = [word for word in typed if fold(word) != word]
    bare = [word for word in typed if fold(word) == word]
    for row in rows:
        if all(word in row.plain for word in accented) and all(word in row.folded for word in bare):
            yield row


def _sorted(rows: Sequence[R], request: TableRequest) -> list[R]:
    """Return the rows in order; those without a value last, whichever way it goes."""
    told = [row for row in rows if row.keys.get(request.sort) is not None]
    # The keys of one column are of one type.
    told.sort(key=lambda row: row.keys[request.sort], reverse=request.descending)  # type: ignore[arg-type, return-value]
    return told + [row for row in rows if row.keys.get(request.sort) is None]
