"""What a library answers: frozen views that the commands print and the web app shows.

This is their public face: others import them from here, whatever module they stand in.
"""

from index.results.document_page import Disagreement, DocumentView, FileCopy, Stage, TextDifference
from index.results.documents import DocumentCard, DoubtedFile, Status
from index.results.overview import FailedFile, Missing, Overview
from index.results.passages import PageStart, PassageView
from index.results.questions import AnswerKind, Filters, Interpretation, SearchRequest, Sort
from index.results.references import (
    CitedBy,
    LookedUpProvision,
    LookupAnswer,
    Match,
    ResolutionStatus,
    Resolved,
)
from index.results.search import Facets, FacetValue, Hit, SearchAnswer, Suggestion

__all__ = [
    "AnswerKind",
    "CitedBy",
    "Disagreement",
    "DocumentCard",
    "DocumentView",
    "DoubtedFile",
    "FacetValue",
    "Facets",
    "FailedFile",
    "FileCopy",
    "Filters",
    "Hit",
    "Interpretation",
    "LookedUpProvision",
    "LookupAnswer",
    "Match",
    "Missing",
    "Overview",
    "PageStart",
    "PassageView",
    "ResolutionStatus",
    "Resolved",
    "SearchAnswer",
    "SearchRequest",
    "Sort",
    "Stage",
    "Status",
    "Suggestion",
    "TextDifference",
]
