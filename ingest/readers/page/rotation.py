"""Pages on their side or upside down: read upright, told in the page's own coordinates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.layout.footnotes import Placed
from ingest.layout.line_joining import Margins, continues
from ingest.layout.running_heads import page_number
from ingest.pages import TURNED, Box, ReadPage, Role, TextLine
from ingest.readers.page.lines import box_of

_EDGE = 0.1


def turned_back(
    lines: Sequence[TextLine], width: float, height: float, back: Callable[[Box], Box]
) -> list[TextLine]:
    """Return lines of an upright page with boxes as ``back`` turns them.

    What of them runs on is settled here, where they still stand upright: no later step
    can measure them.

    :param width: of the upright page, as is ``height``, in the unit of the boxes.
    """
    numberless = [_without_number(line, height) for line in lines]
    margins = Margins.of([ReadPage(1, tuple(numberless))])
    upright: list[TextLine] = []
    for n, line in enumerate(numberless):
        runs_on = (
            n + 1 < len(numberless)
            and Role.FURNITURE not in {line.role, numberless[n + 1].role}
            and continues(Placed(1, line), Placed(1, numberless[n + 1]), margins)
        )
        words = tuple(replace(word, box=back(word.box)) for word in line.words)
        box = back(box_of(line))
        upright.append(replace(line, box=box, words=words, block=TURNED, paragraph_end=not runs_on))
    return upright


def _without_number(line: TextLine, height: float) -> TextLine:
    """Mark a bare number at the upper or lower edge of the upright page as furniture."""
    box = box_of(line)
    inner = box.y0 > height * _EDGE and box.y1 < height * (1 - _EDGE)
    return line if inner or page_number(line) is None else replace(line, role=Role.FURNITURE)
