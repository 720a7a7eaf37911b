"""Until when a text says that it counts itself: "Quy định này có hiệu lực … đến hết năm 2025".

Such an end is an act of the text on itself.  Standard library only; every pattern is bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from ingest.citations import Amendment, Effect
from ingest.references.cues import OPENING
from ingest.text.dates import date_at
from ingest.text.spans import Span
from ingest.text.vietnamese import sentence_bounds

_THIS = (
    r"(?:Quy định|Quyết định|Quy chế|Nghị quyết|Nghị định|Thông tư|Chỉ thị|Kết luận|Kế hoạch|Hướng dẫn|"
    r"Chương trình|Đề án|Quy trình|Luật|Pháp lệnh|Văn bản)\snày\s"
)
_FROM = r"(?:\s(?:kể\s)?từ\s(?!khi\s)[^.;,\n]{2,60}?)?"
_LASTS = re.compile(
    rf"(?<!\w){_THIS}(?:chính thức\s)?(?P<said>có hiệu lực(?:\sthi hành|\sáp dụng)?"
    rf"|(?:được\s)?(?:thực hiện|áp dụng)(?:\sthí điểm)?){_FROM},?\s(?:cho\s)?(?:đến|tới)\s"
)
_ENDS = re.compile(
    rf"(?<!\w){_THIS}(?P<said>hết hiệu lực(?:\sthi hành)?)\s(?:(?:kể\s)?từ|(?P<after>sau))\s"
)
_MONTH = re.compile(r"tháng\s(?P<month>\d{1,2})(?:\snăm\s|/)(?P<year>20\d\d|19\d\d)(?!\d)")
_YEAR = re.compile(r"năm\s(?P<year>20\d\d|19\d\d)(?!\d)")
_RUNS_ON = re.compile(r"(?:thời điểm|ngày|khi|theo|của|trước|sau|từ|tại|trong|do|và|với)\s*\Z")
"""How a line ends whose sentence goes on below: "từ thời điểm / Luật này có hiệu lực"."""
_NOT_WHOLLY = re.compile(
    r"[\s,]{0,3}(?:trừ|đối với|tại|cho|hoặc|và (?:những|các) năm|thì|phải|hoàn thành)(?!\w)"
)
"""Behind the day: only a part ends then, or nothing need end."""
_TO_THE_END = re.compile(r"hết\s")
_ONE_DAY = timedelta(days=1)


def own_ends(masked: str) -> Iterator[Amendment]:
    """Yield the ends a text sets itself, with the first day on which it no longer counts.

    :param masked: the text with its quotations made unreadable.
    """
    hits = [*_LASTS.finditer(masked), *_ENDS.finditer(masked)]
    bounds = list(sentence_bounds(masked)) if hits else []
    for hit in hits:
        start, end = bounds[bisect_right(bounds, (hit.start(), len(masked))) - 1]
        day, behind = _first_day_without(masked, hit)
        opens = OPENING.fullmatch(masked, start, hit.start())
        runs_on = _RUNS_ON.search(masked, max(0, start - 40), start)
        wholly = not _NOT_WHOLLY.match(masked, behind)
        if day is not None and opens and wholly and not runs_on:
            span, sentence = Span(*hit.span("said")), Span(start, end)
            yield Amendment(Effect.REPEALED, None, (), span, sentence, own=True, effective=day)


def _first_day_without(text: str, hit: re.Match[str]) -> tuple[date | None, int]:
    """Return the day after the last one that is told behind ``hit``; the day itself of "từ".

    With it the offset behind the day's words.
    """
    at = hit.end()
    last = _TO_THE_END.match(text, at)
    found = date_at(text, last.end() if last else at)
    if found is not None:
        named_first = hit.re is _ENDS and not hit["after"] and last is None
        return (found.value if named_first else found.value + _ONE_DAY), found.span.end
    if last is None:
        return None, at
    month = _MONTH.match(text, last.end())
    if month is not None and 1 <= int(month["month"]) <= 12:
        year, number = int(month["year"]), int(month["month"])
        return date(year + number // 12, number % 12 + 1, 1), month.end()
    whole = _YEAR.match(text, last.end())
    return (date(int(whole["year"]) + 1, 1, 1), whole.end()) if whole else (None, at)
