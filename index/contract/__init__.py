"""The JSON that commands print and the API answers, as frozen dataclasses: one set for both.

docs/json.md lists every key and is tested against these classes.  Keys are added, never
renamed.  Dates are ISO 8601, offsets count code points of the text they stand beside.
"""

from index.contract.cards import Actor, Became, Card, became, card, card_fields
from index.contract.documents import (
    ByHand,
    Cites,
    DocumentResult,
    PassageAnswer,
    PassageResult,
    cites,
    document_result,
    passage_answer,
    passage_result,
)
from index.contract.json_form import field_names, plain
from index.contract.libraries import LibraryResult, MissingDocument, library_result
from index.contract.lookups import (
    Candidate,
    Citer,
    LookupResult,
    ProvisionResult,
    candidate,
    citer,
    lookup_result,
)
from index.contract.reviews import Change, ReviewResult, ReviewRow, review_result
from index.contract.searches import Result, SearchResult, Understood, result, search_result

__all__ = [
    "Actor",
    "Became",
    "ByHand",
    "Candidate",
    "Card",
    "Change",
    "Citer",
    "Cites",
    "DocumentResult",
    "LibraryResult",
    "LookupResult",
    "MissingDocument",
    "PassageAnswer",
    "PassageResult",
    "ProvisionResult",
    "Result",
    "ReviewResult",
    "ReviewRow",
    "SearchResult",
    "Understood",
    "became",
    "candidate",
    "card",
    "card_fields",
    "citer",
    "cites",
    "document_result",
    "field_names",
    "library_result",
    "lookup_result",
    "passage_answer",
    "passage_result",
    "plain",
    "result",
    "review_result",
    "search_result",
]
