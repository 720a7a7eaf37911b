"""Passages ready to be quoted.

Offsets inside a :class:`PassageView` count code points of its own ``text``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.results.documents import DocumentCard
from ingest.pages import Origin
from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where in a passage's text the text of a page begins; ``printed`` is what the paper says."""

    offset: int
    page: int
    printed: str | None


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage ready to be quoted: verbatim text, path and pages."""

    id: str
    document: DocumentCard
    ordinal: int
    path: tuple[str, ...]
    heading: tuple[str, ...]
    span: Span
    """In the document's canonical text."""
    text: str
    pages: tuple[int, ...]
    printed_pages: tuple[str, ...]
    origin: Origin
    confidence: float
    note: str | None = None
    page_starts: tuple[PageStart, ...] = ()
    """In the order of its text; empty for files without pages."""

    def pages_at(self, inside: Span) -> tuple[PageStart, ...]:
        """Return the pages on which a stretch of the text stands, in the order of the text."""
        ends = (*(start.offset for start in self.page_starts[1:]), len(self.text))
        starts = [
            start
            for start, end in zip(self.page_starts, ends, strict=False)
            if start.offset < max(inside.end, inside.start + 1) and inside.start < end
        ]
        return tuple(sorted({start.page: start for start in starts}.values(), key=lambda s: s.page))

    def narrowed(self, inside: Span, path: tuple[str, ...]) -> PassageView:
        """Return a stretch of the passage as a passage: its words, its provision, its pages.

        :param inside: of ``text``.
        :param path: of the provision that the stretch stands in.
        """
        pages = self.pages_at(inside)
        return replace(
            self,
            text=inside.of(self.text),
            span=inside.shifted(self.span.start),
            path=path,
            pages=tuple(start.page for start in pages) if self.page_starts else self.pages,
            printed_pages=tuple(start.printed for start in pages if start.printed is not None)
            if self.page_starts
            else self.printed_pages,
            page_starts=tuple(
                replace(start, offset=max(0, start.offset - inside.start)) for start in pages
            ),
        )
