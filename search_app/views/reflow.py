"""Recognised text laid out for reading: lines of a scan that go on as one paragraph.

Only the layout changes: what is shown is the canonical text, its line ends shown as spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ingest.model import Document, Line
from ingest.pages import Origin, Role
from ingest.text.spans import Span

_ENDED = re.compile(r"[.;:!?…]\W*$")
_MARKER = re.compile(r"(?:[a-zđ]{1,2}|[ivx]+)\s?[.)/]|[-–+*•]")
_COUNTED = re.compile(r"(?:năm|ngày|tháng|số|điều|khoản|mục)\W*$", re.IGNORECASE)
LEAST_WORDS = 4
"""Words before a line end at which a sentence is believed to be cut."""
LEAST_FOLLOWING = 3
"""Words behind it: fewer are what a stamp or a stroke was read as."""


class Reflow:
    """Says where a line end of a document's text is the scan's and not the writer's."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._recognised = {p.number for p in document.pages if p.origin is Origin.OCR}
        lines = [(line.span.start, line) for line in document.lines if line.span is not None]
        lines.sort(key=lambda pair: pair[0])
        self._starts = [start for start, _ in lines]
        self._lines = [line for _, line in lines]
        self._apart = {p.span.start for p in document.provisions}
        self._titled = {p.span.start for p in document.provisions if p.title}

    def goes_on(self, before: Span, after: Span) -> bool:
        """Say whether paragraph ``after`` goes on with the sentence of ``before``.

        Only where a page was recognised, the sentence has not ended, and what follows begins
        in the middle of one: with a small letter, or with the number of "năm", "số", "ngày".
        """
        if not self._recognised or after.start in self._apart or before.start in self._titled:
            return False
        if not (self._is_recognised(before.end - 1) and self._is_recognised(after.start)):
            return False
        written, following = before.of(self._text), after.of(self._text)
        return _is_cut(written) and _begins_inside(written, following)

    def _is_recognised(self, offset: int) -> bool:
        """Say whether running text stands here that was recognised from a page's picture."""
        line = self._line(offset)
        return line is not None and line.page in self._recognised and line.role is Role.BODY

    def _line(self, offset: int) -> Line | None:
        at = bisect_right(self._starts, offset) - 1
        return self._lines[at] if at >= 0 else None


def _is_cut(written: str) -> bool:
    return not _ENDED.search(written) and len(written.split()) >= LEAST_WORDS


def _begins_inside(written: str, following: str) -> bool:
    if len(following.split()) < LEAST_FOLLOWING:
        return False
    if following[:1].isdigit():
        return _COUNTED.search(written) is not None
    return following[:1].islower() and not _MARKER.match(following)
