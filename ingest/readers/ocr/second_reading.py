"""Parts of a page read again in other ways: where someone signed, and number and day.

A seal and a signature lie over the signer's office and name, and what recognition makes of
them alone is often false and sure.  Two more readings of that part, each with another page
segmentation and size, tell what to believe: :mod:`ingest.header.recognised_signature` states
what readings agree on.  The lines of number and day are read once more by themselves: where
that gives other figures, neither is believed (:mod:`ingest.header.doubts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from PIL import Image

from ingest.pages import Box, Word
from ingest.readers.ocr.deskew import unskewed_part
from ingest.text.vietnamese import fold

VERSION = "1"
"""Part of the cache key: raise it when anything here changes what is read."""
WAYS: tuple[tuple[int, float], ...] = ((6, 1.0), (11, 2 / 3))
"""Page segmentation (6: one block, 11: sparse) and size, as a share of the page's picture."""
STRIP: tuple[tuple[int, float], ...] = ((7, 1 / 2),)
"""The same for the lines of number and day (7: a single line)."""
_HEAD = 0.4
"""Share of a page, from its head, in which number and day stand."""
_MOTTO = re.compile(r"doc lap|cong ho?a xa hoi|dang cong san")
_STRIP_WORDS = re.compile(r"\bngay\b.*\b(?:thang|nam)\b|^\W*(?:so|s6|56)\s*[:.;]")
MOST_STRIPS = 3
_EDGE = 0.35
"""Share of its height that is left above and below a line."""
_LEFT, _ABOVE, _BELOW = 0.42, 60.0, 190.0
"""Where the signature stands: share of the width from the left, points from "Nơi nhận"."""


def signature_zone(lines: Iterable[list[Word]], width: float, points: float) -> Box | None:
    """Return where the signature beside "Nơi nhận" stands, None where there is no such label.

    :param lines: words of each line of an upright picture, boxes in dots.
    :param width: of the picture, in dots.
    :param points: points a dot.
    """
    for words in lines:
        if re.match(r"\W*noi (?:nhan|gui)\b", fold(" ".join(word.text for word in words[:2]))):
            y0 = words[0].box.y0
            top = max(0.0, y0 - _ABOVE / points)
            return Box(width * _LEFT, top, width, y0 + _BELOW / points)
    return None


def head_strips(lines: Iterable[list[Word]], height: float) -> list[Box]:
    """Return where number and day stand in a page's head, a strip each.

    :param lines: words of each line of an upright picture, boxes in dots; the blocks apart.
    :param height: of the picture, in dots.
    """
    head = _head(lines, height)
    if not _has_motto(head):
        return []
    found = [box for text, box in head if _STRIP_WORDS.search(text)]
    return [
        Box(
            max(0.0, b.x0 - b.height),
            max(0.0, b.y0 - _EDGE * b.height),
            b.x1 + b.height,
            b.y1 + _EDGE * b.height,
        )
        for b in found[:MOST_STRIPS]
    ]


def is_letterhead(lines: Iterable[list[Word]], height: float) -> bool:
    """Say whether a document begins on the page: the state's or the Party's motto heads it.

    :param lines: words of each line of an upright picture, boxes in dots; the blocks apart.
    :param height: of the picture, in dots.
    """
    return _has_motto(_head(lines, height))


def _head(lines: Iterable[list[Word]], height: float) -> list[tuple[str, Box]]:
    """Return the lines in a page's head, folded."""
    texts = (
        (fold(" ".join(word.text for word in words)), Box.around(word.box for word in words))
        for words in lines
    )
    return [(text, box) for text, box in texts if box.y0 < height * _HEAD]


def _has_motto(head: Iterable[tuple[str, Box]]) -> bool:
    return any(_MOTTO.search(text) for text, _ in head)


def picture_of(image: Image.Image, degrees: float, zone: Box, size: float) -> Image.Image:
    """Return the picture of a part of a page.

    :param degrees: by which the page is turned to be upright; ``zone`` is where it is.
    :param size: as a share of the page's picture.
    """
    part = unskewed_part(image, degrees, zone)
    small = (max(1, round(part.width * size)), max(1, round(part.height * size)))
    return part if size == 1.0 else part.resize(small, Image.Resampling.LANCZOS)
