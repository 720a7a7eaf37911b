"""Stamps of secrecy and urgency on pictures of pages: red, which recognition takes off.

Seals are taken off before a page is recognised (:func:`ingest.readers.ocr.tesseract.without_red`),
and a red MẬT or HỎA TỐC would go with them.  So the red of the first page's head is read by
itself, for these marks alone.
"""

from __future__ import annotations

import io
import os
import subprocess

import numpy as np
import pymupdf
from PIL import Image

from ingest.errors import ToolMissing
from ingest.pages import Box, Role, TextLine
from ingest.readers.ocr import tesseract
from ingest.readers.ocr.deskew import Turn, quartered
from ingest.readers.ocr.stamp_pictures import stamps_of
from ingest.text.vietnamese import clean, fold

_HEAD = 0.5
"""Share of the page, from its head, in which a mark stands."""
_DPI = 200
_LEAST_RED = 0.0003
"""Share of red dots in the head under which there is no stamp."""
_SECONDS = 30
_SPARSE, _LINE = 11, 7
"""Tesseract's segmentations: text in whatever place and order, a single line."""


_MARKS = ("mat", "hoatoc", "khan")
"""What a mark holds, in folded text without spaces."""


def marked_lines(page: pymupdf.Page, turn: Turn | None = None) -> tuple[TextLine, ...]:
    """Return the lines in red at a page's head that may be a mark, as furniture.

    Without the OCR program there are none; the page says so itself where it needed it.

    :param turn: how the page was turned to be read: its head is there where it is upright.
    """
    red = only_red(_head(page, turn.quarters if turn else 0))
    if red is None:
        return ()
    try:
        texts = [_read(red, _SPARSE), *(_read(stamp, _LINE) for stamp in stamps_of(red, _DPI))]
    except ToolMissing:
        return ()
    box = Box(0.0, 0.0, page.rect.width, page.rect.height * 0.1)
    return tuple(
        TextLine(line, box, role=Role.FURNITURE)
        for line in map(str.strip, clean("\n".join(texts)).split("\n"))
        if any(mark in fold(line).replace(" ", "") for mark in _MARKS) and len(line) < 30
    )


def _head(page: pymupdf.Page, quarters: int) -> Image.Image:
    """Return the picture of the head of a page, turned upright."""
    clip = page.rect
    if not quarters:
        clip.y1 = clip.y0 + clip.height * _HEAD
    pixels = page.get_pixmap(dpi=_DPI, clip=clip, colorspace=pymupdf.csRGB, alpha=False)
    picture = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    if not quarters:
        return picture
    upright = quartered(picture, quarters)
    return upright.crop((0, 0, upright.width, int(upright.height * _HEAD)))


def only_red(picture: Image.Image) -> Image.Image | None:
    """Return the red ink of a picture in black on white; None when there is next to none."""
    dots = np.asarray(picture.convert("RGB"), dtype=np.int16)
    red, green, blue = dots[..., 0], dots[..., 1], dots[..., 2]
    ink = (red > 110) & (red - green > 45) & (red - blue > 45)
    if ink.mean() < _LEAST_RED:
        return None
    return Image.fromarray(np.where(ink, 0, 255).astype(np.uint8))


def _read(picture: Image.Image, segmentation: int) -> str:
    packed = io.BytesIO()
    picture.save(packed, "PNG", dpi=(_DPI, _DPI), compress_level=1)
    command = [tesseract.probe(), "-", "-", "-l", "vie", "--dpi", str(_DPI)]
    command += ["--psm", str(segmentation)]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            input=packed.getvalue(),
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env=environment,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
