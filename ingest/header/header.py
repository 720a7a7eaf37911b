"""What a document says of itself: number, type, bodies, date, subject, signature.

The own number is the first number of the header, never one cited in the body.  What is
not printed is None, never guessed; every claim says where it was read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from ingest.claims import Claim, ClaimSource, Header
from ingest.header.cells import DATE_CELL, HeaderBlock, HeaderCell, read_front
from ingest.header.consolidated import with_certificate
from ingest.header.deciding_body import deciding_body
from ingest.header.gazette import retitled
from ingest.header.issuers import SUBJECT_LEAD, bodies_of
from ingest.header.number import is_number_cell, own_number
from ingest.header.signature import read_signature
from ingest.header.subject import subject_below_number, subject_of
from ingest.header.urgency import urgency_of
from ingest.layout.canonical_text import LaidOut
from ingest.text.dates import find_dates
from ingest.text.spans import Span
from ingest.vocabulary.issuer_names import is_joint, ordinary

_PASSED = re.compile(
    r"(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh) này (?:đã )?được .{10,160}?thông qua\s+ngày", re.DOTALL
)
_DAY_OVER = re.compile(
    r"ngày\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>(?:19|20)\d\d)\s?(?P<day>\d{1,2})$"
)


def read_header(laid: LaidOut) -> Header:
    """Return the claims that stand in the header's block and the opening sentence."""
    front = retitled(read_front(laid), laid)
    number = own_number(front, laid)
    kind = _kind(front, laid, number is not None)
    issued, place = _date_and_place(front)
    superior, issuer = bodies_of(front, recognised=is_recognised(laid))
    if number is None and kind is None and not (front.has_motto and issuer and (issued or place)):
        # Without a header nothing that looks like a claim is one.  Motto, left block and place
        # are a header even of a form that bears neither number nor type.
        return Header(deciding_body=None)
    if issued is None:
        issued = _day_told(front)
    if issued is None and number is not None and number.value.style == "law":
        issued = _day_passed(laid)
    header = Header(
        number=number,
        kind=kind,
        issuer=issuer,
        superior=superior,
        deciding_body=deciding_body(laid, front, number, issuer),
        place=place,
        issued=issued,
        subject=subject_of(front),
        urgency=urgency_of(laid),
    )
    return with_certificate(header, laid)


def with_signature(header: Header, laid: LaidOut, block: Span | None) -> Header:
    """Return the header with what the signature block says."""
    if block is None:
        return header
    signature = read_signature(laid, block)
    # Who signs first for several bodies is one of them: none decided alone.
    body = None if header.issuer and is_joint(header.issuer.value) else signature.body
    if body is not None:
        body = replace(body, value=ordinary(body.value, recognised=is_recognised(laid)))
    return replace(
        header,
        signatory=signature.signatory,
        position=signature.position,
        recipients=signature.recipients,
        deciding_body=header.deciding_body or body,
    )


def is_recognised(laid: LaidOut) -> bool:
    """Say whether the first page's text is a recogniser's: then its tones may be wrong."""
    return bool(laid.pages) and laid.pages[0].origin.is_recognised


def body_start(laid: LaidOut, header: Header) -> int:
    """Return where the body begins: behind the paragraph of the header's last claim."""
    claims = (header.number, header.kind, header.issued, header.place, header.subject)
    ends = [
        claim.span.end
        for claim in claims
        if claim is not None and claim.span is not None
        if claim.source in {ClaimSource.HEADER, ClaimSource.OVERLAY}
    ]
    if not ends:
        return 0
    end = laid.text.find("\n", max(ends))
    return laid.body_end if end < 0 else min(laid.body_end, end + 1)


# --- type ----------------------------------------------------------------------------


_ADDRESSED = re.compile(r"^\W*Kính\s*gửi", re.MULTILINE | re.IGNORECASE)


def _kind(front: HeaderBlock, laid: LaidOut, numbered: bool) -> Claim[str] | None:
    """Return the printed type word; a letter without one is a Công văn by its form."""
    if front.kind is not None:
        return Claim(front.kind, ClaimSource.HEADER, front.kind_span)
    letter = next((cell for cell in front.cells if SUBJECT_LEAD.match(cell.text)), None)
    letter = letter or subject_below_number(front) or _coded_letter(front)
    addressed = numbered or _number_line(front) or _ADDRESSED.search(laid.text[:3000])
    if letter is not None and front.has_motto and addressed:
        return Claim("Công văn", ClaimSource.HEADER, letter.span)
    return None


