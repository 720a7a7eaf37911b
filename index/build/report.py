"""What a build reports when it is done."""

from __future__ import annotations

from dataclasses import dataclass

from index.results import FailedFile


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.  ``published`` is False when nothing had changed."""

    generation: str
    published: bool
    documents: int
    passages: int
    added: int
    removed: int
    parsed: int
    embedded: int
    failed: tuple[FailedFile, ...]
    remarks: tuple[str, ...]
    seconds: float
