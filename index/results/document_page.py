"""Everything of one document, with its copies, its line and its cross-references."""

from __future__ import annotations

from dataclasses import dataclass

from index.metadata.corrections import Corrected
from index.results.documents import DocumentCard, Status
from index.results.passages import PassageView
from index.results.references import CitedBy, Match, Resolved
from ingest.model import Document


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
