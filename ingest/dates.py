"""Dates as Party and State documents write them.

``ngày 03 tháng 4 năm 2018``, ``07/10/2022``, ``01-10-1997``, ``1.11. 2011``,
``01/11/ 2011``, ``tháng tư``.  General date parsers fail on "Hà Nội, ngày …".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.spans import Span

_MONTHS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_WORDS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_LONG = re.compile(
    rf"(?:ngày\s+)?(?P<day>\d{{1,2}})\s+tháng\s+(?P<month>\d{{1,2}}|{_WORDS})\s*,?\s+năm\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})\s?(?P<mark>[/.-])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4})(?![\d/])"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands."""

    value: date
    span: Span


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Return the dates in ``text`` in order.  Impossible ones (31/02) are no dates."""
    return tuple(sorted(_all(text), key=lambda found: found.span.start))


def _all(text: str) -> Iterator[FoundDate]:
    for pattern in (_LONG, _SHORT):
        for found in pattern.finditer(text):
            month = found["month"].lower()
            number = _MONTHS.get(month) or (int(month) if month.isdigit() else 0)
            try:
                value = date(int(found["year"]), number, int(found["day"]))
            except ValueError:
                continue
            if 1900 <= value.year <= 2100:
                yield FoundDate(value, Span(*found.span()))
