"""Tables of contents that lead to no page by dots: what stands below "MỤC LỤC" and comes twice.

At the front of a book its entries come again as headings behind it; at the end they were headings
before.  That, not their form, tells them from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.layout.paragraphs import Paragraph
from ingest.structure.markers import markers_at

_HEADING = "muc luc"
_NEAR = 8
"""Paragraphs below "MỤC LỤC" among which the first entry stands ("Trang", "Lời nói đầu")."""
_APART = 4
"""Paragraphs between two entries at most: titles below "Chương I", lines that run on."""
_TITLE = 16
"""Words of a line of an entry, at the most."""
_KEY = 5
"""Words by which an entry is known again; its last ones may be the page's number."""
_WORDS = re.compile(r"\w+")


def is_contents_heading(paragraph: Paragraph) -> bool:
    """Say whether a paragraph heads a table of contents."""
    return paragraph.folded.strip(" .:") == _HEADING


def contents_of(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Return the paragraphs of tables of contents, from their heading to their last entry."""
    heads = [n for n, paragraph in enumerate(paragraphs) if is_contents_heading(paragraph)]
    keys = list(map(_key, paragraphs)) if heads else []
    found: set[int] = set()
    for n in heads:
        near = range(n + 1, min(n + _NEAR, len(paragraphs)))
        first = next((at for at in near if keys[at]), None)
        if first is None or n in found:
            continue
        before = set(keys[:n]) - {()}
        if keys[first] in before:
            entries = (at for at in range(first, len(keys)) if keys[at] in before)
            found.update(range(n, _last_near(first, entries) + 1))
            continue
        again = next((at for at in range(first + 1, len(keys)) if _alike(keys, first, at)), n)
        # What stands between the last entry and the first heading is a preface.
        entries = (at for at in range(first, again) if keys[at])
        last = _last_near(first, entries)
        while last + 1 < again and _is_title(paragraphs[last + 1]):
            last += 1
        found.update(range(n, last + 1) if again > n else ())
    return frozenset(found)


def _is_title(paragraph: Paragraph) -> bool:
    """Say whether a paragraph may be the title of a bare entry ("Chương II"), or run on with it."""
    return paragraph.size <= _TITLE and not paragraph.text.endswith((".", ":", ";"))


def _last_near(first: int, entries: Iterable[int]) -> int:
    """Return the last of the entries that follow one another closely."""
    last = first
    for at in entries:
        if at - last > _APART:
            break
        last = at
    return last


def _key(paragraph: Paragraph) -> tuple[str, ...]:
    """Return the first words of a numbered heading; () for any other paragraph."""
    if paragraph.table or not markers_at(paragraph.text):
        return ()
    words = _WORDS.findall(paragraph.folded)
    return tuple(words[:_KEY]) if len(words) > 1 else ()


def _alike(keys: Sequence[tuple[str, ...]], entry: int, at: int) -> bool:
    """Say whether a paragraph is the heading that an entry names, but for the page's number."""
    said, heading = keys[entry], keys[at]
    paged = said[:-1] if said and said[-1].isdecimal() else said
    return bool(heading) and heading in {said, paged}
