"""What is told around a citation, compared with what is known of its document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from index.check_results import ComparedFact, FactVerdict
from index.citations import committees
from index.citations.fact_words import HELD, source_of
from index.citations.known_documents import KnownDocument
from index.citations.stated_around import Around
from ingest.text.dates import format_day

_MEETINGS = "danh mục hội nghị Trung ương kèm sẵn"


def compare_around(around: Around, known: KnownDocument) -> Iterator[ComparedFact]:
    """Yield the time of issue, the plenum and the page told around a citation, each compared."""
    yield from _told_day(around, known)
    if around.again is not None and not around.again.is_loose:
        yield from _told_day(around.again, known)
    yield from _plenum(around, known)
    yield from _page(around, known)


def impossible(around: Around) -> Iterator[ComparedFact]:
    """Yield a day told around a citation that no calendar has."""
    if around.no_day:
        known = "không có ngày này"
        yield ComparedFact("issued", around.no_day, known, FactVerdict.CONTRADICTS, "lịch")


def _told_day(around: Around, known: KnownDocument) -> Iterator[ComparedFact]:
    day = known.card.issued
    if day is None:
        return
    if around.day_of_year is not None:
        month, number = around.day_of_year
        yield _loose(f"{number}/{month}", (day.month, day.day) == around.day_of_year, day, known)
        return
    for stated, agrees in _stated(around, day):
        if around.is_loose:
            yield _loose(stated, agrees, day, known)
            continue
        verdict = FactVerdict.AGREES if agrees else FactVerdict.CONTRADICTS
        source = source_of(known, "issued")
        yield ComparedFact("issued", stated, format_day(day), verdict, source)


def _stated(around: Around, day: date) -> Iterator[tuple[str, bool]]:
    """Yield when a document is said to be of, in words, and whether ``day`` lies in it."""
    if around.issued is not None:
        yield format_day(around.issued), around.issued == day
    elif around.month is not None:
        year, month = around.month
        yield f"tháng {month}/{year}", (day.year, day.month) == around.month
    elif around.quarter is not None:
        year, quarter = around.quarter
        agrees = (day.year, (day.month + 2) // 3) == around.quarter
        yield f"quý {committees.roman(quarter)}/{year}", agrees
    elif around.year is not None:
        yield f"năm {around.year}", day.year == around.year


def _loose(stated: str, agrees: bool, day: date, known: KnownDocument) -> ComparedFact:
    """Compare a day that may be that of something else."""
    source = source_of(known, "issued")
    if agrees:
        return ComparedFact("issued", stated, format_day(day), FactVerdict.AGREES, source)
    why = f"chưa rõ {stated} có phải thời điểm ban hành không, văn bản ghi ngày"
    return ComparedFact("issued", stated, format_day(day), FactVerdict.UNKNOWN, source, why)


def _plenum(around: Around, known: KnownDocument) -> Iterator[ComparedFact]:
    if around.plenum is None:
        return
    stated = f"Hội nghị lần thứ {around.plenum}"
    adopted = known.entry.plenum if known.entry else None
    if adopted is None:
        why = "chưa rõ hội nghị nào ban hành"
        yield ComparedFact("plenum", stated, "", FactVerdict.UNKNOWN, "", why)
        return
    verdict = FactVerdict.AGREES if adopted == around.plenum else FactVerdict.CONTRADICTS
    right = f"Hội nghị lần thứ {adopted}"
    yield ComparedFact("plenum", stated, right, verdict, _MEETINGS)


def _page(around: Around, known: KnownDocument) -> Iterator[ComparedFact]:
    """Say of a page only that the held copy has none such: another print may have it."""
    pages = known.card.pages
    if around.page is None or not known.held or not pages or around.page <= pages:
        return
    why = f"bản trong kho chỉ có {pages} trang"
    yield ComparedFact("page", f"trang {around.page}", "", FactVerdict.UNKNOWN, HELD, why)
