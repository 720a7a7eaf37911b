"""What a document says of itself: number, type, bodies, date, subject, signature.

Page 1 has a left block (superior body / issuing body / ``*`` / ``Số NN-…``) and a
right block (ĐẢNG CỘNG SẢN VIỆT NAM or CỘNG HÒA …, place and date); then the type
word alone in capitals, then the subject (66-QĐ/TW 2017, 36-HD/VPTW 2018 for the
Party; Nghị định 30/2020/NĐ-CP for the State).  The own number is the first number of the
header, never one cited in the body.  What is not printed is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from ingest.dates import find_dates
from ingest.kinds import kinds_by_word
from ingest.layout import LaidOut
from ingest.model import Claim, Header, Source
from ingest.spans import Span
from ingest.numbers import DocumentNumber, find_numbers
from ingest.signature import read_signature
from ingest.text import fold

MAX_HEADER_LINES = 60
_MOTTO = re.compile(r"^(dang cong san viet nam|cong hoa xa hoi|doc lap|[*_\-–—=.\s]+$)")
_NUMBER_LINE = re.compile(r"^(?:số|so)\b\s*[:.]?", re.IGNORECASE)
_DATE_LINE = re.compile(r"^(?P<place>[^,\d]{2,40}),?\s+ngày\b", re.IGNORECASE)
_STOP = re.compile(
    r"^(?:[-–]?\s*(?:căn cứ|xét|theo đề nghị|thực hiện|để)\b|kính gửi|điều 1\b|chương i\b|phần\b|i[.\-]\s|1[.\-]\s)",
    re.IGNORECASE,
)
_SUBJECT_LEAD = re.compile(r"^(?:v/v|về việc|trích yếu)\s*:?\s*", re.IGNORECASE)
_URGENCY = re.compile(r"^(?:hỏa tốc|hoả tốc|thượng khẩn|khẩn)(?:\s+hẹn giờ)?$", re.IGNORECASE)
_BODY_WORDS = re.compile(
    r"^(ban|bo|tinh uy|thanh uy|huyen uy|quan uy|thi uy|dang uy|dang bo|chi bo|uy ban|hoi dong|chinh phu|"
    r"quoc hoi|van phong|thu tuong|trung uong|truong|vien|so|cuc|tong cuc|vu|doan|mat tran|lien doan|"
    r"hoc vien|toa an|thanh tra|kho bac|bao hiem|chu tich|phong|cong ty|tong cong ty|hoi|xa|phuong|quan|"
    r"huyen|tinh|thanh pho|ngan hang|uy ban)\b"
)
_DECIDING = re.compile(
    r"(?:(?<!của )(?P<body>Ban Bí thư|Bộ Chính trị|Ban Chấp hành Trung ương(?: Đảng)?(?: khóa [IVXLC]+)?|"
    r"Ban Thường vụ (?:Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Đảng ủy|Thị ủy)(?: [A-ZĐÀ-Ỹ]\w*){0,4}|"
    r"Ban Chấp hành Đảng bộ \w+))\s*(?:\([^)]*\)\s*)?"
    r"(?:yêu cầu|quy định|quyết định|ban hành|kết luận|hướng dẫn|chỉ thị|thông báo|quyết nghị)",
)


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A paragraph of the header zone and where it stands."""

    text: str
    span: Span


def read_header(laid: LaidOut) -> Header:
    """Return the claims of a laid-out document."""
    zone = _zone(laid)
    at = _kind_line(zone)
    number = _number(zone, at)
    kind = _kind(zone, at, number)
    head = zone if at is None else zone[:at]
    issued, place = _date_and_place(zone, at)
    superior, issuer = _bodies(head)
    header = Header(
        number=number,
        kind=kind,
        issuer=issuer,
        superior=superior,
        deciding_body=_deciding(laid),
        place=place,
        issued=issued,
        subject=_subject(zone, at, laid),
        urgency=_first(head, _URGENCY),
    )
    signature = read_signature(laid)
    return replace(
        header,
        signatory=signature.signatory,
        position=signature.position,
        recipients=signature.recipients,
        deciding_body=header.deciding_body or _in_ordinary_letters(signature.body),
    )


def _in_ordinary_letters(claim: Claim[str] | None) -> Claim[str] | None:
    return None if claim is None else replace(claim, value=_ordinary(claim.value))


def _zone(laid: LaidOut) -> list[HeaderLine]:
    """Return the paragraphs that may belong to the header: the first page's top."""
    lines: list[HeaderLine] = []
    at = 0
    for paragraph in laid.text[: laid.body_end].split("\n")[:MAX_HEADER_LINES]:
        for cell in re.finditer(r"[^|]+", paragraph):
            text = cell[0].strip()
            if text:
                start = at + cell.start() + len(cell[0]) - len(cell[0].lstrip())
                lines.append(HeaderLine(text, Span(start, start + len(text))))
        at += len(paragraph) + 1
        # Right after the type word even "thực hiện …" is the subject.
        if len(lines) > 1 and _STOP.match(lines[-1].text) and not _is_kind(lines[-2]):
            lines.pop()
            break
    return lines


