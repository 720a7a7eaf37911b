"""What is marked as the answer: no heading, and a line that leads in together with its items.

A heading holds the words of a question better than what stands under it, and answers nothing; "các
trường hợp sau đây:" says nothing without the cases.  Both are known by how lines are labelled
("Điều 5.", "1.1.", "a)", "-"; the labels are those of Decree 30/2020/NĐ-CP and of Guidance
36-HD/VPTW of 2018).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Bounds = tuple[int, int]

LONGEST_HEADING = 20
"""Words of a line that may be a heading."""
LONGEST_LIST = 600
"""Letters that a leading line and its items are marked up to; the first item in any case."""

_LABELS = (
    r"(?i:phần|chương)\s+\w+",
    r"(?i:mục)\s+\w+|[IVX]+\s?[.)-]",
    r"(?i:điều)\s+\d+[a-zđ]?\s?[.:]",
    r"\d+\s?[.)-](?!\d)",
    r"\d+\.\d+\s?[.)-]?(?!\.?\d)",
    r"\d+(?:\.\d+){2}\s?[.)-]?(?!\.?\d)",
    r"\d+(?:\.\d+){3,}\s?[.)-]?",
    r"[A-Za-zđĐ]\s?\)",
    r"[-–•]",
    r"[+]",
)
"""What a line begins with, from the widest part of a document to the narrowest."""
_LABEL = re.compile(r"[*_#\s]*(?:" + "|".join(f"({one})" for one in _LABELS) + r")[*_]*\s")
_DASH = len(_LABELS) - 1
NONE = 100


def depth(line: str) -> int:
    """Return how deep a line's label stands: 1 for a part of a document; :data:`NONE` for none."""
    label = _LABEL.match(line)
    return NONE if label is None else label.lastindex or NONE


def under_heading(text: str, bounds: Sequence[Bounds], place: int) -> range | None:
    """Return the sentences under a heading; None where sentence ``place`` is none.

    A heading is a short line by itself, labelled or in capitals, over something deeper; one
    that ends like a sentence, over labels only.
    """
    if place + 1 >= len(bounds) or not _is_line(text, bounds[place]):
        return None
    line, following = (text[slice(*bounds[n])] for n in (place, place + 1))
    own, below = depth(line), depth(following)
    bare = line.strip("*_# ")
    if own == NONE and bare.isupper():
        own = 0
    if own >= _DASH or below <= own or bare[-1:] in ":;," or len(bare.split()) > LONGEST_HEADING:
        return None
    if bare.endswith(".") and below == NONE:
        return None
    end = place + 1
    while end < len(bounds) and not _ends_part(text, bounds[end], own):
        end += 1
    return range(place + 1, end)


def with_items(text: str, bounds: Sequence[Bounds], place: int) -> Bounds:
    """Return where the sentence is, with the items it leads in to."""
    start, end = bounds[place]
    if text[end - 1 : end] != ":" or place + 1 >= len(bounds):
        return start, end
    level = depth(text[slice(*bounds[place + 1])])
    for n in range(place + 1, len(bounds)):
        first, last = bounds[n]
        is_next = n == place + 1
        begins = _begins_line(text, first)
        if not is_next and (last - start > LONGEST_LIST or level == NONE):
            break
        if not is_next and begins and not level <= depth(text[first:last]) < NONE:
            break
        end = last
    return start, end


def _ends_part(text: str, bounds: Bounds, level: int) -> bool:
    return _begins_line(text, bounds[0]) and depth(text[slice(*bounds)]) <= level


def _is_line(text: str, bounds: Bounds) -> bool:
    return _begins_line(text, bounds[0]) and text[bounds[1] :].lstrip(" \t")[:1] in {"", "\n"}


def _begins_line(text: str, start: int) -> bool:
    return not text[:start].rpartition("\n")[2].strip()
