"""Find references in text: a fact, with its span.  What they refer to is ``index``'s conclusion.

Forms: full (type + "số" + number [+ date + body + subject]), short (type + serial),
list (numbers or serials that share the head's type), named (documents without a number),
back ("Quy định này"), internal ("khoản 2 Điều này").  Standard library only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ingest.citations import Amendment, Reference, ReferenceForm, Relation
from ingest.references.acts import read_acts, with_relations
from ingest.references.aliases import alias_drafts, find_aliases
from ingest.references.candidates import (
    back_drafts,
    named_drafts,
    numbered_drafts,
    short_drafts,
)
from ingest.references.lists import ReferenceCandidate
from ingest.references.pinpoints import Pinpoint, find_places, is_internal, leads_to
from ingest.references.relations import Signals
from ingest.text.spans import Span
from ingest.text.vietnamese import nfc, tone_normal

VERSION = "15"
"""Raised when the same text would give other references."""

_LIST_GAP = 140
"""How far apart two references of one enumeration may stand, their subjects not counted."""

_GOES_OTHERWISE = re.compile(
    r"(?<!\w)(?:được|là|đã|có|nhằm|để|phải|cần|sẽ|quy định|yêu cầu|xác định|nêu|đề ra|thì)(?!\w)"
)
"""Words that end an enumeration: the sentence has gone on."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The references of a text by start, and what its sentences do to what they name."""

    references: tuple[Reference, ...]
    amendments: tuple[Amendment, ...]


def find(text: str) -> tuple[Reference, ...]:
    """Return every reference in NFC ``text``, by start.

    Full, list, short, named and back references never overlap each other; an internal one
    stands only where no other reference has taken its words as a pinpoint.  The document's
    own number on a line of its own ("Số: 37-QĐ/TW") is no reference.
    """
    return read(text).references


def read(text: str) -> Findings:
    """Return the references in NFC ``text`` and the acts of amendment its sentences perform."""
    same = tone_normal(text) if nfc(text) == text else text
    drafts, meant = _with_aliases(same, _apart(same))
    places = find_places(same)
    signals = Signals(same)
    cited, used = _with_context(text, same, drafts, places, signals)
    taken = [draft.span for draft in drafts]
    inner = _internal(text, same, places, used, taken)
    references = tuple(sorted((*cited, *inner), key=lambda ref: (ref.span.start, -len(ref.span))))
    references = _with_meant(references, meant)
    ends = {draft.span: draft.subject_end for draft in drafts}
    acts = read_acts(same, references, ends, places)
    return Findings(with_relations(same, references, acts), acts)


def _apart(text: str) -> list[ReferenceCandidate]:
    """Return the drafts by start, the stronger form winning where two overlap."""
    taken: list[Span] = []
    kept: list[ReferenceCandidate] = []
    numbered = numbered_drafts(text)
    for drafts in (numbered, named_drafts(text), short_drafts(text), back_drafts(text)):
        for draft in drafts:
            if not _hits(taken, draft.span):
                insort(taken, draft.span)
                kept.append(draft)
    return sorted(kept, key=lambda draft: draft.span.start)


def _with_aliases(
    text: str, drafts: list[ReferenceCandidate]
) -> tuple[list[ReferenceCandidate], dict[Span, Span]]:
    """Return the drafts with the mentions of agreed short names, and what those mean."""
    aliases = find_aliases(text, drafts)
    if not aliases:
        return drafts, {}
    taken = [draft.span for draft in drafts]
    meant = {
        draft.span: alias.meant
        for draft in drafts
        for alias in aliases
        if draft.span.start >= alias.start and draft.reference.text == alias.name
    }
    kept = list(drafts)
    for draft, span in alias_drafts(text, drafts, aliases):
        if not _hits(taken, draft.span):
            kept.append(draft)
            meant[draft.span] = span
    return sorted(kept, key=lambda draft: draft.span.start), meant


def _with_meant(
    references: tuple[Reference, ...], meant: Mapping[Span, Span]
) -> tuple[Reference, ...]:
    """Return the references with the ordinal of what each agreed short name stands for."""
    if not meant:
        return references
    ordinals = {reference.span: ordinal for ordinal, reference in enumerate(references)}
    return tuple(
        replace(one, of=ordinals[meant[one.span]]) if one.span in meant else one
        for one in references
    )


def _hits(taken: list[Span], span: Span) -> bool:
    """Say whether ``span`` overlaps one of ``taken`` (sorted, none overlapping another)."""
    index = bisect_left(taken, span)
    near = taken[max(0, index - 1) : index + 1]
    return any(other.overlaps(span) for other in near)


@dataclass(slots=True)
class _Chain:
    """The reference that an enumeration may go on from, and where its own words end."""

    start: int
    end: int
    reference: Reference


def _with_context(
    text: str,
    same: str,
    drafts: list[ReferenceCandidate],
    places: tuple[Pinpoint, ...],
    signals: Signals,
) -> tuple[list[Reference], set[int]]:
    """Return the references with pinpoint and relation, and the places that became pinpoints."""
    ends = [place.span.end for place in places]
    used: set[int] = set()
    references: list[Reference] = []
    chain: _Chain | None = None
    for draft in drafts:
        start = draft.span.start
        index = bisect_left(ends, start + 1) - 1
        place = places[index] if index >= 0 and leads_to(same, places[index], start) else None
        if place is not None:
            used.add(index)
        at = place.span.start if place else start
        nested = chain is not None and at < chain.end
        relation, where = _relation(same, draft, at, chain, signals)
        ready = replace(
            draft.reference,
            text=draft.span.of(text),
            provision=place.span.of(text) if place else None,
            relation=relation,
            relation_span=where,
        )
        references.append(ready)
        if chain is not None and nested:
            chain.end = max(chain.end, draft.subject_end)
        else:
            chain = _Chain(start, draft.subject_end, ready)
    return references, used


def _relation(
    text: str, draft: ReferenceCandidate, at: int, chain: _Chain | None, signals: Signals
) -> tuple[Relation, Span | None]:
    """Return the relation that governs a reference, and where its word stands.

    A document inside another's title is only referred to; a member of an enumeration
    stands as the first one does.
    """
    start = signals.sentence_start(at)
    before = chain if chain is not None and chain.start >= start else None
    if before is not None and at < before.end:
        return Relation.REFERS, None
    signal = signals.governing(at, min(before.end if before else start, at))
    if signal is not None:
        return signals.settled(signal, start, first=before is None), signal.span
    if before is None or ReferenceForm.BACK in (draft.reference.form, before.reference.form):
        return Relation.REFERS, None
    if at - before.end <= _LIST_GAP and _goes_on(text[before.end : at]):
        return before.reference.relation, before.reference.relation_span
    return Relation.REFERS, None


def _goes_on(between: str) -> bool:
    """Say whether nothing but an enumeration stands between two references."""
    if len(between) > _LIST_GAP or any(mark in between for mark in ".:\n"):
        return False
    return _GOES_OTHERWISE.search(between) is None


def _internal(
    text: str, same: str, places: tuple[Pinpoint, ...], used: set[int], taken: Iterable[Span]
) -> list[Reference]:
    spans = sorted(taken)
    return [
        Reference(
            place.span, place.span.of(text), ReferenceForm.INTERNAL, provision=place.span.of(text)
        )
        for index, place in enumerate(places)
        if index not in used and not _hits(spans, place.span) and is_internal(same, place)
    ]
