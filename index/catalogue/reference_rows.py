"""References of the catalogue with what they were concluded to be, and the acts they tell of.

Where documents are hidden from a reader, everything is concluded anew without them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from index.amendments.record import Act
from index.catalogue import resolution
from index.catalogue.amendments import COLUMNS, act_of
from index.catalogue.decode import match_of, newest_first, reference, resolved, several
from index.catalogue.document_rows import DocumentRows
from index.catalogue.encode import ResolvedReference, number_key
from index.catalogue.ports import Row
from index.catalogue.visible_tables import VisibleTables
from index.citations.graph import Citation
from index.citations.register import RegisterEntry
from index.results import CitedBy, DocumentCard, Match, ResolutionStatus, Resolved
from ingest.citations import Reference

_REFERENCE = (
    "r.start, r.stop, r.text, r.form, r.kind, r.number, r.serial, r.issued, r.year, r.term,"
    " r.issuer, r.subject, r.name, r.provision, r.relation, r.of_reference, r.inside"
)
_REFERENCES = f"SELECT r.n, {_REFERENCE} FROM refs r ORDER BY r.n, r.ordinal"  # noqa: S608
_IN_PASSAGES = "FROM refs r LEFT JOIN passages p ON p.key = r.passage"
_CONCLUDED = "JOIN citations c ON c.n = r.n AND c.ordinal = r.ordinal"
_UNRESOLVED = f"'{ResolutionStatus.ABSENT}'"
_PLACE = "SELECT r.n, r.ordinal, {}, p.id, p.path, p.pages, r.sentence,"
_PLACES = f"{_PLACE.format('c.resolution')} {_REFERENCE} {_IN_PASSAGES} {_CONCLUDED}"
_PLACES_ANEW = f"{_PLACE.format(_UNRESOLVED)} {_REFERENCE} {_IN_PASSAGES} ORDER BY r.n, r.ordinal"
_ABOUT = (
    "IN (SELECT n, ordinal FROM refs WHERE number_key = ?"
    " UNION SELECT n, ordinal FROM candidates WHERE number_key = ?)"
)
_CITATIONS = f"{_PLACES} ORDER BY r.n, r.ordinal"
_CITATIONS_OF = f"{_PLACES} WHERE (r.n, r.ordinal) {_ABOUT} ORDER BY r.n, r.ordinal"
_CANDIDATES = "SELECT n, ordinal, card, reason FROM candidates ORDER BY n, ordinal, place"
_CANDIDATES_OF = (
    "SELECT n, ordinal, card, reason FROM candidates"  # noqa: S608
    f" WHERE (n, ordinal) {_ABOUT} ORDER BY n, ordinal, place"
)
_CANDIDATES_IN = (
    "SELECT n, ordinal, card, reason FROM candidates WHERE n = ? ORDER BY ordinal, place"
)
_ACTING = "IN (SELECT n, target FROM amendments UNION SELECT n, acting FROM amendments)"
_CITATIONS_ACTING = f"{_PLACES} WHERE (r.n, r.ordinal) {_ACTING} ORDER BY r.n, r.ordinal"
_CANDIDATES_ACTING = (
    "SELECT n, ordinal, card, reason FROM candidates"  # noqa: S608
    f" WHERE (n, ordinal) {_ACTING} ORDER BY n, ordinal, place"
)
_TOLD = (
    "SELECT r.n, r.ordinal, r.start, r.stop, r.text, r.form, r.relation, {},"
    " p.id, p.path, p.pages, r.sentence, r.provision"
)
_IN_ORDER = "WHERE r.n = ? ORDER BY r.ordinal"
_RESOLVED = f"{_TOLD.format('c.resolution')} {_IN_PASSAGES} {_CONCLUDED} {_IN_ORDER}"
_RESOLVED_ANEW = f"{_TOLD.format(_UNRESOLVED)} {_IN_PASSAGES} {_IN_ORDER}"
_Referring = TypeVar("_Referring", Citation, Resolved)
Place = tuple[int, int]
"""A reference: its document's number, and where it comes among the references there."""
_DOCUMENTS_READ = 24
"""Documents whose references are kept as they were concluded."""


