"""View models of one document: its facts, outline, text with links, notes, cross-references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from index.corrections import Corrected
from index.results import Disagreement, DocumentView, Resolution, Resolved
from ingest.model import Claim, Document, Header, Level, Note, Provision
from ingest.spans import Span
from search_app import wording
from search_app.neighbours import Change, Picture, changes, picture
from search_app.views import (
    CardView,
    CitedByView,
    MatchView,
    anchor,
    card_view,
    cited_by_view,
    match_view,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A header fact with where it was read; ``page_url`` is the page that shows it."""

    name: str
    value: str
    read: str
    page_url: str = ""
    beside: str = ""
    """What the file says, where the value was corrected by hand."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of the outline; ``depth`` counts from 1."""

    label: str
    title: str
    depth: int
    url: str


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
class Paragraph:
    """A paragraph of the text.  ``heading`` is 0 for running text, else its depth."""

    id: str
    stretches: tuple[Stretch, ...]
    heading: int = 0
    target: bool = False
    anchors: tuple[str, ...] = ()
    page: str = ""
    page_url: str = ""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A footnote; ``back`` leads to the mark in the text."""

    mark: str
    paragraphs: tuple[Paragraph, ...]
    id: str
    back: str


@dataclass(frozen=True, slots=True)
class CitingPlace:
    """Where a document cites another."""

    where: str
    sentence: str
    relation: str
    provision: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class Cited:
    """What a document cites: one target (or several possible) and every place."""

    state: str
    how: str
    candidates: tuple[MatchView, ...]
    as_written: str
    places: tuple[CitingPlace, ...]


@dataclass(frozen=True, slots=True)
class Citers:
    """A document that cites this one, and every place."""

    card: CardView
    places: tuple[CitedByView, ...]


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """One number said to be different things, each with its sources."""

    number: str
    what: str
    values: tuple[tuple[str, tuple[CitedByView, ...]], ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Everything the document page prints."""

    id: str
    card: CardView
    facts: tuple[Fact, ...]
    remarks: tuple[str, ...]
    outline: tuple[OutlineEntry, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[NoteView, ...]
    cites: tuple[Cited, ...]
    cited_by: tuple[Citers, ...]
    disagreements: tuple[DisagreementView, ...]
    replaced_by: tuple[CardView, ...]
    maybe_replaced_by: tuple[MatchView, ...]
    changes: tuple[Change, ...]
    picture: Picture | None
    pages: int
    paged: bool


_FACTS: tuple[tuple[str, str], ...] = (
    ("number", "Số, ký hiệu"),
    ("kind", "Loại văn bản"),
    ("subject", "Trích yếu"),
    ("issuer", "Cơ quan ban hành"),
    ("superior", "Cơ quan cấp trên"),
    ("deciding_body", "Cơ quan quyết định"),
    ("issued", "Ngày ban hành"),
    ("place", "Nơi ban hành"),
    ("signatory", "Người ký"),
    ("position", "Thể thức, chức vụ ký"),
    ("urgency", "Độ khẩn"),
)


def page_url(document_id: str, page: int) -> str:
    """Return the address of the picture of a page."""
    return f"/van-ban/{document_id}/trang/{page}"


def _fact(document: Document, name: str, claim: Claim[object]) -> Fact:
    value = f"{claim.value:%d/%m/%Y}" if name == "Ngày ban hành" else str(claim.value)
    pages = document.pages_of(claim.span) if claim.span and claim.span.end else ()
    url = page_url(document.id, pages[0]) if pages and is_paged(document) else ""
    return Fact(name, value, wording.READ_WHERE[claim.source], url)


def _by_hand(name: str, one: Corrected) -> Fact:
    who = f", {one.who}" if one.who else ""
    read = wording.correction_value(one.field, one.read) or "không có"
    value = wording.correction_value(one.field, one.value) or "không có"
    return Fact(name, value, f"sửa tay {wording.moment(one.at)}{who}", beside=read)


def facts(
    document: Document, header: Header, corrected: Sequence[Corrected] = ()
) -> tuple[Fact, ...]:
    """Return what the header says, in the order a catalogue card has it."""
    by_hand = {one.field: one for one in corrected}
    rows: list[Fact] = []
    for field, name in _FACTS:
        claim = getattr(header, field)
        if field in by_hand:
            rows.append(_by_hand(name, by_hand[field]))
        elif claim is not None:
            rows.append(_fact(document, name, claim))
    if header.recipients:
        rows.append(Fact("Nơi nhận", "; ".join(header.recipients), "cuối văn bản"))
    return tuple(rows)


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


def _reference_url(resolved: Resolved) -> str:
    if resolved.resolution is Resolution.HELD and resolved.candidates:
        return card_view(resolved.candidates[0].card).url
    return "/tra-cuu?" + urlencode({"so": resolved.text[:120]})


def _hint(resolved: Resolved) -> str:
    named = "; ".join(
        ", ".join(part for part in (v.card.title, v.card.day and f"ngày {v.card.day}") if part)
        for v in map(match_view, resolved.candidates[:3])
    )
    how = wording.HOW_RESOLVED[resolved.resolution]
    return f"{named} — {how}" if named else how


def is_paged(document: Document) -> bool:
    """Say whether the file has pages of its own that can be drawn."""
    return bool(document.pages and document.pages[0].width)


def of_others(view: DocumentView) -> tuple[Resolved, ...]:
    """Return what refers to other documents: "Quy định này" is no citation."""
    return tuple(r for r in view.cites if [m.card.id for m in r.candidates] != [view.card.id])


class TextLayout:
    """Cuts a document's canonical text into paragraphs with links, marks and page numbers.

    The stretches of all paragraphs, joined by line ends, are the canonical text again.
    """

    def __init__(self, view: DocumentView, target: Span | None) -> None:
        self._document = view.document
        self._target = target
        self._references = sorted(of_others(view), key=lambda r: r.span)
        notes = enumerate(view.document.notes, start=1)
        self._notes = {note.anchor: place for place, note in notes if note.anchor}
        self._headings = {p.span.start: p for p in view.document.provisions}
        self._passages = {p.span.start: anchor(p.id) for p in view.passages}
        self._starts = self._page_starts()

    def _page_starts(self) -> dict[int, int]:
        """Map the offset at which each page's text begins to the page's number."""
        found: dict[int, int] = {}
        if not is_paged(self._document):
            return found
        last = 0
        for line in self._document.lines:
            if line.span is not None and line.page > last:
                found[line.span.start] = last = line.page
        return found

    def _within(self, start: int, end: int) -> list[int]:
        return sorted(offset for offset in self._starts if start <= offset < end)

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
        marks = sorted(span for span in self._notes if len(span) and area.contains(span))
        found: list[tuple[Span, Resolved | int]] = [(span, self._notes[span]) for span in marks]
        for reference in self._references:
            if not area.contains(reference.span):
                continue
            edges = [edge for m in marks if m.overlaps(reference.span) for edge in (m.start, m.end)]
            cuts = [reference.span.start, *edges, reference.span.end]
            pairs = zip(cuts[::2], cuts[1::2], strict=True)
            found += [(Span(one, two), reference) for one, two in pairs if one < two]
        return sorted(found, key=lambda pair: pair[0])

    def _stretch(self, written: str, thing: Resolved | int) -> Stretch:
        if isinstance(thing, int):
            return Stretch(written, note=str(thing))
        return Stretch(
            written,
            url=_reference_url(thing),
            hint=_hint(thing),
            state=thing.resolution.value,
        )

    def paragraph(self, start: int, end: int) -> Paragraph:
        """Return one paragraph of the text."""
        provision = self._headings.get(start)
        pages = self._within(start, end + 1)
        number = self._starts[pages[0]] if pages else 0
        here = Span(start, end)
        return Paragraph(
            id=f"vt-{start}",
            stretches=tuple(self.stretches(start, end)),
            heading=min(len(provision.path), 5) if provision and provision.title else 0,
            target=self._target is not None and self._target.overlaps(here),
            anchors=tuple(a for s, a in self._passages.items() if start <= s <= end),
            page=self._page_label(number) if number else "",
            page_url=page_url(self._document.id, number) if number else "",
        )

    def _page_label(self, number: int) -> str:
        page = next((p for p in self._document.pages if p.number == number), None)
        printed = (page.printed,) if page and page.printed else ()
        return wording.pages((number,), printed)

    def paragraphs(self, start: int, end: int) -> Iterator[Paragraph]:
        """Yield the paragraphs of ``text[start:end]``."""
        while start <= end and start < len(self._document.text):
            stop = self._document.text.find("\n", start, end)
            stop = end if stop < 0 else stop
            if stop > start:
                yield self.paragraph(start, stop)
            start = stop + 1


def _note_start(note: Note, text: str) -> int:
    """Return where the note's paragraph begins: its printed mark stands before its span."""
    return text.rfind("\n", 0, note.span.start) + 1


def _note_views(layout: TextLayout, notes: Sequence[Note], text: str) -> tuple[NoteView, ...]:
    return tuple(
        NoteView(
            mark=note.mark,
            paragraphs=tuple(layout.paragraphs(_note_start(note, text), note.span.end)),
            id=f"chu-thich-{place}",
            back=f"#dau-{place}" if note.anchor else "",
        )
        for place, note in enumerate(notes, start=1)
    )


def _place(resolved: Resolved, paged: bool) -> CitingPlace:
    pages = wording.pages(resolved.pages) if paged else ""
    place = (wording.section(resolved.path), pages)
    return CitingPlace(
        where=" · ".join(part for part in place if part),
        sentence=resolved.sentence,
        relation=resolved.relation.value,
        provision=resolved.provision or "",
        reason=resolved.candidates[0].reason if len(resolved.candidates) == 1 else "",
        url="#" + anchor(resolved.passage) if resolved.passage else "",
    )


def _key(resolved: Resolved) -> tuple[str, ...]:
    named = tuple(
        m.card.id or wording.title(m.card) + str(m.card.issued) for m in resolved.candidates
    )
    return (resolved.resolution.value, *(named or (resolved.text.casefold(),)))


def _cites(cites: Sequence[Resolved], paged: bool) -> tuple[Cited, ...]:
    """Group what is cited by its target, in order of first mention."""
    groups: dict[tuple[str, ...], list[Resolved]] = {}
    for resolved in cites:
        groups.setdefault(_key(resolved), []).append(resolved)
    return tuple(
        Cited(
            state=group[0].resolution.value,
            how=wording.HOW_RESOLVED[group[0].resolution],
            candidates=tuple(map(match_view, group[0].candidates)),
            as_written=group[0].text,
            places=tuple(_place(each, paged) for each in group),
        )
        for group in groups.values()
    )


def _citers(view: DocumentView) -> tuple[Citers, ...]:
    groups: dict[str, list[CitedByView]] = {}
    for place in map(cited_by_view, view.cited_by):
        groups.setdefault(place.card.url, []).append(place)
    return tuple(Citers(places[0].card, tuple(places)) for places in groups.values())


def disagreement_view(found: Disagreement) -> DisagreementView:
    """Return a disagreement with all its sources."""
    values = tuple((value, tuple(map(cited_by_view, by))) for value, by in found.values)
    return DisagreementView(found.number, found.what, values)


def _body_end(document: Document) -> int:
    text = document.text
    return min((_note_start(note, text) for note in document.notes), default=len(text))


def document_page(view: DocumentView, target: Span | None) -> DocumentPage:
    """Return the document page; ``target`` is the stretch the reader came for."""
    document = view.document
    layout = TextLayout(view, target)
    return DocumentPage(
        id=document.id,
        card=card_view(view.card),
        facts=facts(document, document.header, view.corrected),
        remarks=tuple(dict.fromkeys((*document.remarks, *_page_remarks(document)))),
        outline=_outline(document),
        paragraphs=tuple(layout.paragraphs(0, _body_end(document))),
        notes=_note_views(layout, document.notes, document.text),
        cites=_cites(of_others(view), is_paged(document)),
        cited_by=_citers(view),
        disagreements=tuple(map(disagreement_view, view.disagreements)),
        replaced_by=tuple(map(card_view, view.replaced_by)),
        maybe_replaced_by=tuple(map(match_view, view.maybe_replaced_by)),
        changes=changes(view),
        picture=picture(view),
        pages=len(document.pages),
        paged=is_paged(document),
    )


def _page_remarks(document: Document) -> Iterator[str]:
    for page in document.pages:
        for remark in page.remarks:
            yield f"Trang {page.number}: {remark}"
