"""What a library answers: frozen views that the commands print and the web app shows.

Offsets inside a :class:`PassageView` count code points of its own ``text``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from index.metadata.corrections import Corrected
from ingest.model import Document, Doubt, Effect, Origin, ReferenceForm, Relation
from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer is narrowed to; empty means no narrowing."""

    kinds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    number: str | None = None
    documents: tuple[str, ...] = ()
    scanned: bool | None = None
    terms: tuple[int, ...] = ()
    """Terms of the Central Committee (:mod:`index.citations.committees`) of the day of issue."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == Filters()


class Sort(StrEnum):
    """The order of an answer."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question.  ``page`` counts from 1."""

    query: str
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    as_typed: bool = False
    """True to search exactly what was typed: no diacritics restored, no number recognised."""
    others: bool = True
    """Whether the other passages of each document are shown, or only counted (``Hit.others``)."""
    document: str | None = None
    """The id of the one document of the answer that is shown, on whatever page it stands.

    Passages are ranked as without it; ``filters.documents`` narrows what is ranked.
    """


class AnswerKind(StrEnum):
    """The JSON contract's ``kind`` of an answer."""

    NUMBER = "number"
    WORDS = "words"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How a query was read.

    ``searched`` are the words searched for, with diacritics restored where
    ``restored`` is true; ``alternatives`` are other restorations; ``phrases``
    stood in quotation marks.
    """

    typed: str
    searched: str
    restored: bool = False
    alternatives: tuple[str, ...] = ()
    did_you_mean: str | None = None
    phrases: tuple[str, ...] = ()
    number: str | None = None
    filters: Filters = Filters()
    unquoted: tuple[str, ...] = ()
    """Phrases that stood in quotation marks, that no passage holds, and that were searched for
    word by word instead."""


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


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where in a passage's text the text of a page begins; ``printed`` is what the paper says."""

    offset: int
    page: int
    printed: str | None


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage ready to be quoted: verbatim text, path and pages."""

    id: str
    document: DocumentCard
    ordinal: int
    path: tuple[str, ...]
    heading: tuple[str, ...]
    span: Span
    """In the document's canonical text."""
    text: str
    pages: tuple[int, ...]
    printed_pages: tuple[str, ...]
    origin: Origin
    confidence: float
    note: str | None = None
    page_starts: tuple[PageStart, ...] = ()
    """In the order of its text; empty for files without pages."""

    def pages_at(self, inside: Span) -> tuple[PageStart, ...]:
        """Return the pages on which a stretch of the text stands, in the order of the text."""
        ends = (*(start.offset for start in self.page_starts[1:]), len(self.text))
        starts = [
            start
            for start, end in zip(self.page_starts, ends, strict=False)
            if start.offset < max(inside.end, inside.start + 1) and inside.start < end
        ]
        return tuple(sorted({start.page: start for start in starts}.values(), key=lambda s: s.page))

    def narrowed(self, inside: Span, path: tuple[str, ...]) -> PassageView:
        """Return a stretch of the passage as a passage: its words, its provision, its pages.

        :param inside: of ``text``.
        :param path: of the provision that the stretch stands in.
        """
        pages = self.pages_at(inside)
        return replace(
            self,
            text=inside.of(self.text),
            span=inside.shifted(self.span.start),
            path=path,
            pages=tuple(start.page for start in pages) if self.page_starts else self.pages,
            printed_pages=tuple(start.printed for start in pages if start.printed is not None)
            if self.page_starts
            else self.printed_pages,
            page_starts=tuple(
                replace(start, offset=max(0, start.offset - inside.start)) for start in pages
            ),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in an answer; ``marks`` and ``sentence`` are spans of ``passage.text``."""

    passage: PassageView
    score: float
    sentence: Span
    marks: tuple[Span, ...] = ()
    more: tuple[Hit, ...] = ()
    """Other good passages of the same document, best first."""
    same: int = 0
    """How many near-identical passages were folded into this one."""
    statuses: tuple[Status, ...] = ()
    """What became of its document; :func:`index.citations.status.touches` tells which are of
    the passage's own words."""
    place: tuple[str, ...] = ()
    """Path of the provision that ``sentence`` stands in; the passage may hold several."""
    others: int = 0
    """How many passages are in ``more``, or would be where they were not asked for."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to narrow by, and how many documents of the answer have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Facets over the whole answer, not only the page shown."""

    kinds: tuple[FacetValue, ...] = ()
    issuers: tuple[FacetValue, ...] = ()
    years: tuple[FacetValue, ...] = ()
    terms: tuple[FacetValue, ...] = ()
    """Of the Central Committee, by number: "13"; what was issued before 1982 has none."""
    scanned: tuple[FacetValue, ...] = ()
    """"yes" where the text was recognised from pictures of pages, else "no"."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer to a search.  ``kind`` NONE means "không tìm thấy"; ``nearest`` may then help."""

    request: SearchRequest
    understood: Interpretation
    kind: AnswerKind
    hits: tuple[Hit, ...] = ()
    total: int = 0
    """Documents in the whole answer."""
    facets: Facets = Facets()
    lookup: LookupAnswer | None = None
    nearest: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedUpProvision:
    """A provision asked for by name ("điều 3"), in one of the documents of an answer.

    ``exists`` is None where that cannot be told: the document is not held, or its parts were
    not recognised.  ``span`` is in the canonical text; ``range`` (Vietnamese) says which
    there are where this one is not, or why it cannot be shown.
    """

    label: str
    exists: bool | None
    path: tuple[str, ...] = ()
    text: str | None = None
    span: Span | None = None
    range: str | None = None
    passage: str | None = None
    """The passage it begins in."""
    also: tuple[tuple[str, ...], ...] = ()
    """Paths of other places of the same name ("Điều 2" of what is issued with a decision)."""


@dataclass(frozen=True, slots=True)
class Match:
    """A document a number may mean, with the reason it is one of the answers (Vietnamese)."""

    card: DocumentCard
    reason: str
    statuses: tuple[Status, ...] = ()
    """What became of it."""
    provision: LookedUpProvision | None = None
    """The provision asked for, where one was."""


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A passage that cites; ``sentence`` is the citing sentence, verbatim."""

    document: DocumentCard
    passage: str
    path: tuple[str, ...]
    pages: tuple[int, ...]
    sentence: str
    relation: Relation
    provision: str | None = None


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """The answer to a number or a name.  Several matches mean that it is ambiguous.

    ``place`` is the provision asked for; ``words`` what was typed beside the document;
    ``is_settled``: its one match is beyond doubt, and a page may open it at once;
    ``is_whole``: nothing was typed but the document.
    """

    query: str
    number: str | None
    matches: tuple[Match, ...] = ()
    cited_by: tuple[CitedBy, ...] = ()
    nearest: tuple[Match, ...] = ()
    place: str | None = None
    words: str = ""
    is_settled: bool = False
    is_whole: bool = True
    leads: bool = True
    """Whether the document comes first: words behind it rank its passages, not all texts."""
    completeness: str = ""
    """How many documents of this number are known, in Vietnamese; empty where that says nothing."""
    others: tuple[str, ...] = ()
    """Further documents that were typed in a list and are not looked up, as they may be typed."""


class ResolutionStatus(StrEnum):
    """How far a reference could be resolved."""

    HELD = "held"  # a document of the library
    KNOWN = "known"  # an entry of the register
    AMBIGUOUS = "ambiguous"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A reference of a document with what it refers to and why (Vietnamese)."""

    span: Span
    text: str
    form: ReferenceForm
    relation: Relation
    resolution: ResolutionStatus
    candidates: tuple[Match, ...]
    passage: str | None
    path: tuple[str, ...]
    pages: tuple[int, ...]
    sentence: str
    provision: str | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One number cited with different facts; ``values`` are (value, where it was said)."""

    number: str
    what: str
    values: tuple[tuple[str, tuple[CitedBy, ...]], ...]


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Where two texts differ, in their own words; one side is "" where the other adds."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class FileCopy:
    """Another file of a document; ``differences`` are (the file shown, this one) beyond layout."""

    card: DocumentCard
    preferred: bool
    differences: tuple[TextDifference, ...] = ()
    is_other_text: bool = False
    """Whether it says something else altogether: another part of the document, it may be."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One document of a line, with what it did to others of the line."""

    card: DocumentCard
    acts: tuple[Status, ...]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Everything the document page shows."""

    card: DocumentCard
    document: Document
    passages: tuple[PassageView, ...]
    cites: tuple[Resolved, ...]
    cited_by: tuple[CitedBy, ...]
    disagreements: tuple[Disagreement, ...] = ()
    statuses: tuple[Status, ...] = ()
    """What became of it and of its provisions: the same as a search hit tells."""
    acts: tuple[Status, ...] = ()
    """What it did to others."""
    lineage: tuple[Stage, ...] = ()
    """From its first ancestor to its last successor; empty where it stands alone."""
    corrected: tuple[Corrected, ...] = ()
    """What was corrected by hand in its header, beside what was read from the file."""
    files: tuple[FileCopy, ...] = ()
    """The other files that are this document, the preferred one first."""
    maybe_same: tuple[Match, ...] = ()
    """What may be this document too; the reason (Vietnamese) says what a person must look at."""


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that is not in the library, and why (Vietnamese).

    ``curable``: nothing is wrong with the file; a program that reads it is not installed.
    """

    source: str
    message: str
    advice: str
    curable: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that is cited, at ``times`` places of ``documents`` documents, but not held."""

    card: DocumentCard
    times: int
    documents: int
    by: tuple[DocumentCard, ...] = ()
    """The documents that cite it, each once, the newest first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in a library."""

    generation: str
    built: str
    """ISO 8601, UTC."""
    model: str
    documents: tuple[DocumentCard, ...]
    passages: int
    pages: int
    references: int
    kinds: tuple[FacetValue, ...]
    issuers: tuple[FacetValue, ...]
    years: tuple[FacetValue, ...]
    failed: tuple[FailedFile, ...]
    missing: tuple[Missing, ...]
    remarks: tuple[str, ...] = field(default=())
    encoder: str = ""
    """The encoder whose vectors the library has; empty where it has none."""
    encoded: int = 0
    """How many of the passages have one."""
    not_encoded: tuple[DocumentCard, ...] = ()
    """The documents that a passage without one is of, where others have theirs."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a reader may be about to type: ``text`` goes into the box, ``detail`` says what it is.

    ``document`` is the document it leads to, None where it is words to search.
    """

    text: str
    detail: str = ""
    document: str | None = None
