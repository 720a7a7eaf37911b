"""Running headers, footers and page numbers: found by where they stand and how they repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.pages import ReadFile, ReadPage, Role, TextLine
from ingest.text.vietnamese import fold

_NUMBER = re.compile(
    r"[-–—~|\[\s]*(?:(?:Trang|Page)\s*)?(\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?[-–—~|\]\s]*"
)
_HEAD, _FOOT = 0.12, 0.9
"""Shares of the page's height above and below which furniture stands."""
_LETTERHEAD = 0.25
"""Share of the page's height above which the Party's or the State's name opens a letterhead."""
_MOTTO = re.compile(
    r"dang cong san viet nam|cong hoa xa hoi chu nghia|doc lap\W+tu do\W+hanh phuc|"
    r"^(?:dang cong san|cong hoa xa hoi(?: chu)?)$"
)
"""Whole or, in a narrow block, the first line of it alone ("CỘNG HÒA XÃ HỘI CHỦ")."""
_SLACK = 4.0
"""Points by which the lines of a letterhead's two blocks may stand apart."""
_MOST_AT_EDGE = 3
"""Lines at one edge of a page that may be furniture."""
_USUAL_SHARE = 0.4
"""Share of the pages whose numbers must run alike before the run is believed."""


def without_furniture(read: ReadFile) -> tuple[list[ReadPage], dict[int, str]]:
    """Return pages with furniture marked as such, and the printed number of each page.

    A page number is a number alone at the head or foot, the outermost line there or
    one that counts with the pages.  Other running lines are those whose words
    (figures aside) stand at the edge of several pages.
    """
    if not read.paged:
        return list(read.pages), {}
    candidates = {page.number: _candidates(page) for page in read.pages}
    shift = _shift(read.pages, candidates)
    repeated = _repeated_shapes([p for p in read.pages if not _is_bare(p)], candidates)
    printed: dict[int, str] = {}
    pages: list[ReadPage] = []
    for page in read.pages:
        lines = list(page.lines)
        for n, outermost in candidates[page.number]:
            number = page_number(lines[n])
            counted = shift is not None and str(page.number + shift) in _figures(lines[n])
            if (number is not None and (outermost or counted)) or _shape(lines[n]) in repeated:
                if counted and shift is not None:
                    printed.setdefault(page.number, str(page.number + shift))
                elif number is not None:
                    printed.setdefault(page.number, number)
                lines[n] = replace(lines[n], role=Role.FURNITURE)
        pages.append(replace(page, lines=tuple(lines)))
    return pages, printed


def _is_bare(page: ReadPage) -> bool:
    """Say whether a page has nothing but one line and perhaps its number: a divider, a title.

    Such lines repeated ("PHỤ LỤC 1", "PHỤ LỤC 2") are the pages' text: a running head runs over
    pages that have more.
    """
    own = [line for line in page.lines if line.role is not Role.FURNITURE]
    return sum(page_number(line) is None for line in own) <= 1


def _candidates(page: ReadPage) -> list[tuple[int, bool]]:
    """Return the lines outermost at the head or foot: index, and whether the very outermost."""
    if not page.height:
        return []
    candidates: list[tuple[int, bool]] = []
    letterhead = _letterhead(page)
    # What the reader already left aside may still bear the page's number.
    for role in (None, Role.FURNITURE):
        at = [
            (line.box.y0, line.box.y1, n)
            for n, line in enumerate(page.lines)
            if line.box is not None and line.role is role
            if letterhead is None or line.box.y0 < letterhead or line.box.y0 > page.height * _FOOT
        ]
        head = sorted(item for item in at if item[1] < page.height * _HEAD)[:_MOST_AT_EDGE]
        foot = sorted((item for item in at if item[0] > page.height * _FOOT), reverse=True)
        candidates += [
            (item[2], item[0] == edge[0][0] and role is None)
            for edge in (head, foot[:_MOST_AT_EDGE])
            for item in edge
        ]
    return candidates + [(n, False) for n in _at_sides(page)]


def _at_sides(page: ReadPage) -> Iterator[int]:
    """Yield the lines left aside at the side edges: head and foot of a page that lies turned."""
    width = page.width or 0.0
    for n, line in enumerate(page.lines):
        box = line.box if line.role is Role.FURNITURE else None
        if box and (box.x1 < width * _HEAD or box.x0 > width * _FOOT):
            yield n


def _letterhead(page: ReadPage) -> float | None:
    """Return from where on the page's head is a letterhead's, in points; None without one.

    An attached plan bears the letterhead again: it runs over no page.
    """
    tops = [
        line.box.y0
        for line in page.lines
        if line.box is not None and line.box.y0 < (page.height or 0) * _LETTERHEAD
        if line.role is not Role.FURNITURE  # a signature's picture names the Republic too
        if _MOTTO.search(fold(line.text))
    ]
    return min(tops) - _SLACK if tops else None


def page_number(line: TextLine) -> str | None:
    """Return the number that is all a line has, None where it has more."""
    match = _NUMBER.fullmatch(line.text)
    return match[1] if match else None


def _figures(line: TextLine) -> list[str]:
    """Return the whole numbers at either end of a line."""
    numbers = re.findall(r"(?<![\d/.-])\d{1,4}(?![\d/.-])", line.text)
    ends = (line.text.strip(" |-–—"), line.text.strip(" |-–—"))
    return [n for n in numbers if ends[0].startswith(n) or ends[1].endswith(n)]


def _shift(pages: Sequence[ReadPage], candidates: dict[int, list[tuple[int, bool]]]) -> int | None:
    """Return by how much printed numbers run ahead of the file's; None when they do not run."""
    counts: Counter[int] = Counter()
    for page in pages:
        figures = {f for n, _ in candidates[page.number] for f in _figures(page.lines[n])}
        counts.update({int(figure) - page.number for figure in figures})
    if not counts:
        return None
    shift, count = counts.most_common(1)[0]
    return shift if count >= max(2, len(pages) * _USUAL_SHARE) else None


def _shape(line: TextLine) -> str:
    return re.sub(r"\d+", "#", fold(line.text)).strip(" #|-–—.")


def _shapes(page: ReadPage, candidates: list[tuple[int, bool]]) -> Iterator[str]:
    for n, _ in candidates:
        shape = _shape(page.lines[n])
        if shape:
            yield shape


def _repeated_shapes(
    pages: Sequence[ReadPage], candidates: dict[int, list[tuple[int, bool]]]
) -> set[str]:
    """Return the shapes of lines that stand at the edge of several pages.

    Left and right pages may differ, so a third of the pages is enough.
    """
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update(set(_shapes(page, candidates[page.number])))
    least = 2 if len(pages) < 6 else max(3, len(pages) // 3)
    return {shape for shape, count in counts.items() if count >= least}
