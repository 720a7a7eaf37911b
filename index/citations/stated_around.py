"""What a draft states of a document around its citation, in the same clause.

"Tháng 9/2023, Ban Thường vụ Tỉnh ủy ban hành Quy định số …", "Quy định số … do Huyện ủy ban
hành năm 2022", "Nghị quyết Trung ương 4 khóa XII (số …)", "…, trang 45".  Reading takes what
stands right behind a number; a check answers for all that is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.citations.claims_around import NO_CLAIMS, Claims, claims
from index.citations.typed_name import TypedName, find_typed_name
from ingest.citations import Reference, ReferenceForm
from ingest.text.numerals import SPOKEN, arabic, spoken
from ingest.vocabulary.issuer_phrases import body_at

_REACH = 160
"""Letters before and behind a citation in which its clause is looked at."""
_PAGE_WORDS = 24
"""Letters of "trang 12 của " before a citation."""
_MONTHS = 12
_LATEST_SHORT = 60
"""Years of two figures below this one are of our century."""
_PLACES = 4
"""Places of one document that may be told between it and its page."""
_WHEN = (
    r"(?:[Nn]gày\s{1,2}(?P<day>\d{1,2})\s{0,2}(?:[/.-]|tháng\s)\s{0,2}(?P<of>\d{1,2})\s{0,2}"
    r"(?:[/.-]|năm\s)\s{0,2}(?P<dayyear>\d{4}|\d{2}(?!\d))"
    r"|[Tt]háng\s{1,2}(?P<month>\d{1,2})\s{0,2}(?:[/.-]|năm\s)\s{0,2}(?P<monthyear>\d{4})"
    r"|[Qq]uý\s{1,2}(?P<quarter>IV|I{1,3}|[1-4])\s{0,2}(?:[/,-]|năm\s|,\snăm\s)\s{0,2}"
    r"(?P<quarteryear>\d{4})"
    r"|[Nn]ăm\s{1,2}(?P<year>\d{4}))(?![\d/])"
)
_ISSUES = (
    r"(?:(?:đã|vừa|mới)\s)?(?:ký\s(?:ban hành|công bố)|ban hành|thông qua"
    r"|ký(?!\s(?:giao|cam|kết)\s)|ra|có|công bố)"
)
_BEFORE = re.compile(rf"(?:^|(?<=\s))(?!công bố){_ISSUES}\s(?:các\s|bản\s)?$")
"""A body that makes known what another issued ("công bố") is not the one that issued it."""
_WHEN_BEFORE = re.compile(rf"{_WHEN}\s{{0,2}},?\s{{0,2}}$")
_ANOTHER_DAY = re.compile(r"\d{4}\s{0,2}(?:,|và)\s{0,2}$")
"""What stands before the second of two days, of which nobody knows whose each is."""
_CLAUSE = re.compile(r"[.;:!?\n“”\"()](?=\D|$)")
_BODY_WORD = re.compile(
    r"(?<!\w)(?:Ban|Bộ|Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy|Đảng ủy|Đảng bộ|Đảng đoàn|Ủy ban|"
    r"UBND|UBKT|HĐND|Hội đồng|Văn phòng|Trung ương|Thường trực|Chính phủ|Thủ tướng|Quốc hội|"
    r"Đoàn|Hội|Học viện|Tòa án|Viện|Mặt trận)(?!\w)"
)
_BY = re.compile(r"[\s,(]{0,4}(?:do|được)\s")
_ISSUED = re.compile(rf"\s{_ISSUES}(?!\w)(?:\s(?:vào\s|từ\s|hồi\s)?(?P<when>{_WHEN}))?")
_DAY_ALONE = re.compile(
    r"[\s,(]{0,4}(?:(?:được\s)?(?:đã\s)?(?:ký\sban hành|ban hành|thông qua|ký)\s)?ngày\s"
    r"(?P<day>\d{1,2})\s?(?:[/-]|tháng\s)\s?(?P<of>\d{1,2})(?!\s?[\d/-]|\.\s?\d|\snăm)"
)
_IS_ISSUE = re.compile(r"ban hành|thông qua|ký")
_SHORT_MONTH = re.compile(r"\s{0,2}\((?P<month>\d{1,2})[/-](?P<monthyear>\d{4})\)")
_QUOTED = re.compile(r"\s{0,2}“[^”\n]{1,80}”")
_MEETING = re.compile(r"(?<!\w)(?:Hội nghị|Trung ương)(?!\w)")
_NUMBERED_MEETING = re.compile(rf"Hội nghị\s(?:lần\s)?(?:thứ\s)?(\d{{1,2}}|{SPOKEN})(?!\w)")
_AT_MEETING = re.compile(
    r"[\s,(]{0,4}(?:(?:được|do|theo|của)\s|(?:(?:được\s)?(?:thông qua|ban hành)\s)?(?:tại|ở)\s)?"
    r"(?=Hội nghị|Trung ương)"
)
_WHEN_BEHIND = re.compile(
    r"(?P<lead>[\s,(]{0,4})"
    r"(?P<verb>(?:được\s)?(?:đã\s)?(?:ký\sban hành|ban hành|thông qua|công bố|ký|ra(?:\sđời)?)\s)?"
    rf"(?:vào\s|từ\s|hồi\s)?(?P<when>{_WHEN})"
)
_NEXT_CLAUSE = re.compile(
    r"\s{0,2},?\s{1,2}(?:toàn|các|cả|mỗi|nhiều|tất cả|chúng|tỉnh|huyện|thành phố|quận|thị xã|xã|"
    r"phường|ban|đảng (?:bộ|ủy)|chi bộ|cấp ủy|UBND|HĐND|ủy ban|hội đồng|thường trực|thành ủy|"
    r"quận ủy|bộ|chính phủ|ngành|cơ quan|đơn vị|địa phương|đoàn|hội|mặt trận)(?!\w)",
    re.IGNORECASE,
)
"""How a clause begins that a day or a year before it may be of: "…, năm 2025 huyện An Lạc …"."""
_DAY_AT_END = re.compile(rf",\s{{0,2}}(?P<when>{_WHEN})$")
_PAGE = re.compile(r"[^.;:\n“”\"]{0,60}?[\s,;(](?:tr\.|trang)\s?(?P<page>\d{1,4})(?![\d/-])")
_BOOK = re.compile(r"Nxb|NXB|Nhà xuất bản|Văn kiện|[Tt]ập\s|t\.\s?\d")
_PAGE_BEFORE = re.compile(
    r"(?<!\w)(?:tr\.|trang)\s?(?P<page>\d{1,4})\s?,?\s(?:của\s|trong\s)?$", re.IGNORECASE
)
_JOINT = re.compile(r"[\s,]{0,2}\(?(?:Nghị quyết\s|Kết luận\s)?(?:số\s)?")


@dataclass(frozen=True, slots=True)
class Around:
    """Facts told around one citation; None and "" for what is not.

    ``month`` is (year, month), ``quarter`` (year, 1 to 4), ``day_of_year`` (month, day) told
    without a year.  ``no_day`` is a day as written that no calendar has.  ``is_loose``: the day
    may be that of the next clause.
    """

    issuer: str | None = None
    issued: date | None = None
    no_day: str = ""
    day_of_year: tuple[int, int] | None = None
    month: tuple[int, int] | None = None
    quarter: tuple[int, int] | None = None
    year: int | None = None
    plenum: int | None = None
    term: int | None = None
    page: int | None = None
    claims: Claims = NO_CLAIMS
    is_loose: bool = False
    again: Around | None = None
    """What is told behind, where a day was told before."""


NOTHING_AROUND = Around()


def stated_around(text: str, references: Sequence[Reference]) -> tuple[Around, ...]:
    """Return what is told around each citation, in their order."""
    rows: list[Around] = []
    for ordinal, reference in enumerate(references):
        before = references[ordinal - 1] if ordinal else None
        following = references[ordinal + 1] if ordinal + 1 < len(references) else None
        floor = before.span.end if before else 0
        ceiling = following.span.start if following else len(text)
        meeting = _meeting(text, reference, before)
        behind = _loose_end(text, reference) or _told_behind(text, reference, ceiling)
        told = _joined(_told_before(text, reference, floor), behind)
        rows.append(
            replace(
                told,
                plenum=meeting.plenum if meeting else None,
                term=meeting.term if meeting else None,
                page=_page(text, reference, _next_document(references, ordinal, len(text))),
                claims=_claims(text, reference, floor, ceiling),
            )
        )
    return tuple(rows)


def completed(reference: Reference, around: Around) -> Reference:
    """Return a citation with the body, the day and the year that only its clause tells."""
    behind = around.again or around
    if behind.is_loose and _DAY_AT_END.search(reference.text):
        reference = replace(reference, issued=None, year=_number_year(reference))
    if around.is_loose:
        around = Around(issuer=around.issuer, term=around.term)
    untold = reference.issued is None and reference.year in (None, _number_year(reference))
    told = around.month or around.quarter
    year = told[0] if told else around.year
    return replace(
        reference,
        issuer=_without_meeting(reference.issuer or around.issuer),
        term=reference.term if reference.term is not None else around.term,
        issued=around.issued if untold else reference.issued,
        year=(year or reference.year) if untold else reference.year,
    )


def names_one(text: str, named: Reference, numbered: Reference) -> bool:
    """Say whether a document called by its plenum has its number right behind it."""
    if named.form is not ReferenceForm.NAMED or numbered.number is None:
        return False
    typed = find_typed_name(named.name or "")
    between = text[named.span.end : numbered.span.start]
    return typed is not None and typed.plenum is not None and bool(_JOINT.fullmatch(between))


def _number_year(reference: Reference) -> int | None:
    return reference.number.year if reference.number else None


def _without_meeting(issuer: str | None) -> str | None:
    """Return the body whose plenum is named: "Hội nghị lần thứ tám Ban Chấp hành Trung ương"."""
    return "Ban Chấp hành Trung ương" if issuer and _plenum(issuer) else issuer


def _joined(before: Around, behind: Around) -> Around:
    """Return what stands before a citation, and behind it what was not told before."""
    issuer = before.issuer or behind.issuer
    if not _is_dated(before):
        return replace(behind, issuer=issuer)
    return replace(before, issuer=issuer, again=behind if _is_dated(behind) else None)


def _is_dated(told: Around) -> bool:
    return bool(told.issued or told.no_day or told.month or told.quarter or told.year)


def _told_before(text: str, reference: Reference, floor: int) -> Around:
    """Read "Năm 2022, Huyện ủy đã ban hành" before a citation."""
    clause = _clause_before(text, reference, floor)
    if clause is None:
        return Around()
    clause = _last_clause(clause)
    body = _last_body(clause)
    when = _WHEN_BEFORE.search(clause[: body[0]] if body else clause)
    if when is not None and _ANOTHER_DAY.search(clause[: when.start()]):
        when = None
    return _dated(when, body[1] if body else None)


def _last_clause(words: str) -> str:
    ends = [hit.end() for hit in _CLAUSE.finditer(words)]
    return words[ends[-1] :] if ends else words


def _clause_before(text: str, reference: Reference, floor: int) -> str | None:
    """Return what stands before the verb that issues a document; None where none does."""
    stretch = text[max(floor, reference.span.start - _REACH) : reference.span.start]
    verb = _BEFORE.search(stretch)
    return stretch[: verb.start()].rstrip() if verb else None


def _last_body(clause: str) -> tuple[int, str] | None:
    """Return where the body begins with which a clause ends, and its name."""
    for word in _BODY_WORD.finditer(clause):
        found = body_at(f"của {clause[word.start() :]}", 0)
        if found is not None and found.end == len(clause) - word.start() + len("của "):
            return word.start(), found.name
    return None


def _told_behind(text: str, reference: Reference, ceiling: int) -> Around:
    """Read "do Huyện ủy ban hành năm 2022", ", tháng 9/2023" behind a citation and its subject."""
    for at in _ends(text, reference):
        stretch = text[at : min(ceiling, at + _REACH)]
        by = _BY.match(stretch)
        issued = _ISSUED.search(stretch, by.end()) if by else None
        if by is not None and issued is not None:
            body = _last_body(stretch[by.end() : issued.start()])
            if body is not None and body[0] == 0:
                return _dated(issued if issued["when"] else None, body[1])
            if issued["when"] and _IS_ISSUE.search(issued[0]):
                return _dated(issued, None)
        when = _told_when(text, at, reference, stretch)
        if when is not None:
            return when
        short = None if reference.issued else _DAY_ALONE.match(stretch)
        if short is not None:
            return Around(day_of_year=(int(short["of"]), int(short["day"])))
        month = _SHORT_MONTH.match(stretch)
        if month is not None:
            return _in_month(int(month["monthyear"]), int(month["month"]), None)
    return Around()


def _told_when(text: str, at: int, reference: Reference, stretch: str) -> Around | None:
    """Return the time of issue told right behind a citation; None where none is."""
    when = _WHEN_BEHIND.match(stretch)
    if when is None or (reference.issued is not None and not when["verb"]):
        return None
    loose = not when["verb"] and "," in when["lead"]
    loose = loose and _NEXT_CLAUSE.match(text, at + when.end()) is not None
    if loose and reference.year not in (None, _number_year(reference)):
        return None
    return replace(_dated(when, None), is_loose=loose)


def _loose_end(text: str, reference: Reference) -> Around | None:
    """Return the day or year read into a citation that the next clause may begin with."""
    own = _DAY_AT_END.search(reference.text)
    if own is None or not _NEXT_CLAUSE.match(text, reference.span.end):
        return None
    return replace(_dated(own, None), is_loose=True)


def _claims(text: str, reference: Reference, floor: int, ceiling: int) -> Claims:
    end = reference.span.end
    before = text[max(floor, reference.span.start - _REACH) : reference.span.start]
    ends = _ends(text, reference)
    behind = text[end : max(end, min(ceiling, ends[-1] + _REACH))]
    # What reads like the end of a subject may be a claim: "… đến năm 2030, gồm 5 phần".
    commas = (hit.start() for hit in re.finditer(",", behind[: ends[-1] - end]))
    return claims(before, behind, (*(at - end for at in ends), *commas))


def _ends(text: str, reference: Reference) -> list[int]:
    """Return where a citation ends, without and with its subject."""
    end = reference.span.end
    subject = reference.subject or ""
    at = text.find(subject, end, end + len(subject) + 20) if subject else -1
    ends = [end, at + len(subject)] if at >= 0 else [end]
    quoted = _QUOTED.match(text, ends[-1])
    return [*ends, quoted.end()] if quoted else ends


def _dated(when: re.Match[str] | None, issuer: str | None) -> Around:
    if when is None:
        return Around(issuer=issuer)
    if when["day"]:
        year, month, day = _year(when["dayyear"]), int(when["of"]), int(when["day"])
        try:
            return Around(issuer=issuer, issued=date(year, month, day))
        except ValueError:
            return Around(issuer=issuer, no_day=f"{day}/{month}/{year}")
    if when["month"]:
        return _in_month(int(when["monthyear"]), int(when["month"]), issuer)
    if when["quarter"]:
        quarter = arabic(when["quarter"].lower())
        return Around(issuer=issuer, quarter=(int(when["quarteryear"]), quarter or 0))
    return Around(issuer=issuer, year=int(when["year"]))


def _year(written: str) -> int:
    """Return a year; of two figures ("18/3/24") the one that lies nearer to our days."""
    year = int(written)
    if len(written) == 4:
        return year
    return year + (2000 if year < _LATEST_SHORT else 1900)


def _in_month(year: int, month: int, issuer: str | None) -> Around:
    if not 1 <= month <= _MONTHS:
        return Around(issuer=issuer, no_day=f"tháng {month}/{year}")
    return Around(issuer=issuer, month=(year, month))


def _meeting(text: str, reference: Reference, before: Reference | None) -> TypedName | None:
    """Return the plenum that a citation says adopted its document."""
    if reference.number is None:
        return None
    if reference.issuer is not None and (typed := _plenum(reference.issuer)) is not None:
        return typed
    if before is not None and names_one(text, before, reference):
        return find_typed_name(before.name or "")
    end = reference.span.end
    at = _AT_MEETING.match(text, end)
    if at is not None:
        typed = _plenum(text[at.end() : end + _REACH]) or _own_meeting(text, at.end(), reference)
        if typed is not None:
            return typed
    clause = _last_clause(_clause_before(text, reference, before.span.end if before else 0) or "")
    places = (hit.start() for hit in _MEETING.finditer(clause))
    return next((typed for at in places if (typed := _plenum(clause[at:]))), None)


def _own_meeting(text: str, at: int, reference: Reference) -> TypedName | None:
    """Read "… của Ban Chấp hành Trung ương tại Hội nghị lần thứ 11": the meeting is that body's.

    A number of no central body is of no central meeting: which one adopted it is not known here.
    """
    hit = _NUMBERED_MEETING.match(text, at)
    body = reference.number.body if reference.number else None
    of_centre = (reference.issuer or "").startswith("Ban Chấp hành Trung ương")
    if hit is None or (body in (None, "TW") and not of_centre):
        return None
    return TypedName(plenum=int(hit[1]) if hit[1].isdigit() else spoken().get(hit[1].lower()))


def _plenum(words: str) -> TypedName | None:
    typed = find_typed_name(f"Nghị quyết {words}")
    return typed if typed is not None and typed.plenum else None


def _next_document(references: Sequence[Reference], ordinal: int, end: int) -> int:
    """Return where the next citation of a document begins; places in this one do not count."""
    behind = references[ordinal + 1 : ordinal + 1 + _PLACES]
    starts = (one.span.start for one in behind if one.form is not ReferenceForm.INTERNAL)
    return next(starts, end)


def _page(text: str, reference: Reference, ceiling: int) -> int | None:
    for at in _ends(text, reference):
        hit = _PAGE.match(text, at, ceiling)
        if hit is not None and not _BOOK.search(hit[0]):
            return int(hit["page"])
    before = text[max(0, reference.span.start - _PAGE_WORDS) : reference.span.start]
    hit = _PAGE_BEFORE.search(before)
    return int(hit["page"]) if hit is not None else None
