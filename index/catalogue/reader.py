"""Reading the catalogue: exact facts of one generation, in any number of threads.

Every question names its document's number first, and :mod:`index.catalogue.visible_tables`
leaves out the rows of documents that a reader may not see: a question added here is filtered
like all others.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from index.access import Rights
from index.amendments.record import Act
from index.analysis.text_likeness import OTHER_TEXT, differences, shared
from index.catalogue import resolution, status_pass
from index.catalogue.amendments import COLUMNS, act_of
from index.catalogue.compared_texts import ComparedTexts
from index.catalogue.decode import (
    card_of,
    match_of,
    newest_first,
    passes,
    readable,
    reference,
    resolved,
    several,
)
from index.catalogue.doubts import doubt_of, is_open
from index.catalogue.encode import ResolvedReference, number_key
from index.catalogue.files import Files
from index.catalogue.ports import Row, Tables
from index.catalogue.schema import document_of
from index.catalogue.status_rows import StatusRows
from index.catalogue.visible_tables import VisibleTables
from index.citations.copy_groups import Copies
from index.citations.graph import Citation
from index.citations.register import RegisterEntry
from index.citations.status import InMemoryStatuses, Statuses
from index.metadata.manifest import ManifestEntry, entry_from_json
from index.results import (
    CitedBy,
    DocumentCard,
    DoubtedFile,
    Filters,
    Match,
    PageStart,
    PassageView,
    ResolutionStatus,
    Resolved,
    TextDifference,
)
from ingest.model import Origin, Reference
from ingest.structure.passages import LISTED
from ingest.text.spans import Span

_CARD = (
    "id, number, kind, issuer, deciding_body, issued, subject, source, pages, origin,"
    " confidence, sample, title, elsewhere"
)
_PASSAGE = (
    "n, key, ordinal, id, path, heading, start, stop, text, pages, printed, origin,"
    " confidence, note, page_starts"
)
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
_CANDIDATES_OF = (
    "SELECT n, ordinal, card, reason FROM candidates"  # noqa: S608
    f" WHERE (n, ordinal) {_ABOUT} ORDER BY n, ordinal, place"
)
_ACTING = "IN (SELECT n, target FROM amendments UNION SELECT n, acting FROM amendments)"
_CITATIONS_ACTING = f"{_PLACES} WHERE (r.n, r.ordinal) {_ACTING} ORDER BY r.n, r.ordinal"
_CANDIDATES_ACTING = (
    "SELECT n, ordinal, card, reason FROM candidates"  # noqa: S608
    f" WHERE (n, ordinal) {_ACTING} ORDER BY n, ordinal, place"
)
_PLACES_OF = "SELECT n, path, start, stop FROM provisions WHERE n = ? ORDER BY ordinal"
_BY_DOCUMENT = f"SELECT {_PASSAGE} FROM passages WHERE n = ? ORDER BY ordinal"  # noqa: S608
_BY_ID = f"SELECT {_PASSAGE} FROM passages WHERE id = ?"  # noqa: S608
_PROVISION_AT = (
    "SELECT n, path, level FROM provisions WHERE n = ? AND start <= ? AND stop >= ?"
    " ORDER BY stop - start, ordinal"
)
_PROVISIONS_AT = "SELECT n, ordinal, path FROM provisions WHERE (n, ordinal) IN (VALUES {})"
_PROVISIONS_BY_SIZE = (
    "SELECT n, ordinal, path, level, start, stop FROM provisions WHERE n = ?"
    " ORDER BY stop - start, ordinal"
)
_SAME_PATH = "SELECT n, COUNT(*) FROM provisions WHERE n = ? AND path = ? GROUP BY n"
_PROVISION_PATHS = "SELECT n, path FROM provisions WHERE n = ? ORDER BY ordinal"
_TEXTS_OF = "SELECT n, key, heading, text FROM passages WHERE n = ? ORDER BY key"
_TEXTS = "SELECT n, key, heading, text FROM passages ORDER BY key"
_CANDIDATES = "SELECT n, ordinal, card, reason FROM candidates ORDER BY n, ordinal, place"
_CANDIDATES_IN = (
    "SELECT n, ordinal, card, reason FROM candidates WHERE n = ? ORDER BY ordinal, place"
)
_TOLD = (
    "SELECT r.n, r.ordinal, r.start, r.stop, r.text, r.form, r.relation, {},"
    " p.id, p.path, p.pages, r.sentence, r.provision"
)
_IN_ORDER = "WHERE r.n = ? ORDER BY r.ordinal"
_RESOLVED = f"{_TOLD.format('c.resolution')} {_IN_PASSAGES} {_CONCLUDED} {_IN_ORDER}"
_RESOLVED_ANEW = f"{_TOLD.format(_UNRESOLVED)} {_IN_PASSAGES} {_IN_ORDER}"
_DOUBTS = (
    "SELECT d.n, f.digest, d.field, d.said, d.reason, d.page, d.box, d.stated"
    " FROM doubts d JOIN documents f ON f.n = d.n ORDER BY d.n, d.ordinal"
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


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """What readings keep of a passage beside its text: path, kind, place, sketch."""

    path: tuple[str, ...]
    is_note: bool
    start: int
    sketch: bytes


_Referring = TypeVar("_Referring", Citation, Resolved)
Place = tuple[int, int]
"""A reference: its document's number, and where it comes among the references there."""

