"""Optical character recognition with the tesseract command and its ``vie`` model.

``OMP_THREAD_LIMIT=1`` and one process a core: tesseract's own threads make it
slower, and far slower under load.  ``vie`` alone beats ``vie+eng`` on Vietnamese.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
from PIL import Image

from ingest.errors import ToolMissing
from ingest.readers import heartbeat
from ingest.readers.ocr import cache as kept
from ingest.readers.ocr.deskew import Turn, is_sideways, quartered, skew, unskewed
from ingest.readers.ocr.lines import Recognised, read_table, sense, words_of

__all__ = ["PagePicture", "Recognised", "picture_of", "probe", "recognise"]

DPI = 300
MOST_DOTS = 36_000_000
"""A page of A3 at 300 dots an inch has 18 million; larger pages are pictured more coarsely."""
VERSION = "2"
"""Part of the cache key: raise it when anything here changes what is recognised."""
SECONDS_A_PAGE = 170
"""Less than a reader may be silent for: a slow page costs itself and not the file."""
_SENSELESS = 0.5
"""Share of valid syllables under which a page may stand upside down: it is tried."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page's picture, or a part's, and its dots an inch."""

    image: Image.Image
    dpi: int


@cache
def probe() -> str:
    """Return the command's path once it is known to have the Vietnamese model.

    :raises ToolMissing: when the program or its model is not installed.
    """
    command = shutil.which("tesseract")
    advice = "Cài bằng: sudo apt-get install tesseract-ocr tesseract-ocr-vie"
    if command is None:
        raise ToolMissing("Chưa cài chương trình nhận dạng chữ (tesseract).", advice)
    listed = subprocess.run([command, "--list-langs"], capture_output=True, text=True, check=False)
    if "vie" not in listed.stdout.split():
        raise ToolMissing("Chương trình tesseract chưa có dữ liệu tiếng Việt.", advice)
    return command


def picture_of(page: pymupdf.Page, clip: pymupdf.Rect | None = None) -> PagePicture:
    """Return the picture of a PDF page, or of a part of it, at :data:`DPI` or what fits."""
    rect = clip or page.rect
    dots = rect.width * rect.height * (DPI / 72) ** 2
    dpi = DPI if dots <= MOST_DOTS else max(36, int(DPI * (MOST_DOTS / dots) ** 0.5))
    pixels = page.get_pixmap(dpi=dpi, clip=clip, colorspace=pymupdf.csRGB, alpha=False)
    return PagePicture(Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples), dpi)


def recognise(picture: PagePicture, folder: Path | None) -> Recognised:
    """Recognise a picture, turned upright first; boxes are those of the picture as it is.

    What is kept in ``folder`` under the picture's digest saves the work.

    :raises ToolMissing: when the program is not installed.
    :raises subprocess.SubprocessError: when it fails or takes too long.
    """
    dpi = picture.dpi
    ready = without_red(picture.image)
    key = hashlib.sha256(f"{VERSION}:{dpi}:{ready.size}:".encode() + ready.tobytes()).hexdigest()
    cached = kept.cached(folder, key)
    table: dict[str, Any] = json.loads(cached) if cached else _upright_table(ready, dpi)
    if cached is None:
        kept.keep(key, json.dumps(table, ensure_ascii=False))
    turn = Turn(table["quarters"], table["degrees"], table["width"], table["height"])
    return read_table(table["table"], turn, 72 / dpi)


def _upright_table(image: Image.Image, dpi: int) -> dict[str, Any]:
    """Return the table of a picture and how it was turned, as the cache keeps it."""
    first = _table(image, 1 if is_sideways(image) else 0, dpi)
    total, share = sense(first["table"])
    # Lines say which way they run but not which way up: letters do, once they are read.
    if share >= _SENSELESS or not any(words_of(first["table"])):
        return first
    second = _table(image, first["quarters"] + 2, dpi)
    return second if sense(second["table"])[0] > total else first


def _table(image: Image.Image, quarters: int, dpi: int) -> dict[str, Any]:
    turned = quartered(image, quarters)
    degrees = skew(turned)
    upright = unskewed(turned, degrees)
    packed = io.BytesIO()
    upright.save(packed, "PNG", dpi=(dpi, dpi), compress_level=1)
    return {
        "table": _run(packed.getvalue(), dpi),
        "quarters": quarters % 4,
        "degrees": degrees,
        "width": upright.width,
        "height": upright.height,
    }


def without_red(image: Image.Image) -> Image.Image:
    """Return the picture in grey with red ink (seals, stamps) made paper.

    A seal stands over the signature and its ring cuts through letters.
    """
    pixels = np.asarray(image.convert("RGB"), dtype=np.int16)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    stamp = (red > 110) & (red - green > 45) & (red - blue > 45)
    grey = np.asarray(image.convert("L")).copy()
    grey[stamp] = 255
    return Image.fromarray(grey)


def _run(png: bytes, dpi: int) -> str:
    command = [probe(), "-", "-", "-l", "vie", "--dpi", str(dpi), "--psm", "3", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    heartbeat.beat()
    done = subprocess.run(
        command,
        input=png,
        capture_output=True,
        check=True,
        timeout=SECONDS_A_PAGE,
        env=environment,
    )
    heartbeat.beat()
    return done.stdout.decode("utf-8", "replace")