def _kind_line(zone: list[HeaderLine]) -> int | None:
    """Return the index of the type word that stands alone in capitals."""
    return next((n for n, line in enumerate(zone) if _is_kind(line)), None)


def _is_kind(line: HeaderLine) -> bool:
    return _kind_of(line.text) is not None


def _kind_of(text: str) -> str | None:
    """Return the type when a line is its word in capitals ("NGHỊ QUYẾT", "NGHỊ QUYẾT CỦA BỘ CHÍNH TRỊ")."""
    bare = _unspaced(text).strip(" .:*")
    if not bare.isupper():
        return None
    return kinds_by_word().get(re.sub(r" cua .{4,60}$", "", fold(bare)))


def _unspaced(text: str) -> str:
    """Return letter-spaced capitals ("N G H Ị  Q U Y Ế T") as words."""
    if re.fullmatch(r"(?:\w\s){3,}\w", text.strip()):
        return re.sub(r"(?<=\S)\s(?=\S)", "", text)
    return text


def _number(zone: list[HeaderLine], at: int | None) -> Claim[DocumentNumber] | None:
    """Return the first number of the header; after the type word only on a "Số" line of its own."""
    for n, line in enumerate(zone):
        after_kind = at is not None and n > at
        labelled = re.match(r"^(?:luật\s+|nghị quyết\s+)?số\b", line.text, re.IGNORECASE)
        if after_kind and not (labelled and n <= (at or 0) + 2):
            continue
        found = find_numbers(line.text)
        if not found or not (labelled or found[0].span.start == 0):
            continue
        if at is None and not labelled:
            continue
        if at is None and not any(_MOTTO.match(fold(other.text)) for other in zone[: n + 6]):
            continue
        if found[0].span.end < len(line.text) - 25 and not labelled:
            continue
        span = found[0].span.shifted(line.span.start)
        return Claim(found[0].number, Source.HEADER, span)
    return None


def _kind(
    zone: list[HeaderLine], at: int | None, number: Claim[DocumentNumber] | None
) -> Claim[str] | None:
    """Return the printed type word; a letter without one is a Công văn by its form."""
    if at is not None:
        word = _kind_of(zone[at].text)
        return Claim(word, Source.HEADER, zone[at].span) if word else None
    if number is not None and number.value.type_code in {None, "CV"}:
        letter = next((line for line in zone if _SUBJECT_LEAD.match(line.text)), None)
        if letter is not None and number.value.style != "law":
            return Claim("Công văn", Source.HEADER, letter.span)
    return None


def _date_and_place(
    zone: list[HeaderLine], at: int | None
) -> tuple[Claim[date] | None, Claim[str] | None]:
    for n, line in enumerate(zone):
        if at is not None and n > at + 1:
            break
        found = _DATE_LINE.match(line.text)
        if not found or _STOP.match(line.text):
            continue
        place_span = Span(*found.span("place")).shifted(line.span.start)
        place = Claim(found["place"].strip(), Source.HEADER, place_span)
        dates = find_dates(line.text)
        if not dates:
            return None, place
        return Claim(dates[0].value, Source.HEADER, dates[0].span.shifted(line.span.start)), place
    return None, None


def _bodies(head: list[HeaderLine]) -> tuple[Claim[str] | None, Claim[str] | None]:
    """Return (superior body, issuing body): the left block above ``*`` and the number."""
    block: list[HeaderLine] = []
    for line in head:
        folded = fold(line.text)
        if _NUMBER_LINE.match(line.text) or re.fullmatch(r"[*_\-–—\s]+", line.text):
            if block:
                break
            continue
        if _MOTTO.match(folded) or _DATE_LINE.match(line.text) or find_numbers(line.text):
            continue
        if line.text.isupper() and (_BODY_WORDS.match(folded) or block):
            block.append(line)
    block = _merged(block)
    if not block:
        return None, None
    issuer = Claim(_ordinary(block[-1].text), Source.HEADER, block[-1].span)
    if len(block) == 1:
        return None, issuer
    return Claim(_ordinary(block[0].text), Source.HEADER, block[0].span), issuer


def _merged(block: list[HeaderLine]) -> list[HeaderLine]:
    """Join lines that are one name set on two lines ("ỦY BAN NHÂN DÂN" / "TỈNH …")."""
    merged: list[HeaderLine] = []
    for line in block:
        folded = fold(line.text)
        goes_on = merged and (
            not _BODY_WORDS.match(folded)
            or (fold(merged[-1].text) in {"uy ban nhan dan", "hoi dong nhan dan", "ban chap hanh"})
            or fold(merged[-1].text).endswith((" dang bo", " uy ban", " cong tac"))
        )
        if goes_on:
            before = merged[-1]
            span = Span(before.span.start, line.span.end)
            merged[-1] = HeaderLine(f"{before.text} {line.text}", span)
        else:
            merged.append(line)
    return merged


