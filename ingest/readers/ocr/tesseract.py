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
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
from PIL import Image

from ingest.errors import ToolMissing
from ingest.pages import Box, TextLine
from ingest.readers import heartbeat
from ingest.readers.ocr import cache as kept
from ingest.readers.ocr import second_reading
from ingest.readers.ocr.deskew import Turn, is_sideways, quartered, skew, unskewed
from ingest.readers.ocr.lines import (
    Recognised,
    letter_height,
    lines_of,
    parts_of,
    read_table,
    sense,
    words_by_line,
    words_of,
)

__all__ = ["PagePicture", "Recognised", "picture_of", "probe", "read_line", "recognise"]

DPI = 300
"""Dots an inch of a page's picture; numbers, days and signatures are read from it again."""
READ_DPI = 150
"""Dots an inch at which the page as a whole is read.

Tesseract makes every line 36 dots high, so that more dots only cost time, and scanners' noise
goes with them: of fifteen pages with typed text 1.1 letters in a hundred are wrong at 150, and
1.7 at 300.
"""
SMALL = 15.0
"""Dots at :data:`READ_DPI` under which the middle word of a page is small print (ten points)."""
DOUBTFUL = 0.7
"""Share of valid syllables under which the page is doubtful.  Small print and doubtful pages are
read at :data:`DPI` too."""
MOST_DOTS = 36_000_000
"""A page of A3 at 300 dots an inch has 18 million; larger pages are pictured more coarsely."""
VERSION = "3"
"""Part of the cache key: raise it when anything here changes what is recognised."""
SECONDS_A_PAGE = 170
"""Less than a reader may be silent for: a slow page costs itself and not the file."""
_SENSELESS = 0.5
"""Share of valid syllables under which a page may stand upside down: it is tried."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page's picture, or a part's, and its dots an inch.

    ``first`` says that it is a file's first page: number, day and subject stand on it, between
    stamps and signs written by hand, and it is read at all its dots.
    """

    image: Image.Image
    dpi: int
    first: bool = False


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


def read_line(picture: Image.Image, dpi: int = DPI) -> str:
    """Return what a picture of a single line says.

    :raises ToolMissing: when the program is not installed.
    :raises subprocess.SubprocessError: when it fails or takes too long.
    """
    words = words_by_line(_run(_packed(picture), dpi, 7))
    return " ".join(word.text for line in words for word in line)


def picture_of(page: pymupdf.Page, clip: pymupdf.Rect | None = None) -> PagePicture:
    """Return the picture of a PDF page, or of a part of it, at :data:`DPI` or what fits."""
    rect = clip or page.rect
    dots = rect.width * rect.height * (DPI / 72) ** 2
    dpi = DPI if dots <= MOST_DOTS else max(36, int(DPI * (MOST_DOTS / dots) ** 0.5))
    pixels = page.get_pixmap(dpi=dpi, clip=clip, colorspace=pymupdf.csRGB, alpha=False)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    return PagePicture(image, dpi, first=page.number == 0)


def recognise(picture: PagePicture, folder: Path | None) -> Recognised:
    """Recognise a picture, turned upright first; boxes are those of the picture as it is.

    What is kept in ``folder`` under the picture's digest saves the work.

    :raises ToolMissing: when the program is not installed.
    :raises subprocess.SubprocessError: when it fails or takes too long.
    """
    dpi = picture.dpi
    ready = without_red(picture.image)
    told = f"{VERSION}:{dpi}:{picture.first}:{ready.size}:"
    key = hashlib.sha256(told.encode() + ready.tobytes()).hexdigest()
    cached = kept.cached(folder, key)
    table: dict[str, Any] = json.loads(cached) if cached else _table_of(ready, picture)
    if cached is None:
        kept.keep(key, json.dumps(table, ensure_ascii=False))
    turn = Turn(table["quarters"], table["degrees"], table["width"], table["height"])
    read = read_table(table["table"], turn, 72 / table["dpi"])
    if turn.quarters:
        return read
    again = _Again(ready, key, table, folder, dpi)
    signature = second_reading.signature_zone(again.words, table["width"], 72 / table["dpi"])
    strips = second_reading.head_strips(parts_of(again.words), table["height"])
    return replace(
        read,
        again=again.read("again", [signature] if signature else [], second_reading.WAYS),
        head_again=tuple(chain.from_iterable(again.read("strips", strips, second_reading.STRIP))),
    )


