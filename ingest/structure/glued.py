"""Articles whose heading runs on in the line of the article before: "… 4,06. Điều 15. Chuyển …".

Copied texts join lines.  A heading inside a line is believed only where it goes on with the
numbering, begins a sentence, stands outside quotation marks, and no line begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.layout.paragraphs import Paragraph
from ingest.text.spans import Span

_HEADING = re.compile(r"Điều (\d{1,3})\. ")
_GLUED = re.compile(r"(?<=[.;:”\"]) (?=Điều (?P<number>\d{1,3})\. (?P<first>\w))")


def part_glued(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs with those parted in which an article's heading runs on."""
    headed = {number for number in map(_number, paragraphs) if number is not None}
    if not headed:
        return tuple(paragraphs)
    parted: list[Paragraph] = []
    article, depth = 0, 0
    for paragraph in paragraphs:
        pieces = [paragraph]
        if depth <= 0:
            own = _number(paragraph)
            article = own if own is not None else article
            if not paragraph.table and "Điều " in paragraph.text:
                pieces = list(_parted(paragraph, article, headed))
                article += len(pieces) - 1
        depth = max(0, depth + paragraph.text.count("“") - paragraph.text.count("”"))
        parted += pieces
    return tuple(parted)


def _number(paragraph: Paragraph) -> int | None:
    hit = _HEADING.match(paragraph.text)
    return int(hit[1]) if hit else None


def _parted(paragraph: Paragraph, article: int, headed: set[int]) -> Iterator[Paragraph]:
    text, start = paragraph.text, 0
    for hit in _GLUED.finditer(text):
        number = int(hit["number"])
        before = text[: hit.start()]
        inside = before.count("“") > before.count("”")
        if number != article + 1 or number in headed or inside or not hit["first"].isupper():
            continue
        yield _piece(paragraph, start, hit.start())
        start, article = hit.end(), number
    yield _piece(paragraph, start, len(text))


def _piece(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    first = paragraph.span.start
    bold = paragraph.bold and start == 0
    span = Span(first + start, first + end)
    return replace(paragraph, text=paragraph.text[start:end], span=span, bold=bold)
