"""View model of the document page: its facts, outline, text, notes and cross-references."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from index.citations.status import places_in
from index.results import DocumentView, FileCopy, TextDifference
from ingest.citations import Effect
from ingest.header.draft import DRAFT
from ingest.model import Document, Level, Provision
from ingest.text.spans import Span
from search_app.views import wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.choices import Choice
from search_app.views.crossrefs import (
    Cited,
    Citers,
    DisagreementView,
    citers_of,
    cites_of,
    disagreement_view,
)
from search_app.views.document_text import (
    NoteView,
    ParagraphView,
    TextLayout,
    note_start,
    note_views,
    of_others,
)
from search_app.views.facts import HeaderFactView, facts, is_paged
from search_app.views.lookup import MatchView, match_view
from search_app.views.related import NeighbourPicture, picture
from search_app.views.status import StatusesView, statuses_view
from search_app.views.timeline import StageView, timeline


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of the outline; ``depth`` counts from 1."""

    label: str
    title: str
    depth: int
    url: str


@dataclass(frozen=True, slots=True)
class FileView:
    """Another file of the document, and what it says otherwise than the one shown."""

    name: str
    url: str
    preferred: bool
    about: str
    differences: tuple[TextDifference, ...]
    more: int
    """Differences that are not shown."""
    is_other_text: bool = False