class ReferenceRows(DocumentRows):
    """The references of the documents that a reader may see."""

    register: Sequence[RegisterEntry] | None = None
    """The library's register; None is the one that ships."""

    def _show(self, cards: dict[int, DocumentCard], tables: VisibleTables) -> None:
        super()._show(cards, tables)
        self._concluding = threading.Lock()
        self._anew: dict[Place, ResolvedReference] | None = None
        # Who reads a document goes from page to page of it.
        self._resolved_lately = lru_cache(_DOCUMENTS_READ)(self._resolved)

    def references(self) -> Iterator[tuple[int, tuple[Reference, ...]]]:
        """Yield each document that has references, by number, with them in order."""
        for n, rows in groupby(self._tables.iterate(_REFERENCES), key=itemgetter(0)):
            yield int(n), tuple(reference(row[1:]) for row in rows)

    def resolved(self, n: int) -> tuple[Resolved, ...]:
        """Return the references of a document with what they were concluded to be."""
        return self._resolved_lately(n)

    def _resolved(self, n: int) -> tuple[Resolved, ...]:
        if self._tables.hides:
            rows = self._tables.query(_RESOLVED_ANEW, (n,))
            return tuple(self._resolve_anew(row[:2], resolved(row[1:], ())) for row in rows)
        rows = self._tables.query(_RESOLVED, (n,))
        matches = self._matches(_CANDIDATES_IN, (n,))
        return tuple(resolved(row[1:], matches.get(row[:2], ())) for row in rows)

    def citations(self, key: str | None = None) -> tuple[Citation, ...]:
        """Return every citation, or those that have to do with the number ``key``.

        Newest citing document first; within a document in the order of its text.
        """
        return newest_first(citation for _, citation in self.placed(key))

    def placed(self, key: str | None = None) -> list[tuple[Place, Citation]]:
        """Return citations, each under its document's number and its place there.

        What several files of one document cite, it cites once.
        """
        documents = self.documents()
        if self._tables.hides:
            rows = [row for row in self._tables.query(_PLACES_ANEW) if row[0] in documents]
            placed = [(row[:2], self._resolve_anew(row[:2], self._citation(row))) for row in rows]
            return [pair for pair in placed if key is None or _is_about(pair[1], key)]
        given = () if key is None else (key, key)
        rows = self._tables.query(_CITATIONS if key is None else _CITATIONS_OF, given)
        matches = self._matches(_CANDIDATES if key is None else _CANDIDATES_OF, given)
        return [
            (row[:2], self._citation(row, matches.get(row[:2], ())))
            for row in rows
            if row[0] in documents
        ]

    def named_by_acts(self) -> dict[Place, Citation]:
        """Return the citations that acts speak of, by document and place there."""
        if not self._tables.hides:
            matches = self._matches(_CANDIDATES_ACTING, ())
            rows = self._tables.query(_CITATIONS_ACTING)
            documents = self.documents()
            # What several files of one document do, it does once.
            return {
                row[:2]: self._citation(row, matches.get(row[:2], ()))
                for row in rows
                if row[0] in documents
            }
        acts = list(self.acts())
        spoken = {(act.n, place) for act in acts for place in (act.target, act.by)}
        return {place: citation for place, citation in self.placed() if place in spoken}

    def acts(self, n: int | None = None) -> Iterator[Act]:
        """Yield every act of amendment, or those of one document, in the order of its text."""
        where = "" if n is None else "WHERE n = ?"
        question = f"SELECT {COLUMNS} FROM amendments {where} ORDER BY n, ordinal"  # noqa: S608
        for row in self._tables.iterate(question, () if n is None else (n,)):
            yield act_of(row)

    def _matches(self, question: str, given: Sequence[object]) -> dict[Place, tuple[Match, ...]]:
        matches: dict[Place, tuple[Match, ...]] = {}
        for n, ordinal, card, reason in self._tables.iterate(question, given):
            matches[n, ordinal] = (*matches.get((n, ordinal), ()), match_of(card, reason))
        return matches

    def _citation(self, row: Row, matches: tuple[Match, ...] = ()) -> Citation:
        n, _, status, passage, path, pages, sentence, *columns = row
        read = reference(columns)
        place = CitedBy(
            self.documents()[self.copies.preferred(n)],
            passage or "",
            several(path or "[]"),
            several(pages or "[]"),
            sentence,
            read.relation,
            read.provision,
        )
        return Citation(place, read, ResolutionStatus(status), matches)

    def _resolve_anew(self, place: Place, referring: _Referring) -> _Referring:
        """Return a reference as it is concluded without the hidden documents."""
        with self._concluding:
            if self._anew is None:
                self._anew = {
                    (r.n, r.ordinal): r for r in resolution.resolve_library(self, self.register)
                }
        concluded = self._anew.get(place)
        if concluded is None:
            return referring
        return replace(referring, resolution=concluded.resolution, candidates=concluded.candidates)


def _is_about(citation: Citation, key: str) -> bool:
    number = citation.reference.number
    candidates = (number_key(match.card.number) for match in citation.candidates)
    return (number is not None and number.key == key) or key in candidates
