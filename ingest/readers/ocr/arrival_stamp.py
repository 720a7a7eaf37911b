"""The stamp of arrival ("CÔNG VĂN ĐẾN") that an office sets on what it receives.

Its form is that of Nghị định 30/2020/NĐ-CP, Phụ lục IV: the office's name, ĐẾN, and
below "Số: …", "Ngày: …", "Chuyển: …" in a frame of about five centimetres.  It is set on
the left above or over the subject, and recognition runs its words into the document's.
They are told from these by standing in the frame and by their small vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.pages import Box, Word
from ingest.text.vietnamese import fold, is_syllable

_DEN = re.compile(r"^\W*Đ[EẾÉỂỀÊỆ]N")
"""ĐẾN in capitals, as recognition reads it, a word of the document run on to it perhaps."""
_PROOF = re.compile(
    r"van den|tin dien t|phong (?:chinh phu|quoc hoi)|k[iy]nh ?(?:chuyen|ngay)|chuyen\s*:"
)
"""What else a frame says, in folded text: the office, or to whom it was passed on."""
_WORDS = frozenset(
    "cong thong tin dien tu chinh phu van phong den so ngay thang nam kinh chuyen gio".split()  # noqa: SIM905  # read as a phrase
)
_EDGES = ".,;:()“”\"'|_-–—…*~"
_HALF, _ABOVE, _UNDER = 90.0, 22.0, 62.0
"""Points a frame reaches from the middle of its word ĐẾN: to either side, above and below."""
_HEAD = 0.6
"""Share of the page, from its head, in which the stamp stands."""


def without_stamp(
    lines: Sequence[list[Word]], height: float
) -> tuple[list[list[Word]], tuple[Box, ...]]:
    """Return the lines of a page without a stamp's words, and the frames of stamps.

    :param lines: words in points; words that stand far apart are on lines of their own.
    """
    frames = [frame for frame in map(_frame, lines) if frame and frame.y0 < height * _HEAD]
    frames = [frame for frame in frames if _is_proven(frame, lines)]
    if not frames:
        return list(lines), ()
    kept = [left for line in lines if (left := _words_left(line, frames))]
    return kept, tuple(frames)


def _frame(line: Sequence[Word]) -> Box | None:
    """Return where the stamp would stand whose word ĐẾN is on this line."""
    for n, word in enumerate(line):
        match = _DEN.match(word.text)
        if match is None:
            continue
        before = [w for w in line[max(0, n - 2) : n] if w.text.isupper()]
        share = len(match[0]) / len(word.text)
        x0 = before[0].box.x0 if before else word.box.x0
        middle = (x0 + word.box.x0 + word.box.width * share) / 2
        # Where ĐẾN alone was recognised, "CÔNG VĂN" stands unseen before it.
        left = middle - _HALF - (0 if before else _HALF / 2)
        y = word.box.y0
        return Box(left, y - _ABOVE, middle + _HALF, y + _UNDER)
    return None


def _is_proven(frame: Box, lines: Iterable[Sequence[Word]]) -> bool:
    """Say whether the frame holds more of a stamp: its name whole, an office's, "Kính chuyển"."""
    inside = " ".join(word.text for line in lines for word in line if _is_in(word, (frame,)))
    return _PROOF.search(fold(inside)) is not None


def _is_in(word: Word, frames: Sequence[Box]) -> bool:
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
    return any(f.x0 <= x <= f.x1 and f.y0 <= y <= f.y1 for f in frames)


def _words_left(line: Sequence[Word], frames: Sequence[Box]) -> list[Word]:
    """Return the words of a line that are the document's."""
    inside = [_is_in(word, frames) for word in line]
    if (all(inside) and _is_stamp_line(line)) or (_touches(line, frames) and _is_junk(line)):
        return []
    left: list[Word] = []
    for word, within in zip(line, inside, strict=True):
        if not within:
            left.append(word)
        elif not _is_stamps_own(rest := _without_den(word)):
            left.append(rest)
    return left


def _touches(line: Sequence[Word], frames: Sequence[Box]) -> bool:
    """Say whether half of a line lies in the frame."""
    box = Box.around(word.box for word in line)
    return any(
        f.y0 < (box.y0 + box.y1) / 2 < f.y1
        and min(box.x1, f.x1) - max(box.x0, f.x0) > 0.5 * box.width
        for f in frames
    )


def _is_stamp_line(line: Sequence[Word]) -> bool:
    """Say whether a line in the frame is the stamp's: a word of it, or none of the language."""
    known = all(fold(word.text.strip(_EDGES)) in _WORDS for word in line)
    return known or any(map(_is_stamps_own, line)) or _is_junk(line)


def _is_junk(line: Sequence[Word]) -> bool:
    return sum(is_syllable(word.text.strip(_EDGES)) for word in line) * 2 < len(line)


def _is_stamps_own(word: Word) -> bool:
    """Say whether a word in the frame is the stamp's and not one of the line it lies over."""
    text = word.text
    bare = text.strip(_EDGES)
    if len(bare) < 2 or not is_syllable(bare):  # a letter alone is a speck
        return not re.fullmatch(r"\d[\d/.-]*", bare)
    return (text.isupper() and fold(bare) in _WORDS) or text.startswith(".")


def _without_den(word: Word) -> Word:
    """Return the rest of a word of the document that ĐẾN was run into ("ĐẾNhuộc")."""
    match = _DEN.match(word.text)
    return replace(word, text=word.text[match.end() :]) if match else word
