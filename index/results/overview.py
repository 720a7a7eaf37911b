"""What is in a library, and what is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.results.documents import DocumentCard
from index.results.search import FacetValue


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that is not in the library, and why (Vietnamese).

    ``curable``: nothing is wrong with the file; a program that reads it is not installed.
    """

    source: str
    message: str
    advice: str
    curable: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that is cited, at ``times`` places of ``documents`` documents, but not held."""

    card: DocumentCard
    times: int
    documents: int
    by: tuple[DocumentCard, ...] = ()
    """The documents that cite it, each once, the newest first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in a library."""

    generation: str
    built: str
    """ISO 8601, UTC."""
    model: str
    documents: tuple[DocumentCard, ...]
    passages: int
    pages: int
    references: int
    kinds: tuple[FacetValue, ...]
    issuers: tuple[FacetValue, ...]
    years: tuple[FacetValue, ...]
    failed: tuple[FailedFile, ...]
    missing: tuple[Missing, ...]
    remarks: tuple[str, ...] = field(default=())
    encoder: str = ""
    """The encoder whose vectors the library has; empty where it has none."""
    encoded: int = 0
    """How many of the passages have one."""
    not_encoded: tuple[DocumentCard, ...] = ()
    """The documents that a passage without one is of, where others have theirs."""
