"""What one place says of one document: type, number, date, deciding body, subject.

Reading is strict on purpose: a fact that is not plainly there is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ingest.text.numerals import arabic
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber, FoundNumber, find_numbers

KINDS = (
    "Nghị quyết liên tịch|Thông tư liên tịch|Văn bản hợp nhất|Nghị quyết|Chỉ thị|Kết luận|Quy định|"
    "Quyết định|Quy chế|Hướng dẫn|Thông báo|Thông tri|Thông tư|Báo cáo|Kế hoạch|Chương trình|Đề án|"
    "Công văn|Nghị định|Pháp lệnh|Bộ luật|Luật|Công điện|Quy trình"
)
BODIES = (
    r"Ban Chấp hành Trung ương|BCH Trung ương|BCHTW|Bộ Chính trị|Ban Bí thư|BCT|"
    r"Thủ tướng Chính phủ|Chính phủ|Ủy ban Thường vụ Quốc hội|Uỷ ban Thường vụ Quốc hội|Quốc hội|"
    r"Ban Tổ chức Trung ương|Ban Tuyên giáo và Dân vận Trung ương|Ban Tuyên giáo Trung ương|"
    r"Ban Dân vận Trung ương|Ban Nội chính Trung ương|Ban Kinh tế Trung ương|"
    r"Uỷ ban Kiểm tra Trung ương|Ủy ban Kiểm tra Trung ương|Văn phòng Trung ương|"
    r"Quân ủy Trung ương|"
    r"Ban Chỉ đạo Trung ương"
)
_MONTHS = {"tư": 4, "bốn": 4}
_DATE = r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>(?:19|20)\d\d)(?!\d)"
_LONG_DATE = (
    r"(?P<day2>\d{1,2})\s+tháng\s+(?P<month2>\d{1,2}|tư|bốn)\s+năm\s+(?P<year2>(?:19|20)\d\d)(?!\d)"
)
_KIND_BEFORE = re.compile(rf"(?P<kind>{KINDS})(?:\s+(?:số|của [^,.;]{{2,40}} số))?\s*:?\s*$", re.I)
DATE_AFTER = re.compile(
    # At most one line's break: below a blank line the date is another's, a page's own.
    rf"[^\S\n]*\n?[^\S\n]*[,(]?[^\S\n]*\n?[^\S\n]*(?:(?:được\s+)?ban hành\s+|ký\s+)?"
    rf"(?:ngày\s*)?(?:{_DATE}|{_LONG_DATE})",
    re.I,
)
_ENGLISH = "January February March April May June July August September October November December"
_ENGLISH_MONTHS = {name: month for month, name in enumerate(_ENGLISH.split(" "), 1)}
_ENGLISH_DATE = re.compile(
    rf"\s*,?\s*(?:of|dated)\s+(?P<month>{'|'.join(_ENGLISH_MONTHS)})\s+(?P<day>\d{{1,2}}),\s*"
    r"(?P<year>(?:19|20)\d\d)"
)
# The letterhead of a text, or of the table that a converter made of it.
_HEAD_DATE = re.compile(
    r"[\s|*_-]{0,30}(?:ĐẢNG CỘNG SẢN VIỆT NAM[\s|*_-]{0,40})?"
    r"[A-ZĐ][\wĐđ. ]{2,25}, ngày\s+(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+"
    r"(?P<year>(?:19|20)\d\d)"
)
_HEAD_KIND = re.compile(
    r"[\s|*_-]{0,20}(?P<kind>NGHỊ QUYẾT|CHỈ THỊ|KẾT LUẬN|QUY ĐỊNH|QUYẾT ĐỊNH|QUY CHẾ|HƯỚNG DẪN|"
    r"THÔNG BÁO|THÔNG TRI)\b"
)
_YEAR_AFTER = re.compile(r"\s*,?\s*\(?(?:năm\s+)?(?P<year>(?:19|20)\d\d)\b(?![/.-]\d)")
_MEETING_AFTER = re.compile(
    r"\s*[,)]?\s*(?:do|của)?\s*Hội nghị\s+"
    r"(?:lần thứ\s+(?P<first>[\wư]+(?:\s(?:một|hai|ba|bốn|lăm))?)"
    r"(?:\s*\(lần \d\))?,?\s+)?(?:của\s+)?"
    r"(?:Ban Chấp hành Trung ương|BCHTW|BCH TW|BCH Trung ương|BCHTƯ|Trung ương|TW|TƯ)"
    r"(?:\s+Đảng(?:\s+Cộng sản Việt Nam)?)?\s*(?:lần thứ\s+)?(?P<second>\d{1,2}|[a-zà-ỹ]+)?\s*,?\s*"
    r"\(?(?:khóa|khoá)\s+(?P<roman>[IVX]+|\d{1,2})\)?",
    re.I,
)
_BODY_AFTER = re.compile(
    r"\s*[,)]?\s*(?:do|của)?\s*"
    r"(?P<meeting>Hội nghị (?:lần thứ|Trung ương|TW)?[^,.;:“\"”]{1,30}?,?\s*)?"
    rf"(?P<body>{BODIES})"
    r"(?P<rest>(?:\s+(?:ban hành|Đảng Cộng sản Việt Nam|Trung ương Đảng|Đảng|Trung ương))*)"
    r"(?P<term>,?\s*[(,]?\s*(?:khóa|khoá)\s+(?P<roman>[IVX]+|\d{1,2})\)?)?",
    re.I,
)
_PLENUM = re.compile(
    r"Hội nghị (?:lần thứ |Trung ương |TW )"
    r"(?P<n>\d{1,2}|nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười(?: một| hai| ba| bốn| lăm)?)",
    re.I,
)
_ORDINALS = dict(
    zip(
        ["nhất", "hai", "ba", "tư", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"],
        (1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10),
        strict=True,
    )
) | {"mười một": 11, "mười hai": 12, "mười ba": 13, "mười bốn": 14, "mười lăm": 15}
_SUBJECT_LEAD = re.compile(
    r"\s*[,:]?\s*(?:(?P<quote>[“\"«‘])\s*|[-–]\s*)?"
    r"(?P<about>V/v\s+|(?:ban hành\s+)?(?:về(?: việc)?)\s+)?(?P<quote2>[“\"«‘]\s*)?",
    re.I,
)
_SUBJECT_VERB = re.compile(
    r"(?:quy định|hướng dẫn|sửa đổi|ban hành|phê duyệt|thi hành|đẩy mạnh|tăng cường|"
    r"một số|tiếp tục|xây dựng)\b",
    re.I,
)
# A line break inside a sentence ("đột phá\nphát triển") is a wrapped line, not an end.
# So is a break after words that cannot end a line's sense ("của Ban\nBí thư").
_CUT = "".join(
    rf"|(?<=\b{word})\s*\n\s*"
    for word in ("số", "Ban", "của", "Bộ", "ngày", "Quy", "Hướng", "Trung")
)
WRAP = re.compile(rf"(?<![.;:!?])\s*\n\s*(?!\d+[.)]\s)(?=[a-zà-ỹđ\d“(]){_CUT}")
_STRONG = re.compile(r"[;”»’\n\[]|\.(?=\s|$)|\)|\(|…|:|\*\*|\||[“«]|\"")
_QUOTE_END = re.compile(r"[”\"»’\n]")
_OPENS = ("“", "«", '"')
_DATE_BEFORE = re.compile(
    rf"ngày\s*(?:{_DATE}|{_LONG_DATE})\s*,?\s*(?P<body>{BODIES})"
    r"(?:\s+(?:Đảng|khóa [IVX]+|đã|cũng|tiếp tục))*\s+(?:ban hành|ra|có)\s+(?:\w+\s+){0,4}$",
    re.I,
)
_SOFT = re.compile(rf",|\s(?=và (?:các )?(?:{KINDS})\b)|\s(?=(?:{KINDS}) số)|\s[-–]\s")


@dataclass(frozen=True, slots=True)
class Mention:
    """One citing of one document; ``ends`` are the lengths at which the subject may stop.

    ``strong`` are those where punctuation says so (end of sentence, semicolon,
    closing quote).  ``context`` is the text around, folded: the same context in two
    places is a copy.
    """

    number: DocumentNumber
    kind: str | None
    issued: date | None
    body: str | None
    term: int | None
    plenum: int | None
    subject: str
    ends: tuple[int, ...]
    strong: tuple[int, ...]
    quoted: bool
    context: str
    year: int | None
    """The year alone, where no day is given."""
    around: str
    """The text around, wrapped lines joined, for another reader."""


def mentions(text: str, wanted: Callable[[DocumentNumber], bool]) -> Iterator[Mention]:
    """Yield what ``text`` says of each ``wanted`` numbered document, in order."""
    text = WRAP.sub(" ", text)
    found = find_numbers(text)
    for index, item in enumerate(found):
        if not wanted(item.number):
            continue
        limit = found[index + 1].span.start if index + 1 < len(found) else len(text)
        yield _mention(text, item, min(limit, item.span.end + 600))


def _mention(text: str, item: FoundNumber, limit: int) -> Mention:
    kind = _KIND_BEFORE.search(text[max(0, item.span.start - 70) : item.span.start])
    head = _headed(text, item)
    if head is not None:
        return head
    year = _YEAR_AFTER.match(text, item.span.end, limit)
    at, issued = _date(text, item.span.end, limit)
    at, body, term, plenum = _body(text, at, limit)
    if issued is None:  # "của Bộ Chính trị ngày 22/12/2024"
        at, issued = _date(text, at, limit)
    if issued is None and body is None and kind is not None:
        issued, body = _announced(text, item.span.start - len(kind[0]))
    subject, ends, strong, quoted = _subject(text, at, limit)
    return Mention(
        number=item.number,
        kind=kind["kind"].capitalize() if kind else None,
        issued=issued,
        body=body,
        term=term,
        plenum=plenum,
        subject=subject,
        ends=ends,
        strong=strong,
        quoted=quoted,
        context=_context(text, item),
        year=int(year["year"]) if year and issued is None else None,
        around=_around(text, item),
    )


def _around(text: str, item: FoundNumber) -> str:
    """Return the stretch that begins at a word some way before the number."""
    start = text.rfind("\n", max(0, item.span.start - 250), item.span.start) + 1
    return text[max(start, item.span.start - 250) : item.span.end + 450]


def _headed(text: str, item: FoundNumber) -> Mention | None:
    """Read a letterhead's number, the date beside it and the type below; None elsewhere."""
    found = _HEAD_DATE.match(text, item.span.end)
    label = text[max(0, item.span.start - 12) : item.span.start]
    if found is None or not re.search(r"[Ss]ố\s*:?\s*$", label):
        return None
    kind = _HEAD_KIND.match(text, found.end())
    return Mention(
        number=item.number,
        kind=kind["kind"].capitalize() if kind else None,
        issued=_day(found["year"], found["month"], found["day"]),
        body=None,
        term=None,
        plenum=None,
        subject="",
        ends=(),
        strong=(),
        quoted=False,
        context=_context(text, item),
        year=None,
        around="",
    )


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _context(text: str, item: FoundNumber) -> str:
    around = (
        text[max(0, item.span.start - 60) : item.span.start],
        text[item.span.end : item.span.end + 90],
    )
    return " ".join(re.findall(r"\w+", fold(" # ".join(around))))


