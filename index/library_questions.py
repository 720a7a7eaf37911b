"""What a library is asked: each question is answered from one generation, as readers may see it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from index import answers, inventory
from index.catalogue import observed
from index.check_results import CheckedQuotation, CheckReport
from index.citations.addresses import AddressBook, DocumentAddress
from index.citations.marking import became, mark_lookup
from index.citations.register import RegisterEntry
from index.citations.review import Review, ReviewRequest, review
from index.comparison.old_new import OldNew, old_and_new
from index.doubtful import open_doubts
from index.excerpts import excerpt
from index.generation import Generation
from index.inventory import HeldRow, MissingRow, Table, TableRequest
from index.query.autocomplete import suggestions
from index.quotations.check_draft import check_draft
from index.quotations.finder import Shelf
from index.quotations.judge import look_up
from index.results import (
    DocumentCard,
    DocumentView,
    DoubtedFile,
    LookupAnswer,
    Overview,
    PassageView,
    SearchAnswer,
    SearchRequest,
    Status,
    Suggestion,
)
from index.search import topic
from index.search.concordance import Concordance, ConcordanceRequest, concordance, with_statuses
from index.search.document_lookup import look_up as look_up_document
from index.search.glossary import DefinedTerm, Glossary, TermDefinition, definitions
from index.search.glossary import with_statuses as definitions_with_statuses
from index.search.topic import TopicRequest, TopicTable
from index.storage import past_addresses
from index.storage.files import content_path
from index.storage.store import Store
from ingest.errors import LibraryCorrupt
from ingest.model import Document
from ingest.text.spans import Span


class LibraryQuestions(ABC):
    """The questions; :class:`index.library.Library` holds what they are answered from."""

    _store: Store

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Generation]:
        """Hold one generation for the length of a call, as the reader may see it."""

    @abstractmethod
    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a question (see :mod:`index.search.searcher`)."""

    def lookup(self, text: str) -> LookupAnswer:
        """Answer what document ``text`` names, and who cites it."""
        with self._reading() as generation:
            answer = look_up_document(text, generation)
            return mark_lookup(answer, generation.statuses)

    def register(self) -> tuple[RegisterEntry, ...]:
        """Return all that the library knows of documents, and what its own say of them."""
        with self._reading() as generation:
            return observed.register_of(generation.catalogue)

    def document(self, name: str) -> DocumentView | None:
        """Return all about the document with this id, None when there is none."""
        with self._reading() as generation:
            return answers.view_document(name, generation)

    def copies_of(self, name: str) -> tuple[DocumentCard, ...]:
        """Return the files that are the document of file ``name``, the preferred one first."""
        with self._reading() as generation:
            return answers.copies_of(name, generation)

    def at(self, address: DocumentAddress) -> tuple[DocumentCard, ...]:
        """Return the documents held that an address means: several where it leaves them open."""
        with self._reading() as generation:
            book = generation.once(
                "addresses", lambda: AddressBook(generation.catalogue.documents().values())
            )
            return book.find(address)

    def past_address(self, name: str) -> DocumentAddress | None:
        """Return where the document of a file that is gone was found, None where that is unknown.

        Whether the reader may see it must be asked of :meth:`at`.
        """
        past = past_addresses.recall(self._store.root).get(name)
        return DocumentAddress.parse(past.address) if past else None

    def successor(self, address: DocumentAddress) -> DocumentCard | None:
        """Return the document whose text is nearly that of one that was found at ``address``.

        A file scanned anew may have a number that cannot be read: only a document without a
        number, of the same title and nearly the same text, is answered, and only a single one.
        """
        whole = str(address.document)
        gone = [
            past
            for past in past_addresses.recall(self._store.root).values()
            if past.address == whole
            or (address.issued is None and past.address.startswith(f"{whole}/"))
        ]
        with self._reading() as generation:
            return answers.successor(gone, generation)

    def passage(self, name: str) -> PassageView | None:
        """Return the passage with this id, None when there is none."""
        with self._reading() as generation:
            return generation.catalogue.passage(name)

    def stretch(self, name: str, inside: Span) -> PassageView | None:
        """Return a stretch of a passage with the provision and pages it stands in itself.

        :param inside: of the passage's text; None is returned where it is not in it.
        """
        with self._reading() as generation:
            passage = generation.catalogue.passage(name)
            if passage is None or not 0 <= inside.start < inside.end <= len(passage.text):
                return None
            return passage.narrowed(inside, generation.catalogue.path_at(passage, inside))

    def excerpt(self, document: str, inside: Span) -> PassageView | None:
        """Return a stretch of a document's canonical text (see :mod:`index.excerpts`)."""
        with self._reading() as generation:
            return excerpt(document, inside, generation)

    def doubts(self) -> tuple[DoubtedFile, ...]:
        """Return the documents of which a person should look at something."""
        with self._reading() as generation:
            return generation.once("doubts", lambda: open_doubts(generation))

    def original(self, name: str) -> Path | None:
        """Return the kept copy of a document's file, None when there is no such document."""
        with self._reading() as generation:
            n = generation.catalogue.number_of(name)
            if n is None:
                return None
            kept = generation.catalogue.stored_file(n)
            path = content_path(self._store.files, kept.digest, kept.ending)
            if not path.is_file():
                raise LibraryCorrupt(f"Kho mất bản gốc của “{kept.source}”.")
            return path

    def overview(self) -> Overview:
        """Return what is in the library."""
        with self._reading() as generation:
            return answers.overview(generation)

    def inventory(self, request: TableRequest) -> Table[HeldRow]:
        """Return one page of the table of what is held (see :mod:`index.inventory`)."""
        with self._reading() as generation:
            return inventory.ask(inventory.rows_of(generation), request)

    def wanted(self, request: TableRequest) -> Table[MissingRow]:
        """Return one page of the table of what is cited and not held."""
        with self._reading() as generation:
            return inventory.ask(inventory.wanted_of(generation), request)

    def check(self, document: Document, until: float | None = None) -> CheckReport:
        """Judge every reference and quotation of a draft against the library and the register.

        :param until: see :func:`index.quotations.check_draft.check_draft`.
        """
        with self._reading() as generation:
            return check_draft(document, generation, until)

    def quote(self, text: str, document: str = "") -> CheckedQuotation:
        """Look for one sentence word by word (see :mod:`index.quotations.judge`).

        :param document: the id of the document it is said to be from.
        """
        with self.shelf() as shelf:
            return look_up(text, shelf, document)

    @contextmanager
    def shelf(self) -> Iterator[Shelf]:
        """Hold what quotations of one generation are looked for in."""
        with self._reading() as generation:
            yield Shelf(generation.catalogue, generation.words, generation.pages_of)

    def review(self, request: ReviewRequest) -> Review:
        """Return what stands on something since changed (see :mod:`index.citations.review`)."""
        with self._reading() as generation:
            reviewed = review(
                generation.citations, generation.statuses, request, generation.record.generation
            )
            cards = generation.catalogue.documents().values()
            issuers = {card.issuer or card.deciding_body or "" for card in cards} - {""}
            return replace(reviewed, issuers=tuple(sorted(issuers)))

    def concordance(self, request: ConcordanceRequest) -> Concordance:
        """Return every place of a phrase (see :mod:`index.search.concordance`).

        :raises QueryError: the phrase has no syllable, or too many.
        """
        with self._reading() as generation:
            found = concordance(
                request, generation.catalogue, generation.words, generation.readings
            )
            lines = (*found.lines, *([found.first] if found.first else []))
            statuses = became([line.passage.document for line in lines], generation.statuses)
            return with_statuses(found, statuses)

    def topic(self, request: TopicRequest) -> TopicTable:
        """Return what documents said of a topic, by term (see :mod:`index.search.topic`).

        :raises QueryError: the words are no phrase, or the question cannot be understood.
        """
        answer = None
        if request.by_meaning:
            asked = SearchRequest(
                request.text, request.filters, per_page=topic.MOST_FOUND, others=False
            )
            answer = self.search(asked)
        with self._reading() as generation:
            catalogue = generation.catalogue
            if answer is None:
                table = topic.by_words(request, catalogue, generation.words, generation.readings)
            else:
                table = topic.by_meaning(request, answer, catalogue)
            cards = [entry.document for entry in table.entries]
            return topic.with_statuses(table, became(cards, generation.statuses))

    def glossary(self, holding: str = "") -> tuple[DefinedTerm, ...]:
        """Return the words that documents define, by the alphabet; those that hold ``holding``."""
        with self._reading() as generation:
            return _glossary(generation).holding(holding)

    def definitions(self, text: str) -> tuple[TermDefinition, ...]:
        """Return what documents say of the word that ``text`` is, nothing where it is none."""
        with self._reading() as generation:
            terms = _glossary(generation).called(text)
            found = definitions(terms, generation.catalogue)
            cards = [one.passage.document for one in found]
            return definitions_with_statuses(found, became(cards, generation.statuses))

    def old_and_new(self, name: str) -> tuple[OldNew, ...]:
        """Return what acts changed in the document with this id; nothing where it is not held."""
        view = self.document(name)
        if view is None:
            return ()
        with self._reading() as generation:
            numbers = {status.n for status in view.statuses if status.n}
            acts = {
                (act.n, act.ordinal): act for n in numbers for act in generation.catalogue.acts(n)
            }
        return old_and_new(view.document, view.statuses, acts)

    def statuses(self, cards: Sequence[DocumentCard]) -> tuple[tuple[Status, ...], ...]:
        """Return what became of each of ``cards``, in their order."""
        with self._reading() as generation:
            return became(cards, generation.statuses)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return documents a reader may be about to ask for."""
        with self._reading() as generation:
            return suggestions(text, tuple(generation.catalogue.documents().values()), limit)


def _glossary(generation: Generation) -> Glossary:
    return generation.once("glossary", lambda: Glossary(generation.catalogue))
