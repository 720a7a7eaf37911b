"""What a citation says of itself that cannot be: faults that need no document to be held.

A day that no calendar has, a number's year against its date, a type word against the
code of the number, an issuing body against the symbol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from index.check_results import ComparedFact, FactVerdict
from index.citations.symbols import issues, names, of_number
from ingest.citations import Reference
from ingest.text.dates import format_day
from ingest.text.spans import Span
from ingest.vocabulary.document_types import codes_of_kind, kinds_of_code

_LEAD = r"[\s,(]{0,4}(?:(?:được\s)?ban hành\s)?"
_DAYS = (
    re.compile(
        _LEAD
        + r"(?P<stated>(?:ngày\s{0,2})?(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?"
        r"(?P<year>\d{4}))(?![\d/])"
    ),
    re.compile(
        _LEAD + r"(?P<stated>ngày\s{1,2}(?P<day>\d{1,2})\s{1,2}tháng\s{1,2}(?P<month>\d{1,2})"
        r"\s{1,2}năm\s{1,2}(?P<year>\d{4}))(?!\d)"
    ),
)
_ATTACHED = frozenset({"Quy chế", "Quy trình", "Điều lệ", "Đề án", "Chương trình", "Danh mục"})
"""Types that are often issued with a document of another type, and cited with its number."""


def implausible(reference: Reference, text: str) -> Iterator[ComparedFact]:
    """Yield what the reference at its place in ``text`` says that cannot be."""
    yield from _date(reference, text)
    yield from _kind(reference)
    yield from _issuer(reference)


def impossible_day(text: str, span: Span) -> str:
    """Return a day that stands in or right behind a reference and that no calendar has, or ""."""
    for pattern in _DAYS:
        for at in (span.end, *(m.start() for m in re.finditer(r"[\s,(]", span.of(text)))):
            place = at if at == span.end else span.start + at
            hit = pattern.match(text, place)
            if hit and not _is_day(int(hit["year"]), int(hit["month"]), int(hit["day"])):
                return re.sub(r"^ngày\s*", "", " ".join(hit["stated"].split()))
    return ""


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _date(reference: Reference, text: str) -> Iterator[ComparedFact]:
    day = impossible_day(text, reference.span) if reference.issued is None else ""
    if day:
        yield ComparedFact("issued", day, "không có ngày này", FactVerdict.CONTRADICTS, "lịch")
    number, issued = reference.number, reference.issued
    if number is None or number.year is None:
        return
    if issued is not None and issued.year != number.year:
        known = f"năm {number.year}, theo chính số hiệu"
        yield ComparedFact("issued", format_day(issued), known, FactVerdict.CONTRADICTS, "số hiệu")


def _kind(reference: Reference) -> Iterator[ComparedFact]:
    number, kind = reference.number, reference.kind
    if number is None or kind is None or number.type_code is None or kind in _ATTACHED:
        return
    kinds = kinds_of_code(number.type_code)
    if kinds and kind not in kinds and codes_of_kind(kind):
        known = " hoặc ".join(kinds)
        source = f"mã “{number.type_code}” trong số hiệu"
        yield ComparedFact("kind", kind, known, FactVerdict.CONTRADICTS, source)


def _issuer(reference: Reference) -> Iterator[ComparedFact]:
    number, issuer = reference.number, reference.issuer
    if number is None or issuer is None:
        return
    rows = of_number(number)
    if issues(rows, issuer) is False:
        source = f"ký hiệu “{number.symbol}”"
        yield ComparedFact("issuer", issuer, names(rows), FactVerdict.CONTRADICTS, source)