_DOCUMENTS_READ = 24
"""Documents whose references are kept as they were concluded."""


class Catalogue:
    """The catalogue of one generation as one reader may see it, read only.

    :param tables: where its rows are asked for.
    :param compared: what is known of how far texts of its files are one.
    """

    def __init__(self, tables: Tables, compared: ComparedTexts | None = None) -> None:
        shown = VisibleTables(tables)
        self.compared = compared or ComparedTexts()
        self._whole = self
        with readable():
            corrections = shown.json_field("entry", "corrections")
            rows = shown.query(f"SELECT n, {_CARD}, {corrections} FROM documents ORDER BY n")  # noqa: S608
            self._show({row[0]: card_of(row[1:]) for row in rows}, shown)

    register: Sequence[RegisterEntry] | None = None
    """The library's register; None is the one that ships."""

    def for_reader(self, rights: Rights) -> Catalogue:
        """Return this catalogue without the documents that ``rights`` hide."""
        if rights.everything:
            return self
        cards = dict(self._shown(rights))
        part = copy(self)
        part._show(cards, self._tables.limited_to(cards.keys()))
        return part

    def _shown(self, rights: Rights) -> Iterator[tuple[int, DocumentCard]]:
        """Yield the documents that may be seen, each under a name that may be told."""
        places = self._places()
        for n, card in self._cards.items():
            source = rights.shown_as(card.id, card.source, *places.get(n, ((), ())))
            if source == card.source:
                yield n, card
            elif source is not None:
                yield n, replace(card, source=source)

    def files_in(self, folders: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return by folder the ids of the documents of which some place lies in it."""
        places = self._places()
        found: dict[str, set[str]] = {folder: set() for folder in folders}
        for n, card in self._cards.items():
            others, sent = places.get(n, ((), ()))
            for folder, ids in found.items():
                inside = Rights(frozenset({folder})).allows
                if card.id and not all(map(inside, (card.source, *others, *sent))):
                    ids.add(card.id)
        return {folder: frozenset(ids) for folder, ids in found.items()}

    def _places(self) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return the other places of documents that have any, and those sent up, by number."""
        fields = (self._tables.json_field("entry", name) for name in ("places", "sent"))
        rows = self._tables.query(f"SELECT n, {', '.join(fields)} FROM documents ORDER BY n")  # noqa: S608
        with readable():
            return {
                n: (several(places or "[]"), several(sent or "[]"))
                for n, places, sent in rows
                if places or sent
            }

    def _show(self, cards: dict[int, DocumentCard], tables: VisibleTables) -> None:
        self._tables = tables
        self._cards = cards
        self._numbers = {card.id: n for n, card in cards.items() if card.id is not None}
        self._files = Files(tables, cards, self.compared)
        self._said = StatusRows(tables)
        self._concluding = threading.Lock()
        self._marking = threading.Lock()
        self._anew: dict[Place, ResolvedReference] | None = None
        self._became: InMemoryStatuses | None = None
        # Who reads a document goes from page to page of it.
        self._resolved_lately = lru_cache(_DOCUMENTS_READ)(self._resolved)

    def close(self) -> None:
        """Let go of the tables; what a reader sees of them is closed with the whole."""
        self._tables.close()

    # --- documents ----------------------------------------------------------------

    def cards(self) -> dict[int, DocumentCard]:
        """Return the cards of all files by their numbers."""
        return self._cards

    def documents(self) -> dict[int, DocumentCard]:
        """Return the cards of all documents by the numbers of the files that stand for them.

        ``files`` says how many files of the library a document is.
        """
        return self._files.documents

    @property
    def copies(self) -> Copies:
        """Which files are one document."""
        return self._files.copies

    def differences(self, one: int, other: int) -> tuple[TextDifference, ...] | None:
        """Return where the words of two files differ beyond layout; None for two other texts."""
        first, second = self._files.text(one), self._files.text(other)
        return differences(first, second) if shared(first, second) >= OTHER_TEXT else None

    def text_sketches(self) -> dict[int, bytes]:
        """Return a sketch of every file's whole text, by number; empty for a short text."""
        return self._files.sketches()

    def doubts(self) -> tuple[DoubtedFile, ...]:
        """Return the files that stand for documents with what a person should look at.

        What another file of the document says is no doubt any more.
        """
        rows = self._tables.query(_DOUBTS)
        documents = self.documents()
        files = []
        with readable():
            for n, of in groupby(rows, key=itemgetter(0)):
                doubts = [(row[1], doubt_of(row[2:])) for row in of]
                if n in documents:
                    card = documents[n]
                    open_ones = tuple(doubt for _, doubt in doubts if is_open(doubt, card))
                    files.append(DoubtedFile(card, doubts[0][0], open_ones))
        return tuple(file for file in files if file.doubts)

    def text_of(self, n: int) -> str:
        """Return the text of a file: its passages, in order."""
        return self._files.text(n)

    def number_of(self, document: str) -> int | None:
        """Return the number of the document with this id."""
        return self._numbers.get(document)

    def stored_file(self, n: int) -> StoredFile:
        """Return where the parts of a document are kept."""
        question = "SELECT n, digest, parser, source, ending, entry FROM documents WHERE n = ?"
        ((_, digest, parser, source, ending, entry),) = self._tables.query(question, (n,))
        with readable():
            return StoredFile(digest, parser, source, ending, entry_from_json(entry))

    def chosen(self, filters: Filters) -> frozenset[int] | None:
        """Return the documents that ``filters`` let through; None when all of the library are."""
        if filters.is_empty:
            return frozenset(self._cards) if self._tables.hides else None
        cards, preferred = self.documents(), self.copies.preferred
        return frozenset(n for n in self._cards if passes(cards[preferred(n)], filters))

    def keys_of(self, documents: Iterable[int]) -> list[int]:
        """Return the passage keys of documents, ascending."""
        rows = _among(self._tables, "n, key", "n", sorted(documents))
        return sorted(int(key) for _, key in rows)

    def visible(self, keys: Iterable[int]) -> list[int]:
        """Return those passage keys that belong to documents of this catalogue, in their order."""
        return [key for key in keys if document_of(key) in self._cards]

    # --- passages -----------------------------------------------------------------

    def passages(self, keys: Sequence[int]) -> dict[int, PassageView]:
        """Return passages by key; unknown keys are left out."""
        rows = _among(self._tables, _PASSAGE, "key", keys)
        with readable():
            return {int(row[1]): self._view(row) for row in rows}

    def texts(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the texts of passages by key; unknown keys are left out."""
        return {key: text for _, key, text in _among(self._tables, "n, key, text", "key", keys)}

    def passages_of(self, n: int) -> tuple[PassageView, ...]:
        """Return the passages of a document, in order."""
        with readable():
            return tuple(map(self._view, self._tables.query(_BY_DOCUMENT, (n,))))

    def passage(self, passage: str) -> PassageView | None:
        """Return the passage with this id."""
        rows = self._tables.query(_BY_ID, (passage,))
        with readable():
            return self._view(rows[0]) if rows else None

    def path_at(self, view: PassageView, inside: Span) -> tuple[str, ...]:
        """Return the path of the smallest provision that holds a stretch of a passage's text.

        A passage may hold several small provisions; its sentence stands in one of them.
        """
        n = self._numbers.get(view.document.id or "")
        if n is None or view.note:
            return view.path
        start, stop = inside.start + view.span.start, inside.end + view.span.start
        for _, path, level in self._tables.query(_PROVISION_AT, (n, start, stop)):
            # A path that comes back in a list is no place (see ingest.structure.passages).
            if level not in LISTED or self._tables.query(_SAME_PATH, (n, path))[0][1] == 1:
                return several(path)
        return view.path

    def provision_paths_at(
        self, places: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], tuple[str, ...]]:
        """Return the paths of provisions by document and ordinal there."""
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        for start in range(0, len(places), _MANY):
            batch = places[start : start + _MANY]
            question = _PROVISIONS_AT.format(",".join(["(?, ?)"] * len(batch)))
            rows = self._tables.query(question, [value for place in batch for value in place])
            found.update({(n, ordinal): several(path) for n, ordinal, path in rows})
        return found

    def provisions_by_size(self, n: int) -> list[tuple[int, Span]]:
        """Return the provisions of a document that may be named as a place, the smallest first.

        Each with its ordinal.  A path that comes back in a list is no place (see
        :mod:`ingest.structure.passages`).
        """
        rows = self._tables.query(_PROVISIONS_BY_SIZE, (n,))
        counts = Counter(path for _, _, path, *_ in rows)
        return [
            (ordinal, Span(start, stop))
            for _, ordinal, path, level, start, stop in rows
            if level not in LISTED or counts[path] == 1
        ]

    def reading_facts(self, keys: Sequence[int]) -> dict[int, PassageFacts]:
        """Return what readings keep of passages beside their texts, by key."""
        rows = _among(self._tables, "n, key, path, note, start, sketch", "key", keys)
        return {
            key: PassageFacts(several(path), note is not None, start, bytes(sketch))
            for _, key, path, note, start, sketch in rows
        }

    def provision_paths(self, n: int) -> tuple[tuple[str, ...], ...]:
        """Return the paths of a document's provisions, in reading order."""
        return tuple(several(path) for _, path in self._tables.query(_PROVISION_PATHS, (n,)))

    def all_texts(self, documents: Collection[int] | None = None) -> Iterator[tuple[int, str, str]]:
        """Yield (key, heading joined by newlines, text) of passages, by key.

        :param documents: of these alone.
        """
        if documents is not None and len(documents) < len(self._cards) / 2:
            for n in sorted(documents):
                yield from map(_plain_text, self._tables.query(_TEXTS_OF, (n,)))
            return
        for row in self._tables.iterate(_TEXTS):
            if documents is None or row[0] in documents:
                yield _plain_text(row)

    def last_text(self) -> tuple[int, str, str] | None:
        """Return (key, heading joined by newlines, text) of the last passage by key."""
        for n in sorted(self._cards, reverse=True):
            for row in self._tables.query(f"{_TEXTS_OF} DESC LIMIT 1", (n,)):
                return _plain_text(row)
        return None

    def rows(self, question: str, given: Sequence[object] = ()) -> list[Row]:
        """Return the rows of an answer, each with its document's number first."""
        return self._tables.query(question, given)

    def count(self, table: str) -> int:
        """Return how many rows ``table`` (of :mod:`index.catalogue.schema`) has."""
        return self._tables.count(table)

    def is_sound(self) -> bool:
        """Say whether whoever keeps the tables finds them whole."""
        return self._tables.is_sound()

    def _view(self, row: Row) -> PassageView:
        n, _, ordinal, name, path, heading, start, stop, text, pages, printed, *rest = row
        origin, confidence, note, page_starts = rest
        return PassageView(
            name,
            self._files.documents.get(n) or self._cards[n],
            ordinal,
            several(path),
            several(heading),
            Span(start, stop),
            text,
            several(pages),
            several(printed),
            _ORIGINS[origin],
            confidence,
            note,
            _page_starts(page_starts),
        )

    # --- references ---------------------------------------------------------------

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

    def references(self) -> Iterator[tuple[int, tuple[Reference, ...]]]:
        """Yield each document that has references, by number, with them in order."""
        for n, rows in groupby(self._tables.iterate(_REFERENCES), key=itemgetter(0)):
            yield int(n), tuple(reference(row[1:]) for row in rows)

    # --- what became of documents ---------------------------------------------------

    @property
    def statuses(self) -> Statuses:
        """What became of documents; concluded anew without the hidden ones."""
        if not self._tables.hides:
            return self._said
        with self._marking:
            if self._became is None:
                known = self._whole.statuses.all()
                self._became = InMemoryStatuses(status_pass.conclude_statuses(self, known))
        return self._became

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

    def whereabouts(self, keys: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """Return id and path of passages by key; unknown keys are left out."""
        rows = _among(self._tables, "n, key, id, path", "key", keys)
        return {int(key): (name, several(path)) for _, key, name, path in rows}

    def places_of(self, document: str) -> tuple[tuple[tuple[str, ...], Span], ...]:
        """Return the provisions of a document: path and stretch of its text, in order."""
        n = self._numbers.get(document)
        rows = self._tables.query(_PLACES_OF, (n,)) if n is not None else []
        return tuple((several(path), Span(start, stop)) for _, path, start, stop in rows)

    def acts(self, n: int | None = None) -> Iterator[Act]:
        """Yield every act of amendment, or those of one document, in the order of its text."""
        where = "" if n is None else "WHERE n = ?"
        question = f"SELECT {COLUMNS} FROM amendments {where} ORDER BY n, ordinal"  # noqa: S608
        for row in self._tables.iterate(question, () if n is None else (n,)):
            yield act_of(row)


_ORIGINS = {one.value: one for one in Origin}


@lru_cache(maxsize=1 << 15)
def _page_starts(said: str) -> tuple[PageStart, ...]:
    return tuple(PageStart(*start) for start in several(said))


def _is_about(citation: Citation, key: str) -> bool:
    number = citation.reference.number
    candidates = (number_key(match.card.number) for match in citation.candidates)
    return (number is not None and number.key == key) or key in candidates


def _plain_text(row: Row) -> tuple[int, str, str]:
    _, key, heading, text = row
    return int(key), "\n".join(several(heading)), str(text)


def _among(tables: VisibleTables, columns: str, key: str, values: Sequence[int]) -> Iterator[Row]:
    """Yield ``columns`` of the passages whose ``key`` is one of ``values``; ``n`` comes first."""
    for start in range(0, len(values), _MANY):
        batch = values[start : start + _MANY]
        marks = ",".join("?" * len(batch))
        where = f"WHERE {key} IN ({marks})"
        yield from tables.query(f"SELECT {columns} FROM passages {where}", batch)  # noqa: S608
