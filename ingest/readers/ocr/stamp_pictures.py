"""Single stamps on the picture of a page's red ink: found, levelled, without their frames.

A stamp of secrecy or urgency stands in a frame or an arrow and is set by hand, so it leans.
Recognition of the page as it is does not see such words; of the levelled word alone it does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.pages import Box

_CELL = 8
"""Dots of a side of the squares in which ink is gathered to stamps."""
_REACH = 2
"""Squares that may be empty inside a stamp."""
_WIDTH, _HEIGHT = (25.0, 230.0), (9.0, 85.0)
"""Points that a stamp with a mark is wide and high; a seal is higher."""
_LONG = 1.4
"""Times its height that it is wide at least: seals are round."""
_FRAME = 0.5
"""Share of a stamp's width that a letter is not wide: lines of frames are."""
_DARK = 128
MOST = 6
"""Stamps looked at: more is a coloured picture, not a document."""

Ink = NDArray[np.bool_]


def stamps_of(red: Image.Image, dpi: int) -> list[Image.Image]:
    """Return the pictures of single stamps, each level and without its frame, black on white.

    :param red: red ink in black on white.
    """
    ink = np.asarray(red) < _DARK
    found = []
    for box in _clusters(ink):
        width, height = (side * 72 / dpi for side in (box.width, box.height))
        if _WIDTH[0] < width < _WIDTH[1] and _HEIGHT[0] < height < _HEIGHT[1]:
            part = ink[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
            level = _levelled(part)
            if level.width > _LONG * level.height:
                found.append(_without_frame(level))
    return found[:MOST]


def _clusters(ink: Ink) -> Iterator[Box]:
    """Yield boxes around ink that stands together, in dots."""
    rows, columns = (side // _CELL for side in ink.shape)
    grid = ink[: rows * _CELL, : columns * _CELL]
    squares = grid.reshape(rows, _CELL, columns, _CELL).sum(axis=(1, 3)) > 2
    for part in _joined(squares, _REACH):
        ys, xs = [y for y, _ in part], [x for _, x in part]
        yield Box(min(xs) * _CELL, min(ys) * _CELL, (max(xs) + 1) * _CELL, (max(ys) + 1) * _CELL)


def _joined(ink: Ink, reach: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the dots of ink (row, column) that hang together, a step of ``reach`` being none."""
    left = {(int(y), int(x)) for y, x in np.argwhere(ink)}
    steps = [
        (dy, dx) for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1) if dy or dx
    ]
    while left:
        part = [left.pop()]
        for y, x in part:
            for dy, dx in steps:
                near = (y + dy, x + dx)
                if near in left:
                    left.remove(near)
                    part.append(near)
        yield part


def _levelled(part: Ink) -> Image.Image:
    """Return a stamp turned so that its ink runs from left to right."""
    ys, xs = np.nonzero(part)
    dx, dy = xs - xs.mean(), ys - ys.mean()
    # The angle of the longest axis of the ink.
    angle = 0.5 * math.atan2(2 * float((dx * dy).sum()), float((dx * dx).sum() - (dy * dy).sum()))
    picture = Image.fromarray(np.where(part, 0, 255).astype(np.uint8))
    turned = picture.rotate(
        math.degrees(angle), Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )
    around = turned.point(lambda dot: 255 if dot < _DARK else 0).getbbox()
    return turned.crop(around) if around else turned


def _without_frame(level: Image.Image) -> Image.Image:
    """Return a stamp without what is as long as itself, with paper around it."""
    ink = np.asarray(level) < _DARK
    kept = np.zeros_like(ink)
    for part in _joined(ink, 1):
        ys, xs = np.array([y for y, _ in part]), np.array([x for _, x in part])
        if xs.max() - xs.min() < _FRAME * ink.shape[1]:
            kept[ys, xs] = True
    edge = level.height // 2
    paper = Image.new("L", (level.width + 2 * edge, level.height + 2 * edge), 255)
    paper.paste(Image.fromarray(np.where(kept, 0, 255).astype(np.uint8)), (edge, edge))
    return paper
