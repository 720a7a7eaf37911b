"""Optical character recognition with the tesseract command and its ``vie`` model.

``OMP_THREAD_LIMIT=1`` and one process a core: tesseract's own threads make it
slower, and far slower under load.  ``vie`` alone beats ``vie+eng`` on Vietnamese.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image

from ingest.errors import ToolMissing
from ingest.model import Box, TextLine, Word
from ingest.readers import kept
from ingest.readers.order import in_reading_order
from ingest.text import clean

DPI = 300
VERSION = "1"
"""Part of the cache key: raise it when anything here changes what is recognised."""
SECONDS_A_PAGE = 120
POOR_WORD = 0.3
"""Words recognised with less confidence than this are specks and borders as a rule."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Lines in reading order (boxes in points) and the mean confidence of their words."""

    lines: tuple[TextLine, ...]
    confidence: float
    remarks: tuple[str, ...] = ()


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


def recognise_page(page: pymupdf.Page, cache_folder: Path | None) -> Recognised:
    """Recognise a PDF page from its picture at :data:`DPI`."""
    pixels = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csRGB, alpha=False)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    return recognise(image, DPI, cache_folder)


def recognise(image: Image.Image, dpi: int, cache_folder: Path | None) -> Recognised:
    """Recognise a picture; what is kept under its digest saves the work."""
    ready = without_red(image)
    packed = io.BytesIO()
    ready.save(packed, "PNG", dpi=(dpi, dpi), compress_level=1)
    key = hashlib.sha256(f"{VERSION}:{dpi}:".encode() + ready.tobytes()).hexdigest()
    table = kept.cached(cache_folder, key)
    if table is None:
        table = _run(packed.getvalue(), dpi)
        kept.keep(key, table)
    return _read_table(table, 72 / dpi)


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
    done = subprocess.run(
        command,
        input=png,
        capture_output=True,
        check=True,
        timeout=SECONDS_A_PAGE,
        env=environment,
    )
    return done.stdout.decode("utf-8", "replace")


def _read_table(table: str, points: float) -> Recognised:
    """Make lines of tesseract's table; ``points`` are points a pixel."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    lines: dict[tuple[str, ...], list[Word]] = {}
    width = 0
    for row in rows:
        width = max(width, int(row["width"]))
        text = clean(row["text"] or "").strip()
        confidence = float(row["conf"]) / 100
        if row["level"] != "5" or not text or confidence < POOR_WORD:
            continue
        x, y, w, h = (int(row[name]) * points for name in ("left", "top", "width", "height"))
        key = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
        box = Box(round(x, 2), round(y, 2), round(x + w, 2), round(y + h, 2))
        lines.setdefault(key, []).append(Word(text, box, round(confidence, 3)))
    made = tuple(
        in_reading_order(
            [_line(part) for words in lines.values() for part in _apart(words)], width * points
        )
    )
    sure = [word.confidence or 0.0 for words in lines.values() for word in words]
    return Recognised(made, round(sum(sure) / len(sure), 3) if sure else 0.0)


def _apart(words: list[Word]) -> Iterator[list[Word]]:
    """Cut a line where words stand far apart: tesseract runs the header's two blocks together."""
    part = [words[0]]
    for before, word in pairwise(words):
        if word.box.x0 - before.box.x1 > 2.2 * max(before.box.height, word.box.height):
            yield part
            part = []
        part.append(word)
    yield part


def _line(words: Iterable[Word]) -> TextLine:
    own = tuple(words)
    heights = sorted(word.box.height for word in own)
    size = round(heights[len(heights) // 2] * 0.95, 1)
    text = " ".join(word.text for word in own)
    return TextLine(text, Box.around(word.box for word in own), own, size)
