"""Reading the catalogue: exact facts of one generation, in any number of threads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from index.graph import Citation
from index.grouping import is_scanned, term_number
from index.results import (
    CitedBy,
    DocumentCard,
    Filters,
    Match,
    PassageView,
    Resolution,
    Resolved,
)
from index.sources import Entry, entry_from_json
from ingest.errors import LibraryCorrupt
from ingest.model import Form, Origin, Reference, Relation
from ingest.numbers import DocumentNumber
from ingest.spans import Span
from ingest.text import fold

_CARD = (
    "id, number, kind, issuer, deciding_body, issued, subject, source, pages, origin,"
    " confidence, sample, json_extract(entry, '$.corrections')"
)
_PASSAGE = (
    "key, n, ordinal, id, path, heading, start, stop, text, pages, printed, origin,"
    " confidence, note"
)
_REFERENCE = (
    "r.start, r.stop, r.text, r.form, r.kind, r.number, r.serial, r.issued, r.year, r.term,"
    " r.issuer, r.subject, r.name, r.provision, r.relation"
)
_REFERENCES = f"SELECT r.n, {_REFERENCE} FROM refs r ORDER BY r.n, r.ordinal"  # noqa: S608
_PLACES = (
    "SELECT r.n, r.ordinal, c.resolution, p.id, p.path, p.pages, r.sentence,"  # noqa: S608
    f" {_REFERENCE} FROM refs r JOIN citations c USING (n, ordinal)"
    " LEFT JOIN passages p ON p.key = r.passage"
)
_ABOUT = (
    "IN (SELECT n, ordinal FROM refs WHERE number_key = ?"
    " UNION SELECT n, ordinal FROM candidates WHERE number_key = ?)"
)
_CITATIONS = f"{_PLACES} ORDER BY r.n, r.ordinal"
_CITATIONS_OF = f"{_PLACES} WHERE (r.n, r.ordinal) {_ABOUT} ORDER BY r.n, r.ordinal"
_CANDIDATES_OF = (
    "SELECT n, ordinal, card, reason FROM candidates"  # noqa: S608
    f" WHERE (n, ordinal) {_ABOUT} ORDER BY n, ordinal, place"
)
_BY_DOCUMENT = f"SELECT {_PASSAGE} FROM passages WHERE n = ? ORDER BY ordinal"  # noqa: S608
_BY_ID = f"SELECT {_PASSAGE} FROM passages WHERE id = ?"  # noqa: S608
_CARDS = f"SELECT n, {_CARD} FROM documents ORDER BY n"  # noqa: S608
_MANY = 500
"""Values in one IN (...) list; SQLite takes more, but the plan is the same."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What ranking asks of a passage."""

    path: tuple[str, ...]
    is_note: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a document's parsed form and original are, and what the manifest says of it."""

    digest: str
    parser: str
    source: str
    ending: str
    entry: Entry


