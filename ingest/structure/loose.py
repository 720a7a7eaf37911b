"""Paragraphs without a marker behind a list: how much of the place before them is proven.

A paragraph behind "b)" may go on with point b or with what holds the list; the paper shows it
by its sense alone.  What follows proves some of it: before "c)" the paragraph stands in point b,
before "Điều 6." in whatever holds the whole list.  Levels that nothing proves are dropped: a
place told without its last step is true, one step too many may be false.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout.paragraphs import Paragraph
from ingest.model import Level
from ingest.structure.markers import Marker
from ingest.structure.numbering import Open, goes_on

LISTS = frozenset(
    {Level.CLAUSE, Level.POINT, Level.ARABIC, Level.DECIMAL, Level.LETTER, Level.DASH}
)
"""Levels of lists; headings and articles hold what stands below them in any case."""
CLOSING = re.compile(
    r"(?:Luật|Bộ luật|Pháp lệnh|Nghị quyết|Hiến pháp|Điều lệ) này (?:đã )?được .{4,160}thông qua"
    r"|(?:Nghị quyết|Chỉ thị|Kết luận|Quy định|Thông báo|Hướng dẫn) này (?:được )?"
    r"(?:phổ biến|quán triệt)[^.;]{0,40} (?:đến|tới|trong) [^.;]{0,30}(?:chi bộ|đảng viên)",
    re.IGNORECASE,
)
"""Words with which a whole document ends, whatever list they stand behind."""
_EXAMPLE = re.compile(r"(?:ví dụ|vd|chẳng hạn|lưu ý|ghi chú)\b", re.IGNORECASE)
_SHORT = 12
"""Words of the longest line that is taken for a heading without number."""


def is_list(item: Open) -> bool:
    """Say whether an open provision is an item of a list."""
    return item.level in LISTS


def opens_list(paragraph: Paragraph) -> bool:
    """Say whether a paragraph reads as the heading of what follows: "Hạn chế:", "Thế giới"."""
    if _EXAMPLE.match(paragraph.text):
        return False
    text = paragraph.text.rstrip(" *_")
    return text.endswith(":") or (
        (paragraph.bold or paragraph.size <= _SHORT) and text[-1:] not in '.;,/)”"…'
    )


def proven(
    stack: Sequence[Open],
    paragraph: Paragraph,
    following: Marker | None,
    rank: int | None,
) -> int:
    """Return how many of the open provisions are proven to hold a loose paragraph.

    :param following: the next marker that begins a provision, None at the end of the part.
    :param rank: its rank among the open provisions.
    """
    if following is None or rank is None:
        return _held_by_heading(stack)
    above = [n for n, item in enumerate(stack) if item.rank < rank]
    parent = above[-1] + 1 if above else 0
    before = stack[parent] if parent < len(stack) else None
    if before is None:
        return len(stack)
    unordered = following.order is None
    same = before.form == following.form.name and before.rank == rank
    continues = same and (unordered or goes_on(stack[: parent + 1], following) is before)
    if not continues or (unordered and opens_list(paragraph)):
        return parent
    return parent + 1


def _held_by_heading(stack: Sequence[Open]) -> int:
    return max((n + 1 for n, item in enumerate(stack) if not is_list(item)), default=0)
