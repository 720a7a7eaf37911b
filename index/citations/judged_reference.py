"""A reference of a draft beside what it was found to mean."""

from __future__ import annotations

from dataclasses import dataclass

from index.check_results import ComparedFact, FactVerdict
from index.citations.known_documents import KnownDocument
from index.citations.resolver import Resolution
from index.results import Match
from ingest.citations import Reference, ReferenceForm


@dataclass(frozen=True, slots=True)
class JudgedReference:
    """A reference of a draft with what it was found to mean, before its verdict is put in words."""

    reference: Reference
    resolution: Resolution
    known: KnownDocument | None
    """The document it was compared with, settled on or the nearest that it must mean."""
    facts: tuple[ComparedFact, ...]
    candidates: tuple[Match, ...]
    is_own: bool = False
    doubts: tuple[str, ...] = ()
    """What may have ended it, and what a person must look at (Vietnamese)."""
    notes: tuple[str, ...] = ()
    """What changed other places of it than those that are cited (Vietnamese)."""
    page: int | None = None
    """The page that the draft gives."""

    @property
    def is_told(self) -> bool:
        """Whether a reader is told of it: what names no document of its own only where at fault."""
        if self.reference.form not in (ReferenceForm.BACK, ReferenceForm.INTERNAL):
            return True
        return not self.is_own and any(
            fact.fact in ("provision", "quotation") and fact.verdict is FactVerdict.CONTRADICTS
            for fact in self.facts
        )
