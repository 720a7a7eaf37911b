"""Documents cited by name: plenum resolutions, congress resolutions, statutes, laws."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.citations.known_documents import DocumentDirectory, KnownDocument
from index.citations.number_query import NumberQuery
from index.citations.typed_name import find_typed_name
from ingest.model import Reference
from ingest.text.numerals import to_roman
from ingest.text.vietnamese import lower, tone_normal

_TERMS = range(6, 21)
"""Committees whose plenums are looked through where no term was said."""


@dataclass(frozen=True, slots=True)
class Plenum:
    """Plenum ``number`` of the Central Committee of ``term``."""

    number: int
    term: int


def plenum(text: str) -> Plenum | None:
    """Read "Nghị quyết Trung ương 4 khóa XII" in any writing, None when it is no such name."""
    name = find_typed_name(lower(tone_normal(text)))
    if name is None or name.plenum is None or name.term is None:
        return None
    return Plenum(name.plenum, name.term)


def congress(text: str) -> int | None:
    """Read "Nghị quyết Đại hội XIII", the number of the national congress; None otherwise."""
    name = find_typed_name(lower(tone_normal(text)))
    return name.congress if name is not None else None


def documents_named(asked: NumberQuery, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    """Return the documents that a typed name may mean; none where it is no known name."""
    name = asked.name
    if name is None:
        return ()
    if name.plenum:
        terms = (asked.term,) if asked.term else _TERMS
        adopted = [k for term in terms for k in known.by_plenum(term, name.plenum)]
        return tuple(k for k in adopted if not asked.kinds or k.card.kind in asked.kinds)
    if name.congress:
        return known.by_name(f"Nghị quyết Đại hội {to_roman(name.congress)}")
    for size in range(len(name.words), 0, -1):
        hits = known.by_name(" ".join(name.words[:size]))
        if hits:
            # What follows a law's name ranks; of a statute it must be all ("điều lệ đảng …").
            left = name.words[size:]
            return hits if not left or name.words[0] in _RUN_ON else ()
    return ()


_RUN_ON = ("luat", "bo", "phap", "hien")


def named(reference: Reference, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    """Return the documents a reference by name may mean."""
    name = reference.name or reference.text
    meeting = plenum(name) or plenum(reference.text)
    if meeting is not None:
        found = known.by_plenum(meeting.term, meeting.number)
        return tuple(k for k in found if reference.kind in (None, k.card.kind))
    number = congress(name)
    if number is not None:
        return known.by_name(f"Nghị quyết Đại hội {to_roman(number)}")
    return known.by_name(name) or known.by_name(re.sub(r"\s+(?:năm\s+)?\d{4}$", "", name))
