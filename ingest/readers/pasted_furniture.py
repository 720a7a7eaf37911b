"""Page numbers and running lines inside text that was copied from pages.

A number alone on a line is a page's where such numbers grow by one through the text.  A line that
comes back is a page's where it stands beside such numbers or between the halves of sentences: a
document may well repeat a line of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from ingest.text.cut_lines import hangs

_NUMBER = re.compile(r"[-–—|*_ ]{0,8}(?:Trang ?)?(\d{1,4})(?: ?/ ?\d{1,4})?[-–—|*_ ]{0,8}")
_STUCK = re.compile(r"(\d{1,4}) (?=[a-zà-ỹđ])")
LEAST_RUN = 4
"""Fewer growing numbers than this prove no pages."""
MOST_SKIPPED = 4
"""Pages whose number may be lost, or stuck to a line, between two that are found."""
LEAST_TIMES = 3
_LEAST_LETTERS = 12
_WIDEST = 130
"""Letters of the longest line of a text that was wrapped at a page's width."""
_OPEN = re.compile(r"[^\W_,]$|,$")


def pages_joined(text: str) -> str:
    """Return a text that was printed to a file as one: without form feeds and page numbers.

    A form feed proves the page; a number alone beside it is its number where all such numbers
    run ahead of the pages by as much, one number by itself only where the pages are counted
    from 1.  A sentence that the page's end cut goes on.
    """
    pages = [page.strip().split("\n") for page in text.split("\f")]
    if len(pages) == 1:
        return text
    numbers = [
        (n, at, int(number[1]) - n)
        for n, page in enumerate(pages)
        for at in ({0, len(page) - 1} if n else {len(page) - 1})
        if (number := _NUMBER.fullmatch(page[at].strip())) is not None
    ]
    aheads = {ahead for _, _, ahead in numbers}
    if len(aheads) == 1 and (len(numbers) > 1 or 1 in aheads):
        for n, at, _ in sorted(numbers, reverse=True):
            del pages[n][at]
    joined = "\n".join(pages[0]).rstrip()
    for page in pages[1:]:
        rest = "\n".join(page).lstrip()
        cut = _OPEN.search(joined) is not None and rest[:1].islower()
        joined = f"{joined}{' ' if cut else chr(10)}{rest.rstrip()}"
    return joined


def without_page_furniture(lines: Sequence[str]) -> list[str]:
    """Return lines, stripped, without the page numbers and running lines among them.

    A blank line above one that is left out goes with it: what it cut goes on.
    """
    numbers = _growing(lines)
    running = _running(lines, numbers)
    out = set(numbers) | running
    kept: list[str] = []
    for n in range(len(lines)):
        if n not in out:
            kept.append(_unstuck(lines, n, numbers))
        elif kept and not kept[-1]:
            kept.pop()
    return kept


def _growing(lines: Sequence[str]) -> dict[int, int]:
    """Return the page numbers, by the index of their line: the longest run that grows."""
    alone = [(n, int(m[1])) for n, line in enumerate(lines) if (m := _NUMBER.fullmatch(line))]
    best: list[tuple[int, int]] = []
    length = [1] * len(alone)
    before: list[int | None] = [None] * len(alone)
    for b, (_, number) in enumerate(alone):
        for a in range(max(0, b - 40), b):
            if 0 < number - alone[a][1] <= MOST_SKIPPED and length[a] + 1 > length[b]:
                length[b], before[b] = length[a] + 1, a
    if not alone:
        return {}
    at: int | None = max(range(len(alone)), key=length.__getitem__)
    while at is not None:
        best.append(alone[at])
        at = before[at]
    best.reverse()
    return dict(best) if len(best) >= LEAST_RUN and len(best) * 2 >= len(alone) else {}


def _running(lines: Sequence[str], numbers: dict[int, int]) -> set[int]:
    """Return the lines that come back with the pages."""
    places: dict[str, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        if len(line) >= _LEAST_LETTERS and any(map(str.isalpha, line)):
            places[re.sub(r"\d+", "#", line)].append(n)
    found: set[int] = set()
    for at in places.values():
        cuts = sum(_cuts(lines, n, numbers) for n in at)
        words = lines[at[0]]
        if len(at) < LEAST_TIMES or cuts * 2 < len(at) or words[:1].islower() or hangs(words):
            continue
        found.update(at)
    return found


def _cuts(lines: Sequence[str], n: int, numbers: dict[int, int]) -> bool:
    """Say whether a line stands beside a page's number or between the halves of a sentence.

    Where lines are as short as a page is wide every one of them may stand inside a sentence: a
    running line then has a blank line beside it.
    """
    above = next((a for a in range(n - 1, -1, -1) if lines[a]), None)
    below = next((b for b in range(n + 1, len(lines)) if lines[b]), None)
    if above in numbers or below in numbers:
        return True
    if above is None or below is None:
        return False
    apart = below > n + 1 or above < n - 1 or len(lines[above]) > _WIDEST
    return apart and _OPEN.search(lines[above]) is not None and lines[below][:1].islower()


def _unstuck(lines: Sequence[str], n: int, numbers: dict[int, int]) -> str:
    """Return a line without the page number that stuck to the words it cut ("5 vị khác")."""
    line = lines[n]
    stuck = _STUCK.match(line)
    if stuck is None or not numbers:
        return line
    places = list(numbers)
    behind = bisect_left(places, n)
    if not 0 < behind < len(places):
        return line
    if not numbers[places[behind - 1]] < int(stuck[1]) < numbers[places[behind]]:
        return line
    above = next((lines[a] for a in range(n - 1, -1, -1) if lines[a]), "")
    return line[stuck.end() :] if _OPEN.search(above) else line
