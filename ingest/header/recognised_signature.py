"""Who signed a scan, and as what: what several readings of the signature agree on.

A seal and a signature cross the office and the name, so one reading of them is often false.
A name or an office is stated where two readings give it whole and none gives another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.claims import Claim, ClaimSource, Header
from ingest.layout.canonical_text import LaidOut
from ingest.pages import ReadFile, ReadPage, TextLine
from ingest.text.vietnamese import fold, is_syllable
from ingest.vocabulary.signers import deputies, is_like_office, office_of, surnames
from ingest.vocabulary.signing_forms import NAME

_OFF = 10.0
"""Points by which the middles of office and name differ at most: "PHÓ " lost is 14."""
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
    middle: float = 0.0
    """Of its line, in points from the left."""


def signed_page(read: ReadFile) -> ReadPage | None:
    """Return the page whose signature was read more than once; the last where several were."""
    return next((page for page in reversed(read.pages) if page.again), None)


def with_agreed_signature(header: Header, laid: LaidOut, read: ReadFile) -> Header:
    """Return the header with signer and office by all readings of a recognised signature.

    A recognised page of which there is but one reading states neither.
    """
    page = signed_page(read)
    if page is None:
        recognised = {p.number for p in read.pages if p.origin.is_recognised}
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
    boxes = [line.box for reading in page.again for line in reading if line.box]
    top = min((box.y0 for box in boxes), default=0.0)
    for line in laid.lines:
        low = line.page == page.number and line.box is not None and line.box.y0 >= top - 2
        if low and line.span and fold(value) in fold(line.text):
            return Claim(value, ClaimSource.SIGNATURE, line.span)
    return Claim(value, ClaimSource.SIGNATURE)


def signed(page: ReadPage) -> Signed:
    """Return who signed a page, by its own lines and by its further readings."""
    readings = [list(_beside(page)), *page.again]
    return Signed(
        _agreed([name.text if name else None for name in map(_name, readings)]),
        _agreed_office([(list(_offices(lines)), _name(lines)) for lines in readings]),
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
    return agreed[0] if len(votes) == 1 and agreed else None


@dataclass(frozen=True, slots=True)
class _Name:
    """A name on a line of its own, and the middle of the line."""

    text: str
    middle: float


def _name(lines: Iterable[TextLine]) -> _Name | None:
    bare = [(line.text.strip(_EDGES + ".,:;*/\\"), line) for line in lines]
    names = [_Name(text, _middle(line)) for text, line in bare if _is_name(text)]
    return names[-1] if names else None


def _middle(line: TextLine) -> float:
    return (line.box.x0 + line.box.x1) / 2 if line.box else 0.0


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
            lost = "" if acting["form"][0] == "t" else None
            yield _Office(whom or lost, acting=True, middle=_middle(line))
        elif office_of(text) is not None:
            whole = text[0].isalpha() and text[-1].isalpha()
            yield _Office(office_of(text) if whole else None, middle=_middle(line))
        elif is_like_office(text):
            # "Ó GIÁM ĐỐC" may be a deputy's; of "Ủ TƯỚNG" nothing is known.
            yield _Office(None)


def _is_capital(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) >= 0.75 * len(letters)


_Block = tuple[Sequence[_Office], _Name | None]


def _agreed_office(readings: Sequence[_Block]) -> str | None:
    """Return the signer's office where readings agree and none has what is left of another.

    "KT." with an office and its own deputy below prove each other: one such reading is enough.
    """
    pairs = {pair for offices, _ in readings if (pair := _deputy_of(offices)) is not None}
    said = [_own_office(*reading) for reading in readings]
    if len(pairs) == 1:
        return next(iter(pairs)) if {office for office in said if office} <= pairs else None
    below = {deputy for of_office in deputies().values() for deputy in of_office}
    broken = any(office.name is None for offices, _ in readings for office in offices)
    agreed = _agreed(said)
    return agreed if agreed in below or not broken else None


def _deputy_of(offices: Sequence[_Office]) -> str | None:
    """Return the deputy who signs for the office that "KT." names, where both are whole."""
    acted_for = [office.name for office in offices if office.acting and office.name]
    own = [office.name for office in offices if not office.acting]
    if len(acted_for) != 1 or len(own) != 1 or own[0] is None:
        return None
    return own[0] if own[0] in deputies().get(acted_for[0], ()) else None


def _own_office(offices: Sequence[_Office], name: _Name | None) -> str | None:
    """Return the signer's own office: where one stands in for another, a deputy's alone.

    An office without "KT." or "TL." may be what is left of a deputy's: then it does not stand
    above the middle of the name.
    """
    own = [office for office in offices if not office.acting]
    acting = [office for office in offices if office.acting]
    if len(own) != 1:
        return None
    office = own[0]
    if not acting and (name is None or abs(name.middle - office.middle) > _OFF):
        return None
    if any(other.name == office.name and office.name in deputies() for other in acting):
        return None
    return office.name
