"""Reading the catalogue: exact facts of one generation, in any number of threads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from index.amendments.record import Act
from index.catalogue.amendments import COLUMNS, act_of
from index.catalogue.decode import (
    Outline,
    card_of,
    match_of,
    newest_first,
    outline,
    passes,
    readable,
    reference,
    resolved,
    several,
)
from index.catalogue.ports import Row, Tables
from index.catalogue.schema import document_of
from index.citations.graph import Citation
from index.metadata.manifest import ManifestEntry, entry_from_json
from index.results import (
    CitedBy,
    DocumentCard,
    Filters,
    Match,
    PassageView,
    ResolutionStatus,
    Resolved,
)
from ingest.model import Origin, Reference
from ingest.text.spans import Span

_CARD = (
    "id, number, kind, issuer, deciding_body, issued, subject, source, pages, origin,"
    " confidence, sample, title"
)
_PASSAGE = (
    "key, n, ordinal, id, path, heading, start, stop, text, pages, printed, origin,"
    " confidence, note"
)
_REFERENCE = (
    "r.start, r.stop, r.text, r.form, r.kind, r.number, r.serial, r.issued, r.year, r.term,"
    " r.issuer, r.subject, r.name, r.provision, r.relation, r.of_reference, r.inside"
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
_PROVISION_AT = (
    "SELECT path FROM provisions WHERE n = ? AND start <= ? AND stop >= ?"
    " ORDER BY stop - start LIMIT 1"
)
_PROVISION_PATHS = "SELECT path FROM provisions WHERE n = ? ORDER BY ordinal"
_TEXTS_OF = "SELECT key, heading, text FROM passages WHERE n = ? ORDER BY key"
_TEXTS = "SELECT key, heading, text FROM passages ORDER BY key"
_CANDIDATES = "SELECT n, ordinal, card, reason FROM candidates ORDER BY n, ordinal, place"
_CANDIDATES_IN = "SELECT ordinal, card, reason FROM candidates WHERE n = ? ORDER BY ordinal, place"
_RESOLVED = (
    "SELECT r.ordinal, r.start, r.stop, r.text, r.form, r.relation, c.resolution,"
    " p.id, p.path, p.pages, r.sentence, r.provision FROM refs r"
    " JOIN citations c USING (n, ordinal)"
    " LEFT JOIN passages p ON p.key = r.passage WHERE r.n = ? ORDER BY r.ordinal"
)
_MANY = 500
"""Values in one IN (...) list; SQLite takes more, but the plan is the same."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a document's parsed form and original are, and what the manifest says of it."""

    digest: str
    parser: str
    source: str
    ending: str
    entry: ManifestEntry


