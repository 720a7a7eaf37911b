"""What of a scan's header a person must look at: values withheld, doubtful, or not read at all.

A fact is stated only where nothing speaks against how it was recognised.  What is withheld is
kept beside the reason and the place on the page, so that a person decides by one look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.claims import Doubt, Header
from ingest.header.annex_claims import symbol_at_head
from ingest.header.cells import MOTTO
from ingest.header.ocr_confidence import LEAST, Confidences, confidences, is_broken, least
from ingest.header.recognised_subject import subject_doubt
from ingest.layout.canonical_text import LaidOut
from ingest.model import Line
from ingest.pages import Box, ReadFile, ReadPage
from ingest.text.dates import find_dates, format_day
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import find_numbers
from ingest.vocabulary.document_types import codes_of_kind, kinds_of_code

_HEAD = 0.45
"""Share of the first page, from its head, in which number and day stand."""
_LABEL = re.compile(r"^\W*(?:[Ss][ốôóòổồốoÓỐÔ06]|56)\s*(?:[:.;,]|\s\W*\d|\s*/)")
"""The label of the number as recognition leaves it; "SỞ Y TẾ" is a body."""
_LABEL_WORD = re.compile(r"^\W*[Ss5]\S{0,2}\s*[:;.]?\s*")
_DAY = re.compile(r"ngay.*(?:thang|nam)|thang.*\bnam\b")
_MONTH = re.compile(r"tháng\s+(?P<month>0?[1-9]|1[0-2])\s+năm\s+(?P<year>(?:19|20)\d\d)\b")
_BARE_DAY = re.compile(r"ngày\s*\d\s*(?=tháng)|tháng\s*[12]\s*(?=năm)", re.IGNORECASE)
_UNNUMBERED = frozenset({"Biên bản", "Hợp đồng", "Điều lệ", "Án lệ", "Quy chế", "Luật", "Bộ luật"})
"""Types that may bear no number of their own."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A header with what it was read from."""

    header: Header
    laid: LaidOut
    read: ReadFile
    sure: Confidences

    @property
    def page(self) -> ReadPage:
        return self.read.pages[0]


def with_doubts(header: Header, laid: LaidOut, read: ReadFile) -> tuple[Header, tuple[Doubt, ...]]:
    """Return the header without what is too doubtful to state, and what a person must look at."""
    case = _Case(header, laid, read, confidences(read))
    doubts = [doubt for doubt in (_number(case), _issued(case), _subject(case)) if doubt]
    withheld = {doubt.field for doubt in doubts if not doubt.stated}
    stated = replace(
        header,
        number=None if "number" in withheld else header.number,
        issued=None if "issued" in withheld else header.issued,
        subject=None if "subject" in withheld else header.subject,
    )
    return stated, tuple(doubts)


def settled(doubts: Sequence[Doubt], header: Header) -> tuple[Doubt, ...]:
    """Return the doubts that are left where another part of the document gave what was withheld."""
    return tuple(doubt for doubt in doubts if doubt.stated or getattr(header, doubt.field) is None)


def _number(case: _Case) -> Doubt | None:
    claim = case.header.number
    if claim is None:
        return _unread_number(case)
    confidence = least(claim.span, case.laid, case.sure)
    said = str(claim.value)
    if confidence is not None and confidence < LEAST:
        why = (
            f"Số hiệu trên trang quét đọc không chắc (“{said}”, {confidence:.0%}) nên không ghi "
            "nhận."
        )
    elif is_broken(claim.span, case.laid, case.sure) or _is_cut(claim.span, case):
        why = (
            f"Trước ký hiệu của số “{said}” trên trang quét có chỗ không nhận dạng được nên "
            "không ghi nhận số hiệu."
        )
    elif _reads_otherwise(claim.span, case, _numbers, claim.value.key):
        why = f"Đọc hai lần trên trang quét được hai số khác nhau (“{said}”) nên không ghi nhận."
    elif (kind := _kind_against(case)) is not None:
        why = (
            f"Ký hiệu của số “{said}” không phải của loại “{kind}” in trên trang "
            "nên không ghi nhận số hiệu."
        )
    else:
        return None
    return _doubt("number", said, why, case, _line_of(claim.span, case))


def _is_cut(span: Span | None, case: _Case) -> bool:
    """Say whether more than space stands between "Số:" and the figures of a recognised number."""
    if span is None or not _is_recognised(case):
        return False
    line_start = case.laid.text.rfind("\n", 0, span.start) + 1
    before = case.laid.text[line_start : span.start].rpartition("|")[2]
    label = list(re.finditer(r"[Ss5][ốôồổóoòỏÔỐ6]\s*(?:hiệu)?\s*[:.;]?", before))
    return bool(label) and bool(before[label[-1].end() :].strip())


def _kind_against(case: _Case) -> str | None:
    """Return the printed type where the code in the number is that of other types."""
    number, kind = case.header.number, case.header.kind
    if number is None or kind is None or number.value.type_code is None:
        return None
    code, codes = number.value.type_code, codes_of_kind(kind.value)
    return kind.value if kinds_of_code(code) and codes and code not in codes else None


