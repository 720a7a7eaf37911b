"""From tesseract's table to lines in reading order, on the page's own coordinates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.pages import Box, TextLine, Word
from ingest.readers.ocr.arrival_stamp import without_stamp
from ingest.readers.ocr.deskew import Turn
from ingest.readers.page.reading_order import in_reading_order
from ingest.readers.page.rotation import turned_back
from ingest.text.vietnamese import clean, is_syllable

POOR_WORD = 0.3
"""Words recognised with less confidence than this are specks and borders as a rule."""
SURE_WORD = 0.6
"""Words recognised with this confidence are print."""
_MARKS = '.,;:()“”"'
_STAMPED = "Dấu công văn đến đè lên trang: chữ của dấu đã bỏ ra, chữ bị dấu che có thể đọc sai."


@dataclass(frozen=True, slots=True)
class Recognised:
    """Lines in reading order (boxes in points) and the mean confidence of their words.

    ``turn`` is how the picture was turned before it was read; boxes are those of the
    picture as it was.
    """

    lines: tuple[TextLine, ...]
    confidence: float
    remarks: tuple[str, ...] = ()
    turn: Turn | None = None
    again: tuple[tuple[TextLine, ...], ...] = ()
    """What further readings of the signature say (:mod:`ingest.readers.ocr.second_reading`)."""
    head_again: tuple[TextLine, ...] = ()
    """The lines of number and day, read once more by themselves."""
    stamps: tuple[Box, ...] = ()
    """Where words of a stamp of arrival were taken out, in points."""


def words_by_line(table: str) -> list[list[Word]]:
    """Return all words of a table, believed or not, line by line, boxes in dots."""
    return list(_lines_of(table).values())


def parts_of(lines: Iterable[list[Word]]) -> list[list[Word]]:
    """Return lines cut where words stand far apart: the header's two blocks."""
    return [part for words in lines for part in apart(words)]


def lines_of(table: str, zone: Box, points: float, size: float) -> tuple[TextLine, ...]:
    """Return the lines of a table of a part of a page, boxes in the page's points.

    :param zone: where the part stands on the upright page, in dots.
    :param size: of the part's picture, as a share of the page's.
    """

    def placed(box: Box) -> Box:
        x0, x1 = (round((x / size + zone.x0) * points, 2) for x in (box.x0, box.x1))
        y0, y1 = (round((y / size + zone.y0) * points, 2) for y in (box.y0, box.y1))
        return Box(x0, y0, x1, y1)

    return tuple(
        _line(replace(word, box=placed(word.box)) for word in words)
        for words in words_by_line(table)
    )


def words_of(table: str) -> Iterator[tuple[tuple[str, ...], Word]]:
    """Yield the key of its line and each word of a table that is believed, boxes in dots."""
    for key, words in _lines_of(table).items():
        yield from ((key, word) for word in words if _is_believed(word, words))


def _is_believed(word: Word, line: list[Word]) -> bool:
    """Say whether a word is print: surely recognised, or a syllable among words that were.

    Single words of a sentence and capitals with two marks ("KIỂM", "GIẤY") are often read
    with no confidence at all; leaving them out would be a hole in the text.
    """
    if (word.confidence or 0.0) >= POOR_WORD:
        return True
    bare = word.text.strip(_MARKS)
    if len(bare) < 3 or not bare.isalpha() or not is_syllable(bare):
        return False
    others = [w for w in line if w is not word and any(map(str.isalpha, w.text))]
    sure = sum(
        (w.confidence or 0.0) >= SURE_WORD and is_syllable(w.text.strip(_MARKS)) for w in others
    )
    return sure > 0 and sure * 2 >= len(others)