def _date(text: str, at: int, limit: int) -> tuple[int, date | None]:
    found = DATE_AFTER.match(text, at, limit)
    if not found:
        english = _ENGLISH_DATE.match(text, at, limit)
        if english is None:
            return at, None
        month = _ENGLISH_MONTHS[english["month"]]
        return english.end(), _day(english["year"], month, english["day"])
    return found.end(), date_of(found)


def date_of(found: re.Match[str]) -> date | None:
    """Return the day that a match of a date's pattern says; None where there is no such day."""
    day, month, year = (found[n] or found[f"{n}2"] for n in ("day", "month", "year"))
    try:
        return date(int(year), _MONTHS.get(month) or int(month), int(day))
    except ValueError:
        return None


def _announced(text: str, before: int) -> tuple[date | None, str | None]:
    """Read "Ngày 22/12/2024, Bộ Chính trị ban hành" before the type word."""
    found = _DATE_BEFORE.search(text[max(0, before - 140) : before])
    if found is None:
        return None, None
    issued = date_of(found)
    body = canonical_body(found["body"])
    # What "Ban Chấp hành Trung ương ban hành" says is the letterhead of every TW document.
    return issued, (body if issued and body != "Ban Chấp hành Trung ương" else None)


def _body(text: str, at: int, limit: int) -> tuple[int, str | None, int | None, int | None]:
    meeting = _MEETING_AFTER.match(text, at, limit)
    if meeting:
        n = (meeting["first"] or meeting["second"] or "").lower()
        return (
            meeting.end(),
            "Ban Chấp hành Trung ương",
            arabic(meeting["roman"]),
            int(n) if n.isdigit() else _ORDINALS.get(n),
        )
    found = _BODY_AFTER.match(text, at, limit)
    if found:
        plenum = _PLENUM.search(found["meeting"] or "")
        n = plenum["n"].lower() if plenum else ""
        return (
            found.end(),
            canonical_body(found["body"]),
            arabic(found["roman"]) if found["roman"] else None,
            (int(n) if n.isdigit() else _ORDINALS.get(n)) if plenum else None,
        )
    return at, None, None, None


