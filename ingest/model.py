"""The words every room speaks: a document, its pages, its lines, its provisions and passages.

What it says of itself is in :mod:`ingest.claims`, what it says of others in
:mod:`ingest.citations`, lines as a reader gives them in :mod:`ingest.pages`.  Everything
there and here is frozen and slotted, and uses the standard library only.

Offsets
    A :class:`Span` counts Unicode code points of the document's one canonical
    text, ``Document.text`` (always NFC).  For every passage ``p`` of a document
    ``d`` it holds that ``d.text[p.span.start:p.span.end] == p.text``: what is
    shown as a quotation is a slice, never a rewriting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.citations import Amendment, Reference
from ingest.claims import Doubt, Header
from ingest.pages import Box, Origin, Role
from ingest.text.spans import Span


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
