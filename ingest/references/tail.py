"""What stands behind a reference: date, year, term, issuing body, subject.

Standard library only; every pattern is anchored and bounded, so that no text can make
it slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from ingest.text.dates import date_at
from ingest.text.numerals import numeral
from ingest.vocabulary.issuer_phrases import body_at

_LEAD = re.compile(
    r"[\s*_]{0,3},?\s{0,2}\(?\s{0,2}(?:(?:được\s)?(?:(?:\w+\s){0,3}thông qua\s(?:vào\s)?(?=ngày)|ban hành\s))?"
)
_SAME_DAY = re.compile(r"[\s*_]{0,3},?\s{0,2}\(?\s{0,2}cùng\s(?=ngày(?!\w))")
_YEAR = re.compile(r"\s{0,2},?\s{0,2}\(?năm\s{1,2}(?P<year>(?:19|20)\d\d)(?!\d)\)?")
_BARE_YEAR = re.compile(r"\s(?P<year>(?:19[4-9]|20[0-4])\d)(?![\d/]|\s?[-–]\s?\d)")
_TERM = re.compile(
    r"\s{0,2},?\s{0,2}\(?(?:nhiệm kỳ\s|Đảng\s)?[Kk]hóa\s{1,2}(?P<term>[IVXL]{1,6}|\d{1,2})(?!\w)\)?"
)
_QUOTE = re.compile(
    r"[\s*_]{0,3},?\s{0,2}(?:về\s(?:việc\s)?(?:ban hành\s)?|(?:việc\s)?ban hành\s|việc\s"
    # Without "về" only what begins as titles do: else a sentence is quoted, no title named.
    r"|(?=[*_]{0,2}[“\"](?:Về|về|V/v|Phê duyệt|Ban hành|Quy định|Hướng dẫn|Sửa đổi|Chiến lược|"
    r"Chương trình|Đề án|Quy chế|Quy hoạch)\s))[*_]{0,2}"
    r"[“\"](?P<subject>[^”\"\n]{5,500})[”\"]"
)
_ABOUT = re.compile(
    r"[\s*_]{0,3},?\s{0,2}(?!(?:[Qq]uy định|[Hh]ướng dẫn)\s{1,3}(?:số\s{0,2})?\d)"
    r"(?P<subject>(?P<lead>về|V/v|[Qq]uy định|[Hh]ướng dẫn|[Bb]an hành|[Pp]hê duyệt|"
    r"[Ss]ửa đổi|[Cc]ông bố|[Đđ]ẩy mạnh|[Tt]ăng cường|[Đđ]iều chỉnh),?[\s*_]{1,3}"
    r"(?:[^.;:“”\"\n()]|(?<=\d)\.(?=\d)){4,400})"
)
_NEXT = (
    r"(?:các\s)?(?:Quy định|Nghị quyết|Chỉ thị|Kết luận|Hướng dẫn|Quyết định|Kế hoạch|Thông báo|"
    r"Bộ luật|Luật|Nghị định|Thông tư|Chương trình|Công văn|Quy chế|Điều lệ|Pháp lệnh|Đề án|Báo cáo)"
)
# Where a subject that is not quoted ends: at the next document, or where the sentence goes on.
_STOP = re.compile(
    rf"\s{{0,3}},?\s(?:và|cùng với|với)\s(?:các\s)?(?:(?:[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Mm]ục)\s[\w.,]{{1,6}}\s){{1,3}}"
    rf"(?:(?:của|tại)\s)?{_NEXT}\s"
    rf"|\s{{0,3}},?\s(?:và|cùng với|với)\s{_NEXT}\s|\s{{0,3}},\s{{0,2}}{_NEXT}\s"
    r"|\s{0,3},\s(?:(?:và\s)?số\s\d|được|đã|nhằm|góp phần|để|trong đó|theo đó|có hiệu lực|hết hiệu lực|ban hành|"
    r"bảo đảm|đồng thời|nhất là|từ đó|qua đó|coi|xác định|tạo|gắn với|trên cơ sở|căn cứ|thì|"
    r"(?:Ban|Bộ|Thủ tướng|Chính phủ|Ủy ban|Đảng ủy|Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Hội đồng|"
    r"Đoàn|các cấp|các đồng chí|cấp ủy|ngày|chúng ta|toàn|mỗi|mọi|từng|nhiều|đến nay|hiện nay|nay|"
    r"vừa qua|hằng năm|hàng năm)\s)"
    r"|\s{0,3},?\s(?:do|được)\s[^,.;\n]{3,80}?\s(?:đã\s)?(?:ký\s)?ban hành(?!\w)"
    r"|(?<!không)(?<!người)\s(?:nhằm|đã|được|có hiệu lực|hết hiệu lực|thì|cho biết|nêu rõ|xác định|bị)(?=[\s,.;])"
    r"|\s{0,3},?\s(?:cụ thể\s|với nội dung\s)?như sau\b"
    r"|\s{1,3}[-–—]\s(?!(?:19|20)\d\d(?!\d))|\s{0,3}[-+]\s{0,3}$|\s(?:và\s)?(?:thay thế|bãi bỏ|căn cứ)\s"
)
_HANGING = re.compile(r"[\s,*_]+(?:về|của|và|theo|tại|việc|về việc)?[\s,*_]*$")


@dataclass(frozen=True, slots=True)
class Tail:
    """What was read behind a reference; ``end`` is where the reference itself ends.

    ``subject_end`` is where its subject ends, ``end`` when it has none.  ``same_day``: the day
    is that of the whole list ("cùng ngày …"), or that of the item before ("cùng ngày").
    """

    end: int
    issued: date | None = None
    year: int | None = None
    term: int | None = None
    issuer: str | None = None
    subject: str | None = None
    subject_end: int = 0
    same_day: bool = False


def read_tail(text: str, at: int, *, named: bool = False, term: int | None = None) -> Tail:
    """Read what follows a reference that ends at ``at``, in whatever order it stands.

    :param named: a document called by name, which carries its subject and body in it.
    :param term: the term that the name itself gives.
    """
    tail = Tail(at, term=term)
    steps: tuple[Callable[[str, Tail], Tail], ...] = (_dated, _termed, _issued_by, _yeared)
    if named:
        steps = (_dated, _termed, _yeared)
    for _ in range(4):
        before = tail.end
        for step in steps:
            tail = step(text, tail)
        if tail.end == before:
            break
    return replace(tail, subject_end=tail.end) if named else _about(text, tail)


def _closed(text: str, start: int, end: int) -> int:
    """Return ``end`` past a closing bracket whose opening one stands in the stretch."""
    stretch = text[start:end]
    return (
        end + 1 if text[end : end + 1] == ")" and stretch.count("(") > stretch.count(")") else end
    )


def _matched_end(match: re.Match[str]) -> int:
    """Return where a match ends, without a bracket that was opened before it."""
    return match.end() - 1 if match[0].endswith(")") and "(" not in match[0] else match.end()


def _dated(text: str, tail: Tail) -> Tail:
    if tail.issued is not None or tail.same_day:
        return tail
    same = _SAME_DAY.match(text, tail.end)
    lead = same or _LEAD.match(text, tail.end)
    begin = lead.end() if lead else tail.end
    day = date_at(text, begin)
    if day is None:
        return replace(tail, end=begin + len("ngày"), same_day=True) if same else tail
    end = _closed(text, tail.end, day.span.end)
    return replace(tail, end=end, issued=day.value, same_day=same is not None)


def _yeared(text: str, tail: Tail) -> Tail:
    if tail.year is not None or tail.issued is not None:
        return tail
    match = _YEAR.match(text, tail.end) or _BARE_YEAR.match(text, tail.end)
    if match is None:
        return tail
    return replace(tail, end=_matched_end(match), year=int(match["year"]))


def _termed(text: str, tail: Tail) -> Tail:
    match = _TERM.match(text, tail.end) if tail.term is None else None
    return replace(tail, end=_matched_end(match), term=numeral(match["term"])) if match else tail


def _issued_by(text: str, tail: Tail) -> Tail:
    if tail.issuer is not None:
        return tail
    body = body_at(text, tail.end)
    return replace(tail, end=body.end, issuer=body.name) if body else tail


def _about(text: str, tail: Tail) -> Tail:
    quoted = _QUOTE.match(text, tail.end)
    if quoted:
        return replace(tail, subject=_tidy(quoted["subject"]), subject_end=quoted.end())
    match = _ABOUT.match(text, tail.end)
    # "Quy định 37 quy định …" is a sentence, not a title, unless a date or body stands between.
    if match is None or (match["lead"] != "về" and tail.issued is None and tail.issuer is None):
        return replace(tail, subject_end=tail.end)
    stop = _STOP.search(match["subject"], 6)
    cut = stop.start() if stop else len(match["subject"])
    subject = _tidy(_HANGING.sub("", match["subject"][:cut] + " "))
    if len(subject) < 9:
        return replace(tail, subject_end=tail.end)
    return replace(tail, subject=subject, subject_end=match.start("subject") + cut)


def _tidy(subject: str) -> str:
    return subject.strip(' \t\n,*_“”"')
