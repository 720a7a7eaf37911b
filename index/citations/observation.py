"""One statement of one place about one document: what a register is settled from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.citations.subject_votes import Said
from ingest.citations import Relation
from ingest.vocabulary.document_numbers import DocumentNumber


@dataclass(frozen=True, slots=True)
class ObservedAct:
    """What the document did to another, as the place says; ``issued`` is the other's date."""

    relation: Relation
    number: DocumentNumber
    issued: date | None = None
    year: int | None = None
    """The other's year where the place gives no day."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What ``place`` says of the document ``number``; None where it says nothing.

    ``origin`` is shared by places that are copies of one another or drawn from one
    another: they count once.  ``trusted`` says that a subject read there alone may be taken.
    """

    number: DocumentNumber
    place: str
    origin: str
    kind: str | None = None
    issued: date | None = None
    body: str | None = None
    subject: Said | None = None
    term: int | None = None
    plenum: int | None = None
    year: int | None = None
    """The year of issue where the place gives no day."""
    deed: ObservedAct | None = None
    trusted: bool = True


def places_of(observations: Iterable[Observation]) -> tuple[str, ...]:
    """Return one place for each origin, in the order met."""
    first: dict[str, str] = {}
    for observation in observations:
        first.setdefault(observation.origin, observation.place)
    return tuple(first.values())