class _Again:
    """Parts of an upright picture that are read once more; what was read is kept."""

    def __init__(
        self, ready: Image.Image, key: str, table: dict[str, Any], folder: Path | None, dpi: int
    ) -> None:
        self._ready, self._key, self._folder, self._dpi = ready, key, folder, dpi
        self._degrees = table["degrees"]
        self._scale = dpi / table["dpi"]
        self.words = words_by_line(table["table"])

    def read(
        self, what: str, zones: Sequence[Box], ways: Sequence[tuple[int, float]]
    ) -> tuple[tuple[TextLine, ...], ...]:
        """Return the lines of each reading: of every part in every way, in this order.

        :param zones: in dots of the picture that ``words`` were read from.
        """
        if not zones:
            return ()
        tasks = [(self._full(zone), *way) for zone in zones for way in ways]
        key = f"{self._key[:48]}-{what}{second_reading.VERSION}"
        cached = kept.cached(self._folder, key)
        tables: list[str] = json.loads(cached) if cached else self._tables(tasks)
        if cached is None:
            kept.keep(key, json.dumps(tables, ensure_ascii=False))
        return tuple(
            lines_of(table, zone, 72 / self._dpi, size)
            for table, (zone, _, size) in zip(tables, tasks, strict=True)
        )

    def _full(self, zone: Box) -> Box:
        """Return a part in dots of the whole picture."""
        x0, y0, x1, y1 = (side * self._scale for side in (zone.x0, zone.y0, zone.x1, zone.y1))
        return Box(x0, y0, x1, y1)

    def _tables(self, tasks: Sequence[tuple[Box, int, float]]) -> list[str]:
        tables = []
        for zone, segmentation, size in tasks:
            dpi = round(self._dpi * size)
            picture = second_reading.picture_of(self._ready, self._degrees, zone, size)
            tables.append(_run(_packed(picture), dpi, segmentation))
        return tables


def _table_of(image: Image.Image, picture: PagePicture) -> dict[str, Any]:
    """Return the table of a picture without red, read as coarsely as what it shows allows."""
    dpi = picture.dpi
    if dpi <= READ_DPI or picture.first:
        return _upright_table(image, dpi)
    size = round(image.width * READ_DPI / dpi), round(image.height * READ_DPI / dpi)
    coarse = _upright_table(image.resize(size, Image.Resampling.LANCZOS), READ_DPI)
    height = letter_height(coarse["table"])
    if height is None:
        return coarse
    if second_reading.is_letterhead(parts_of(words_by_line(coarse["table"])), coarse["height"]):
        return _upright_table(image, dpi)  # a document bound in with others
    total, share = sense(coarse["table"])
    if height >= SMALL and share >= DOUBTFUL:
        return coarse
    fine = _upright_table(image, dpi)
    return fine if sense(fine["table"])[0] > total else coarse


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
    return {
        "table": _run(_packed(upright), dpi, 3),
        "dpi": dpi,
        "quarters": quarters % 4,
        "degrees": degrees,
        "width": upright.width,
        "height": upright.height,
    }


def _packed(image: Image.Image) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "PPM")  # nobody keeps it: to compress it would only take time
    return packed.getvalue()


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


def _run(picture: bytes, dpi: int, segmentation: int) -> str:
    command = [probe(), "-", "-", "-l", "vie", "--dpi", str(dpi), "--psm", str(segmentation), "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    heartbeat.beat()
    done = subprocess.run(
        command,
        input=picture,
        capture_output=True,
        check=True,
        timeout=SECONDS_A_PAGE,
        env=environment,
    )
    heartbeat.beat()
    return done.stdout.decode("utf-8", "replace")
