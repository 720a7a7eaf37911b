"""View model of one page of a file: its picture, the marks on it, its lines."""

from __future__ import annotations

from dataclasses import dataclass

from index.citations.status import places_in
from index.citations.status_words import tone
from index.results import DocumentView, PassageView
from ingest.model import Box, Line, Role
from ingest.text.spans import Span
from search_app.services.page_images import DPI
from search_app.views import wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.facts import page_url
from search_app.views.search import Choice
from search_app.views.status import StatusesView, statuses_view


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the page as it was read."""

    text: str
    target: bool
    note: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with the passage and the sentence marked; sizes in points."""

    card: CardView
    number: int
    count: int
    label: str
    reading: str
    remarks: tuple[str, ...]
    width: float
    height: float
    picture_url: str
    passage_boxes: tuple[Box, ...]
    sentence_boxes: tuple[Box, ...]
    became: StatusesView
    status_boxes: tuple[tuple[str, Box], ...]
    """Lines of provisions that changed, each with its colour."""
    lines: tuple[LineView, ...]
    zooms: tuple[Choice, ...]
    zoom: int
    previous: str
    following: str
    text_url: str
    cite_url: str
    elsewhere: tuple[Choice, ...]
    """The other pages on which the passage stands."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page, how large, and what to mark: spans of the canonical text."""

    number: int
    zoom: int = 2
    passage: PassageView | None = None
    sentence: Span | None = None

    def query(self, zoom: int) -> str:
        """Return the address parameters that keep the marks."""
        parts = [f"co={zoom}"]
        if self.passage is not None:
            parts.append(f"doan={self.passage.id}")
            if self.sentence is not None:
                start = self.passage.span.start
                parts += [f"tu={self.sentence.start - start}", f"den={self.sentence.end - start}"]
        return "?" + "&".join(parts)


ZOOM_NAMES = {1: "Nhỏ", 2: "Vừa", 3: "Lớn"}


def _boxes(view: DocumentView, span: Span | None, page: int) -> tuple[Box, ...]:
    if span is None or not len(span):
        return ()
    return tuple(placed.box for placed in view.document.boxes_of(span) if placed.page == page)


def _line(line: Line, marked: Span | None) -> LineView:
    target = marked is not None and line.span is not None and line.span.overlaps(marked)
    return LineView(line.text, target, line.role is Role.NOTE)


def _neighbour(view: DocumentView, wanted: PageRequest, number: int) -> str:
    inside = 1 <= number <= len(view.document.pages)
    return page_url(view.document.id, number) + wanted.query(wanted.zoom) if inside else ""


def page_view(view: DocumentView, wanted: PageRequest) -> PageView | None:
    """Return the page, None where the file has no such page or no pages of its own."""
    document, number = view.document, wanted.number
    page = next((p for p in document.pages if p.number == number), None)
    if page is None or not page.width or not page.height:
        return None
    marked = wanted.passage.span if wanted.passage else None
    address = page_url(document.id, number)
    lines = (ln for ln in document.lines if ln.page == number and ln.role is not Role.FURNITURE)
    others = [n for n in wanted.passage.pages if n != number] if wanted.passage else []
    return PageView(
        card=card_view(view.card),
        number=number,
        count=len(document.pages),
        label=wording.pages_of(document, (number,)),
        reading=wording.reading(page.origin, page.confidence),
        remarks=page.remarks,
        width=page.width,
        height=page.height,
        picture_url=f"{address}/anh?co={wanted.zoom}",
        passage_boxes=_boxes(view, marked, number),
        sentence_boxes=_boxes(view, wanted.sentence, number),
        became=statuses_view(view.statuses, wanted.passage),
        status_boxes=tuple(
            (tone(status), box)
            for status, span in places_in(view.statuses, document)
            if not status.added
            for box in _boxes(view, span, number)
        ),
        lines=tuple(_line(line, marked) for line in lines),
        zooms=tuple(
            Choice(ZOOM_NAMES[step], address + wanted.query(step), step == wanted.zoom)
            for step in DPI
        ),
        zoom=wanted.zoom,
        previous=_neighbour(view, wanted, number - 1),
        following=_neighbour(view, wanted, number + 1),
        text_url=document_url(document.id, wanted.passage.id if wanted.passage else None),
        cite_url=f"/doan/{wanted.passage.id}" if wanted.passage else "",
        elsewhere=tuple(
            Choice(
                wording.pages_of(document, (n,)),
                page_url(document.id, n) + wanted.query(wanted.zoom),
            )
            for n in others
        ),
    )
