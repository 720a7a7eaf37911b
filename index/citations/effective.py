"""From when a document says that it is in effect: "Quy định này có hiệu lực từ ngày ký"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ingest.text.dates import find_dates

_CLAUSE = re.compile(
    r"(?<!\w)này\s(?:[^.;\n“”]{3,160}?(?:,|\svà)\s)?(?:chính thức\s)?có\shiệu\slực"
    r"(?:\s(?:thi\shành|áp\sdụng))?,?\s(?:kể\s)?từ\sngày\s"
    r"(?P<when>ký(?:\sban\shành)?(?!\w)|ban\shành(?!\w)|[^.;\n]{4,40})"
)
_SIGNED = re.compile(r"(?<!\w)(?:ký|ban\shành)(?!\w)")


def day_of_words(words: str, issued: date | None) -> date | None:
    """Return the day that words like "từ ngày ký" name; None where they name another event."""
    dates = find_dates(words)
    if dates:
        return dates[0].value
    return issued if _SIGNED.search(words) else None


def effective_day(texts: Iterable[str], issued: date | None) -> date | None:
    """Return the day from which a document says to be in effect.

    None where it says none, or two.  What stands in quotation marks is another document's.
    """
    days = {
        day_of_words(f"ngày {match['when']}", issued)
        for text in texts
        for match in _CLAUSE.finditer(text)
        if text.count("“", 0, match.start()) == text.count("”", 0, match.start())
    }
    return days.pop() if len(days) == 1 else None
