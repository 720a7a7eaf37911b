"""What is answered about a draft: each reference with the facts compared, each quotation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.results import DocumentCard, Match, Status
from ingest.text.spans import Span


class CheckVerdict(StrEnum):
    """The judgement on one reference of a draft."""

    RIGHT = "right"
    """Every fact that the draft states was compared, and agrees."""
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"
    WRONG = "wrong"
    REPLACED = "replaced"
    """Replaced or repealed, or amended at the place that is cited."""
    UNSURE = "unsure"
    """Nothing contradicts it, and not everything could be compared."""


class FactVerdict(StrEnum):
    """What comparing one stated fact came to."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One fact that a draft states of a document, beside what is known.

    ``fact`` is number, kind, issued, term, issuer, subject, plenum, signatory, effective,
    structure, provision, page, relation, status or quotation.
    ``known`` is "" where nothing is; ``why`` (Vietnamese) says then why it could not be
    compared.  ``source`` (Vietnamese) says where the known fact is from.
    """

    fact: str
    stated: str
    known: str
    verdict: FactVerdict
    source: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A reference of a draft, judged; ``detail`` (Vietnamese) says what is wrong and the source."""

    span: Span
    text: str
    verdict: CheckVerdict
    detail: str = ""
    candidates: tuple[Match, ...] = ()
    facts: tuple[ComparedFact, ...] = ()
    statuses: tuple[Status, ...] = ()
    """What became of what it cites, where that is settled."""

    @property
    def is_fault(self) -> bool:
        """Whether the draft is to be put right."""
        return self.verdict in (CheckVerdict.WRONG, CheckVerdict.REPLACED)


class QuotationVerdict(StrEnum):
    """The judgement on one quotation."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    SPLICED = "spliced"
    ELSEWHERE = "elsewhere"
    ABSENT = "absent"
    UNSURE = "unsure"
    """Its source was recognised from a picture, too poorly to say whether it differs, or is not
    held while another document has words like it."""


_ALTERATIONS = (
    QuotationVerdict.ALTERED,
    QuotationVerdict.SPLICED,
    QuotationVerdict.ELSEWHERE,
)


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
    confidence: float = 1.0
    """How surely the page was recognised, in [0, 1]; 1 for what was not."""
    printed: tuple[str, ...] = ()
    """The page numbers printed on :attr:`pages`, where every one of them bears one."""


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
    doubt: str = ""
    """Why it may be right all the same (Vietnamese): what it is from is not held, or the scan
    of it may lack words.  "" where the verdict is sure."""

    @property
    def place(self) -> Place | None:
        """The best place, None where nothing comes near."""
        return self.places[0] if self.places else None

    @property
    def is_fault(self) -> bool:
        """Whether the draft is to be put right: nothing speaks for its being right."""
        return self.verdict in _ALTERATIONS and not self.doubt

    @property
    def grave(self) -> bool:
        """Whether a digit, a negation or a name differs."""
        return any(one.grave for one in self.differences)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Every reference and every quotation of a draft, each in reading order.

    ``remarks`` tell what is wrong with the draft as a whole, an inconsistency once.
    """

    references: tuple[Checked, ...]
    remarks: tuple[str, ...] = ()
    quotations: tuple[CheckedQuotation, ...] = ()
