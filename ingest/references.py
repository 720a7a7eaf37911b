"""Find references in text: a fact, with its span.  What they refer to is ``index``'s conclusion.

Forms: full (type + "số" + number [+ date + body + subject]), short (type + serial),
list (numbers or serials that share the head's type), named (documents without a number),
back ("Quy định này"), internal ("khoản 2 Điều này").  Standard library only.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import replace

from ingest.drafts import Draft, back_drafts, named_drafts, numbered_drafts, short_drafts
from ingest.governing import Signals
from ingest.model import Form, Reference, Relation, Span
from ingest.pinpoints import Place, find_places, is_internal, leads_to
from ingest.text import nfc, tone_normal

VERSION = "2"
"""Raised when the same text would give other references."""

_LIST_GAP = 60
"""How far apart two references of one enumeration may stand, their subjects not counted."""


def find(text: str) -> tuple[Reference, ...]:
    """Return every reference in NFC ``text``, by start.

    Full, list, short, named and back references never overlap each other; an internal one
    stands only where no other reference has taken its words as a pinpoint.  The document's
    own number on a line of its own ("Số: 37-QĐ/TW") is no reference.
    """
    same = tone_normal(text) if nfc(text) == text else text
    drafts = _apart(same)
    places = find_places(same)
    signals = Signals(same)
    made, used = _with_context(text, same, drafts, places, signals)
    taken = [draft.span for draft in drafts]
    inner = _internal(text, same, places, used, taken)
    return tuple(sorted((*made, *inner), key=lambda ref: (ref.span.start, -len(ref.span))))


def _apart(text: str) -> list[Draft]:
    """Return the drafts by start, the stronger form winning where two overlap."""
    taken: list[Span] = []
    kept: list[Draft] = []
    numbered = numbered_drafts(text)
    for drafts in (numbered, named_drafts(text), short_drafts(text), back_drafts(text)):
        for draft in drafts:
            if not _hits(taken, draft.span):
                insort(taken, draft.span)
                kept.append(draft)
    return sorted(kept, key=lambda draft: draft.span.start)


def _hits(taken: list[Span], span: Span) -> bool:
    """Say whether ``span`` overlaps one of ``taken`` (sorted, none overlapping another)."""
    index = bisect_left(taken, span)
    near = taken[max(0, index - 1) : index + 1]
    return any(other.overlaps(span) for other in near)


def _with_context(
    text: str, same: str, drafts: list[Draft], places: tuple[Place, ...], signals: Signals
) -> tuple[list[Reference], set[int]]:
    """Return the references with pinpoint and relation, and the places that became pinpoints."""
    ends = [place.span.end for place in places]
    used: set[int] = set()
    made: list[Reference] = []
    before: Draft | None = None
    for draft in drafts:
        index = bisect_left(ends, draft.span.start + 1) - 1
        place = places[index] if index >= 0 and leads_to(same, places[index], draft.span.start) else None
        if place is not None:
            used.add(index)
        at = place.span.start if place else draft.span.start
        relation, where = _relation(same, draft, at, before, made, signals)
        made.append(
            replace(
                draft.reference,
                text=draft.span.of(text),
                provision=place.span.of(text) if place else None,
                relation=relation,
                relation_span=where,
            )
        )
        before = draft
    return made, used


def _relation(
    text: str,
    draft: Draft,
    at: int,
    before: Draft | None,
    made: list[Reference],
    signals: Signals,
) -> tuple[Relation, Span | None]:
    """Return the relation that governs a reference, and where its word stands."""
    start = signals.sentence_start(at)
    inside = before is not None and before.span.start >= start
    if before is not None and inside and at < before.subject_end:
        return Relation.REFERS, None  # part of another document's title
    floor = before.subject_end if before is not None and inside else start
    signal = signals.governing(at, min(floor, at))
    if signal is not None:
        return signals.settled(signal, start), signal.span
    if draft.reference.form is Form.BACK:
        return Relation.REFERS, None
    if before is not None and inside and _goes_on(text[before.subject_end : at]):
        if before.reference.form is not Form.BACK:
            return made[-1].relation, made[-1].relation_span
    return Relation.REFERS, None


def _goes_on(between: str) -> bool:
    """Say whether nothing but an enumeration stands between two references."""
    return len(between) <= _LIST_GAP and not any(mark in between for mark in ".:\n")


def _internal(
    text: str, same: str, places: tuple[Place, ...], used: set[int], taken: Iterable[Span]
) -> list[Reference]:
    spans = sorted(taken)
    return [
        Reference(
            place.span, place.span.of(text), Form.INTERNAL, provision=place.span.of(text)
        )
        for index, place in enumerate(places)
        if index not in used and not _hits(spans, place.span) and is_internal(same, place)
    ]
