"""Parts of a page that its text layer does not tell: an annex's picture, a scan under a stamp.

The page's ink is laid against the words of its layer.  A picture, or a page of drawn
outlines, whose ink lies under no word may be print; recognition says whether it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pymupdf
from PIL import Image, ImageDraw

from ingest.pages import Box, Origin, ReadPage, Role, TextLine
from ingest.readers.ocr.confusions import corrected
from ingest.readers.ocr.tesseract import PagePicture, Recognised, picture_of
from ingest.text.vietnamese import is_syllable, tokens

_LEAST_AREA = 0.04
"""Share of the page under which a picture is a seal, a signature or a logo."""
_FEW_LETTERS = 200
"""A page with fewer letters in its layer may be drawn in outlines instead of set in type."""
_LEAST_INK, _MOST_INK = 0.008, 0.35
"""Share of ink between which a picture may show print; above it is a photograph."""
_COVERED = 0.5
"""Share of a picture's ink under the layer's words above which the layer tells it already."""
_DARK = 110
_DPI = 72
_MARGIN = 2.0
_ENOUGH_SYLLABLES = 8
_GOOD_SHARE = 0.7
_GOOD_CONFIDENCE = 0.6
_MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page, where it stands in points, and its picture without the layer's words."""

    box: Box
    picture: PagePicture


def without_text(
    page: pymupdf.Page, lines: Sequence[TextLine], pictures: Sequence[Mapping[str, Any]]
) -> list[Part]:
    """Return the parts of a page whose ink lies under no word of its layer.

    :param pictures: what the library says of the page's pictures.
    """
    parts = []
    for rect in _candidates(page, lines, pictures)[:_MOST_PARTS]:
        if _needs_reading(page, rect, lines):
            parts.append(
                Part(Box(rect.x0, rect.y0, rect.x1, rect.y1), _blot_words(page, rect, lines))
            )
    return parts


def joined(read: ReadPage, recognised: Sequence[tuple[Part, Recognised]]) -> ReadPage:
    """Return the page with the lines of its parts; unchanged where they are no print."""
    lines = list(read.lines)
    remarks = list(read.remarks)
    sure: list[float] = []
    for part, reading in recognised:
        if not _is_print(reading):
            continue
        placed, changes = corrected(_shift(reading.lines, part.box), read.number)
        at = _place(lines, part.box)
        lines[at:at] = placed
        sure.append(reading.confidence)
        remarks.append(
            f"Trang {read.number}: một phần trang là ảnh, "
            f"chữ trong ảnh được nhận dạng ({reading.confidence:.0%})."
        )
        remarks.extend(changes)
    if not sure:
        return read
    return replace(
        read,
        lines=tuple(lines),
        origin=Origin.MIXED,
        confidence=min(sure),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _candidates(
    page: pymupdf.Page, lines: Sequence[TextLine], pictures: Sequence[Mapping[str, Any]]
) -> list[pymupdf.Rect]:
    """Return the page's larger pictures, or the whole page where hardly any text is set."""
    area = abs(page.rect)
    turn = page.rotation_matrix
    # Strips of one scan, laid edge to edge, are one picture.
    merged = _merge([pymupdf.Rect(info["bbox"]) * turn for info in pictures])
    rects = [rect & page.rect for rect in merged]
    large = [rect for rect in rects if area and abs(rect) >= _LEAST_AREA * area]
    if large:
        return large
    letters = sum(len(line.text) for line in lines if line.role is not Role.FURNITURE)
    return [page.rect] if letters < _FEW_LETTERS and page.get_drawings() else []


def _merge(rects: list[pymupdf.Rect]) -> list[pymupdf.Rect]:
    merged: list[pymupdf.Rect] = []
    for rect in sorted(rects, key=lambda r: (round(r.x0), r.y0)):
        last = merged[-1] if merged else None
        beside = last is not None and abs(last.x0 - rect.x0) < 2 and abs(last.x1 - rect.x1) < 2
        if last is not None and beside and rect.y0 <= last.y1 + 2:
            merged[-1] = last | rect
        else:
            merged.append(rect)
    return merged


def _words(lines: Sequence[TextLine]) -> list[Box]:
    boxes = [word.box for line in lines for word in line.words]
    return boxes + [line.box for line in lines if line.box is not None and not line.words]


def _needs_reading(page: pymupdf.Page, rect: pymupdf.Rect, lines: Sequence[TextLine]) -> bool:
    """Say whether a part shows ink as print does, most of it under no word of the layer."""
    pixels = page.get_pixmap(dpi=_DPI, clip=rect, colorspace=pymupdf.csGRAY, alpha=False)
    dots = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
    ink = dots < _DARK + 50
    bare = ink.copy()
    for box in _words(lines):
        x0, y0 = (max(0, int(v)) for v in (box.x0 - rect.x0 - _MARGIN, box.y0 - rect.y0 - _MARGIN))
        x1, y1 = int(box.x1 - rect.x0 + _MARGIN) + 1, int(box.y1 - rect.y0 + _MARGIN) + 1
        if x1 > 0 and y1 > 0:
            bare[y0:y1, x0:x1] = False
    left = float(bare.sum())
    if not _LEAST_INK * ink.size < left < _MOST_INK * ink.size:
        return False
    return left > (1 - _COVERED) * float(ink.sum())


def _blot_words(page: pymupdf.Page, rect: pymupdf.Rect, lines: Sequence[TextLine]) -> PagePicture:
    """Return the part's picture with the layer's words made paper: they are known."""
    taken = picture_of(page, rect)
    image: Image.Image = taken.image.copy()
    draw = ImageDraw.Draw(image)
    dots = taken.dpi / 72
    for box in _words(lines):
        x0, y0 = (box.x0 - rect.x0 - 1) * dots, (box.y0 - rect.y0 - 1) * dots
        x1, y1 = (box.x1 - rect.x0 + 1) * dots, (box.y1 - rect.y0 + 1) * dots
        if x1 > 0 and y1 > 0 and x0 < image.width and y0 < image.height:
            draw.rectangle((x0, y0, x1, y1), fill="white")
    return PagePicture(image, taken.dpi)


def _is_print(reading: Recognised) -> bool:
    """Say whether what was recognised is Vietnamese print and not specks of a photograph."""
    texts = [line.text for line in reading.lines]
    words = [text[s.start : s.end] for text in texts for s in tokens(text)]
    words = [word for word in words if word.isalpha() and len(word) > 1]
    good = sum(map(is_syllable, words))
    return (
        good >= _ENOUGH_SYLLABLES
        and good >= _GOOD_SHARE * len(words)
        and reading.confidence >= _GOOD_CONFIDENCE
    )


def _shift(lines: Sequence[TextLine], part: Box) -> tuple[TextLine, ...]:
    def moved(box: Box) -> Box:
        x0, x1 = (round(x + part.x0, 2) for x in (box.x0, box.x1))
        y0, y1 = (round(y + part.y0, 2) for y in (box.y0, box.y1))
        return Box(x0, y0, x1, y1)

    return tuple(
        replace(
            line,
            box=moved(line.box) if line.box else None,
            words=tuple(replace(word, box=moved(word.box)) for word in line.words),
        )
        for line in lines
    )


def _place(lines: Sequence[TextLine], part: Box) -> int:
    """Return before which line a part is read: the first that stands below its head."""
    for n, line in enumerate(lines):
        if line.role is not Role.FURNITURE and line.box and line.box.y0 >= part.y0 - _MARGIN:
            return n
    return len(lines)
