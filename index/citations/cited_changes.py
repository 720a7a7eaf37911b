"""What changed a cited document, and whether that reaches the place that is cited."""

from __future__ import annotations

from collections.abc import Iterable

from index.check_results import ComparedFact, FactVerdict
from index.citations.graph import DocumentChange
from index.citations.provisions import PlacePath, on_path, parse_pinpoints
from index.citations.verdicts import named, short_name
from ingest.citations import Relation
from ingest.text.dates import format_day

DEEDS = frozenset({Relation.REPLACES, Relation.REPEALS, Relation.AMENDS, Relation.SUSPENDS})


def proof(change: DocumentChange) -> str:
    """Return (Vietnamese) where a change is known from."""
    if change.place is not None:
        return f", theo câu: “{change.place.sentence}”"
    return f", theo {change.source}"


def since(change: DocumentChange) -> str:
    """Return (Vietnamese) from when a change counts, where that is after the acting document."""
    issued = change.new.issued
    if change.since is None or (issued is not None and change.since <= issued):
        return ""
    return f", từ ngày {format_day(change.since)}"


def status_fact(change: DocumentChange) -> ComparedFact:
    """Return what became of a document as a fact that the draft does not tell."""
    known = f"{short_name(change.new)} {change.deed}"
    part = change.place.provision if change.place else None
    if part:
        known += f" {part}"
    elif change.new.number and change.new.subject:
        known += f" (trích yếu: {change.new.subject})"
    known += since(change)
    source = change.source or named(change.new)
    return ComparedFact("status", "", known, FactVerdict.CONTRADICTS, source)


def reaches(change: DocumentChange, places: tuple[PlacePath, ...]) -> bool:
    """Say whether a change ends or alters what is cited.

    A replacement or repeal of the whole reaches everything, one of a part those who cite that
    part; an amendment reaches the places it changes.
    """
    part = change.place.provision if change.place else None
    changed = parse_pinpoints(part) if part else ()
    if not changed:
        return change.relation is not Relation.AMENDS
    return any(_touches(one, other) for one in changed for other in places)


def adding(place: PlacePath, changes: Iterable[DocumentChange]) -> DocumentChange | None:
    """Return what put in a place that the document itself has not: "Điều 5a"."""
    for change in changes:
        part = change.place.provision if change.place else None
        if part and any(_touches(one, place) for one in parse_pinpoints(part)):
            return change
    return None


def added_by(change: DocumentChange) -> str:
    """Return (Vietnamese) the source of a place that an amendment put in."""
    part = change.place.provision if change.place else None
    return f"{short_name(change.new)} bổ sung {part or ''}".rstrip()


def in_amendment(place: PlacePath, change: DocumentChange) -> ComparedFact:
    """Return the fact that a place was put in by an amendment; below it nothing is compared."""
    part = change.place.provision if change.place else None
    source = added_by(change)
    if part and place in parse_pinpoints(part):
        return ComparedFact("provision", str(place), str(place), FactVerdict.AGREES, source)
    why = f"nằm trong phần do {short_name(change.new)} bổ sung, cần xem ở đó"
    return ComparedFact("provision", str(place), "", FactVerdict.UNKNOWN, source, why)


def _touches(one: PlacePath, other: PlacePath) -> bool:
    """Say whether one place lies in the other."""
    first, second = ([f"{w} {v}" for w, v in place.labels] for place in (one, other))
    return on_path(one, second) or on_path(other, first)