def _reads_otherwise(
    span: Span | None, case: _Case, read: Callable[[str], list[str]], said: str
) -> bool:
    """Say whether the line, read once more by itself, gives another value and not this one."""
    box = next((line.box for line in _lines_under(span, case) if line.box), None)
    if box is None or not _is_recognised(case):
        return False
    middle = (box.y0 + box.y1) / 2
    values = [
        value
        for line in case.page.head_again
        if line.box and line.box.y0 - 2 <= middle <= line.box.y1 + 2
        for value in read(line.text)
    ]
    return bool(values) and said not in values


def _numbers(text: str) -> list[str]:
    return [found.number.key for found in find_numbers(_LABEL_WORD.sub("số ", text, count=1))]


def _days(text: str) -> list[str]:
    whole = (day for day in find_dates(text) if not text[: day.span.start][-1:].isalnum())
    return [day.value.isoformat() for day in whole]


def _unread_number(case: _Case) -> Doubt | None:
    kind = case.header.kind.value if case.header.kind else None
    if not _is_recognised(case) or not _has_header(case) or kind in _UNNUMBERED:
        return None
    line = next((line for line in _head_lines(case) if _LABEL.match(line.text)), None)
    if line is None and kind is None:
        return None
    why = "Trang quét có dòng số hiệu nhưng máy không đọc được số."
    symbol = symbol_at_head(case.header, case.laid)
    return _doubt("number", symbol or "", why, case, line)


def _issued(case: _Case) -> Doubt | None:
    claim = case.header.issued
    if claim is None:
        return _unread_day(case)
    if not _is_recognised(case) or claim.span is None:
        return None
    said = claim.value.isoformat()
    line = _line_of(claim.span, case)
    if _BARE_DAY.search(claim.span.of(case.laid.text)):
        # 36-HD/VPTW and Nghị định 30/2020 print 02, never 2: a figure was lost or is missing.
        why = "Ngày hoặc tháng trên trang quét chỉ còn một chữ số, có thể mất chữ số khác."
        return _doubt("issued", said, f"{why} Không ghi nhận ngày.", case, line)
    if _reads_otherwise(claim.span, case, _days, said):
        why = f"Đọc hai lần trên trang quét được hai ngày khác nhau (“{format_day(claim.value)}”)."
        return _doubt("issued", said, f"{why} Không ghi nhận ngày.", case, line)
    confidence = least(claim.span, case.laid, case.sure)
    if confidence is not None and confidence < LEAST:
        why = (
            f"Ngày ban hành trên trang quét đọc không chắc ({confidence:.0%}); "
            "cần đối chiếu với ảnh trang."
        )
        return replace(_doubt("issued", said, why, case, line), stated=True)
    return None


def _unread_day(case: _Case) -> Doubt | None:
    if not _is_recognised(case) or not _has_header(case):
        return None
    line = next((line for line in _head_lines(case) if _DAY.search(fold(line.text))), None)
    if line is None:
        return None
    left = _MONTH.search(line.text)
    read = f"/{left['month']}/{left['year']}" if left else ""
    why = "Trang quét có ngày ban hành nhưng máy không đọc được."
    return _doubt("issued", read, why, case, line)


def _subject(case: _Case) -> Doubt | None:
    claim = case.header.subject
    if not _is_recognised(case):
        return None
    if claim is None:
        if case.header.kind is None or not _has_header(case):
            return None
        unread = "Trang quét có loại văn bản nhưng máy không đọc được trích yếu."
        return _doubt("subject", "", unread, case, _line_of(case.header.kind.span, case))
    why = subject_doubt(case.header, case.laid, case.page, case.sure)
    if why is None:
        return None
    lines = [line for line in _lines_under(claim.span, case) if line.box]
    box = Box.around(line.box for line in lines if line.box) if lines else None
    return Doubt("subject", claim.value, f"{why} Không ghi nhận trích yếu.", case.page.number, box)


def _doubt(field: str, read: str, why: str, case: _Case, line: Line | None) -> Doubt:
    return Doubt(field, read, why, case.page.number, line.box if line else None)


def _is_recognised(case: _Case) -> bool:
    return bool(case.read.pages) and case.page.origin.is_recognised


def _has_header(case: _Case) -> bool:
    return any(MOTTO.search(fold(line.text)) for line in _head_lines(case))


def _head_lines(case: _Case) -> Iterator[Line]:
    height = case.page.height or 842.0
    for line in case.laid.lines:
        if line.page == case.page.number and line.box and line.box.y0 < height * _HEAD:
            yield line


def _lines_under(span: Span | None, case: _Case) -> Sequence[Line]:
    if span is None:
        return ()
    return [line for line in case.laid.lines if line.span and line.span.overlaps(span)]


def _line_of(span: Span | None, case: _Case) -> Line | None:
    return next(iter(_lines_under(span, case)), None)
