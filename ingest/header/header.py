"""What a document says of itself: number, type, bodies, date, subject, signature.

The own number is the first number of the header, never one cited in the body.  What is
not printed is None, never guessed; every claim says where it was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

from ingest.header.cells import DATE_CELL, HeaderBlock, HeaderCell, read_front
from ingest.header.consolidated import with_certificate
from ingest.header.gazette import retitled
from ingest.header.issuers import SUBJECT_LEAD, bodies_of
from ingest.header.number import is_number_cell, own_number
from ingest.header.signature import read_signature
from ingest.header.urgency import urgency_of
from ingest.layout.canonical_text import LaidOut
from ingest.model import Claim, ClaimSource, Header, Origin
from ingest.text.dates import find_dates
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber
from ingest.vocabulary.issuer_names import begins_body, is_joint, is_open_ended, ordinary
from ingest.vocabulary.issuers import deciding_pattern
from ingest.vocabulary.signing_forms import FOR, OFFICE


@cache
def _deciding_sentence() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!của )(?P<body>{deciding_pattern()})\s*(?:khóa\s+[IVXLC]+\s*)?(?:\([^)]*\)\s*)?,?\s*"
        r"(?:yêu cầu|quy định|quyết định|ban hành|kết luận|hướng dẫn|chỉ thị|thông báo|quyết nghị)"
    )


_CENTRAL = re.compile(r"Ban Bí thư|Bộ Chính trị|Ban Chấp hành Trung ương")
_ORGAN_DECIDING = re.compile(
    r"(?<!của )(?P<body>(?:Ban (?:Tổ chức|Tuyên giáo|Dân vận|Nội chính|Xây dựng Đảng)"
    r"(?: và Dân vận)?"
    r"|Ủy ban Kiểm tra|Văn phòng) (?:Trung ương|(?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng) ủy"
    r"(?: [A-ZĐÀ-Ỹ]\w*){0,4}))\s*"
    r"(?:yêu cầu|quy định|quyết định|ban hành|kết luận|hướng dẫn|thông báo|báo cáo)"
)
_SALUTATION = re.compile(r"kinh (?:gui|thua)\b")
_PASSED = re.compile(
    r"(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh) này (?:đã )?được .{10,160}?thông qua\s+ngày", re.DOTALL
)
_OPENING = re.compile(r"như sau\s*:?|[:;]$")
_DAY_OVER = re.compile(
    r"ngày\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>(?:19|20)\d\d)\s?(?P<day>\d{1,2})$"
)
_NOTE_MARKS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?!\\w)")
MOST_SUBJECT_WORDS = 200
"""A circular that amends ten others names them all in its title."""


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
        deciding_body=_deciding(laid, number, issuer, _front_end(front)),
        place=place,
        issued=issued,
        subject=_subject(front),
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
    return bool(laid.pages) and laid.pages[0].origin in {Origin.OCR, Origin.MIXED}


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
    letter = letter or _below_number(front) or _coded_letter(front)
    addressed = numbered or _number_line(front) or _ADDRESSED.search(laid.text[:3000])
    if letter is not None and front.has_motto and addressed:
        return Claim("Công văn", ClaimSource.HEADER, letter.span)
    return None


_ABOUT = re.compile(r"^[Vv]ề\s+(?=\w)")
_LETTER_CODE = re.compile(r"\d\s?[-–/]\s?CV(?![^\W\d_])")


def _below_number(front: HeaderBlock) -> HeaderCell | None:
    """Return "Về …" right under the number where no type word stands: a letter's subject."""
    for number, cell in pairwise(front.cells):
        if is_number_cell(number) and _ABOUT.match(cell.text):
            return cell
    return None


def _coded_letter(front: HeaderBlock) -> HeaderCell | None:
    """Return the number cell that says CV (công văn) itself."""
    return next((cell for cell in front.cells if _LETTER_CODE.search(cell.text)), None)


def _number_line(front: HeaderBlock) -> bool:
    return any(is_number_cell(cell) for cell in front.head)


# --- date and place --------------------------------------------------------------------


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


MOST_OPENING = 6000
"""Letters of the longest opening before a document's first provision."""
_FIRST_PROVISION = re.compile(
    r"\n\W{0,3}(?:Điều\s+(?:1|thứ nhất)\s*[.:]|(?:Chương|Phần|Mục)\s+(?:I|1|thứ nhất)\b"
    r"|(?:I|1|A)\s?[-–.]\s*\w)"
)


def _front_end(front: HeaderBlock) -> int:
    """Return where the header's cells end that stand above the type word, or the word itself."""
    if front.kind_at is not None:
        return front.cells[front.kind_at].span.start
    return front.cells[0].span.end if front.cells else 0


# --- deciding body -----------------------------------------------------------------------


def _deciding(
    laid: LaidOut,
    number: Claim[DocumentNumber] | None,
    issuer: Claim[str] | None,
    front_end: int,
) -> Claim[str] | None:
    """Return the body that decided, from the opening sentence ("Ban Bí thư quy định …").

    A text without a left block may name its organ there alone ("Ban Tuyên giáo Quận ủy hướng
    dẫn …").  A central body decides nothing that bears an organ's or a province's number.
    """
    opening = laid.text[: min(laid.body_end, MOST_OPENING)]
    provision = _FIRST_PROVISION.search(opening, front_end)
    opening = opening[: provision.start()] if provision else opening
    for sentence in _deciding_sentence().finditer(opening):
        if number is None or _may_decide(sentence["body"], number.value):
            return Claim(sentence["body"], ClaimSource.OPENING, Span(*sentence.span("body")))
    organ = _ORGAN_DECIDING.search(opening) if issuer is None else None
    if organ is None:
        return None
    return Claim(organ["body"], ClaimSource.OPENING, Span(*organ.span("body")))


