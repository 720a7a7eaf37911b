"""A subject that follows a citation without "về": "… của Tỉnh ủy tổng kết bảy năm thực hiện …".

Reading cannot tell such a subject from what the sentence says next; one who knows the title
can.  It is taken as stated only where it runs like the title: whole, cut short, or with a
word or two that differ.
"""

from __future__ import annotations

import re

from index.citations.titles import words
from ingest.text.vietnamese import sentences

_LEAST = 4
"""Words that must agree from the first on for a title cut short to be one."""
_MOST_OTHER = 2
"""Words of a title that may differ for it to be that title, told wrongly."""
_WORD = re.compile(r"\w+")
_ENDS = re.compile(r"[;:“”\"\n()]")
_LEAD = re.compile(r"[\s,]{0,3}(?:về\s)?(?:việc\s)?")


def unmarked_subject(text: str, at: int, known: str) -> str | None:
    """Return the stretch behind ``at`` that states the title ``known``; None where none does."""
    lead = _LEAD.match(text, at)
    start = lead.end() if lead else at
    stretch = _sentence(text, start, len(known) + 60)
    title = words(known)
    hits = list(_WORD.finditer(stretch))
    best: str | None = None
    for size in range(_LEAST, min(len(hits), len(title) + 4) + 1):
        said = stretch[: hits[size - 1].end()]
        said_words = words(said)
        if _states(said_words, title):
            best = said
            # What a title says behind a document named in it is no part of the comparison.
            if said_words == title:
                break
    return best


def _sentence(text: str, start: int, most: int) -> str:
    stretch = text[start : start + most]
    stop = _ENDS.search(stretch)
    stretch = stretch[: stop.start()] if stop else stretch
    spans = sentences(stretch)
    return stretch[: spans[0].end] if spans else stretch


def _states(said: tuple[str, ...], title: tuple[str, ...]) -> bool:
    if said[:2] != title[:2]:
        return False
    if said == title[: len(said)]:
        return len(said) >= _LEAST
    # Told wrongly: as long as the title, but for a word or two.
    if len(said) != len(title) or len(title) < _LEAST + _MOST_OTHER:
        return False
    return sum(a != b for a, b in zip(said, title, strict=True)) <= _MOST_OTHER
