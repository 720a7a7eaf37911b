"""The answer to a search: passages that were found, and what it may be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass

from index.results.documents import Status
from index.results.passages import PassageView
from index.results.questions import AnswerKind, Interpretation, SearchRequest
from index.results.references import LookupAnswer
from ingest.text.spans import Span


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
    opens: bool = False
    """Whether ``hits`` are how documents begin, or the provision asked for; no words found them."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a reader may be about to type: ``text`` goes into the box, ``detail`` says what it is.

    ``document`` is the document it leads to, None where it is words to search.
    """

    text: str
    detail: str = ""
    document: str | None = None