def _lines_of(table: str) -> dict[tuple[str, ...], list[Word]]:
    """Return all words of a table by the key of their line."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in rows:
        text = clean(row["text"] or "").strip()
        confidence = float(row["conf"]) / 100
        if row["level"] != "5" or not text:
            continue
        x, y, w, h = (int(row[name]) for name in ("left", "top", "width", "height"))
        key = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
        word = Word(text, Box(x, y, x + w, y + h), round(confidence, 3))
        lines.setdefault(key, []).append(word)
    return lines


def sense(table: str) -> tuple[float, float]:
    """Return how much of a table is Vietnamese: confidence of its syllables summed, and share.

    A page upside down gives words enough, but hardly any that is a syllable.
    """
    words = [word for _, word in words_of(table) if word.text.strip(_MARKS).isalpha()]
    good = [w for w in words if len(w.text) > 1 and is_syllable(w.text.strip(_MARKS))]
    total = sum(word.confidence or 0.0 for word in good)
    return total, len(good) / len(words) if words else 0.0


def letter_height(table: str) -> float | None:
    """Return how many dots high the middle word of letters is, None where there is none."""
    heights = sorted(
        word.box.height
        for _, word in words_of(table)
        if len(word.text) > 1 and any(map(str.isalpha, word.text))
    )
    return heights[len(heights) // 2] if heights else None


def read_table(table: str, turn: Turn, points: float) -> Recognised:
    """Make lines of a table of the upright picture; ``points`` are points a dot."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for key, word in words_of(table):
        lines.setdefault(key, []).append(replace(word, box=_scale(word.box, points)))
    flat = turn.scaled(points)
    parts = [part for words in lines.values() for part in apart(words)]
    kept, stamps = without_stamp(parts, flat.height)
    ordered = in_reading_order([_line(words) for words in kept], flat.width)
    sure = [word.confidence or 0.0 for words in kept for word in words]
    confidence = round(sum(sure) / len(sure), 3) if sure else 0.0
    remarks = (_STAMPED,) if stamps else ()
    stamped = tuple(flat.unskewed(frame) for frame in stamps) if not flat.quarters else ()
    return Recognised(tuple(_place_back(ordered, flat)), confidence, remarks, turn, stamps=stamped)


def _place_back(lines: list[TextLine], turn: Turn) -> list[TextLine]:
    """Return lines of the upright page where they stand on the page as it was."""
    if turn.quarters:
        return turned_back(lines, turn.width, turn.height, turn.back)
    if turn.degrees:
        return [_unskew(line, turn) for line in lines]
    return lines


def _unskew(line: TextLine, turn: Turn) -> TextLine:
    words = tuple(replace(word, box=turn.unskewed(word.box)) for word in line.words)
    return replace(line, words=words, box=turn.unskewed(line.box) if line.box else None)


def _scale(box: Box, points: float) -> Box:
    x0, y0, x1, y1 = (round(side * points, 2) for side in (box.x0, box.y0, box.x1, box.y1))
    return Box(x0, y0, x1, y1)


def apart(words: list[Word]) -> Iterator[list[Word]]:
    """Cut a line where words stand far apart: tesseract runs the header's two blocks together.

    A word that stands left of the one before it is of another line of print.
    """
    part = [words[0]]
    for before, word in pairwise(words):
        far = word.box.x0 - before.box.x1 > 2.2 * max(before.box.height, word.box.height)
        if far or word.box.x0 < before.box.x0:
            yield part
            part = []
        part.append(word)
    yield part


def _line(words: Iterable[Word]) -> TextLine:
    kept = tuple(words)
    heights = sorted(word.box.height for word in kept)
    size = round(heights[len(heights) // 2] * 0.95, 1)
    text = " ".join(word.text for word in kept)
    # Single words whose boxes reach into the next line of print are no measure of this one.
    few = len(kept) // 5
    top, foot = sorted(word.box.y0 for word in kept)[few], sorted(w.box.y1 for w in kept)[-1 - few]
    across = Box.around(word.box for word in kept)
    return TextLine(text, Box(across.x0, top, across.x1, foot), kept, size)
