"""What numbers and references mean: documents that match, and the passages that cite them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.results.documents import DocumentCard, Status
from ingest.citations import ReferenceForm, Relation
from ingest.text.spans import Span


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
