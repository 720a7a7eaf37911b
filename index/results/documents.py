"""Documents in one line, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.citations import Effect
from ingest.claims import Doubt
from ingest.pages import Origin
from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document in one line.  ``id`` is None for a document that is only known, not held."""

    id: str | None
    number: str | None
    kind: str | None
    issuer: str | None
    deciding_body: str | None
    issued: date | None
    subject: str | None
    source: str | None = None
    pages: int = 0
    origin: Origin | None = None
    confidence: float = 1.0
    sample: bool = False
    """True for the sample documents that ship with the project."""
    corrected: tuple[str, ...] = ()
    """Which facts (fields of the header) were corrected by hand."""
    title: str | None = None
    """What a document without a number is called, from its own first lines."""
    files: int = 1
    """How many files of the library are this document."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Facts (fields of the header) that its first page does not give, each with what does: an
    ``annex`` of its own, or another document by which it is ``cited``."""
    from_copies: tuple[str, ...] = ()
    """Which facts (fields of the header) are taken from another of its files."""


@dataclass(frozen=True, slots=True)
class DoubtedFile:
    """A document with what a person should look at in the file (``digest``) that stands for it."""

    card: DocumentCard
    digest: str
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What one act of another document made of a document, or of one of its provisions.

    ``review`` (Vietnamese) says what a person must look at before it may be relied on; it is
    empty where every fact behind the status is settled.  ``source`` says where the register
    has it from, where no held document says so itself.
    """

    id: str
    effect: Effect
    target: DocumentCard
    by: DocumentCard
    said: str = ""
    """The words that say it: "hết hiệu lực"."""
    sentence: str = ""
    provision: str | None = None
    """The changed provision as citations write it ("khoản 1 Điều 3"), None for the whole."""
    place: Span | None = None
    """Where that provision stands in the target's text; None where it could not be found."""
    added: bool = False
    """True for a provision put in by the act; ``place`` is then the provision it follows."""
    partial: bool = False
    """True where only a part changed and the act does not name it as a provision."""
    since: date | None = None
    """From when, where the act gives a day."""
    passage: str | None = None
    path: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    """Passage, section and pages of the sentence in the acting document."""
    ordinal: int | None = None
    """Which of the acts of the document that holds the sentence."""
    holder: str | None = None
    """The document that holds the sentence: ``by``, or one that tells of it."""
    n: int = 0
    """That document's number in the catalogue; 0 where only the register says so."""
    review: str = ""
    source: str = ""
    build: str = ""
    """The generation of the library that knew of it first."""

    @property
    def is_whole(self) -> bool:
        """Say whether it is of the document as a whole."""
        return self.provision is None and not self.partial

    @property
    def is_sure(self) -> bool:
        """Say whether nothing about it is for a person to look at."""
        return not self.review
