"""When a scan says too little: recognition drops words and takes one letter for another.

What a scan lacks the page may have; what it shows, recognition does not invent.  A page
recognised with less than :data:`LOW` shows no number for certain either.
"""

from __future__ import annotations

from index.check_results import Difference, Place
from index.quotations.standing import Standing
from index.quotations.tokens import NEGATIONS, is_number, tokens
from ingest.text.vietnamese import is_syllable, nfc

LOW = 0.9
"""Mean confidence of a page under which its letters and figures are not certain."""
_OF_A_WORD = 8
"""Words of a quotation of which one may be misread for it still to be called verbatim."""


def doubtful(row: Standing, place: Place) -> str:
    """Say (Vietnamese) why a difference from a scan may be recognition's; "" where it is not.

    One difference that the scan shows for certain makes the quotation altered.
    """
    if not place.scanned or row.swallowed or not row.differences:
        return ""
    if not all(_may_be_misread(one, place) for one in row.differences):
        return ""
    lacks = [one.stated for one in row.differences if not one.source]
    read = [one for one in row.differences if one.source]
    parts = []
    if lacks:
        parts.append(f"có thể máy đọc sót các chữ {_listed(lacks)}")
    if read:
        pairs = [f"“{_flat(one.source)}” cho “{_flat(one.stated)}”" for one in read[:3]]
        parts.append(f"máy đọc là {', '.join(pairs)}")
    return f"nguồn là bản quét{_sureness(place)}, {'; '.join(parts)}"


def poorly_read(row: Standing, place: Place) -> str:
    """Say (Vietnamese) why words that agree but for misread letters are not certain; or ""."""
    if not row.misread:
        return ""
    words = sum(right - left for left, right in row.pieces)
    if place.confidence >= LOW and len(row.misread) <= max(1, words // _OF_A_WORD):
        return ""
    read = _listed([source for _, source in row.misread])
    return f"nguồn là bản quét{_sureness(place)}, máy đọc thành {read}"


def _may_be_misread(one: Difference, place: Place) -> bool:
    source = [token.form for token in tokens(nfc(one.source), source=True)]
    stated = [token.form for token in tokens(nfc(one.stated))]
    if not source:
        return True
    if any(form in NEGATIONS and form not in stated for form in source) or not stated:
        return False
    if place.confidence < LOW:
        return True
    return any(not is_syllable(form) and not is_number(form) for form in source)


def _sureness(place: Place) -> str:
    return f" (độ tin cậy {place.confidence:.0%})" if place.confidence < LOW else ""


def _listed(words: list[str]) -> str:
    return ", ".join(f"“{_flat(word)}”" for word in words[:3])


def _flat(text: str) -> str:
    return " ".join(text.split())
