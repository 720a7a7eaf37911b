"""Who signed a scan, and as what: what several readings of the signature agree on.

A seal and a signature cross the office and the name, so one reading of them is often false.
A name or an office is stated where two readings give it whole and none gives another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.layout.canonical_text import LaidOut
from ingest.model import Claim, ClaimSource, Header, Origin, ReadFile, ReadPage, TextLine
from ingest.text.vietnamese import fold, is_syllable
from ingest.vocabulary.signers import deputies, is_like_office, office_of, surnames
from ingest.vocabulary.signing_forms import NAME

_RECOGNISED = frozenset({Origin.OCR, Origin.MIXED})
AGREEING = 2
"""Readings that must say the same."""
LEAST_WORDS = 3
"""Words of a name; of two alone the first of three was lost as often as not."""
_EDGES = " |-–—_=~`´'\"“”‘’^ˆ"
"""Specks beside a line that stand for nothing; a full stop may be what is left of "KT."."""
_ACTING = re.compile(
    r"^(?P<form>k\s?[/.]?\s?t|t\s?[/.]?\s?l|t\s?[/.]?\s?u\s?q|t\s?[/.]?\s?m)\s?[.,:/]?\s+(?P<whom>\S.*)$"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """What readings of a signature agree on; what they do not is None."""

    signatory: str | None = None
    position: str | None = None


@dataclass(frozen=True, slots=True)
class _Office:
    """An office on a line of its own, or the one it is signed for; None where it is broken."""

    name: str | None
    acting: bool = False


def signed_page(read: ReadFile) -> ReadPage | None:
    """Return the page whose signature was read more than once; the last where several were."""
    return next((page for page in reversed(read.pages) if page.again), None)


def with_agreed_signature(header: Header, laid: LaidOut, read: ReadFile) -> Header:
    """Return the header with signer and office by all readings of a recognised signature.

    A recognised page of which there is but one reading states neither.
    """
    page = signed_page(read)
    if page is None:
        recognised = {p.number for p in read.pages if p.origin in _RECOGNISED}
        return replace(
            header,
            signatory=_unless_on(recognised, header.signatory, laid),
            position=_unless_on(recognised, header.position, laid),
        )
    agreed = signed(page)
    return replace(
        header,
        signatory=_claim(agreed.signatory, laid, page),
        position=_claim(agreed.position, laid, page),
    )


def _unless_on(
    pages: Collection[int], claim: Claim[str] | None, laid: LaidOut
) -> Claim[str] | None:
    span = claim.span if claim else None
    lines = [line for line in laid.lines if span and line.span and line.span.overlaps(span)]
    return None if any(line.page in pages for line in lines) else claim


def _claim(value: str | None, laid: LaidOut, page: ReadPage) -> Claim[str] | None:
    """Return a claim of what was agreed on, with its place in the text where it stands there."""
    if value is None:
        return None
    for line in laid.lines:
        if line.page == page.number and line.span and fold(value) in fold(line.text):
            return Claim(value, ClaimSource.SIGNATURE, line.span)
    return Claim(value, ClaimSource.SIGNATURE)


def signed(page: ReadPage) -> Signed:
    """Return who signed a page, by its own lines and by its further readings."""
    readings = [list(_beside(page)), *page.again]
    return Signed(
        _agreed([_name(lines) for lines in readings]),
        _agreed_office([list(_offices(lines)) for lines in readings]),
    )


def _beside(page: ReadPage) -> Iterator[TextLine]:
    """Yield the page's own lines in the part that was read again."""
    boxes = [line.box for reading in page.again for line in reading if line.box]
    left = min((box.x0 for box in boxes), default=0.0)
    top = min((box.y0 for box in boxes), default=0.0)
    for line in page.lines:
        for text in line.text.split("|"):
            if (
                line.box
                and line.box.y0 >= top - 2
                and (line.box.x0 >= left - 6 or "|" in line.text)
            ):
                yield TextLine(text.strip(), line.box)


def _agreed(said: Sequence[str | None]) -> str | None:
    votes = Counter(value for value in said if value is not None)
    agreed = [value for value, count in votes.items() if count >= AGREEING]
    return agreed[0] if len(agreed) == 1 else None


def _name(lines: Iterable[TextLine]) -> str | None:
    names = [text for line in lines if _is_name(text := line.text.strip(_EDGES + ".,:;*\\\\/"))]
    return names[-1] if names else None


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        len(words) >= LEAST_WORDS
        and words[0] in surnames()
        and NAME.match(text) is not None
        and all(map(is_syllable, words))
        and office_of(text) is None
    )


def _offices(lines: Iterable[TextLine]) -> Iterator[_Office]:
    for line in lines:
        text = line.text.strip(_EDGES)
        if not _is_capital(text):
            continue
        acting = _ACTING.match(fold(text))
        if acting is not None:
            # One may sign for a body (TM. ỦY BAN …), but stands in (KT.) for an office alone.
            whom = office_of(acting["whom"])
            yield _Office(whom or ("" if acting["form"][0] == "t" else None), acting=True)
        elif office_of(text) is not None:
            yield _Office(office_of(text) if text[0].isalpha() and text[-1].isalpha() else None)
        elif is_like_office(text):
            yield _Office(None)


def _is_capital(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) >= 0.75 * len(letters)


def _agreed_office(readings: Sequence[Sequence[_Office]]) -> str | None:
    """Return the signer's office where readings agree and none has what is left of another."""
    if any(office.name is None for reading in readings for office in reading):
        return None
    return _agreed([_own_office(reading) for reading in readings])


def _own_office(offices: Sequence[_Office]) -> str | None:
    """Return the signer's own office: where one stands in for another, a deputy's alone."""
    own = [office.name for office in offices if not office.acting]
    stood_in_for = [office.name for office in offices if office.acting and office.name]
    if len(own) != 1 or own[0] is None:
        return None
    if stood_in_for and own[0] in deputies() and own[0] == stood_in_for[0]:
        return None
    return own[0]
