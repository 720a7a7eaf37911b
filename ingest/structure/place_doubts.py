"""Places in a scan's tree that a person should look at: one doubt a page.

A number that recognition lost leaves a gap, and what follows it may not prove where a paragraph
stands.  Its place is then told with fewer levels, which is true but not all.  Files with text
lose no numbers: of them nothing is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ingest.claims import Doubt
from ingest.layout.canonical_text import LaidOut
from ingest.pages import Box
from ingest.structure.provisions import UnsurePlace

PLACE = "provision"
"""The field of a doubt about places in the tree."""
_TOLD = 3
"""Places of a page that are told in words."""


def place_doubts(unsure: Sequence[UnsurePlace], laid: LaidOut) -> tuple[Doubt, ...]:
    """Return the doubts about places on recognised pages, one a page."""
    recognised = {page.number for page in laid.pages if page.origin.is_recognised}
    if not recognised or not unsure:
        return ()
    by_page: dict[int, list[tuple[UnsurePlace, Box | None]]] = defaultdict(list)
    starts = {line.span.start: line for line in laid.lines if line.span is not None}
    for one in unsure:
        line = starts.get(one.span.start)
        if line is not None and line.page in recognised:
            by_page[line.page].append((one, line.box))
    return tuple(_doubt(page, places) for page, places in sorted(by_page.items()))


def _doubt(page: int, places: Sequence[tuple[UnsurePlace, Box | None]]) -> Doubt:
    told = "; ".join(one.why for one, _ in places[:_TOLD])
    more = f"; còn {len(places) - _TOLD} chỗ nữa" if len(places) > _TOLD else ""
    why = f"Vị trí của chữ trên trang quét chưa chắc: {told}{more}."
    boxes = [box for _, box in places if box is not None]
    return Doubt(PLACE, "", why, page, Box.around(boxes) if boxes else None)