class Catalogue:
    """The catalogue of one generation, read only.

    :param tables: where its rows are asked for.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        with readable():
            corrections = tables.json_field("entry", "corrections")
            found = tables.query(f"SELECT n, {_CARD}, {corrections} FROM documents ORDER BY n")  # noqa: S608
            self._cards = {row[0]: card_of(row[1:]) for row in found}
        self._numbers: dict[str, int] = {
            card.id: n for n, card in self._cards.items() if card.id is not None
        }

    def close(self) -> None:
        """Let go of the tables."""
        self._tables.close()

    # --- documents ----------------------------------------------------------------

    def cards(self) -> dict[int, DocumentCard]:
        """Return the cards of all documents by their numbers."""
        return self._cards

    def number_of(self, document: str) -> int | None:
        """Return the number of the document with this id."""
        return self._numbers.get(document)

    def stored_file(self, n: int) -> StoredFile:
        """Return where the parts of a document are kept."""
        question = "SELECT digest, parser, source, ending, entry FROM documents WHERE n = ?"
        ((digest, parser, source, ending, entry),) = self._tables.query(question, (n,))
        with readable():
            return StoredFile(digest, parser, source, ending, entry_from_json(entry))

    def chosen(self, filters: Filters) -> frozenset[int] | None:
        """Return the documents that ``filters`` let through; None when they narrow nothing."""
        if filters == Filters():
            return None
        return frozenset(n for n, card in self._cards.items() if passes(card, filters))

    def keys_of(self, documents: Iterable[int]) -> list[int]:
        """Return the passage keys of documents, ascending."""
        return sorted(int(row[0]) for row in _among(self._tables, "key", "n", sorted(documents)))

    # --- passages -----------------------------------------------------------------

    def passages(self, keys: Sequence[int]) -> dict[int, PassageView]:
        """Return passages by key; unknown keys are left out."""
        return {int(row[0]): self._view(row) for row in _among(self._tables, _PASSAGE, "key", keys)}

    def outlines(self, keys: Sequence[int]) -> dict[int, Outline]:
        """Return what ranking asks of passages, by key; unknown keys are left out."""
        rows = _among(self._tables, "key, path, note", "key", keys)
        return {key: outline(path, note is not None) for key, path, note in rows}

    def sketches(self, keys: Sequence[int]) -> dict[int, bytes]:
        """Return the sketches (of :mod:`index.search.near_duplicates`) of passages by key."""
        return dict(_among(self._tables, "key, sketch", "key", keys))

    def texts(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the texts of passages by key; unknown keys are left out."""
        return dict(_among(self._tables, "key, text", "key", keys))

    def passages_of(self, n: int) -> tuple[PassageView, ...]:
        """Return the passages of a document, in order."""
        return tuple(map(self._view, self._tables.query(_BY_DOCUMENT, (n,))))

    def passage(self, passage: str) -> PassageView | None:
        """Return the passage with this id."""
        rows = self._tables.query(_BY_ID, (passage,))
        return self._view(rows[0]) if rows and rows[0][1] in self._cards else None

    def path_at(self, view: PassageView, inside: Span) -> tuple[str, ...]:
        """Return the path of the smallest provision that holds a stretch of a passage's text.

        A passage may hold several small provisions; its sentence stands in one of them.
        """
        n = self._numbers.get(view.document.id or "")
        if n is None or view.note:
            return view.path
        start, stop = inside.start + view.span.start, inside.end + view.span.start
        rows = self._tables.query(_PROVISION_AT, (n, start, stop))
        return several(rows[0][0]) if rows else view.path

    def provision_paths(self, n: int) -> tuple[tuple[str, ...], ...]:
        """Return the paths of a document's provisions, in reading order."""
        return tuple(several(row[0]) for row in self._tables.query(_PROVISION_PATHS, (n,)))

    def all_texts(self, documents: Collection[int] | None = None) -> Iterator[tuple[int, str, str]]:
        """Yield (key, heading joined by newlines, text) of passages, by key.

        :param documents: of these alone.
        """
        if documents is not None and len(documents) < len(self._cards) / 2:
            for n in sorted(documents):
                yield from map(_plain_text, self._tables.query(_TEXTS_OF, (n,)))
            return
        for row in self._tables.iterate(_TEXTS):
            if documents is None or document_of(row[0]) in documents:
                yield _plain_text(row)

    def last_text(self) -> tuple[int, str, str] | None:
        """Return (key, heading joined by newlines, text) of the last passage by key."""
        rows = self._tables.query(f"{_TEXTS} DESC LIMIT 1")
        return _plain_text(rows[0]) if rows else None

    def count(self, table: str) -> int:
        """Return how many rows ``table`` (of :mod:`index.catalogue.schema`) has."""
        return int(self._tables.query(f"SELECT COUNT(*) FROM {table}")[0][0])  # noqa: S608

    def is_sound(self) -> bool:
        """Say whether whoever keeps the tables finds them whole."""
        return self._tables.is_sound()

    def _view(self, row: Row) -> PassageView:
        _, n, ordinal, name, path, heading, start, stop, text, pages, printed, *rest = row
        origin, confidence, note = rest
        with readable():
            return PassageView(
                name,
                self._cards[n],
                ordinal,
                several(path),
                several(heading),
                Span(start, stop),
                text,
                several(pages),
                several(printed),
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
        given = () if key is None else (key, key)
        rows = self._tables.query(_CITATIONS_OF if key else _CITATIONS, given)
        matches: dict[tuple[int, int], list[Match]] = {}
        question = _CANDIDATES if key is None else _CANDIDATES_OF
        for n, ordinal, card, reason in self._tables.iterate(question, given):
            matches.setdefault((n, ordinal), []).append(match_of(card, reason))
        return [
            (place, self._citation(row, tuple(matches.get(place, ()))))
            for row in rows
            for place in ((row[0], row[1]),)
            if row[0] in self._cards
        ]

    def _citation(self, row: Row, matches: tuple[Match, ...]) -> Citation:
        n, _, resolution, passage, path, pages, sentence, *columns = row
        found = reference(columns)
        place = CitedBy(
            self._cards[n],
            passage or "",
            several(path or "[]"),
            several(pages or "[]"),
            sentence,
            found.relation,
            found.provision,
        )
        return Citation(place, found, ResolutionStatus(resolution), matches)

    def resolved(self, n: int) -> tuple[Resolved, ...]:
        """Return the references of a document with what they were concluded to be."""
        rows = self._tables.query(_RESOLVED, (n,))
        matches: dict[int, list[Match]] = {}
        for ordinal, card, reason in self._tables.query(_CANDIDATES_IN, (n,)):
            matches.setdefault(ordinal, []).append(match_of(card, reason))
        return tuple(resolved(row, tuple(matches.get(row[0], ()))) for row in rows)

    def references(self) -> Iterator[tuple[int, tuple[Reference, ...]]]:
        """Yield each document that has references, by number, with them in order."""
        for n, rows in groupby(self._tables.iterate(_REFERENCES), key=itemgetter(0)):
            yield int(n), tuple(reference(row[1:]) for row in rows)

    def acts(self, n: int | None = None) -> Iterator[Act]:
        """Yield every act of amendment, or those of one document, in the order of its text."""
        where = "" if n is None else "WHERE n = ?"
        question = f"SELECT {COLUMNS} FROM amendments {where} ORDER BY n, ordinal"  # noqa: S608
        for row in self._tables.iterate(question, () if n is None else (n,)):
            yield act_of(row)


def _plain_text(row: Row) -> tuple[int, str, str]:
    key, heading, text = row
    return int(key), "\n".join(several(heading)), str(text)


def _among(tables: Tables, columns: str, key: str, values: Sequence[int]) -> Iterator[Row]:
    """Yield ``columns`` of the passages whose ``key`` is one of ``values``."""
    for start in range(0, len(values), _MANY):
        some = values[start : start + _MANY]
        marks = ",".join("?" * len(some))
        where = f"WHERE {key} IN ({marks})"
        yield from tables.query(f"SELECT {columns} FROM passages {where}", some)  # noqa: S608
