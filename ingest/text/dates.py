"""Dates as Party and State documents write them.

``ngày 03 tháng 4 năm 2018``, ``07/10/2022``, ``01-10-1997``, ``1.11. 2011``,
``01/11/ 2011``, ``tháng tư``, ``mồng 3``.  General date parsers fail on "Hà Nội, ngày …".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.text.numerals import alternatives, months
from ingest.text.spans import Span

_LONG = re.compile(
    r"(?:ngày\s{0,3})?(?:m[ùồ]ng\s)?(?<!\d)(?P<day>\d{1,2})\s{0,3}[/-]?\s{0,3}tháng\s{1,3}"
    rf"(?P<month>\d{{1,2}}|{alternatives(months())})\s{{0,3}},?\s{{0,3}}năm\s{{1,3}}(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?:ngày\s{0,3})?(?<![\d/.-])(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?"
    r"[/.-]\s?(?P<year>\d{4})(?![\d/])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands ("ngày" belongs to the span)."""

    value: date
    span: Span


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Return the dates in ``text`` in order.  Impossible ones (31/02) are no dates."""
    return tuple(sorted(_all(text), key=lambda day: day.span.start))


def date_at(text: str, at: int) -> FoundDate | None:
    """Return the date that begins exactly at offset ``at`` of ``text``, if one does."""
    for pattern in (_LONG, _SHORT):
        match = pattern.match(text, at)
        day = _date_of(match) if match else None
        if day is not None:
            return day
    return None


def _all(text: str) -> Iterator[FoundDate]:
    for pattern in (_LONG, _SHORT):
        for match in pattern.finditer(text):
            day = _date_of(match)
            if day is not None:
                yield day


def _date_of(match: re.Match[str]) -> FoundDate | None:
    month = re.sub(r"\s", " ", match["month"].lower())
    number = months().get(month) or (int(month) if month.isdigit() else 0)
    try:
        value = date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
    return FoundDate(value, Span(*match.span())) if 1900 <= value.year <= 2100 else None


def format_day(day: date) -> str:
    """Return a day as Party documents print it: 07/10/2022, 12/9/2023.

    Days under 10 and months under 3 take a zero (Hướng dẫn 36-HD/VPTW of 2018).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"