def canonical_body(body: str) -> str:
    """Return the one way a body's name is printed in the register."""
    folded = fold(body)
    if folded in ("bch trung uong", "bchtw"):
        return "Ban Chấp hành Trung ương"
    if folded == "bct":
        return "Bộ Chính trị"
    for name in BODIES.split("|"):
        if fold(name) == folded and not name.startswith("Uỷ"):
            return name
    return body


def _subject(text: str, at: int, limit: int) -> tuple[str, tuple[int, ...], tuple[int, ...], bool]:
    lead = _SUBJECT_LEAD.match(text, at, limit)
    if lead is None:
        return "", (), (), False
    begin = lead.end()
    quoted = bool(lead["quote"] or lead["quote2"])
    if not (quoted or lead["about"] or _SUBJECT_VERB.match(text, begin, limit)):
        return "", (), (), False
    if quoted:
        about = re.compile(r"(?:V/v|về(?: việc)?)\s+", re.I).match(text, begin, limit)
        begin = about.end() if about else begin
    raw = text[begin:limit]
    stop = _QUOTE_END.search(raw) if quoted else _STRONG.search(raw)
    end = stop.start() if stop else len(raw)
    kept = re.sub(r"\s+", " ", raw[:end].replace("*", "").replace("_", ""))
    # A title that goes on in quotation marks is cut short: where it ends is not known.
    whole = stop is not None and (quoted or stop[0] not in _OPENS)
    strong = (len(kept.rstrip(" .,-–")),) if whole else ()
    soft = tuple(m.start() for m in _SOFT.finditer(kept))
    return kept, (*soft, *strong), strong, quoted
