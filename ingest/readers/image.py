"""Photographs and scans of pages (.jpg, .png, .tif): each picture is a page to be recognised."""

from __future__ import annotations

import io
from pathlib import Path

import pymupdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingest.errors import DamagedFile, ReaderLimit
from ingest.pages import ReadPage
from ingest.readers.ocr.pool import Recogniser
from ingest.readers.pdf.reader import layer_of
from ingest.readers.pdf.text_layer import start_page

MAX_PIXELS = 120_000_000
"""A page of A3 at 600 dots an inch has 70 million."""
MAX_PICTURES = 500
_SHORT_SIDE = 595.0
"""Points of the short side of A4, the size taken for a picture that does not say its own."""
_SCREEN = 100.0
"""Fewer dots an inch than this are a camera's or a screen's default, not a scanner's setting."""


def read_image(path: Path, recogniser: Recogniser) -> tuple[ReadPage, ...]:
    """Return the pages of a picture file.

    :raises DamagedFile: when it is no picture.
    :raises ReaderLimit: when it has too many dots or pictures.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit below is told in words
    try:
        with Image.open(path) as picture, pymupdf.open() as pdf:
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if frame.width * frame.height > MAX_PIXELS or number >= MAX_PICTURES:
                    raise ReaderLimit(f"Ảnh “{path.name}” quá lớn hoặc có quá nhiều trang.")
                _add_page(pdf, frame)
            begun = (start_page(page, layer_of(page), recogniser) for page in pdf)
            return tuple(recogniser.in_order(begun))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError) as error:
        raise DamagedFile(f"Không mở được ảnh “{path.name}”.") from error


def _add_page(pdf: pymupdf.Document, frame: Image.Image) -> None:
    """Add a page that the picture fills, upright as its camera says it was held."""
    dots = _dots_an_inch(frame)
    upright = ImageOps.exif_transpose(frame).convert("RGB")
    width, height = upright.width * 72 / dots, upright.height * 72 / dots
    packed = io.BytesIO()
    upright.save(packed, "PNG", compress_level=1)
    page = pdf.new_page(width=width, height=height)
    page.insert_image(page.rect, stream=packed.getvalue())


def _dots_an_inch(frame: Image.Image) -> float:
    dots = frame.info.get("dpi", (0, 0))
    across = float(dots[0]) if dots and dots[0] else 0.0
    if _SCREEN < across <= 1200:
        return across
    return min(frame.width, frame.height) * 72 / _SHORT_SIDE
