"""Tables of contents that lead to no page by dots: what stands below "MỤC LỤC" and comes twice.

At the front of a book its entries come again as headings behind it; at the end they were headings
before.  That, not their form, tells them from the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout.paragraphs import Paragraph
from ingest.structure.markers import markers_at

_HEADING = "muc luc"
_NEAR = 8
"""Paragraphs below "MỤC LỤC" among which the first entry stands ("Trang", "Lời nói đầu")."""
_APART = 4
"""Paragraphs between two entries at most: titles below "Chương I", lines that run on."""
_KEY = 5
"""Words by which an entry is known again; its last ones may be the page's number."""
_WORDS = re.compile(r"\w+")


def is_contents_heading(paragraph: Paragraph) -> bool:
    """Say whether a paragraph heads a table of contents."""
    return paragraph.folded.strip(" .:") == _HEADING


def contents_of(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Return the paragraphs of tables of contents, from their heading to their last entry."""
    found: set[int] = set()
    for n in (n for n, paragraph in enumerate(paragraphs) if is_contents_heading(paragraph)):
        first = next(
            (at for at in range(n + 1, min(n + _NEAR, len(paragraphs))) if _key(paragraphs[at])),
            None,
        )
        if first is None:
            continue
        before = {key for paragraph in paragraphs[:n] if (key := _key(paragraph))}
        if _key(paragraphs[first]) in before:
            last = first
            for at in range(first, len(paragraphs)):
                if at - last > _APART:
                    break
                last = at if _key(paragraphs[at]) in before else last
            found.update(range(n, last + 1))
            continue
        again = (at for at in range(first + 1, len(paragraphs)) if _alike(paragraphs, first, at))
        found.update(range(n, next(again, n)))
    return frozenset(found)


def _key(paragraph: Paragraph) -> tuple[str, ...]:
    """Return the first words of a numbered heading; () for any other paragraph."""
    if paragraph.table or not markers_at(paragraph.text):
        return ()
    words = _WORDS.findall(paragraph.folded)
    return tuple(words[:_KEY]) if len(words) > 1 else ()


def _alike(paragraphs: Sequence[Paragraph], entry: int, at: int) -> bool:
    """Say whether a paragraph is the heading that an entry names, but for the page's number."""
    said, heading = _key(paragraphs[entry]), _key(paragraphs[at])
    paged = said[:-1] if said and said[-1].isdecimal() else said
    return bool(heading) and heading in {said, paged}
