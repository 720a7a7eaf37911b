"""Days, years and terms in what people type: "18/7/2024", "18.7.24", "tháng 5/2025", "khóa XIII".

All are looked for in folded text (lower case, no diacritics).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.citations.typed_name import TERM_NUMBER, number_value

_YEAR = r"(?:19|20)\d\d"
_DAYS = (
    re.compile(
        r"(?:ngay\s+|ng\.?\s*)?(?<![\d/.-])(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*"
        rf"(?P<year>{_YEAR})(?!\d)"
    ),
    re.compile(
        r"(?:ngay\s+)?(?P<day>\d{1,2})\s+thang\s+(?P<month>\d{1,2}),?\s+nam\s+"
        rf"(?P<year>{_YEAR})(?!\d)"
    ),
    # A year of two digits: "18.7.24".
    re.compile(
        r"(?:ngay\s+|ng\.?\s*)?(?<![\w/.-])(?P<day>\d{1,2})(?P<mark>[/.\-])(?P<month>\d{1,2})"
        r"(?P=mark)(?P<year>\d\d)(?![\w/%]|[.\-]\d)"
    ),
)
_PARTS = (
    re.compile(
        r"(?:ngay\s+(?P<day>\d{1,2})\s+)?thang\s+(?P<month>\d{1,2})(?:(?:\s*[/.\-]|,?\s+nam)\s*"
        rf"(?P<year>{_YEAR})(?!\d))"
    ),
    re.compile(
        r"ngay\s+(?P<day>\d{1,2})\s*(?:[/.\-]|thang)\s*(?P<month>\d{1,2})(?![\d/.-])(?P<year>(?!))?"
    ),
    # A month right behind a number, and nothing else: "chỉ thị 19 tháng 8".
    re.compile(
        r"(?:(?<=\d )|(?<=(?:tu|tw|hu|du) ))thang (?P<month>\d{1,2})(?=\s*(?:$|[\n,)]))"
        r"(?P<day>(?!))?(?P<year>(?!))?"
    ),
)
_YEAR_WORD = re.compile(rf"(?<!\w)(?:nam|n\.?)\s*({_YEAR})(?!\d|\s*[-–]\s*\d)")
_YEAR_ALONE = re.compile(rf"(?<![\w/.,-])({_YEAR})(?![\w/%]|\s*[-–]\s*\d|[.,]\d)")
_YEARS = re.compile(rf"(?<!\w)nhiem ky\s*({_YEAR})\s*[-–]\s*({_YEAR})(?!\d)")
_TERM = re.compile(
    rf"(?<!\w)(?:(?:khoa|(?:nhiem ky|nk)(?: dai hoi)?)\s*(?:thu\s+)?({TERM_NUMBER})|"
    r"k\s*([ivx]{2,}|\d{1,2}))(?!\w|\s*[-–]\s*\d)"
)
_ASSEMBLY = re.compile(r"(?:quoc hoi|hoi dong nhan dan|hdnd)(?:[^\n,;]{0,24})$")
_OLDEST_SHORT = 45
"""Years of two digits from here on are of the last century."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day, or the part of one that was typed, and where it stands."""

    start: int
    end: int
    whole: date | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A year or a term, and where it stands."""

    value: int
    start: int
    end: int


def find_typed_day(folded: str) -> TypedDay | None:
    """Return the first whole day of a text, else the first part of one."""
    days = [day for pattern in _DAYS for hit in pattern.finditer(folded) if (day := _day(hit))]
    if days:
        return min(days, key=lambda day: (day.start, -day.end))
    return next((part for pattern in _PARTS if (part := _part(pattern.search(folded)))), None)


def _day(hit: re.Match[str]) -> TypedDay | None:
    year = int(hit["year"])
    if year < 100:
        year += 1900 if year >= _OLDEST_SHORT else 2000
    try:
        return TypedDay(*hit.span(), date(year, int(hit["month"]), int(hit["day"])))
    except ValueError:
        return None


def _part(hit: re.Match[str] | None) -> TypedDay | None:
    if hit is None or not 1 <= int(hit["month"]) <= MONTHS:
        return None
    day, year = (int(hit[name]) if hit[name] else None for name in ("day", "year"))
    return TypedDay(*hit.span(), day=day, month=int(hit["month"]), year=year)


def find_typed_year(folded: str) -> TypedFigure | None:
    """Return the year of a text, said by its word ("năm 2021") or alone."""
    hit = _YEAR_WORD.search(folded) or _YEAR_ALONE.search(folded)
    return TypedFigure(int(hit[1]), *hit.span()) if hit else None


def find_typed_years(folded: str) -> tuple[int, int] | None:
    """Return the years of a term of office: "nhiệm kỳ 2021-2026"."""
    hit = _YEARS.search(folded)
    return (int(hit[1]), int(hit[2])) if hit else None


def find_typed_term(folded: str, *, of_assembly: bool) -> TypedFigure | None:
    """Return the term that a text says ("khóa XIII").

    :param of_assembly: whether an assembly's document is asked for; of another an assembly's
        term ("bầu cử Quốc hội khóa XV") is part of the subject.
    """
    hit = _TERM.search(folded)
    if hit is None or (not of_assembly and _ASSEMBLY.search(folded, 0, hit.start())):
        return None
    value = number_value(hit[1] or hit[2])
    return TypedFigure(value, *hit.span()) if value else None


def is_assembly(name: str) -> bool:
    """Say whether a folded name is an assembly's."""
    return _ASSEMBLY.search(name) is not None
