"""Recognised text laid out for reading: lines of a scan that go on as one paragraph.

Only the layout changes: what is shown is the canonical text, its line ends shown as spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ingest.model import Document, Line, Origin, Role
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
        if after.start in self._apart or before.start in self._titled:
            return False
        lines = (self._line(before.end - 1), self._line(after.start))
        if any(line is None or line.page not in self._recognised for line in lines):
            return False
        if any(line is not None and line.role is not Role.BODY for line in lines):
            return False
        written, following = before.of(self._text), after.of(self._text)
        if _ENDED.search(written) or len(written.split()) < LEAST_WORDS:
            return False
        if len(following.split()) < LEAST_FOLLOWING:
            return False
        if following[:1].isdigit():
            return _COUNTED.search(written) is not None
        return following[:1].islower() and not _MARKER.match(following)

    def _line(self, offset: int) -> Line | None:
        at = bisect_right(self._starts, offset) - 1
        return self._lines[at] if at >= 0 else None
