"""What a reader hands over: a file's pages, their lines and words, and where each stands.

Standard library only.  Coordinates: see :class:`Box`.  What a document is made of is in
:mod:`ingest.model`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on an upright page (rotation already applied).

    In PDF points (1/72 inch), origin at the top left, x to the right, y downwards.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """Return the smallest box that holds all of ``boxes`` (at least one)."""
        all_boxes = list(boxes)
        return Box(
            min(b.x0 for b in all_boxes),
            min(b.y0 for b in all_boxes),
            max(b.x1 for b in all_boxes),
            max(b.y1 for b in all_boxes),
        )

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y1 - self.y0


class Origin(StrEnum):
    """Where the text of a page came from."""

    TEXT = "text"
    """The file's own text (a trusted PDF text layer, or a text file)."""
    CONVERTED = "converted"
    """The file's own text, converted from a legacy encoding (TCVN3, VNI, VnTeX)."""
    OCR = "ocr"
    """Recognised from the picture of the page."""
    MIXED = "mixed"
    """Partly the file's own text, partly recognised."""
    UNREADABLE = "unreadable"
    """The page has a picture but its text could not be had (no OCR, or it failed)."""
    BLANK = "blank"
    """No text is on the page, as far as its layer and recognition tell."""

    @property
    def is_recognised(self) -> bool:
        """Whether text of the page was recognised, at least in part: it may be misread."""
        return self in {Origin.OCR, Origin.MIXED}


class Role(StrEnum):
    """What a line is for."""

    BODY = "body"
    TABLE = "table"
    NOTE = "note"
    """Part of a footnote."""
    FURNITURE = "furniture"
    """Running header, running footer, page number, stamp, watermark: not in the canonical text."""


TURNED = -3
"""Block of the lines of a page on its side or upside down; see :class:`TextLine`."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a reader saw it: its text, box, and confidence in [0, 1] when recognised."""

    text: str
    box: Box
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page (or one paragraph of a file without pages), in reading order.

    ``text`` is NFC.  ``words``, when present, appear in ``text`` in this order.
    ``marks`` are spans of ``text`` that are superscript note marks.
    ``role`` is None where the layout step has to decide.
    ``paragraph_end`` is True where the file itself says that the paragraph ends here
    (always, in files without pages).
    ``block`` is 0 in the page's main flow, positive in a column or a cell of running
    text, negative on one side of a header or signature (whose lines go on only where
    ``paragraph_end`` is False), :data:`TURNED` where the page was turned to be read: its
    lines' order then tells where they stand, their boxes do not.
    """

    text: str
    box: Box | None = None
    words: tuple[Word, ...] = ()
    size: float | None = None
    bold: bool = False
    italic: bool = False
    marks: tuple[Span, ...] = ()
    role: Role | None = None
    paragraph_end: bool = False
    block: int = 0


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as a reader saw it; ``number`` counts from 1, sizes in points."""

    number: int
    lines: tuple[TextLine, ...]
    origin: Origin = Origin.TEXT
    confidence: float = 1.0
    width: float | None = None
    height: float | None = None
    remarks: tuple[str, ...] = ()
    """What a reader of the page should be told, in Vietnamese (corrections made, doubts)."""
    again: tuple[tuple[TextLine, ...], ...] = ()
    """Further readings of the part of a recognised page where someone signed: they prove, and
    are no text of the page."""
    head_again: tuple[TextLine, ...] = ()
    """The lines of number and day of a recognised page, read once more by themselves."""
    stamps: tuple[Box, ...] = ()
    """Where words of a stamp of arrival were taken out: what stood there may be hidden."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file turned into pages of lines.

    ``paged`` is False for files that have no pages of their own (.txt, .md, .docx,
    .html): their one :class:`ReadPage` holds paragraphs and has no boxes.
    ``digest`` is the lower-case hexadecimal SHA-256 of the file's bytes.
    """

    source: str
    digest: str
    media: str
    pages: tuple[ReadPage, ...]
    paged: bool
    title: str | None = None
