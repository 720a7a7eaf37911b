"""Documents cited by name: plenum resolutions, congress resolutions, statutes, laws."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.citations.known_documents import DocumentDirectory, KnownDocument
from ingest.model import Reference
from ingest.text.numerals import arabic, spoken_folded, to_roman
from ingest.text.vietnamese import fold

_NUMERAL = r"(?P<{0}>[ivx]+|\d{{1,2}})"
_TERM = _NUMERAL.format("term")
_ORDINALS = spoken_folded()
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_PLENUM = re.compile(
    r"(?:nghi quyet|ket luan|nq|kl)?\s*(?:so \d+\s*)?(?:cua\s+)?(?:hoi nghi\s+)?"
    r"(?:lan thu\s+|trung uong\s*|tw\s*)(?:lan thu\s+)?"
    rf"(?P<plenum>\d{{1,2}}|[ivx]+|{_ORDINAL})\b"
    r"[^\d]{0,45}?(?:khoa|k)\s*" + _TERM + r"\b"
)
_CONGRESS = re.compile(
    r"(?:nghi quyet|nq)\s+(?:cua\s+)?dai hoi(?! dang bo)"
    r"(?:\s+(?:dai bieu|toan quoc|dang|cua dang))*\s*"
    r"(?:lan thu\s+)?" + _TERM + r"(?: cua dang)?\b(?! dang bo)"
)


@dataclass(frozen=True, slots=True)
class Plenum:
    """Plenum ``number`` of the Central Committee of ``term``."""

    number: int
    term: int


def plenum(text: str) -> Plenum | None:
    """Read "Nghị quyết Trung ương 4 khóa XII" in any writing, None when it is no such name."""
    found = _PLENUM.search(_plain(text))
    if found is None:
        return None
    word = found["plenum"]
    number = _ORDINALS.get(word) or arabic(word)
    term = arabic(found["term"])
    return Plenum(number, term) if number and term else None


def congress(text: str) -> int | None:
    """Read "Nghị quyết Đại hội XIII", the number of the national congress; None otherwise."""
    found = _CONGRESS.search(_plain(text))
    return arabic(found["term"]) if found else None


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


def _plain(text: str) -> str:
    return re.sub(r"[\s,()]+", " ", fold(text)).strip()
