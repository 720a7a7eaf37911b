"""A document's canonical text as paragraphs with links, note marks and page numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from index.citations.addresses import DocumentAddress, steps_of
from index.citations.status import places_in
from index.results import DocumentView, ResolutionStatus, Resolved, Status
from ingest.citations import ReferenceForm
from ingest.model import Document, Level, Note, Provision
from ingest.text.spans import Span
from search_app.views import wording
from search_app.views.cards import anchor, card_view
from search_app.views.facts import is_paged, page_url
from search_app.views.lookup import match_view
from search_app.views.reflow import Reflow
from search_app.views.status import StatusView, status_view


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph: plain, a reference (``url``, ``hint``) or a note's mark."""

    text: str
    url: str = ""
    hint: str = ""
    state: str = ""
    note: str = ""
    """The place of the note among the notes (from 1): marks may begin again on every page."""


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph of the text.  ``heading`` is 0 for running text, else its depth."""

    id: str
    stretches: tuple[Stretch, ...]
    heading: int = 0
    target: bool = False
    anchors: tuple[str, ...] = ()
    page: str = ""
    page_url: str = ""
    first: bool = False
    """Whether the marked stretch begins here."""
    tone: str = ""
    """Colour of what became of the provision it belongs to, "" where nothing is known."""
    marks: tuple[StatusView, ...] = ()
    """What became of the provision that begins here."""
    additions: tuple[StatusView, ...] = ()
    """What was put in behind the provision that ends here."""
    flows: bool = False
    """Whether lines of a scan go on as one here: their ends are shown as spaces."""
    place: str = ""
    """The way down to the provision that begins here: "Điều 5 › khoản 2"."""
    pinpoint: str = ""
    """The same as citations write it: "khoản 2 Điều 5"."""
    address: str = ""
    """The lasting address of that provision."""

    @property
    def bare(self) -> str:
        """Its text where there is nothing else to it, as with most; else ""."""
        if self.place or self.heading or self.page or self.anchors or len(self.stretches) > 1:
            return ""
        if self.marks or self.additions or self.tone or self.flows or self.target or self.first:
            return ""
        only = self.stretches[0]
        return "" if only.url or only.note or self.address else only.text


@dataclass(frozen=True, slots=True)
class NoteView:
    """A footnote; ``back`` leads to the mark in the text."""

    mark: str
    paragraphs: tuple[ParagraphView, ...]
    id: str
    back: str


def _reference_url(resolved: Resolved) -> str:
    if resolved.resolution is ResolutionStatus.HELD and resolved.candidates:
        return card_view(resolved.candidates[0].card).url
    return "/tra-cuu?" + urlencode({"so": resolved.text[:120]})


def _hint(resolved: Resolved) -> str:
    named = "; ".join(
        ", ".join(part for part in (v.card.title, v.card.day and f"ngày {v.card.day}") if part)
        for v in map(match_view, resolved.candidates[:3])
    )
    how = wording.HOW_RESOLVED[resolved.resolution]
    return f"{named} — {how}" if named else how


def of_others(view: DocumentView) -> tuple[Resolved, ...]:
    """Return what refers to other documents: "Quy định này" is no citation."""
    return tuple(
        r
        for r in view.cites
        if [m.card.id for m in r.candidates] != [view.card.id] and not _is_nowhere(r)
    )


def _is_nowhere(resolved: Resolved) -> bool:
    """Say whether a place is of no document that can be told."""
    absent = resolved.resolution is ResolutionStatus.ABSENT
    return absent and resolved.form is ReferenceForm.INTERNAL


class TextLayout:
    """Cuts a document's canonical text into paragraphs with links, marks and page numbers.

    The stretches of all paragraphs, joined by line ends, are the canonical text again.

    :param address: the lasting address of the document, "" where it has none.
    """

    def __init__(self, view: DocumentView, target: Span | None, address: str = "") -> None:
        self._document = view.document
        self._reflow = Reflow(view.document)
        self._addresses = provision_addresses(view.document, address)
        self._target = target
        self._references = sorted(of_others(view), key=lambda r: r.span)
        self._reference_starts = [r.span.start for r in self._references]
        notes = enumerate(view.document.notes, start=1)
        self._notes = {note.anchor: place for place, note in notes if note.anchor}
        self._note_marks = sorted(span for span in self._notes if len(span))
        self._headings = {p.span.start: p for p in view.document.provisions}
        passages = {p.span.start: anchor(p.id) for p in view.passages}
        self._passages = sorted(passages.items())
        self._passage_starts = [start for start, _ in self._passages]
        self._starts = self._page_starts()
        self._page_offsets = sorted(self._starts)
        self._became = [
            (status, status_view(status), span)
            for status, span in places_in(view.statuses, view.document)
        ]

    def _page_starts(self) -> dict[int, int]:
        """Map the offset at which each page's text begins to the page's number."""
        starts: dict[int, int] = {}
        if not is_paged(self._document):
            return starts
        last = 0
        for line in self._document.lines:
            if line.span is not None and line.page > last:
                starts[line.span.start] = last = line.page
        return starts

    def _anchors(self, start: int, end: int) -> tuple[str, ...]:
        """Return the anchors of the passages that begin from ``start`` to ``end``."""
        first = bisect_left(self._passage_starts, start)
        last = bisect_right(self._passage_starts, end)
        return tuple(name for _, name in self._passages[first:last])

    def _page_from(self, start: int, end: int) -> int:
        """Return the first page whose text begins in ``text[start:end]``, 0 for none."""
        at = bisect_left(self._page_offsets, start)
        offset = self._page_offsets[at] if at < len(self._page_offsets) else end
        return self._starts[offset] if offset < end else 0

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """Yield the pieces of ``text[start:end]`` in order, leaving nothing out."""
        text, at = self._document.text, start
        for span, thing in self._things(Span(start, end)):
            if span.start < at:
                continue
            if at < span.start:
                yield Stretch(text[at : span.start])
            yield self._stretch(span.of(text), thing)
            at = span.end
        if at < end:
            yield Stretch(text[at:end])

    def _things(self, area: Span) -> list[tuple[Span, Resolved | int]]:
        """Return references and note marks inside ``area``, a reference cut at marks in it."""
        marks = [span for span in self._note_marks if area.contains(span)]
        things: list[tuple[Span, Resolved | int]] = [(span, self._notes[span]) for span in marks]
        first = bisect_left(self._reference_starts, area.start)
        last = bisect_right(self._reference_starts, area.end)
        for reference in self._references[first:last]:
            if not area.contains(reference.span):
                continue
            edges = [edge for m in marks if m.overlaps(reference.span) for edge in (m.start, m.end)]
            cuts = [reference.span.start, *edges, reference.span.end]
            pairs = zip(cuts[::2], cuts[1::2], strict=True)
            things += [(Span(start, end), reference) for start, end in pairs if start < end]
        return sorted(things, key=lambda pair: pair[0])

    def _stretch(self, written: str, thing: Resolved | int) -> Stretch:
        if isinstance(thing, int):
            return Stretch(written, note=str(thing))
        return Stretch(
            written,
            url=_reference_url(thing),
            hint=_hint(thing),
            state=thing.resolution.value,
        )

    def paragraph(self, start: int, end: int) -> ParagraphView:
        """Return one paragraph of the text."""
        here = Span(start, end)
        number = self._page_from(start, end + 1)
        wanted = self._target
        view = ParagraphView(
            id=f"vt-{start}",
            stretches=tuple(self.stretches(start, end)),
            target=wanted is not None and wanted.overlaps(here),
            first=wanted is not None and start <= wanted.start < end,
            anchors=self._anchors(start, end),
            page=self._page_label(number) if number else "",
            page_url=page_url(self._document.id, number) if number else "",
            tone=self._tone(here),
            marks=self._marks(lambda status, span: not status.added and start <= span.start < end),
            additions=self._marks(
                lambda status, span: status.added and start < span.end <= end + 1
            ),
            flows="\n" in here.of(self._document.text),
        )
        provision = self._headings.get(start)
        return view if provision is None else self._begun(view, provision, start)

    def _begun(self, view: ParagraphView, provision: Provision, start: int) -> ParagraphView:
        """Return the paragraph in which a provision begins."""
        path = provision.path if provision.level is not Level.DASH else ()
        return replace(
            view,
            heading=min(len(provision.path), 5) if provision.title else 0,
            place=wording.section(path),
            pinpoint=wording.pinpoint(path),
            address=self._addresses.get(start, ""),
        )

    def _marks(self, here: Callable[[Status, Span], bool]) -> tuple[StatusView, ...]:
        if not self._became:
            return ()
        return tuple(view for status, view, span in self._became if here(status, span))

    def _tone(self, here: Span) -> str:
        """Return the colour of the smallest changed provision a paragraph belongs to."""
        if not self._became:
            return ""
        sized_tones = [
            (len(span), view.tone)
            for status, view, span in self._became
            if not status.added and span.overlaps(here)
        ]
        return min(sized_tones, default=(0, ""))[1]

    def _page_label(self, number: int) -> str:
        return wording.pages_of(self._document, (number,))

    def paragraphs(self, start: int, end: int) -> Iterator[ParagraphView]:
        """Yield the paragraphs of ``text[start:end]``; lines of a scan that go on are one."""
        waiting: Span | None = None
        for line in self._lines(start, end):
            if waiting is not None and self._reflow.goes_on(waiting, line):
                waiting = Span(waiting.start, line.end)
                continue
            if waiting is not None:
                yield self.paragraph(waiting.start, waiting.end)
            waiting = line
        if waiting is not None:
            yield self.paragraph(waiting.start, waiting.end)

    def _lines(self, start: int, end: int) -> Iterator[Span]:
        """Yield the lines of ``text[start:end]`` that hold anything."""
        while start <= end and start < len(self._document.text):
            stop = self._document.text.find("\n", start, end)
            stop = end if stop < 0 else stop
            if stop > start:
                yield Span(start, stop)
            start = stop + 1


def provision_addresses(document: Document, address: str) -> dict[int, str]:
    """Return the lasting addresses of provisions by where they begin.

    Each leads to its provision again: of two of one name only the first has it.

    :param address: of the document; "" gives none.
    """
    if not address:
        return {}
    whole = str(DocumentAddress.parse(address).document)
    found: dict[str, int] = {}
    for provision in document.provisions:
        if provision.level is not Level.DASH:
            at = "/".join((whole, *steps_of(provision.path)))
            found.setdefault(at, provision.span.start)
    return {start: at for at, start in found.items() if at != address}


def note_start(note: Note, text: str) -> int:
    """Return where the note's paragraph begins: its printed mark stands before its span."""
    return text.rfind("\n", 0, note.span.start) + 1


def note_views(layout: TextLayout, notes: Sequence[Note], text: str) -> tuple[NoteView, ...]:
    """Return the notes with their texts laid out, in order."""
    return tuple(
        NoteView(
            mark=note.mark,
            paragraphs=tuple(layout.paragraphs(note_start(note, text), note.span.end)),
            id=f"chu-thich-{place}",
            back=f"#dau-{place}" if note.anchor else "",
        )
        for place, note in enumerate(notes, start=1)
    )
