"""Which lines are one paragraph: what the page's edges, sizes and words say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.footnotes import Placed
from ingest.pages import Box, ReadPage, Role, TextLine
from ingest.text.note_signs import SIGNS
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_types import kinds_by_word
from ingest.vocabulary.signing_forms import is_office

MARKER = re.compile(
    r"(?:Điều\s+\d+[a-zđ]?\s*[.:]|(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC)\s+(?:thứ\s|[IVXLC\d])"
    r"|PHỤ LỤC|Phụ lục|[IVX]{1,5}\s*[-.–]\s|\d{1,2}(?:\.\d{1,2})*\s*[-.)–]\s"
    r"|\d{1,2}(?:\.\d{1,2})+\s|[a-zđ]\)|[-+–•]\s|Nơi nhận|“?(?:Điều|Chương)\s+\d+[a-zđ]?\.)"
)
"""How a paragraph that is a provision begins (66-QĐ/TW 2017; Nghị định 30/2020/NĐ-CP)."""
_STANDS_ALONE = re.compile(
    r"(?:ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    r"|Độc lập - Tự do - Hạnh phúc|\*|T/M|K/T|T/L|TM\.|KT\.|TL\.|TUQ\.|Nơi nhận"
    r"|Số\s*:?\s*\d*\s*[-/])\b|\*$"
)
"""Lines of the header and the signature that no other line goes on with."""
_ALONE = re.compile(r"(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC|Phụ lục|PHỤ LỤC)\s+[\w ]{1,12}")
_GROUNDS = re.compile(r"(?:[-–]\s*)?(?:Căn cứ|Xét|Theo)\b")
_OPEN_END = re.compile(r"[^.;:!?…”\"]$")
_ASKS_FOR_MORE = re.compile(rf"(?:tại|của|theo|và|hoặc|các|,|số|khoản \d+|điểm [a-zđ])[{SIGNS}]*$")
_BROKEN_NUMBER = re.compile(r"(?:\d[-–/]|[-–/][A-ZĐ]{1,8}[-–/])$")
_ENDED = re.compile(rf"[.;:!?…][”\"’)]*[{SIGNS}]*$")
LEAST_PAGES = 3
"""Fewer pages of one size than this do not tell how wide their text is."""
LEAST_STEPS = 12
"""Fewer pairs of lines than this do not tell how far apart they stand."""
MOST_INDENT = 60.0
"""Points: a first line is not indented further."""
_WORD_HYPHEN = re.compile(r"[^\W\d_]-$")


def joint(before: str, after: str) -> str:
    """Return what stands between two lines of a paragraph: nothing inside a broken number.

    "66-" / "NQ/TW" and "KH/" / "TU" are one number; "chính trị -" / "xã hội" are two words.
    """
    if _BROKEN_NUMBER.search(before):
        return "" if after[:1].isupper() or after[:1].isdigit() else " "
    # Vietnamese is not hyphenated: a hyphen at the end of a line is a compound's own.
    return "" if _WORD_HYPHEN.search(before) else " "


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of the text, by page and block; empty for files without pages."""

    edges: dict[tuple[int, int], tuple[float, float]]
    pitch: float | None = None
    """Points from one line of a paragraph to the next, None where it cannot be told."""

    @staticmethod
    def of(pages: Iterable[ReadPage]) -> Margins:
        """Measure the edges of each page's text by its longer lines."""
        all_pages = list(pages)
        edges: dict[tuple[int, int], tuple[float, float]] = {}
        for page in all_pages:
            boxes: dict[int, list[Box]] = defaultdict(list)
            for line in page.lines:
                least = 40 if line.block == 0 else 12
                if line.box and len(line.text) > least and line.role is not Role.FURNITURE:
                    boxes[line.block].append(line.box)
            for block, block_boxes in boxes.items():
                left = sorted(box.x0 for box in block_boxes)
                right = sorted(box.x1 for box in block_boxes)
                edges[page.number, block] = (
                    left[len(left) // 10],
                    right[-1 - len(right) // 10],
                )
        return Margins(_even_edges(all_pages, edges), _pitch(all_pages))

    def around(self, placed: Placed) -> tuple[float, float] | None:
        """Return the left and right edge of the text a line stands in, in points."""
        return self.edges.get((placed.page, placed.line.block))

    def is_full(self, placed: Placed, after: Placed) -> bool:
        """Say whether a line runs to the right edge: the word after it had no room."""
        edge, box = self.around(placed), placed.line.box
        if edge is None or box is None:
            return False
        words = after.line.words
        wanted = words[0].box.width if words else 0.0
        return box.x1 > edge[1] - max(12.0, (edge[1] - edge[0]) * 0.06, wanted)

    def is_indented(self, placed: Placed) -> bool:
        """Say whether a line begins well right of the left edge."""
        edge = self.around(placed)
        return (
            edge is not None and placed.line.box is not None and placed.line.box.x0 > edge[0] + 12
        )


def _even_edges(
    pages: Iterable[ReadPage], edges: dict[tuple[int, int], tuple[float, float]]
) -> dict[tuple[int, int], tuple[float, float]]:
    """Return edges with the left one mended where a page has nothing but first lines.

    Where every paragraph of a page is one indented line, the indent looks like the edge;
    the text is as wide as on the other pages of that size, wherever it stands.
    """
    sizes = {page.number: (page.width, page.height) for page in pages}
    starts = {
        page.number: [
            line.box.x0
            for line in page.lines
            if line.box and not line.block and len(line.text) > 40
        ]
        for page in pages
    }
    widths: dict[object, list[float]] = defaultdict(list)
    for (number, block), (left, right) in edges.items():
        if block == 0:
            widths[sizes[number]].append(right - left)
    mended = dict(edges)
    for (number, block), (left, right) in edges.items():
        usual = sorted(widths[sizes[number]]) if block == 0 else []
        if len(usual) < LEAST_PAGES:
            continue
        width = usual[len(usual) // 2]
        alike = sum(abs(start - left) <= 3 for start in starts[number])
        if 12 < width - (right - left) < MOST_INDENT and alike > 0.8 * len(starts[number]):
            mended[number, block] = (right - width, right)
    return mended


def _pitch(pages: Iterable[ReadPage]) -> float | None:
    """Return how far apart the lines of one paragraph stand: the usual small distance."""
    steps: list[float] = []
    for page in pages:
        lines = [
            line for line in page.lines if line.block == 0 and line.box and len(line.text) > 40
        ]
        for a, b in pairwise(lines):
            step = b.box.y1 - a.box.y1 if a.box and b.box else 0.0
            if a.size and b.size and abs(a.size - b.size) < 1 and 0.8 * a.size < step < 3 * a.size:
                steps.append(step)
    return sorted(steps)[len(steps) // 4] if len(steps) >= LEAST_STEPS else None


def continues(before: Placed, placed: Placed, margins: Margins) -> bool:
    """Say whether a line goes on with the paragraph of the line before it."""
    a, b = before.line, placed.line
    if placed.joins is not None:
        return placed.joins
    if a.paragraph_end or Role.TABLE in {a.role, b.role}:
        return False
    same_place = before.page == placed.page and a.block == b.block
    if a.block < 0 and same_place:
        return True
    if _is_over(before, placed, margins) or _begins_anew(before, placed, margins):
        return False
    if not same_place:
        return _goes_on_over_page(before, placed, margins)
    return _stand_together(a, b) and _runs_on(before, placed, margins)


def _is_over(before: Placed, placed: Placed, margins: Margins) -> bool:
    """Say whether the line before is one that no other goes on with."""
    text = before.line.text
    after = placed.line.text
    signed = is_office(text) and (is_office(after) or not after.isupper())
    alone = _STANDS_ALONE.match(text) is not None or _is_type_word(text) or signed
    return alone or _ends_preamble(before, placed, margins)


def _is_type_word(text: str) -> bool:
    """Say whether a line is a type of document alone in capitals: the subject is another."""
    return text.isupper() and fold(text).strip() in kinds_by_word()


def _ends_preamble(before: Placed, placed: Placed, margins: Margins) -> bool:
    """Say whether "Căn cứ …," is over: the deciding body's own paragraph begins indented."""
    grounds = _GROUNDS.match(before.line.text) and before.line.text.endswith((",", ";"))
    return bool(grounds) and placed.line.text[:1].isupper() and margins.is_indented(placed)


def _begins_anew(before: Placed, placed: Placed, margins: Margins) -> bool:
    marked = MARKER.match(placed.line.text) is not None
    return marked and not _wraps_into_marker(before, placed, margins)


def _stand_together(a: TextLine, b: TextLine) -> bool:
    """Say whether two lines of one column stand close and are set alike."""
    if a.box is None or b.box is None:
        return False
    if a.size and b.size and abs(a.size - b.size) > _size_slack(a, b):
        return False
    return b.box.y0 - a.box.y1 <= 1.1 * a.box.height and b.box.y1 >= a.box.y0


def _runs_on(before: Placed, placed: Placed, margins: Margins) -> bool:
    a, b = before.line, placed.line
    if b.text[:1].islower() and _OPEN_END.search(a.text) and _overlap(a, b):
        return True
    if not margins.is_full(before, placed):
        return _same_heading(before, placed, margins)
    if not margins.is_indented(placed):
        return not _spaced_off(a, b, margins)
    if a.bold and not b.bold and not b.text[:1].islower():
        return False
    return margins.is_indented(before) and not _begins_as_it_did(a, b, margins)


def _begins_as_it_did(a: TextLine, b: TextLine, margins: Margins) -> bool:
    """Say whether of two indented lines each begins a paragraph, of one line the first.

    Lines of a stretch that is indented as a whole begin under one another too, but go on
    in one weight and one spacing, and end where a sentence does by chance only.
    """
    if a.box is None or b.box is None or abs(a.box.x0 - b.box.x0) > 4 or b.text[:1].islower():
        return False
    if not any(map(str.isalpha, b.text)):  # dots to write on
        return False
    return a.bold != b.bold or _ENDED.search(a.text) is not None or _spaced_off(a, b, margins)


def _spaced_off(a: TextLine, b: TextLine, margins: Margins) -> bool:
    """Say whether a new sentence stands clearly further below than lines of a paragraph do."""
    if margins.pitch is None or a.box is None or b.box is None or b.text[:1].islower():
        return False
    if a.block or b.block or not _ENDED.search(a.text):
        return False
    return b.box.y1 - a.box.y1 > max(1.25 * margins.pitch, margins.pitch + 3)


def _overlap(a: TextLine, b: TextLine) -> bool:
    return a.box is not None and b.box is not None and a.box.x0 < b.box.x1 and b.box.x0 < a.box.x1


def _size_slack(a: TextLine, b: TextLine) -> float:
    """Return how far two sizes of one paragraph may differ, in points.

    A recognised line's size is guessed from the height of its words, which depends
    on which letters it has.
    """
    larger = max(a.size or 0, b.size or 0)
    recognised = bool(a.words) and a.words[0].confidence is not None
    return max(1.5, (0.4 if recognised else 0.14) * larger)


def _wraps_into_marker(before: Placed, placed: Placed, margins: Margins) -> bool:
    """Say whether a full line asks for more ("theo quy định tại" / "Điều 5. ...")."""
    asks = _ASKS_FOR_MORE.search(before.line.text) is not None
    return margins.is_full(before, placed) and asks and not placed.line.text.startswith(("-", "+"))


def _goes_on_over_page(before: Placed, placed: Placed, margins: Margins) -> bool:
    if placed.line.text[:1].islower():
        return True
    if not _OPEN_END.search(before.line.text) or before.line.text.isupper():
        return False
    return margins.is_full(before, placed) and not margins.is_indented(placed)


def _same_heading(before: Placed, placed: Placed, margins: Margins) -> bool:
    """Say whether two short lines are one centred heading set on two lines."""
    a, b = before.line, placed.line
    if not (a.bold and b.bold and a.box and b.box) or _ALONE.fullmatch(a.text):
        return False
    if a.text.isupper() != b.text.isupper():
        return False
    centred = abs((a.box.x0 + a.box.x1) - (b.box.x0 + b.box.x1)) < 12
    return centred and margins.is_indented(before) and _centred_on_text(before, margins)


def _centred_on_text(placed: Placed, margins: Margins) -> bool:
    """Say whether a line is centred on the text, as headings are; the header's blocks are not."""
    edge, box = margins.around(placed), placed.line.box
    if edge is None or box is None:
        return False
    return abs((box.x0 + box.x1) / 2 - (edge[0] + edge[1]) / 2) < 25