class Catalogue:
    """The catalogue of one generation, read only.

    Each call borrows a connection of its own, so threads never share one.
    """

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        with self._open() as base:
            self._numbers: dict[str, int] = {
                row[1]: row[0] for row in base.execute("SELECT n, id FROM documents")
            }
            self._cards = {row[0]: _card(row[1:]) for row in base.execute(_CARDS)}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base: sqlite3.Connection | None = None
        try:
            try:
                base = self._idle.get_nowait()
            except Empty:
                base = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            yield base
        except (sqlite3.DatabaseError, json.JSONDecodeError) as error:
            raise LibraryCorrupt(f"Danh mục của kho bị hỏng ({error}).") from error
        finally:
            if base is not None:
                self._idle.put(base)

    def close(self) -> None:
        """Close every idle connection."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    # --- documents ----------------------------------------------------------------

    def cards(self) -> dict[int, DocumentCard]:
        """Return the cards of all documents by their numbers."""
        return self._cards

    def number_of(self, document: str) -> int | None:
        """Return the number of the document with this id."""
        return self._numbers.get(document)

    def kept(self, n: int) -> Kept:
        """Return where the parts of a document are kept."""
        with self._open() as base:
            row = base.execute(
                "SELECT digest, parser, source, ending, entry FROM documents WHERE n = ?", (n,)
            ).fetchone()
        digest, parser, source, ending, entry = row
        return Kept(digest, parser, source, ending, entry_from_json(entry))

    def chosen(self, filters: Filters) -> frozenset[int] | None:
        """Return the documents that ``filters`` let through; None when they narrow nothing."""
        if filters == Filters():
            return None
        return frozenset(n for n, card in self._cards.items() if _passes(card, filters))

    def keys_of(self, documents: Iterable[int]) -> list[int]:
        """Return the passage keys of documents, ascending."""
        found: list[int] = []
        with self._open() as base:
            for some in _pieces(sorted(documents)):
                where = f"WHERE n IN ({_marks(some)})"
                rows = base.execute(f"SELECT key FROM passages {where}", some)  # noqa: S608
                found.extend(int(row[0]) for row in rows)
        return sorted(found)

    # --- passages -----------------------------------------------------------------

    def passages(self, keys: Sequence[int]) -> dict[int, PassageView]:
        """Return passages by key; unknown keys are left out."""
        found: dict[int, PassageView] = {}
        with self._open() as base:
            for some in _pieces(list(keys)):
                where = f"WHERE key IN ({_marks(some)})"
                rows = base.execute(f"SELECT {_PASSAGE} FROM passages {where}", some)  # noqa: S608
                found.update((int(row[0]), self._view(row)) for row in rows)
        return found

    def outlines(self, keys: Sequence[int]) -> dict[int, Outline]:
        """Return what ranking asks of passages, by key; unknown keys are left out."""
        found: dict[int, Outline] = {}
        with self._open() as base:
            for some in _pieces(list(keys)):
                where = f"WHERE key IN ({_marks(some)})"
                rows = base.execute(f"SELECT key, path, note FROM passages {where}", some)  # noqa: S608
                found.update((key, _outline(path, note is not None)) for key, path, note in rows)
        return found

    def sketches(self, keys: Sequence[int]) -> dict[int, bytes]:
        """Return the sketches (of :mod:`index.twins`) of passages by key."""
        found: dict[int, bytes] = {}
        with self._open() as base:
            for some in _pieces(list(keys)):
                where = f"WHERE key IN ({_marks(some)})"
                found.update(base.execute(f"SELECT key, sketch FROM passages {where}", some))  # noqa: S608
        return found

    def texts(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the texts of passages by key; unknown keys are left out."""
        found: dict[int, str] = {}
        with self._open() as base:
            for some in _pieces(list(keys)):
                where = f"WHERE key IN ({_marks(some)})"
                found.update(base.execute(f"SELECT key, text FROM passages {where}", some))  # noqa: S608
        return found

    def passages_of(self, n: int) -> tuple[PassageView, ...]:
        """Return the passages of a document, in order."""
        with self._open() as base:
            rows = base.execute(_BY_DOCUMENT, (n,))
            return tuple(map(self._view, rows))

    def passage(self, passage: str) -> PassageView | None:
        """Return the passage with this id."""
        with self._open() as base:
            row = base.execute(_BY_ID, (passage,)).fetchone()
        return None if row is None or row[1] not in self._cards else self._view(row)

    def path_at(self, view: PassageView, inside: Span) -> tuple[str, ...]:
        """Return the path of the smallest provision that holds a stretch of a passage's text.

        A passage may hold several small provisions; its sentence stands in one of them.
        """
        start, stop = inside.start + view.span.start, inside.end + view.span.start
        with self._open() as base:
            row = base.execute(
                "SELECT path FROM provisions WHERE n = (SELECT n FROM documents WHERE id = ?)"
                " AND start <= ? AND stop >= ? ORDER BY stop - start LIMIT 1",
                (view.document.id, start, stop),
            ).fetchone()
        return view.path if row is None or view.note else tuple(json.loads(row[0]))

    def all_texts(self) -> Iterator[tuple[int, str, str]]:
        """Yield (key, heading joined by newlines, text) of every passage, by key."""
        with self._open() as base:
            for key, heading, text in base.execute(
                "SELECT key, heading, text FROM passages ORDER BY key"
            ):
                yield int(key), "\n".join(json.loads(heading)), str(text)

    def last_text(self) -> tuple[int, str, str] | None:
        """Return (key, heading joined by newlines, text) of the last passage by key."""
        with self._open() as base:
            row = base.execute(
                "SELECT key, heading, text FROM passages ORDER BY key DESC LIMIT 1"
            ).fetchone()
        return None if row is None else (int(row[0]), "\n".join(json.loads(row[1])), str(row[2]))

    def count(self, table: str) -> int:
        """Return how many rows ``table`` (of :mod:`index.schema`) has."""
        with self._open() as base:
            return int(base.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608

    def sound(self) -> bool:
        """Say whether SQLite finds the file whole."""
        with self._open() as base:
            return bool(base.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")

    def _view(self, row: tuple[Any, ...]) -> PassageView:
        _, n, ordinal, name, path, heading, start, stop, text, pages, printed, *rest = row
        origin, confidence, note = rest
        return PassageView(
            name,
            self._cards[n],
            ordinal,
            _several(path),
            _several(heading),
            Span(start, stop),
            text,
            _several(pages),
            _several(printed),
            Origin(origin),
            confidence,
            note,
        )

    # --- references ---------------------------------------------------------------

    def citations(self, key: str | None = None) -> tuple[Citation, ...]:
        """Return every citation, or those that have to do with the number ``key``.

        Newest citing document first; within a document in the order of its text.
        """
        return newest_first(one for _, one in self.placed(key))

    def placed(self, key: str | None = None) -> list[tuple[tuple[int, int], Citation]]:
        """Return citations, each under its document's number and its place there."""
        chosen = () if key is None else (key, key)
        with self._open() as base:
            rows = base.execute(_CITATIONS_OF if key else _CITATIONS, chosen).fetchall()
            matches: dict[tuple[int, int], list[Match]] = {}
            for n, ordinal, card, reason in base.execute(
                "SELECT n, ordinal, card, reason FROM candidates ORDER BY n, ordinal, place"
                if key is None
                else _CANDIDATES_OF,
                chosen,
            ):
                match = Match(card_from_json(card), reason)
                matches.setdefault((n, ordinal), []).append(match)
        return [
            (place, self._citation(row, tuple(matches.get(place, ()))))
            for row in rows
            for place in ((row[0], row[1]),)
            if row[0] in self._cards
        ]

    def _citation(self, row: tuple[Any, ...], matches: tuple[Match, ...]) -> Citation:
        n, _, resolution, passage, path, pages, sentence, *columns = row
        reference = _reference(columns)
        place = CitedBy(
            self._cards[n],
            passage or "",
            tuple(json.loads(path or "[]")),
            tuple(json.loads(pages or "[]")),
            sentence,
            reference.relation,
            reference.provision,
        )
        return Citation(place, reference, Resolution(resolution), matches)

    def resolved(self, n: int) -> tuple[Resolved, ...]:
        """Return the references of a document with what they were concluded to be."""
        with self._open() as base:
            rows = base.execute(
                "SELECT r.ordinal, r.start, r.stop, r.text, r.form, r.relation, c.resolution,"
                " p.id, p.path, p.pages, r.sentence, r.provision FROM refs r"
                " JOIN citations c USING (n, ordinal)"
                " LEFT JOIN passages p ON p.key = r.passage WHERE r.n = ? ORDER BY r.ordinal",
                (n,),
            ).fetchall()
            matches: dict[int, list[Match]] = {}
            for ordinal, card, reason in base.execute(
                "SELECT ordinal, card, reason FROM candidates WHERE n = ? ORDER BY ordinal, place",
                (n,),
            ):
                matches.setdefault(ordinal, []).append(Match(card_from_json(card), reason))
        return tuple(_resolved(row, tuple(matches.get(row[0], ()))) for row in rows)

    def references(self) -> Iterator[tuple[int, tuple[Reference, ...]]]:
        """Yield each document that has references, by number, with them in order."""
        with self._open() as base:
            rows = base.execute(_REFERENCES)
            for n, some in groupby(rows, key=itemgetter(0)):
                yield int(n), tuple(_reference(row) for _, *row in some)


@lru_cache(maxsize=1 << 15)
def _outline(path: str, is_note: bool) -> Outline:
    return Outline(_several(path), is_note)


@lru_cache(maxsize=1 << 15)
def _several(said: str) -> tuple[Any, ...]:
    """Return a list kept as JSON; paths and pages are the same for many passages."""
    return tuple(json.loads(said))


def newest_first(found: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return citations by the day of the citing document, the newest first."""
    return tuple(sorted(found, key=lambda one: one.place.document.issued or date.min, reverse=True))


def _resolved(row: tuple[Any, ...], matches: tuple[Match, ...]) -> Resolved:
    _, start, stop, text, form, relation, resolution, passage, path, pages, sentence, pin = row
    return Resolved(
        Span(start, stop),
        text,
        Form(form),
        Relation(relation),
        Resolution(resolution),
        matches,
        passage,
        tuple(json.loads(path or "[]")),
        tuple(json.loads(pages or "[]")),
        sentence,
        pin,
    )


def _reference(row: Sequence[Any]) -> Reference:
    start, stop, text, form, kind, number, serial, issued, *rest, relation = row
    year, term, issuer, subject, name, provision = rest
    return Reference(
        Span(start, stop),
        text,
        Form(form),
        kind,
        DocumentNumber.parse(number) if number else None,
        serial,
        date.fromisoformat(issued) if issued else None,
        year,
        term,
        issuer,
        subject,
        name,
        provision,
        Relation(relation),
    )


def _card(row: tuple[Any, ...]) -> DocumentCard:
    name, number, kind, issuer, body, issued, subject, source, pages, origin, sure, sample, hand = (
        row
    )
    return DocumentCard(
        name,
        number,
        kind,
        issuer,
        body,
        date.fromisoformat(issued) if issued else None,
        subject,
        source,
        pages,
        Origin(origin) if origin else None,
        sure,
        bool(sample),
        tuple(one["field"] for one in json.loads(hand or "[]")),
    )


def card_from_json(text: str) -> DocumentCard:
    """Read what :func:`index.cataloguing.card_to_json` wrote."""
    data = json.loads(text)
    data["issued"] = date.fromisoformat(data["issued"]) if data["issued"] else None
    data["origin"] = Origin(data["origin"]) if data["origin"] else None
    data["corrected"] = tuple(data.get("corrected", ()))
    return DocumentCard(**data)


def _passes(card: DocumentCard, filters: Filters) -> bool:
    issued = card.issued
    return (
        (not filters.kinds or fold(card.kind or "") in map(fold, filters.kinds))
        and (not filters.issuers or _issued_by(card, filters.issuers))
        and (not filters.years or (issued is not None and issued.year in filters.years))
        and (filters.since is None or (issued is not None and issued >= filters.since))
        and (filters.until is None or (issued is not None and issued <= filters.until))
        and (filters.number is None or _numbered(card, filters.number))
        and (not filters.documents or card.id in filters.documents)
        and (filters.scanned is None or filters.scanned == is_scanned(card))
        and (not filters.terms or term_number(card) in filters.terms)
    )


def _issued_by(card: DocumentCard, issuers: tuple[str, ...]) -> bool:
    own = {fold(name) for name in (card.issuer, card.deciding_body) if name}
    return any(fold(name) in own for name in issuers)


def _numbered(card: DocumentCard, number: str) -> bool:
    """Compare numbers without leading zeros; diacritics count (HD is not HĐ)."""
    own = (card.number or "").lstrip("0").upper()
    wanted = number.strip().lstrip("0").upper()
    # Digits alone mean the serial.
    return own == wanted or (wanted.isdecimal() and own.split("-")[0].split("/")[0] == wanted)


def _pieces(values: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
