"""View model of one page of a file: its picture, the marks on it, its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.citations.status import places_in
from index.citations.status_words import tone
from index.results import DocumentView, PassageView
from ingest.model import Document
from ingest.pages import Box, Role
from ingest.text.spans import Span
from search_app.services.page_images import DPI
from search_app.views import wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.choices import Choice
from search_app.views.facts import page_url
from search_app.views.reflow import Reflow
from search_app.views.status import StatusesView, statuses_view


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the page as it was read, with what stands between it and the next."""

    text: str
    target: bool


@dataclass(frozen=True, slots=True)
class LinesView:
    """Lines that are one paragraph: joined, the canonical text from ``start`` on."""

    start: int
    lines: tuple[LineView, ...]
    note: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with the passage and the sentence marked; sizes in points."""

    card: CardView
    id: str
    """The file the page is of."""
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
    paragraphs: tuple[LinesView, ...]
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


def _paragraphs(document: Document, number: int, marked: Span | None) -> Iterator[LinesView]:
    """Yield the paragraphs of a page: lines that the canonical text does not part."""
    reflow = Reflow(document)
    for placed in _joined(document, number, reflow):
        ends = [line.start for line in placed[1:]] + [placed[-1].end]
        yield LinesView(
            placed[0].start,
            tuple(
                LineView(
                    document.text[line.start : end], marked is not None and line.overlaps(marked)
                )
                for line, end in zip(placed, ends, strict=True)
            ),
            note=any(note.span.overlaps(placed[0]) for note in document.notes),
        )


def _joined(document: Document, number: int, reflow: Reflow) -> Iterator[list[Span]]:
    """Yield the spans of the lines of each paragraph of a page."""
    together: list[Span] = []
    for line in document.lines:
        if line.page != number or line.role is Role.FURNITURE or line.span is None:
            continue
        if not len(line.span):
            continue
        if together and not _go_together(document, together[-1], line.span, reflow):
            yield together
            together = []
        together.append(line.span)
    if together:
        yield together


def _go_together(document: Document, line: Span, following: Span, reflow: Reflow) -> bool:
    between = following.start - line.end
    if not 0 <= between <= 1:
        return False
    if "\n" not in document.text[line.end : following.start]:
        return True
    start = document.text.rfind("\n", 0, line.end) + 1
    stop = document.text.find("\n", following.start)
    whole = Span(following.start, stop if stop >= 0 else len(document.text))
    return reflow.goes_on(Span(start, line.end), whole)


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
    others = [n for n in wanted.passage.pages if n != number] if wanted.passage else []
    return PageView(
        card=card_view(view.card),
        id=document.id,
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
        paragraphs=tuple(_paragraphs(document, number, marked)),
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
