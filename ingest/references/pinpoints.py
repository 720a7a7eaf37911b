"""Places inside a document, as citations name them: "điểm a khoản 2 Điều 5", "mục II.1".

One pass over the text finds the units; neighbours are chained small to large
(Nghị định 30/2020/NĐ-CP, Phụ lục I: viện dẫn).  Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.text.spans import Span

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,3}[a-zđ]?"
_ROMAN = r"(?:[IVXLC]{1,6}[a-d]?|[A-E])(?:[.-]\d{1,2}){0,2}"
_ORDINAL = r"thứ\s(?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
_JOIN = r"(?:\s{0,2},\s{0,2}(?:và\s)?|\s(?:và|hoặc|đến)\s)"


_RANGE = r"\s?[-–]\s?(?=\d)"


def _unit(words: str, label: str) -> str:
    joint = rf"(?:{_JOIN}|{_RANGE})"
    return rf"(?:{words})\s{{1,2}}(?:từ\s(?={label}\sđến\s))?(?:này|{label}(?!\w)(?:{joint}{label}(?!\w)){{0,20}})(?!\w)"


_UNITS = re.compile(
    r"(?<!\w)(?:(?:[Cc]ác|[Nn]hững)\s)?(?:"
    + "|".join(
        (
            _unit("[Tt]iết|[Đđ]iểm", rf"(?:[a-zđ]\d?|{_NUMBER})"),
            _unit("[Kk]hoản|[Đđ]oạn|[Tt]iểu mục", _NUMBER),
            _unit("[Đđ]iều|ĐIỀU", _NUMBER),
            _unit(
                "[Mm]ục|[Cc]hương|[Pp]hần|[Pp]hụ lục|CHƯƠNG|MỤC|PHẦN",
                rf"(?:{_ROMAN}|{_NUMBER}|{_ORDINAL})",
            ),
        )
    )
    + ")"
)
_BETWEEN = re.compile(r"[ ,;]{0,3}(?:(?:và|hoặc|đến|từ)\s)?(?:(?:tại|của|thuộc)\s)?")
_BEFORE_DOCUMENT = re.compile(
    r"[ ,]{0,3}(?:\(?(?:được\s)?(?:ban hành\s)?kèm theo\s)?"
    r"(?:(?:của|tại|trong|thuộc|theo)\s)?(?:các\s)?"
)
_IN_ANNEX = re.compile(
    r"[ ,]{0,3}(?:(?:của|tại|trong|thuộc)\s)?"
    r"(?:Quy chế|Quy định|Quy trình|Điều lệ|Nội quy|Chương trình|Đề án|Kế hoạch|Danh mục|Phụ lục)"
    r"(?:\s[^.;:\n\d]{1,160})?\s"
    r"(?:\(?(?:được\s)?(?:ban hành\s)?kèm theo\s(?:của\s)?|của\s|tại\s|trong\s)(?:các\s)?"
)
"""What stands between a place of an annexed text and the document that issued it."""
_NEAR, _ANNEXED = 40, 220
"""Letters between a place and its document, and between one of an annexed text and its issuer's."""
_HEADING_BEFORE = re.compile(r"(?:^|\n)[\s*#>_|-]*$")
_STRONG = re.compile(
    r"\b[Đđ]iều\s|\b(?:khoản|Khoản)\s\d|\b[Đđ]iểm\s[a-zđ]\b|\b(?:mục|Mục)\s[IVX]|này$"
)


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A chain of units ("điểm a khoản 2 Điều 5")."""

    span: Span
    units: int


def find_places(text: str) -> tuple[Pinpoint, ...]:
    """Return the places named in ``text``, in order, never overlapping; headings too."""
    return tuple(_chained(text))


def _chained(text: str) -> Iterator[Pinpoint]:
    start, end, units = -1, -1, 0
    for match in _UNITS.finditer(text):
        if units and match.start() - end < 16 and _BETWEEN.fullmatch(text, end, match.start()):
            end, units = match.end(), units + 1
            continue
        if units:
            yield Pinpoint(Span(start, end), units)
        start, end, units = match.start(), match.end(), 1
    if units:
        yield Pinpoint(Span(start, end), units)


def leads_to(text: str, place: Pinpoint, at: int) -> bool:
    """Say whether ``place`` belongs to the document whose reference begins at ``at``."""
    end, gap = place.span.end, at - place.span.end
    if 0 <= gap < _NEAR and _BEFORE_DOCUMENT.fullmatch(text, end, at):
        return True
    return 0 <= gap < _ANNEXED and _IN_ANNEX.fullmatch(text, end, at) is not None


def is_internal(text: str, place: Pinpoint) -> bool:
    """Say whether a place that no document follows is a reference and not a heading or a count."""
    before = text[max(0, place.span.start - 12) : place.span.start]
    if _HEADING_BEFORE.search(before) and place.units == 1:
        return False
    if before.lower().endswith("tài ") or text[place.span.end : place.span.end + 1] == "%":
        return False  # an account ("tài khoản 421"), a share ("khoản 20%")
    return place.units > 1 or _STRONG.search(place.span.of(text)) is not None
