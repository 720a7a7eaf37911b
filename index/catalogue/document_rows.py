"""Documents of the catalogue: which a reader may see, and what is kept of each of their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Self

from index.access import Rights
from index.analysis.text_likeness import OTHER_TEXT, differences, shared
from index.catalogue.compared_texts import ComparedTexts
from index.catalogue.decode import card_of, passes, readable, several
from index.catalogue.doubts import doubt_of, is_open
from index.catalogue.files import Files
from index.catalogue.ports import Row, Tables
from index.catalogue.visible_tables import VisibleTables
from index.citations.copy_groups import Copies
from index.metadata.manifest import ManifestEntry, entry_from_json
from index.results import DocumentCard, DoubtedFile, Filters, TextDifference

_CARD = (
    "id, number, kind, issuer, deciding_body, issued, subject, source, pages, origin,"
    " confidence, sample, title, elsewhere"
)
_DOUBTS = (
    "SELECT d.n, f.digest, d.field, d.said, d.reason, d.page, d.box, d.stated"
    " FROM doubts d JOIN documents f ON f.n = d.n WHERE d.field <> 'draft' ORDER BY d.n, d.ordinal"
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a document's parsed form and original are, and what the manifest says of it."""

    digest: str
    parser: str
    source: str
    ending: str
    entry: ManifestEntry


class DocumentRows:
    """The documents of one generation as one reader may see them.

    :param tables: where their rows are asked for.
    :param compared: what is known of how far texts of their files are one.
    """

    def __init__(self, tables: Tables, compared: ComparedTexts | None = None) -> None:
        shown = VisibleTables(tables)
        self.compared = compared or ComparedTexts()
        with readable():
            corrections = shown.json_field("entry", "corrections")
            rows = shown.query(f"SELECT n, {_CARD}, {corrections} FROM documents ORDER BY n")  # noqa: S608
            self._show({row[0]: card_of(row[1:]) for row in rows}, shown)

    def for_reader(self, rights: Rights) -> Self:
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

    def close(self) -> None:
        """Let go of the tables; what a reader sees of them is closed with the whole."""
        self._tables.close()

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

    def drafts(self) -> frozenset[int]:
        """Return the files that say to be drafts: no act of theirs is done yet."""
        rows = self._tables.query("SELECT n FROM doubts WHERE field = 'draft'")
        return frozenset(int(n) for (n,) in rows)

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

    def rows(self, question: str, given: Sequence[object] = ()) -> list[Row]:
        """Return the rows of an answer, each with its document's number first."""
        return self._tables.query(question, given)

    def count(self, table: str) -> int:
        """Return how many rows ``table`` (of :mod:`index.catalogue.schema`) has."""
        return self._tables.count(table)

    def is_sound(self) -> bool:
        """Say whether whoever keeps the tables finds them whole."""
        return self._tables.is_sound()