_NAMES = (
    "Ban Chấp hành Trung ương", "Ban Chấp hành", "Ban Thường vụ", "Ban Bí thư", "Bộ Chính trị",
    "Văn phòng Trung ương Đảng", "Ban Tuyên giáo và Dân vận", "Ban Tuyên giáo", "Ban Tổ chức",
    "Ban Dân vận", "Ban Nội chính", "Ban Kinh tế", "Ban Đối ngoại", "Ủy ban Kiểm tra",
    "Ủy ban nhân dân", "Ủy ban Thường vụ Quốc hội", "Hội đồng nhân dân", "Quốc hội", "Chính phủ",
    "Thủ tướng Chính phủ", "Trung ương Đảng", "Trung ương", "Đảng bộ", "Đảng ủy", "Đảng đoàn",
    "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy", "Mặt trận Tổ quốc Việt Nam",
    "Đảng Cộng sản Việt Nam", "Văn phòng",
)  # fmt: skip
_UNITS = {"tỉnh", "thành", "phố", "huyện", "quận", "xã", "phường", "thị", "trấn"}


def _ordinary(text: str) -> str:
    """Return a name printed in capitals in ordinary letters, as the body writes itself.

    Known parts of names are written as they write themselves; of the rest, the words
    after the name of a unit ("tỉnh Minh Hà", "Huyện ủy An Lạc") are a place.
    """
    if not text.isupper():
        return text
    words = text.lower().split()
    shown: list[str] = []
    place = False
    while words:
        name = _known(words)
        if name:
            size = len(name.split())
            shown.extend(name.split())
            words = words[size:]
            place = name.endswith("ủy") or place
        else:
            word = words.pop(0)
            if word in _UNITS:
                shown.append(word if shown else word.capitalize())
                place = True
            else:
                shown.append(word.capitalize() if place or not shown else word)
    return " ".join(shown)


def _known(words: list[str]) -> str | None:
    folded = [fold(word) for word in words]
    for name in _NAMES:
        parts = fold(name).split()
        if folded[: len(parts)] == parts:
            return name
    return None


def _subject(zone: list[HeaderLine], at: int | None, laid: LaidOut) -> Claim[str] | None:
    """Return the trích yếu: what follows the type word, or a letter's "V/v …" line."""
    if at is None:
        for line in zone:
            lead = _SUBJECT_LEAD.match(line.text)
            if lead:
                span = Span(line.span.start + lead.end(), line.span.end)
                return Claim(line.text[lead.end() :], Source.HEADER, span)
        return None
    parts: list[HeaderLine] = []
    for line in zone[at + 1 :]:
        if _ends_subject(line) or _is_opening(line):
            break
        if find_numbers(line.text) and _NUMBER_LINE.match(line.text):
            continue
        parts.append(line)
        if len(parts) == 6 or line.text.endswith((".", ";")):
            break
    if not parts:
        return None
    span = Span(parts[0].span.start, parts[-1].span.end)
    text = " ".join(part.text for part in parts)
    if len(text) > 600:
        return None
    return Claim(
        _SUBJECT_LEAD.sub("", text) if text.startswith("V/v") else text, Source.HEADER, span
    )


def _ends_subject(line: HeaderLine) -> bool:
    return (
        bool(re.match(r"^(?:[-_*–—.\s]{2,}|\()", line.text))
        or _DATE_LINE.match(line.text) is not None
    )


def _is_opening(line: HeaderLine) -> bool:
    """Say whether a line is the body's first: a sentence, or the deciding body in capitals."""
    folded = fold(line.text)
    if line.text.isupper() and _BODY_WORDS.match(folded):
        return True
    return bool(re.search(r"[:;]$|như sau", line.text)) or len(line.text) > 320


def _first(head: list[HeaderLine], pattern: re.Pattern[str]) -> Claim[str] | None:
    line = next((line for line in head if pattern.match(line.text)), None)
    return Claim(line.text.capitalize(), Source.HEADER, line.span) if line else None


def _deciding(laid: LaidOut) -> Claim[str] | None:
    """Return the body that decided, from the opening sentence ("Ban Bí thư quy định …")."""
    found = _DECIDING.search(laid.text[: min(laid.body_end, 6000)])
    if found is None:
        return None
    return Claim(found["body"], Source.OPENING, Span(*found.span("body")))


def body_start(laid: LaidOut, header: Header) -> int:
    """Return where the body begins: behind the paragraph of the header's last claim."""
    claims = (header.number, header.kind, header.issued, header.place, header.subject)
    ends = [
        claim.span.end
        for claim in claims
        if claim is not None and claim.span is not None and claim.source is Source.HEADER
    ]
    if not ends:
        return 0
    end = laid.text.find("\n", max(ends))
    return laid.body_end if end < 0 else min(laid.body_end, end + 1)