_LETTER_CODE = re.compile(r"\d\s?[-–/]\s?CV(?![^\W\d_])")


def _coded_letter(front: HeaderBlock) -> HeaderCell | None:
    """Return the number cell that says CV (công văn) itself."""
    return next((cell for cell in front.cells if _LETTER_CODE.search(cell.text)), None)


def _number_line(front: HeaderBlock) -> bool:
    return any(is_number_cell(cell) for cell in front.head)


# --- date and place --------------------------------------------------------------------

_IN_FIGURES = re.compile(
    r"(?P<place>(?:T[Pp]\.\s?)?[A-ZĐÀ-ỸẠ-Ỵ][^,.:;|/\d()]{1,35}),\s*(?P<day>\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)"
)
"""Place and day without "ngày": "Minh Hà, 28/02/2023"."""


def _date_and_place(front: HeaderBlock) -> tuple[Claim[date] | None, Claim[str] | None]:
    last = len(front.cells) if front.kind_at is None else front.kind_at + 3
    for n, cell in enumerate(front.cells[:last]):
        match = DATE_CELL.match(cell.text)
        if match is None or len(cell.text) > 120:
            continue
        start = cell.span.start
        place = Claim(
            match["place"].strip(), ClaimSource.HEADER, Span(*match.span("place")).shifted(start)
        )
        following = front.cells[n + 1].text if n + 1 < len(front.cells) else ""
        return _day(cell, following), place
    for cell in front.head if front.has_motto else ():
        figures = _IN_FIGURES.fullmatch(cell.text)
        days = find_dates(figures["day"]) if figures else ()
        if figures and days:
            start = cell.span.start
            place = Claim(
                figures["place"],
                ClaimSource.HEADER,
                Span(*figures.span("place")).shifted(start),
            )
            day = days[0].span.shifted(start + figures.start("day"))
            return Claim(days[0].value, ClaimSource.HEADER, day), place
    for cell in front.head:
        days = find_dates(cell.text)
        alone = cell.text.lower().startswith("ngày") or is_number_cell(cell)
        if days and alone and len(cell.text) < 70:
            return Claim(
                days[0].value, ClaimSource.HEADER, days[0].span.shifted(cell.span.start)
            ), None
    return None, None


def _day(cell: HeaderCell, following: str) -> Claim[date] | None:
    days = [d for d in find_dates(cell.text) if _is_whole(cell.text, d.span)]
    if days:
        return Claim(days[0].value, ClaimSource.HEADER, days[0].span.shifted(cell.span.start))
    over = _DAY_OVER.search(cell.text)
    day = over["day"] if over else None
    blank = re.search(r"ngày\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>\d{4})$", cell.text)
    if blank and re.fullmatch(r"\d{1,2}", following):
        over, day = blank, following
    if over is None or day is None:
        return None
    try:
        value = date(int(over["year"]), int(over["month"]), int(day))
    except ValueError:
        return None
    return Claim(value, ClaimSource.OVERLAY, cell.span)


def _is_whole(text: str, span: Span) -> bool:
    """Say whether a date is all of what was printed: "ngày f4 tháng 01" is not the 4th."""
    before = text[: span.start].rstrip()
    return text[span.start].lower() == "n" or not before or before.lower().endswith("ngày")


_PASSED_BY_MEETING = frozenset(
    {"Điều lệ", "Án lệ", "Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết", "Hiến pháp"}
)
_PASSED_AT = re.compile(r"(?:^\(|\b[Đđ]ược\b).*thông qua\s+(?=ngày)", re.DOTALL)


def _day_told(front: HeaderBlock) -> Claim[date] | None:
    """Return the day a meeting passed it, told below the title: "(… thông qua ngày …)"."""
    if front.kind_at is None or front.kind not in _PASSED_BY_MEETING:
        return None
    for cell in front.cells[front.kind_at + 1 : front.kind_at + 5]:
        passed = _PASSED_AT.search(cell.text)
        days = find_dates(cell.text[passed.end() :]) if passed else ()
        if passed and days and days[0].span.start == 0:
            start = cell.span.start + passed.end()
            return Claim(days[0].value, ClaimSource.HEADER, days[0].span.shifted(start))
    return None


def _day_passed(laid: LaidOut) -> Claim[date] | None:
    """Return the day a law was passed, which its closing words give and its header does not."""
    for passed in _PASSED.finditer(laid.text[: laid.body_end]):
        days = find_dates(laid.text[passed.start() : passed.end() + 40])
        if days:
            return Claim(days[0].value, ClaimSource.SIGNATURE, days[0].span.shifted(passed.start()))
    return None
