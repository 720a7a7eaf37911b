"""How a picture of a page is turned: quarter turns by where the lines run, small angles by profile.

A line of print makes a dark row and the space under it a light one.  Counting the ink
row by row, the counts differ most where the rows are those of the lines: that angle is
the skew (the projection profile), and columns that differ more than rows are a page on
its side.  Which way up it is, letters alone tell: the recogniser says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.pages import Box

_SIDE = 1100
"""Dots of the longer side at which ink is measured: a line of print is then 8 or more high."""
_DARK = 60
"""How much darker than its paper a dot is that counts as ink, of 255."""
_LEAST_INK = 1500
"""Fewer dots of ink than this show no lines."""
_MOST_INK = 0.35
"""A larger share of ink is a photograph or a black border, not print."""
_REACH = 8.0
"""Degrees to either side that are tried; a sheet lies no more askew in a feeder."""
_STEP, _FINE = 0.5, 0.1
_LEAST_SKEW = 0.25
"""Degrees under which recognition is as good without: the picture is left as it is."""
_CLEARER = 1.15
"""How many times sharper the profile must be for a turn to be believed."""
_SIDEWAYS = 1.6
"""How many times sharper columns must be than rows for a page on its side."""

Points = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What was done to a picture to make it upright.

    ``quarters`` are quarter turns clockwise, done first; ``degrees`` the small turn
    counter-clockwise after them, about the middle.  ``width`` and ``height`` are those
    of the upright picture (the small turn keeps them).
    """

    quarters: int
    degrees: float
    width: float
    height: float

    def scaled(self, factor: float) -> Turn:
        """Return the same turn in another unit (points instead of dots)."""
        return Turn(self.quarters, self.degrees, self.width * factor, self.height * factor)

    def back(self, box: Box) -> Box:
        """Return where a box of the upright picture stands on the picture as it was."""
        return self.unquartered(self.unskewed(box))

    def unskewed(self, box: Box) -> Box:
        """Return a box before the small turn.

        Its middle is moved and its size kept: a box around the leaning word would
        reach into the lines above and below.
        """
        if not self.degrees:
            return box
        angle = math.radians(self.degrees)
        x = (box.x0 + box.x1 - self.width) / 2
        y = (box.y0 + box.y1 - self.height) / 2
        dx = x * math.cos(angle) - y * math.sin(angle) - x
        dy = x * math.sin(angle) + y * math.cos(angle) - y
        return _round_box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)

    def unquartered(self, box: Box) -> Box:
        """Return a box before the quarter turns."""
        width, height = self.width, self.height
        x0, y0, x1, y1 = box.x0, box.y0, box.x1, box.y1
        if self.quarters == 1:
            return _round_box(y0, width - x1, y1, width - x0)
        if self.quarters == 2:
            return _round_box(width - x1, height - y1, width - x0, height - y0)
        if self.quarters == 3:
            return _round_box(height - y1, x0, height - y0, x1)
        return box


def _round_box(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


def quartered(image: Image.Image, quarters: int) -> Image.Image:
    """Return a picture turned by quarters clockwise."""
    # PIL names its turns counter-clockwise.
    turns = {
        1: Image.Transpose.ROTATE_270,
        2: Image.Transpose.ROTATE_180,
        3: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[quarters % 4]) if quarters % 4 else image


def unskewed(image: Image.Image, degrees: float) -> Image.Image:
    """Return a grey picture turned counter-clockwise about its middle, paper in the corners."""
    if not degrees:
        return image
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def unskewed_part(image: Image.Image, degrees: float, part: Box) -> Image.Image:
    """Return what :func:`unskewed` shows in ``part`` (in dots, within it), without the rest."""
    x0, y0 = int(part.x0), int(part.y0)
    x1, y1 = min(image.width, int(part.x1)), min(image.height, int(part.y1))
    if not degrees:
        return image.crop((x0, y0, x1, y1))
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = image.width / 2, image.height / 2
    # Where the dot at the part's corner comes from: turned back about the picture's middle.
    x = cx + cos * (x0 - cx) - sin * (y0 - cy)
    y = cy + sin * (x0 - cx) + cos * (y0 - cy)
    size = max(1, x1 - x0), max(1, y1 - y0)
    matrix = (cos, -sin, x, sin, cos, y)
    return image.transform(
        size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor=255
    )


def is_sideways(image: Image.Image) -> bool:
    """Say whether a grey picture's lines run up or down the page."""
    ink = _ink(image)
    if ink is None:
        return False
    ys, xs = ink
    return _best(xs, ys)[1] > _SIDEWAYS * _best(ys, xs)[1]


def skew(image: Image.Image) -> float:
    """Return by how many degrees a grey picture must be turned counter-clockwise; 0 for none."""
    ink = _ink(image)
    if ink is None:
        return 0.0
    ys, xs = ink
    degrees, sharpness = _best(ys, xs)
    if abs(degrees) < _LEAST_SKEW or abs(degrees) >= _REACH:
        return 0.0
    return degrees if sharpness > _CLEARER * _sharpness(ys, xs, 0.0) else 0.0


def _ink(image: Image.Image) -> Points | None:
    """Return where the ink is, rows and columns; None where there are no lines to see."""
    small = image.convert("L")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    dots = np.asarray(small, dtype=np.int16)
    # Paper may be grey or in shadow: it is measured tile by tile.
    dark = dots < _paper(dots) - _DARK
    ink = int(dark.sum())
    if ink < _LEAST_INK or ink > _MOST_INK * dark.size:
        return None
    ys, xs = np.nonzero(dark)
    return ys.astype(np.float64), xs.astype(np.float64)


def _paper(dots: NDArray[np.int16], tile: int = 64) -> NDArray[np.int16]:
    """Return how light the paper is around each dot."""
    rows = -(-dots.shape[0] // tile)
    columns = -(-dots.shape[1] // tile)
    padded = np.pad(
        dots, ((0, rows * tile - dots.shape[0]), (0, columns * tile - dots.shape[1])), mode="edge"
    )
    tiles = padded.reshape(rows, tile, columns, tile).swapaxes(1, 2).reshape(rows, columns, -1)
    paper = np.percentile(tiles, 90, axis=2)
    spread = np.repeat(np.repeat(paper, tile, axis=0), tile, axis=1)
    return spread[: dots.shape[0], : dots.shape[1]].astype(np.int16)


def _best(across: NDArray[np.float64], along: NDArray[np.float64]) -> tuple[float, float]:
    """Return the angle in degrees at which the profile is sharpest, and how sharp it is."""
    coarse = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    _, middle = max((_sharpness(across, along, float(a)), float(a)) for a in coarse)
    fine = np.arange(middle - _STEP, middle + _STEP + _FINE / 2, _FINE)
    sharpest, angle = max((_sharpness(across, along, float(a)), float(a)) for a in fine)
    return round(angle, 2), sharpest


def _sharpness(across: NDArray[np.float64], along: NDArray[np.float64], degrees: float) -> float:
    """Return how much neighbouring rows differ when they lean by ``degrees``."""
    rows = (across - along * math.tan(math.radians(degrees))).round().astype(np.int64)
    counts = np.bincount(rows - rows.min())
    return float(np.square(np.diff(counts, prepend=0, append=0)).sum())
