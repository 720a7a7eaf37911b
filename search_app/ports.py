"""What the app asks of a library: the public face of :class:`index.library.Library`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from index.access import Rights
from index.check_results import CheckedQuotation, CheckReport
from index.citations.addresses import DocumentAddress
from index.citations.review import Review, ReviewRequest
from index.comparison.old_new import OldNew
from index.inventory import HeldRow, MissingRow, Table, TableRequest
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
from index.search.concordance import Concordance, ConcordanceRequest
from index.search.glossary import DefinedTerm, TermDefinition
from index.search.topic import TopicRequest, TopicTable
from ingest.model import Document
from ingest.text.spans import Span


class Librarian(Protocol):
    """Answers every question of the app; safe to call from several threads."""

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a question."""
        ...

    def lookup(self, text: str) -> LookupAnswer:
        """Say what a number means."""
        ...

    def document(self, document_id: str) -> DocumentView | None:
        """Return a document, None when it is not held."""
        ...

    def doubts(self) -> tuple[DoubtedFile, ...]:
        """Return the documents of which a person should look at something."""
        ...

    def copies_of(self, name: str) -> tuple[DocumentCard, ...]:
        """Return the files that are the document of file ``name``, the preferred one first."""
        ...

    def at(self, address: DocumentAddress) -> tuple[DocumentCard, ...]:
        """Return the documents held that an address means."""
        ...

    def past_address(self, name: str) -> DocumentAddress | None:
        """Return where the document of a file that is gone was found."""
        ...

    def successor(self, address: DocumentAddress) -> DocumentCard | None:
        """Return the document whose text is nearly that of one that was found at ``address``."""
        ...

    def passage(self, passage_id: str) -> PassageView | None:
        """Return a passage, None when it is not held."""
        ...

    def stretch(self, name: str, inside: Span) -> PassageView | None:
        """Return a stretch of a passage with the provision and pages it stands in itself."""
        ...

    def excerpt(self, document: str, inside: Span) -> PassageView | None:
        """Return a stretch of a document's canonical text, cited where it stands."""
        ...

    def original(self, document_id: str) -> Path | None:
        """Return the kept copy of the file."""
        ...

    def overview(self) -> Overview:
        """Say what is in the library."""
        ...

    def inventory(self, request: TableRequest) -> Table[HeldRow]:
        """Return one page of the table of what is held."""
        ...

    def wanted(self, request: TableRequest) -> Table[MissingRow]:
        """Return one page of the table of what is cited and not held."""
        ...

    def check(self, document: Document, until: float | None = None) -> CheckReport:
        """Judge the references and quotations of a draft, until a second of the clock."""
        ...

    def quote(self, text: str, document: str = "") -> CheckedQuotation:
        """Look for one sentence word by word."""
        ...

    def concordance(self, request: ConcordanceRequest) -> Concordance:
        """Return every place of a phrase."""
        ...

    def topic(self, request: TopicRequest) -> TopicTable:
        """Return what documents said of a topic, by term."""
        ...

    def glossary(self, holding: str = "") -> tuple[DefinedTerm, ...]:
        """Return the words that documents define."""
        ...

    def definitions(self, text: str) -> tuple[TermDefinition, ...]:
        """Return what documents say of a word."""
        ...

    def old_and_new(self, name: str) -> tuple[OldNew, ...]:
        """Return what acts changed in a document."""
        ...

    def review(self, request: ReviewRequest) -> Review:
        """Return what stands on something since changed."""
        ...

    def statuses(self, cards: Sequence[DocumentCard]) -> tuple[tuple[Status, ...], ...]:
        """Return what became of each of ``cards``, in their order."""
        ...

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Complete what is being typed."""
        ...

    def for_reader(self, rights: Rights) -> Librarian:
        """Return the same library as a reader with ``rights`` may see it."""
        ...

    @property
    def generation(self) -> str:
        """The name of the generation in service."""
        ...

    def files_in(self, folders: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return by folder the ids of the documents that lie in it, whatever is closed."""
        ...

    def refresh(self) -> bool:
        """Move to a newer generation; say whether there was one."""
        ...

    def close(self) -> None:
        """Let go of every file."""
        ...