def _may_decide(body: str, number: DocumentNumber) -> bool:
    central = _CENTRAL.match(body) is not None
    return (
        not central or number.body is None or (number.body.endswith("TW") and len(number.body) == 2)
    )


# --- subject ---------------------------------------------------------------------------


_IN_BRACKETS = re.compile(r"\(\s*[Vv]/[Vv]\s*:?\s*(?P<said>[^()]{8,300}?)[\s.]*\)")
"""The subject of a contract or a form below its title: "(V/v …)"."""


def _subject(front: HeaderBlock) -> Claim[str] | None:
    """Return the trích yếu: what follows the type word, or a letter's "V/v …" lines."""
    if front.kind_at is None:
        return _letter_subject(front)
    parts: list[HeaderCell] = []
    for cell in front.cells[front.kind_at + 1 :]:
        bracketed = _IN_BRACKETS.fullmatch(cell.text)
        if bracketed:
            start = cell.span.start
            return Claim(
                bracketed["said"], ClaimSource.HEADER, Span(*bracketed.span("said")).shifted(start)
            )
        if cell.noise:
            continue
        bare_motto = cell.motto and len(cell.text) < 60 and not fold(cell.text).startswith("ve ")
        if cell.rule or bare_motto or is_number_cell(cell):
            if parts:
                break
            continue
        if _ends_subject(cell, parts):
            break
        parts.append(cell)
    return _claim_of(parts)


def _ends_subject(  # noqa: PLR0911  # one per sign
    cell: HeaderCell, parts: Sequence[HeaderCell]
) -> bool:
    """Say whether a cell is no longer the subject: a date, a bracket, a body, an opening."""
    text = cell.text
    if DATE_CELL.match(text) or text.startswith("(") or len(text.split()) > MOST_SUBJECT_WORDS:
        return True
    if not parts and text.endswith(".") and begins_body(text) and not text.isupper():
        return True  # a body says something: the opening of a paper without subject
    if _SALUTATION.match(fold(text)) or (parts and _opens_body(text)):
        return True
    if len(text.split()) > 12 and _OPENING.search(text):
        return True
    if parts and text.isupper():
        if OFFICE.match(text) or FOR.match(text):
            return True
        mixed = not parts[-1].text.isupper()
        return mixed or (begins_body(text) and not is_open_ended(parts[-1].text))
    if parts and parts[-1].text.isupper() and not text.isupper():
        return True
    if parts and parts[-1].bold and not cell.bold:
        return True
    if parts and (parts[-1].text.endswith((".", ";")) or _is_sentence(text)):
        return True
    if parts and (_PROVISION.match(text) or _is_short_sentence(text, parts[-1].text)):
        return True
    return bool(parts) and _deciding_sentence().match(text) is not None


def _opens_body(text: str) -> bool:
    """Say whether a line in ordinary letters leads on to what follows ("… quyết nghị:")."""
    return text.endswith(":") and not text.isupper() and len(text.split()) > 1


_PROVISION = re.compile(
    r"^\W{0,3}(?:Điều\s+\d+[a-zđ]?\s*[.:]|(?:Chương|Phần|Mục)\s+(?:[IVX]+|\d+|thứ)\b|[IVX]+\s?[-.]\s"
    r"|1\s?[-.]\s)"
)
_DANGLING = re.compile(
    r"(?:^|\s)(?:của|và|về|các|cho|trong|với|tại|theo|đối với|do|từ|đến|ở|trên|hoặc|ngày|năm"
    r"|(?:quyết|định|thị|luận|dẫn|hoạch|trình|báo|tư|lệnh|án|văn|luật|bão) số"
    r"|kèm|nghị quyết|quy định|chỉ thị|kết luận|hướng dẫn)$",
    re.IGNORECASE,
)


def _is_short_sentence(text: str, before: str) -> bool:
    """Say whether a line is a sentence of its own: capital, full stop, no word hanging above."""
    return (
        text[:1].isupper() and text.endswith((".", "!", "?")) and _DANGLING.search(before) is None
    )


def _is_sentence(text: str) -> bool:
    """Say whether a paragraph behind the subject is the body's first sentence."""
    words = len(text.split())
    return words > 40 or (words > 18 and text.endswith((".", ";")))


def _letter_subject(front: HeaderBlock) -> Claim[str] | None:
    """Return "V/v …" of a letter with the lines of the left block that go on with it."""
    below = _below_number(front)
    for n, cell in enumerate(front.cells):
        lead = SUBJECT_LEAD.match(cell.text)
        if lead is None and cell is not below:
            continue
        skipped = lead.end() if lead else 0
        text = cell.text[skipped:]
        start = cell.span.start + skipped
        parts = [HeaderCell(text, Span(start, cell.span.end), cell.paragraph)]
        for more in front.cells[n + 1 : n + 5]:
            if more.motto or more.rule or DATE_CELL.match(more.text) or is_number_cell(more):
                break
            if more.text.isupper() or fold(more.text).startswith("kinh gui"):
                break
            parts.append(more)
        return _claim_of(parts)
    return None


def _claim_of(parts: Sequence[HeaderCell]) -> Claim[str] | None:
    if not parts:
        return None
    text = " ".join(part.text for part in parts)
    text = _NOTE_MARKS.sub("", text).strip(" .;:*_–—-")
    words = len(text.split())
    if not 1 <= words <= MOST_SUBJECT_WORDS or not re.search(r"\w{2}", text):
        return None
    return Claim(text, ClaimSource.HEADER, Span(parts[0].span.start, parts[-1].span.end))
