"""Two recognisers on lines of number and day: ``python -m benchmarks.number_strips DATA``.

``number_strips.jsonl`` has where each line stands (page, box in points) and what a person read
there.  A reading is right where it gives just that number or day by the grammar of numbers and
dates, *none* where it gives no number or day, *wrong* where it gives another.  The second
recogniser is the package ``asterocr``, which is no part of this project: it is asked where it is
installed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pymupdf
from PIL import Image

from ingest.readers.ocr import tesseract
from ingest.text.dates import find_dates
from ingest.vocabulary.document_numbers import find_numbers

STRIPS = Path(__file__).with_suffix(".jsonl")
_LABEL = re.compile(r"^\W*[S5]\S{0,2}\s*[:;.]?\s*")
Reader = Callable[[Image.Image], str]


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of a real scan: ``field`` is number or issued, ``truth`` what the paper says."""

    file: str
    page: int
    field: str
    box: tuple[float, float, float, float]
    truth: str


def strips() -> list[Strip]:
    """Return every line, in the order of files."""
    rows = map(json.loads, STRIPS.read_text("utf-8").splitlines())
    return [Strip(**{**row, "box": tuple(row["box"])}) for row in rows]


def said(field: str, text: str) -> str | None:
    """Return the number or day that a reading gives by the grammar, None where it gives none."""
    if field == "issued":
        days = find_dates(text)
        return days[0].value.isoformat() if days else None
    number = next(iter(find_numbers("số " + _LABEL.sub("", text))), None)
    return str(number.number) if number and number.span.start <= len("số ") else None


def picture_of(data: Path, strip: Strip) -> Image.Image:
    """Return a line's picture, without red ink."""
    with pymupdf.open(data / "pdf" / strip.file) as pdf:
        clip = pymupdf.Rect(*strip.box)
        return tesseract.without_red(tesseract.picture_of(pdf[strip.page - 1], clip).image)


def _second() -> Reader | None:
    try:
        engine = import_module("asterocr").AsterOCR()
    except ImportError:
        return None
    return lambda picture: str(engine.predict(picture.convert("RGB")))


def measure(data: Path) -> list[str]:
    """Return the table of outcomes as lines of Markdown."""
    second = _second()
    counts: Counter[tuple[str, str, str]] = Counter()
    seconds = 0.0
    for strip in strips():
        picture = picture_of(data, strip)
        first = said(strip.field, tesseract.read_line(picture))
        readings = {"Tesseract": first}
        if second is not None:
            started = time.perf_counter()
            readings["asterocr"] = said(strip.field, second(picture))
            seconds += time.perf_counter() - started
            readings["both, where they agree"] = first if first == readings["asterocr"] else None
        for name, value in readings.items():
            outcome = "right" if value == strip.truth else "none" if value is None else "wrong"
            counts[name, strip.field, outcome] += 1
    lines = ["| lines | read by | right | none | wrong |", "|---|---|---|---|---|"]
    for name, field in dict.fromkeys((name, field) for name, field, _ in counts):
        of = [counts[name, field, outcome] for outcome in ("right", "none", "wrong")]
        kind = "number" if field == "number" else "day"
        lines.append(f"| {sum(of)} {kind} | {name} | {of[0]} | {of[1]} | {of[2]} |")
    if second is not None:
        lines += [
            "",
            f"asterocr: {seconds / len(strips()):.2f} s a line on this machine under load.",
        ]
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.number_strips", description=__doc__)
    parser.add_argument("data", type=Path, help="thư mục có thư mục pdf")
    options = parser.parse_args(arguments)
    sys.stdout.write("\n".join(measure(options.data)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
