"""The words every room speaks: a document, its pages, its lines and what was found in them.

Everything here is frozen and slotted, and uses the standard library only.

Coordinates
    A :class:`Box` is in PDF points (1/72 inch), origin at the top left of the
    upright page (rotation already applied), x to the right, y downwards.
Offsets
    A :class:`Span` counts Unicode code points of the document's one canonical
    text, ``Document.text`` (always NFC).  For every passage ``p`` of a document
    ``d`` it holds that ``d.text[p.span.start:p.span.end] == p.text``: what is
    shown as a quotation is a slice, never a rewriting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from ingest.pages import (
    TURNED,
    Box,
    Origin,
    ReadFile,
    ReadPage,
    Role,
    TextLine,
    Word,
)
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber

__all__ = [
    "PRECEDENCE",
    "TURNED",
    "Amendment",
    "Box",
    "Claim",
    "ClaimSource",
    "Document",
    "Doubt",
    "Effect",
    "Header",
    "Level",
    "Line",
    "Note",
    "Origin",
    "Page",
    "PageBox",
    "Passage",
    "PhraseChange",
    "Provision",
    "ReadFile",
    "ReadPage",
    "Reference",
    "ReferenceForm",
    "Relation",
    "Role",
    "TextLine",
    "Word",
    "WordBox",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WordBox:
    """Where a stretch of the canonical text stands on its page."""

    span: Span
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and the stretch of canonical text it became.

    ``span`` is None for furniture.  A line's ``text`` is as on the page; the
    canonical text may differ from it only by joined hyphens and white space.
    """

    page: int
    text: str
    role: Role
    span: Span | None
    box: Box | None = None
    words: tuple[WordBox, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page: ``number`` as the file counts (from 1), ``printed`` as the paper says."""

    number: int
    printed: str | None
    origin: Origin
    confidence: float
    width: float | None = None
    height: float | None = None
    remarks: tuple[str, ...] = ()


class ClaimSource(StrEnum):
    """Where a claim about a document was read, strongest first in :data:`PRECEDENCE`."""

    CORRECTION = "correction"
    """A person corrected it by hand."""
    MANIFEST = "manifest"
    """The manifest beside the documents says so."""
    HEADER = "header"
    """The document's own first page."""
    OVERLAY = "overlay"
    """A signature overlay or annotation on the first page."""
    SIGNATURE = "signature"
    """The signature block at the end."""
    OPENING = "opening"
    """The opening sentence ("Ban Bí thư quy định ...")."""
    ANNEX = "annex"
    """An annex of the document says with what it was issued ("Kèm theo Công văn số …")."""
    CITED = "cited"
    """Another document cites it so."""


PRECEDENCE: tuple[ClaimSource, ...] = tuple(ClaimSource)


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """A value together with where it was read; ``span`` is None outside the canonical text."""

    value: T
    source: ClaimSource
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What a document says of itself.  What is absent is None, never guessed."""

    number: Claim[DocumentNumber] | None = None
    kind: Claim[str] | None = None
    """Type word in Vietnamese, first letter capital: "Quy định"."""
    issuer: Claim[str] | None = None
    """The issuing body of the header's left block, in ordinary capitals."""
    superior: Claim[str] | None = None
    deciding_body: Claim[str] | None = None
    place: Claim[str] | None = None
    issued: Claim[date] | None = None
    subject: Claim[str] | None = None
    """Trích yếu, without "V/v" and without the type word."""
    signatory: Claim[str] | None = None
    position: Claim[str] | None = None
    recipients: tuple[str, ...] = ()
    urgency: Claim[str] | None = None


class Level(StrEnum):
    """The kinds of provision, by the form of their heading (outermost first is not implied)."""

    PART = "part"  # Phần I, Phần thứ nhất
    CHAPTER = "chapter"  # Chương II
    SECTION = "section"  # Mục 1
    ARTICLE = "article"  # Điều 5.
    CLAUSE = "clause"  # 1. inside an article: khoản
    POINT = "point"  # a) inside an article: điểm
    ROMAN = "roman"  # I. / I-
    ARABIC = "arabic"  # 1. / 1- outside an article
    DECIMAL = "decimal"  # 1.1. / 1.1-
    LETTER = "letter"  # a) outside an article
    DASH = "dash"  # -
    ANNEX = "annex"  # Phụ lục, or a document "ban hành kèm theo"


@dataclass(frozen=True, slots=True)
class Provision:
    """A node of the provision tree.

    ``path`` runs from the outermost label to this one, e.g.
    ``("Chương II", "Điều 5", "khoản 2", "điểm a")`` or ``("mục II", "mục 1")``.
    ``label`` is the heading as printed ("Điều 5.", "a)"), ``title`` the words that
    follow it on the heading line when they are a title, else "".
    ``span`` covers the heading and all that hangs below it.
    ``parent`` is the index in ``Document.provisions``, None at the top.
    """

    level: Level
    path: tuple[str, ...]
    label: str
    title: str
    span: Span
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its mark, its own text, and where the mark stands in the body."""

    mark: str
    span: Span
    text: str
    anchor: Span | None = None


class ReferenceForm(StrEnum):
    """The forms a reference takes."""

    FULL = "full"  # Quy định số 37-QĐ/TW, ngày 25/10/2021
    SHORT = "short"  # Quy định 37
    NAMED = "named"  # Nghị quyết Đại hội XIII, Điều lệ Đảng
    LIST = "list"  # các Quy định số 99-QĐ/TW, số 100-QĐ/TW (the second and later)
    BACK = "back"  # Quy định này, Nghị quyết nói trên
    INTERNAL = "internal"  # khoản 2 Điều này


class Relation(StrEnum):
    """How the citing document stands to the cited one (DOMAIN: Citing)."""

    BASIS = "căn cứ"
    IMPLEMENTS = "thực hiện"
    GUIDES = "hướng dẫn"
    AMENDS = "sửa đổi, bổ sung"
    REPLACES = "thay thế"
    REPEALS = "bãi bỏ"
    ATTACHED = "ban hành kèm theo"
    CORRECTS = "đính chính"
    CONSOLIDATES = "hợp nhất"
    ENDS = "hết hiệu lực"
    SUSPENDS = "ngưng hiệu lực"
    CONTINUES = "tiếp tục thực hiện"
    REFERS = "dẫn chiếu"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference found in text: a fact.  What it refers to is index/'s conclusion.

    ``kind`` is the type word as printed, normalised ("Quy định"); ``number`` may
    carry only a serial for short forms.  ``name`` is the normalised name of an
    unnumbered document.  ``term`` is the committee term as an integer (13 for
    khóa XIII).  ``provision`` is the pinpoint as written ("điểm a khoản 2 Điều 5").
    ``relation_span`` is where the signalling words stand.  ``of`` is the ordinal, among
    the document's references, of the one that names the document a place or an agreed
    short name belongs to; ``inside`` says whether a place exists in the citing document
    itself (None: that cannot be told).
    """

    span: Span
    text: str
    form: ReferenceForm
    kind: str | None = None
    number: DocumentNumber | None = None
    serial: int | None = None
    issued: date | None = None
    year: int | None = None
    term: int | None = None
    issuer: str | None = None
    subject: str | None = None
    name: str | None = None
    provision: str | None = None
    relation: Relation = Relation.REFERS
    relation_span: Span | None = None
    of: int | None = None
    inside: bool | None = None


class Effect(StrEnum):
    """What an amending sentence does to a document or a place in it."""

    REPLACED = "replaced"  # thay thế
    REPEALED = "repealed"  # bãi bỏ, hủy bỏ, hết hiệu lực, không áp dụng
    AMENDED = "amended"  # sửa đổi, bổ sung; thay cụm từ
    SUPPLEMENTED = "supplemented"  # bổ sung
    CORRECTED = "corrected"  # đính chính
    SUSPENDED = "suspended"  # ngưng hiệu lực
    CONTINUED = "continued"  # tiếp tục có hiệu lực: no change, but said


@dataclass(frozen=True, slots=True)
class PhraseChange:
    """Words put for words: ``old`` by ``new``; ``after`` is what new words are put behind.

    The spans are those of the words within their quotation marks.
    """

    old: Span | None
    new: Span | None
    after: Span | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """One act on one document or one place of it, as a sentence of the document says it.

    ``target`` is the ordinal, among the document's references, of the one that names the
    changed document (it may stand in the title or the heading of the article); None where
    none is named surely, or where the changed text is this document's ``own``, as notes of
    consolidated texts say it.  ``provision`` is written as :class:`Provision` writes its path,
    () for the whole document.  ``partial`` says that only some part of the target changes.
    ``span`` are the words that say the effect, ``sentence`` the sentence they stand in.
    ``by`` is the ordinal of the reference to the acting document where it is another one;
    None means that this document acts.  ``effective`` is the day from which, where the text
    gives one, ``effective_span`` the words that say from when.  ``words`` is the quoted new
    wording without the outer quotation marks.
    """

    effect: Effect
    target: int | None
    provision: tuple[str, ...]
    span: Span
    sentence: Span
    partial: bool = False
    own: bool = False
    by: int | None = None
    effective: date | None = None
    effective_span: Span | None = None
    words: Span | None = None
    phrases: tuple[PhraseChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that can be found, quoted and cited.

    ``id`` is ``f"{digest[:16]}-{ordinal:04d}"``; ``path`` as in :class:`Provision`;
    ``heading`` are the titles above the passage (for the index, never shown as text);
    ``pages`` are page numbers of the file, ascending, empty for files without pages.
    """

    id: str
    path: tuple[str, ...]
    heading: tuple[str, ...]
    span: Span
    pages: tuple[int, ...]
    text: str
    note: str | None = None
    """The mark of the footnote this passage is, None for body text."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page of the file."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact of the header, or places on a page, that a person should look at.

    ``field`` is one of :class:`Header`, or "provision" for places in the tree; ``read`` what
    reading gave ("" for nothing): a value as a correction would write it, or what is left of one
    ("/QĐ-TU", "/12/2017").
    ``stated`` says that the header states it all the same.  ``reason`` is in Vietnamese.
    """

    field: str
    read: str
    reason: str
    page: int
    box: Box | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file, read.  ``refused`` is None, or the reason (then nothing else is kept)."""

    source: str
    digest: str
    media: str
    header: Header
    pages: tuple[Page, ...]
    text: str
    lines: tuple[Line, ...] = ()
    provisions: tuple[Provision, ...] = ()
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    passages: tuple[Passage, ...] = ()
    refused: str | None = None
    remarks: tuple[str, ...] = field(default=())
    doubts: tuple[Doubt, ...] = ()

    @property
    def id(self) -> str:
        """The document's key in a library: the first 16 hexadecimal digits of its digest."""
        return self.digest[:16]

    @property
    def paged(self) -> bool:
        """Whether the file has pages of its own (a Word file's depend on who opens it)."""
        return any(page.width for page in self.pages)

    def folio(self, number: int) -> str | None:
        """Return the number that page ``number`` of the file goes by on paper, None if unknown.

        A first page prints none (Hướng dẫn 36-HD/VPTW): it is page 1 where the other pages print
        what the file counts.
        """
        printed = {page.number: page.printed for page in self.pages}
        known = {n: text for n, text in printed.items() if text is not None}
        if number in known or number not in printed:
            return known.get(number)
        agree = bool(known) and all(text == str(n) for n, text in known.items())
        return str(number) if agree else None

    def lines_of(self, span: Span) -> Iterator[Line]:
        """Yield the lines whose canonical text overlaps ``span``, in reading order."""
        for line in self.lines:
            if line.span is not None and line.span.overlaps(span):
                yield line

    def pages_of(self, span: Span) -> tuple[int, ...]:
        """Return the page numbers on which ``span`` stands, ascending; none without pages."""
        if not self.paged:
            return ()
        return tuple(sorted({line.page for line in self.lines_of(span)}))

    def boxes_of(self, span: Span) -> tuple[PageBox, ...]:
        """Return one rectangle per line for ``span``, narrowed to its words where known.

        Empty for files without pages.
        """
        boxes: list[PageBox] = []
        for line in self.lines_of(span):
            words = [word.box for word in line.words if word.span.overlaps(span)]
            if words:
                boxes.append(PageBox(line.page, Box.around(words)))
            elif line.box is not None:
                boxes.append(PageBox(line.page, line.box))
        return tuple(boxes)
