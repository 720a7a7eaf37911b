"""Numbers and days put over a first page as small pictures when it was signed digitally.

The text layer of such a page reads "Số      -HD/BTCTU": the number is a picture in
the gap.  Only figures are read, and only where the text leaves room for them.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pymupdf

from ingest.errors import ToolMissing
from ingest.pages import Box, TextLine, Word
from ingest.readers.ocr import tesseract
from ingest.readers.page.lines import box_of
from ingest.text.spans import Span

_TOP = 0.4
"""Share of the first page, from its head, in which number and date stand."""
_DPI = 300
_MARGIN = 3.0
_SECONDS = 20
_SURE = 0.9
"""Confidence noted with figures read so; nothing measures it word by word."""


def with_overlays(
    page: pymupdf.Page, lines: list[TextLine], turn: pymupdf.Matrix
) -> tuple[list[TextLine], tuple[str, ...]]:
    """Return lines with the figures of small pictures put in their gaps, and what was done."""
    remarks: list[str] = []
    for box in _small_pictures(page, turn):
        at = next((n for n, line in enumerate(lines) if _gap(line, box) is not None), None)
        if at is None:
            continue
        try:
            figures = _figures(page, box)
        except ToolMissing as missing:
            return lines, (*remarks, str(missing))
        if figures:
            lines[at] = _fill_gap(lines[at], box, figures)
            remarks.append(f"“{figures}” được đọc từ ảnh ký số đặt trên trang, hãy đối chiếu.")
    return lines, tuple(remarks)


def _small_pictures(page: pymupdf.Page, turn: pymupdf.Matrix) -> list[Box]:
    boxes = []
    for info in page.get_image_info():
        rect = pymupdf.Rect(info["bbox"]) * turn
        if 4 < rect.width < 90 and 6 < rect.height < 30 and rect.y1 < page.rect.height * _TOP:
            boxes.append(Box(rect.x0, rect.y0, rect.x1, rect.y1))
    return boxes


def _gap(line: TextLine, box: Box) -> int | None:
    """Return the index of the word after the gap of a line that a picture stands in."""
    where = box_of(line)
    middle = (box.y0 + box.y1) / 2
    if not where.y0 - 4 <= middle <= where.y1 + 4:
        return None
    for number, (left, right) in enumerate(zip(line.words, line.words[1:], strict=False), start=1):
        if left.box.x1 - _MARGIN <= box.x0 and box.x1 <= right.box.x0 + _MARGIN:
            return number
    return None


def _figures(page: pymupdf.Page, box: Box) -> str:
    """Return the figures a picture shows, "" when it shows anything else."""
    clip = pymupdf.Rect(box.x0, box.y0, box.x1, box.y1)
    picture = page.get_pixmap(dpi=_DPI, clip=clip, colorspace=pymupdf.csGRAY, alpha=False)
    command = [tesseract.probe(), "-", "-", "-l", "vie", "--dpi", str(_DPI), "--psm", "7"]
    try:
        done = subprocess.run(
            command, input=_frame(picture), capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return ""
    figures = done.stdout.decode("utf-8", "replace").strip().strip(".-/ ")
    return figures if figures.isdigit() and len(figures) <= 5 else ""


def _frame(picture: pymupdf.Pixmap) -> bytes:
    """Return a picture with white round it: figures at the very edge are misread."""
    frame = 30
    page = pymupdf.open().new_page(
        width=picture.width + 2 * frame, height=picture.height + 2 * frame
    )
    inner = pymupdf.Rect(frame, frame, frame + picture.width, frame + picture.height)
    page.insert_image(inner, pixmap=picture)
    framed: bytes = page.get_pixmap(colorspace=pymupdf.csGRAY).tobytes("png")
    return framed


def _fill_gap(line: TextLine, box: Box, figures: str) -> TextLine:
    """Return a line with figures in the gap where their picture stands."""
    number = _gap(line, box) or 0
    at = 0
    for word in line.words[:number]:
        offset = line.text.find(word.text, at)
        at = offset + len(word.text) if offset >= 0 else at
    after = line.text[at:].lstrip()
    before = line.text[:at]
    close = "" if after.startswith(("-", "/")) else " "
    filled = f"{before} {figures}{close}{after}"
    shift = len(filled) - len(line.text)
    marks = tuple(
        mark if mark.end <= at else Span(mark.start + shift, mark.end + shift)
        for mark in line.marks
    )
    word = Word(figures, box, _SURE)
    words = (*line.words[:number], word, *line.words[number:])
    return replace(line, text=filled, words=words, marks=marks)
