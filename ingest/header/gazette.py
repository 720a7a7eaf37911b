"""Documents as gazettes and law databases print them: body, number and day below the type.

"NGHỊ ĐỊNH / CỦA CHÍNH PHỦ SỐ 01/2010/NĐ-CP NGÀY 04 THÁNG 01 NĂM 2010 / VỀ …": what the
header's two blocks would say stands in the title (seen in Công báo and in files of the
National Assembly's law database).
"""

from __future__ import annotations

import re

from ingest.header.cells import HeaderBlock, HeaderCell
from ingest.layout.canonical_text import LaidOut
from ingest.text.spans import Span
from ingest.text.vietnamese import whole_capitals
from ingest.vocabulary.issuer_names import begins_body

MOST_CELLS = 3
"""The title's words stand in at most this many lines."""
_TITLE = re.compile(
    r"CỦA\s(?P<body>\S[^|]{3,120}?)\s(?P<number>SỐ\s*:?\s?\d\S*\sNGÀY\s\d{1,2}\s?[/-]?\s?"
    r"(?:THÁNG\s)?\d{1,2}\s?[/-]?\s?(?:NĂM\s)?(?:19|20)\d\d)(?!\d)"
)


def retitled(front: HeaderBlock, laid: LaidOut) -> HeaderBlock:
    """Return the front with the title's body and number before the type, as a header has them."""
    after = front.cells[(front.kind_at or 0) + 1 :]
    if front.kind_at is None or not after or front.has_motto:
        return front
    start = after[0].span.start
    end = after[:MOST_CELLS][-1].span.end
    # One sign for one, so that offsets hold.
    lines = map(whole_capitals, laid.text[start:end].split("\n"))
    title = _TITLE.match(re.sub(r"\s", " ", "\n".join(lines)))
    if title is None or not title["body"].isupper():
        return front
    paragraph = after[0].paragraph
    named = [
        HeaderCell(title[name], Span(*title.span(name)).shifted(start), paragraph)
        for name in ("body", "number")
    ]
    kind = front.cells[front.kind_at]
    rest = _behind(after, start + title.end(), laid.text)
    if rest and begins_body(rest[0].text):
        rest = []  # no subject: "CHỦ TỊCH CHÍNH PHỦ" opens the body of a decree of 1945
    cells = (*front.cells[: front.kind_at], *named, kind, *rest)
    return HeaderBlock(cells, front.kind_at + len(named), front.kind, front.kind_span)


def _behind(cells: tuple[HeaderCell, ...], end: int, text: str) -> list[HeaderCell]:
    """Return the cells behind an offset; one that it cuts loses its head."""
    kept = []
    for cell in cells:
        if cell.span.end <= end:
            continue
        start = max(cell.span.start, end)
        words = text[start : cell.span.end]
        start += len(words) - len(words.lstrip())
        kept.append(HeaderCell(words.strip(), Span(start, cell.span.end), cell.paragraph))
    return [cell for cell in kept if cell.text]
