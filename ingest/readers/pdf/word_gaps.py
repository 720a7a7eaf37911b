"""Words that the PDF library ran together, parted again where the page shows a gap.

Where a file has no space between two words, only distance, the library puts one in;
but not after a letter beyond U+0700, which it takes for one of a script without spaces.
The Vietnamese letters U+1EA0 to U+1EF9 are such ("con trỏ đã" becomes "con trỏđã").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pymupdf

from ingest.text.vietnamese import is_syllable, nfc

_LETTER = re.compile("[\u1ea0-\u1ef9]")
_STUCK = re.compile("[^\\W\\d_]*[\u1ea0-\u1ef9][^\\W_]+")
_WIDE, _WIDEST = 0.15, 0.8
"""Shares of the type size between which a gap is a space: the library's own measures."""
_SPACES = frozenset(" \t\r\n\u00a0")

Corners = tuple[float, float, float, float]
"""A box as plain numbers: left, top, right, foot."""
NOWHERE: Corners = (0.0, 0.0, 0.0, 0.0)
Blocks = list[dict[str, Any]]
Words = list[tuple[Any, ...]]


def parted(text_page: pymupdf.TextPage, blocks: Blocks, words: Words) -> tuple[Blocks, Words]:
    """Return a page's blocks and words with the spaces that its gaps show.

    Single letters cost ten times as much as runs: they are asked for only on a page with
    a word that is no syllable and may be two.
    """
    lines = (line for block in blocks for line in block.get("lines", ()))
    if not any(_may_be_stuck(line) for line in lines):
        return blocks, words
    raw: Blocks = text_page.extractRAWDICT()["blocks"]
    by_line: dict[tuple[int, int], Words] = {}
    for block in raw:
        for number, line in enumerate(block.get("lines", ())):
            if with_spaces(line):
                by_line[block["number"], number] = list(_words(line, block["number"], number))
            for span in line["spans"]:
                span["text"] = "".join(char["c"] for char in span["chars"])
    if not by_line:
        return blocks, words
    kept = [word for word in words if (word[5], word[6]) not in by_line]
    return raw, [*kept, *(word for line_words in by_line.values() for word in line_words)]


def with_spaces(line: dict[str, Any]) -> bool:
    """Put spaces into a line of single letters where gaps show them; say whether there were any."""
    if tuple(line["dir"]) != (1.0, 0.0):
        return False
    changed = False
    before: dict[str, Any] | None = None
    for span in line["spans"]:
        chars: list[dict[str, Any]] = []
        for char in span["chars"]:
            if before is not None and _is_gap(before, char, span["size"]):
                x0, x1 = before["bbox"][2], char["bbox"][0]
                box = (x0, char["bbox"][1], x1, char["bbox"][3])
                chars.append({**char, "c": " ", "bbox": box})
                changed = True
            chars.append(char)
            before = char
        span["chars"] = chars
    return changed


def _may_be_stuck(line: dict[str, Any]) -> bool:
    text = "".join(span["text"] for span in line["spans"])
    return any(not is_syllable(word) for word in _STUCK.findall(nfc(text)))


def _is_gap(before: dict[str, Any], after: dict[str, Any], size: float) -> bool:
    if not _LETTER.match(before["c"]) or not after["c"].isalnum():
        return False
    return bool(_WIDE * size < after["bbox"][0] - before["bbox"][2] < _WIDEST * size)


def _words(line: dict[str, Any], block: int, number: int) -> Iterator[tuple[Any, ...]]:
    """Yield the words of a line as the library does: box, text, block, line, place."""
    word, box, position = "", NOWHERE, 0
    for char in (char for span in line["spans"] for char in span["chars"]):
        if char["c"] not in _SPACES:
            word += char["c"]
            box = around(box, char["bbox"])
        elif word:
            yield (*box, word, block, number, position)
            word, box, position = "", NOWHERE, position + 1
    if word:
        yield (*box, word, block, number, position)


def around(box: Corners, other: Corners) -> Corners:
    """Return the box around two, as the library's own rectangles make it at ten times the cost.

    An empty one counts for nothing (a sign without width: a stroke laid over a letter).
    """
    x0, y0, x1, y1 = box
    if x0 >= x1 or y0 >= y1:
        return other
    a, b, c, d = other
    if a >= c or b >= d:
        return box
    return min(x0, a), min(y0, b), max(x1, c), max(y1, d)
