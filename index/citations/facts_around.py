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
    """Yield the month or quarter, the plenum and the page of a citation, each compared."""
    yield from _month(around, known)
    yield from _plenum(around, known)
    yield from _page(around, known)


def impossible(around: Around) -> Iterator[ComparedFact]:
    """Yield a day told around a citation that no calendar has."""
    if around.no_day:
        known = "không có ngày này"
        yield ComparedFact("issued", around.no_day, known, FactVerdict.CONTRADICTS, "lịch")


def _month(around: Around, known: KnownDocument) -> Iterator[ComparedFact]:
    day = known.card.issued
    if day is None:
        return
    if around.month is not None:
        year, month = around.month
        agrees, stated = (day.year, day.month) == (year, month), f"tháng {month}/{year}"
    elif around.quarter is not None:
        year, quarter = around.quarter
        agrees = (day.year, (day.month + 2) // 3) == (year, quarter)
        stated = f"quý {committees.roman(quarter)}/{year}"
    elif around.day_of_year is not None:
        yield _day_of_year(around.day_of_year, day, known)
        return
    else:
        return
    verdict = FactVerdict.AGREES if agrees else FactVerdict.CONTRADICTS
    yield ComparedFact("issued", stated, format_day(day), verdict, source_of(known, "issued"))


def _day_of_year(said: tuple[int, int], day: date, known: KnownDocument) -> ComparedFact:
    """Compare a day told without its year, which may be that of something else."""
    stated, source = f"{said[1]}/{said[0]}", source_of(known, "issued")
    if (day.month, day.day) == said:
        return ComparedFact("issued", stated, format_day(day), FactVerdict.AGREES, source)
    why = f"chưa rõ {stated} có phải ngày ban hành không, văn bản ghi ngày"
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