class DocumentText:
    """The text of a document as its page prints it, made when it is asked for.

    :param target: the stretch the reader came for.
    :param address: the document's lasting address, "" where it has none.
    """

    def __init__(self, view: DocumentView, target: Span | None, address: str) -> None:
        self._view, self._target, self._address = view, target, address
        self._begins = letterhead_end(view)

    @property
    def document(self) -> Document:
        """The document whose text it is."""
        return self._view.document

    @property
    def made_of(self) -> tuple[Hashable, ...]:
        """What it is made of besides the text and the stretch, for whoever keeps it."""
        view = self._view
        passages = tuple(passage.id for passage in view.passages)
        return view.card.id, view.cites, view.statuses, passages, self._address

    @property
    def is_whole(self) -> bool:
        """Whether the reader came for no stretch of it."""
        return self._target is None

    @property
    def opens_letterhead(self) -> bool:
        """Whether the reader came for something in the letterhead."""
        return self._target is not None and self._target.start < self._begins

    @cached_property
    def _layout(self) -> TextLayout:
        return TextLayout(self._view, self._target, self._address)

    @cached_property
    def letterhead(self) -> tuple[ParagraphView, ...]:
        """What is printed before the text begins: the header's two blocks and the title."""
        return tuple(self._layout.paragraphs(0, self._begins)) if self._begins else ()

    @cached_property
    def paragraphs(self) -> tuple[ParagraphView, ...]:
        """The text itself."""
        end = _body_end(self._view.document)
        return tuple(self._layout.paragraphs(self._begins, end))

    @cached_property
    def notes(self) -> tuple[NoteView, ...]:
        """The footnotes."""
        document = self._view.document
        return note_views(self._layout, document.notes, document.text)


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Everything the document page prints."""

    id: str
    card: CardView
    name: str
    """What it is called in little room: its number, or else its name."""
    facts: tuple[HeaderFactView, ...]
    remarks: tuple[str, ...]
    draft: str
    """That the file says to be a draft, "" where it does not."""
    outline: tuple[OutlineEntry, ...]
    text: DocumentText
    note_count: int
    cites: tuple[Cited, ...]
    cited_by: tuple[Citers, ...]
    disagreements: tuple[DisagreementView, ...]
    became: StatusesView
    amended_url: str
    """Old and new of its changed provisions, "" where none changed."""
    comparisons: tuple[Choice, ...]
    """This document beside what it replaced, or what replaced it."""
    line: tuple[StageView, ...]
    """From its first ancestor to its last successor."""
    picture: NeighbourPicture | None
    pages: int
    paged: bool
    files: tuple[FileView, ...] = ()
    """The other files of this document."""
    maybe_same: tuple[MatchView, ...] = ()


_LISTED = frozenset(Level) - {Level.DASH, Level.LETTER, Level.POINT}


WORDS = 9
"""Words of an untitled provision that stand in the outline for a title."""


def _opening(provision: Provision, text: str) -> str:
    """Return the first words of an untitled provision, cut with an ellipsis."""
    line = provision.span.of(text).split("\n", 1)[0].removeprefix(provision.label).split()
    return " ".join(line[:WORDS]) + ("…" if len(line) > WORDS else "")


def _outline(document: Document) -> tuple[OutlineEntry, ...]:
    shown = [p for p in document.provisions if p.title or (len(p.path) <= 2 and p.level in _LISTED)]
    return tuple(
        OutlineEntry(
            label=p.label,
            title=p.title or _opening(p, document.text),
            depth=min(len(p.path), 5),
            url=f"#vt-{p.span.start}",
        )
        for p in shown
    )


def _body_end(document: Document) -> int:
    text = document.text
    return min((note_start(note, text) for note in document.notes), default=len(text))


def letterhead_end(view: DocumentView) -> int:
    """Return where a document's text begins behind its letterhead; 0 where it has none.

    No passage is cut from a header: the first begins behind it.
    """
    start = min((passage.span.start for passage in view.passages), default=0)
    header = view.document.header
    claims = (header.number, header.kind, header.issuer, header.issued, header.subject)
    spans = [claim.span for claim in claims if claim is not None and claim.span is not None]
    return start if any(len(span) and span.end <= start for span in spans) else 0


def document_page(view: DocumentView, target: Span | None, address: str = "") -> DocumentPage:
    """Return the document page.

    :param target: the stretch the reader came for.
    :param address: the document's lasting address, "" where it has none.
    """
    document = view.document
    return DocumentPage(
        id=document.id,
        card=card_view(view.card),
        name=view.card.number or wording.title(view.card),
        facts=facts(document, document.header, view.corrected, view.card),
        remarks=tuple(dict.fromkeys((*document.remarks, *_page_remarks(document)))),
        draft=next((doubt.reason for doubt in document.doubts if doubt.field == DRAFT), ""),
        outline=_outline(document),
        text=DocumentText(view, target, address),
        note_count=len(document.notes),
        cites=cites_of(of_others(view), is_paged(document)),
        cited_by=citers_of(view),
        disagreements=tuple(map(disagreement_view, view.disagreements)),
        became=statuses_view(view.statuses),
        amended_url=_amended_url(view),
        comparisons=_comparisons(view),
        line=timeline(view.lineage),
        picture=picture(view),
        pages=len(document.pages),
        paged=is_paged(document),
        files=tuple(map(_file_view, view.files)),
        maybe_same=tuple(map(match_view, view.maybe_same)),
    )


SHOWN = 12
"""Differences of two files that stand on the page."""


def _file_view(copy: FileCopy) -> FileView:
    card = copy.card
    facts = (f"{card.pages} trang" if wording.paged(card) else "không phân trang",)
    reading = wording.reading(card.origin, card.confidence)
    return FileView(
        PurePath(card.source or "").name,
        document_url(card.id or ""),
        copy.preferred,
        ", ".join((*facts, *([reading] if reading else []))),
        copy.differences[:SHOWN],
        max(0, len(copy.differences) - SHOWN),
        copy.is_other_text,
    )


def _amended_url(view: DocumentView) -> str:
    placed = places_in(view.statuses, view.document)
    return f"/van-ban/{view.document.id}/cu-moi" if placed else ""


def _comparisons(view: DocumentView) -> tuple[Choice, ...]:
    this_id = view.document.id
    older = [(s.target, s.target.id, this_id) for s in view.acts if s.effect is Effect.REPLACED]
    newer = [(s.by, this_id, s.by.id) for s in view.statuses if s.effect is Effect.REPLACED]
    return tuple(
        Choice(f"So sánh với {wording.title(card)}", f"/so-sanh?a={before}&b={after}")
        for card, before, after in (*older, *newer)
        if before and after
    )


def _page_remarks(document: Document) -> Iterator[str]:
    for page in document.pages:
        for remark in page.remarks:
            yield f"Trang {page.number}: {remark}"
