"""The words of this room: a quotation of a draft, its verdict, and where the source differs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.results import DocumentCard
from ingest.spans import Span


class QuotationVerdict(StrEnum):
    """The judgement on one quotation."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    SPLICED = "spliced"
    ELSEWHERE = "elsewhere"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a draft that the source writes otherwise.

    ``span`` is where ``stated`` stands in the text that was checked, empty where the source
    has words that the draft leaves out.  ``grave``: a digit, a negation or a name.
    """

    stated: str
    source: str
    span: Span
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: document, provision, pages; ``text`` is the source's own writing.

    ``span`` counts code points of the document's canonical text.  ``provision`` runs from the
    outermost label in.  ``scanned``: recognised from a picture of the page.
    """

    document: DocumentCard
    provision: tuple[str, ...]
    pages: tuple[int, ...]
    span: Span
    text: str
    passage: str
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation with its verdict; ``detail`` (Vietnamese) says it in a sentence.

    ``places`` are where its words stand, the best one first: several for a splice, or where
    several documents hold the same words.  ``notes`` (Vietnamese) tell of differences that
    are no alteration: layout, tone placement, recognised letters.
    """

    span: Span
    text: str
    verdict: QuotationVerdict
    detail: str = ""
    places: tuple[Place, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    marked: bool = True
    """Whether quotation marks stand around it."""

    @property
    def place(self) -> Place | None:
        """The best place, None where nothing comes near."""
        return self.places[0] if self.places else None

    @property
    def grave(self) -> bool:
        """Whether a digit, a negation or a name differs."""
        return any(one.grave for one in self.differences)
