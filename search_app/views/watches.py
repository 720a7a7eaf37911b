"""View models of watches: what is watched, what of it is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from index.results import DocumentCard
from ingest.errors import LibraryUnwritable
from ingest.text.spans import Span
from search_app.persistence.watches import Watch, WatchKind, WatchMatch
from search_app.ports import Librarian
from search_app.search_params import search_parameters
from search_app.services.library import current_library
from search_app.services.watching import renewed, saved_search, watches
from search_app.views import wording
from search_app.views.cards import CardView, card_view, document_url

KINDS = {
    WatchKind.PHRASE: "Cụm từ",
    WatchKind.NUMBER: "Số hiệu",
    WatchKind.BODY: "Cơ quan ban hành",
    WatchKind.SEARCH: "Câu tìm",
}
CAME, FITS = "mới vào kho", "có trong kho từ trước, nay mới khớp"


@dataclass(frozen=True, slots=True)
class WatchView:
    """One thing watched."""

    id: int
    kind: str
    text: str
    url: str
    asked_url: str
    """Where all that matches is shown."""
    new: int


@dataclass(frozen=True, slots=True)
class MatchedView:
    """A document that matches a watch, with the verbatim sentence that says so ("" for none)."""

    watch: WatchView
    card: CardView
    issued: str
    reason: str
    came: str
    sentence: str
    where: str
    url: str
    noticed: str
    built: str
    name: str
    """What tells it apart, also after its file gave way to another."""


ON_FRONT = 6
"""New documents told on the front page."""


def news() -> tuple[list[MatchedView], int]:
    """Return what is new for the front page: the first few, and how many there are."""
    try:
        store = renewed() if watches().watches() else watches()
        found = [match for match in store.matches() if not match.seen]
    except LibraryUnwritable:
        # On a full disk the front page still answers; the page of watches says what is wrong.
        return [], 0
    new = list(matched(found, store.watches(), current_library())) if found else []
    return new[:ON_FRONT], len(new)


def watch_view(watch: Watch) -> WatchView:
    """Return one thing watched, in words."""
    text, asked = watch.text, ""
    match watch.kind:
        case WatchKind.PHRASE:
            asked = "/ngu-canh?" + urlencode({"cum-tu": text})
        case WatchKind.NUMBER:
            asked = "/tra-cuu?" + urlencode({"so": text})
        case WatchKind.BODY:
            asked = "/kho?" + urlencode({"coquan": text})
        case WatchKind.SEARCH:
            asked = "/tim?" + text
            text = search_words(text)
    return WatchView(watch.id, KINDS[watch.kind], text, f"/theo-doi/{watch.id}", asked, watch.new)


def search_words(saved: str) -> str:
    """Return a saved search in words: what was typed, then its filters."""
    request = saved_search(saved)
    values = search_parameters(request)
    filters = [
        value for name in ("loai", "coquan", "nam", "khoa") for value in values.get(name, [])
    ]
    return request.query + (f" ({', '.join(filters)})" if filters else "")


def matched(
    matches: Iterable[WatchMatch], of: Iterable[Watch], library: Librarian
) -> Iterator[MatchedView]:
    """Yield what matches, as far as the reader may see it now."""
    views = {watch.id: watch_view(watch) for watch in of}
    cards = {card.id: card for card in library.overview().documents}
    for match in matches:
        card = cards.get(match.document)
        if card is not None:
            yield _matched(match, views[match.watch], card, library)


def _matched(
    match: WatchMatch, watch: WatchView, card: DocumentCard, library: Librarian
) -> MatchedView:
    inside = Span(match.start, match.stop)
    passage = library.stretch(match.passage, inside) if match.passage and len(inside) else None
    return MatchedView(
        watch,
        card_view(card),
        card.issued.isoformat() if card.issued else "",
        match.reason,
        CAME if match.arrived else FITS,
        passage.text if passage else "",
        wording.where(passage) if passage else "",
        document_url(match.document, match.passage or None),
        wording.moment(match.built),
        match.built,
        match.address or match.document,
    )
