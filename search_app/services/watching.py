"""Looking watches up: what matches each in the library as who is asking may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

from flask import current_app
from werkzeug.datastructures import MultiDict

from index.citations.addresses import address_of
from index.results import DocumentCard, SearchRequest
from index.search.topic import TopicRequest
from ingest.errors import QueryError
from ingest.text.vietnamese import fold
from search_app.persistence.watches import Watch, WatchKind, WatchMatch, WatchStore
from search_app.ports import Librarian
from search_app.search_params import parse_search_params
from search_app.services.library import current_library, whole_library
from search_app.services.session import user
from search_app.settings import Settings

MOST_FOUND = 50
"""Documents of a saved search that are watched: the best."""


def watch_store() -> WatchStore:
    """Return the watches of everybody."""
    store: WatchStore = current_app.extensions["vankien.watches"]
    return store


def watches() -> WatchStore:
    """Return the watches of who is asking."""
    return watch_store().of(user().id)


def renewed() -> WatchStore:
    """Return the watches of who is asking, looked up in the library in service."""
    store = watches()
    watched = store.watches()
    library = current_library()
    state = _state(library)
    old = [watch for watch in watched if watch.state != state]
    if old:
        whole = whole_library()
        overview = whole.overview()
        cards = overview.documents
        # Two builds may end within one second; generations are numbered.
        build = f"{overview.built} {whole.generation}"
        store.note_arrivals([(card.id or "", _address(card)) for card in cards], build)
        for watch in old:
            matches = tuple(_once(_found(watch, library)))
            store.renew(watch, matches, state, overview.built, build)
    return store


def _state(library: Librarian) -> str:
    """Name a generation and what of it is seen: another of either is looked through anew."""
    rights = user().rights
    seen = repr([sorted(part) for part in (rights.closed, rights.granted, rights.kept)])
    return f"{library.generation} {hashlib.sha256(seen.encode()).hexdigest()[:16]}"


def _address(card: DocumentCard) -> str:
    address = address_of(card)
    return str(address) if address else ""


def _once(found: Iterable[WatchMatch]) -> Iterator[WatchMatch]:
    """Yield the first match of each document."""
    seen: set[str] = set()
    for one in found:
        if one.document not in seen:
            seen.add(one.document)
            yield one


def _found(watch: Watch, library: Librarian) -> Iterator[WatchMatch]:
    try:
        yield from _LOOK[watch.kind](watch, library)
    except QueryError:
        # What was a question of an earlier version and is none now matches nothing.
        return


def _match(watch: Watch, card: DocumentCard, reason: str) -> WatchMatch:
    return WatchMatch(watch.id, card.id or "", _address(card), reason)


def _phrase(watch: Watch, library: Librarian) -> Iterator[WatchMatch]:
    for entry in library.topic(TopicRequest(watch.text)).entries:
        card, span = entry.document, entry.sentence
        yield WatchMatch(
            watch.id,
            card.id or "",
            _address(card),
            "có cụm từ này",
            entry.passage.id,
            span.start,
            span.end,
        )


def _number(watch: Watch, library: Librarian) -> Iterator[WatchMatch]:
    answer = library.lookup(watch.text)
    for match in answer.matches:
        if match.card.id:
            yield _match(watch, match.card, "mang số này")
    for citing in answer.cited_by:
        if citing.document.id:
            reason = f"dẫn số này ({citing.relation.value})"
            whole = library.passage(citing.passage) if citing.passage else None
            at = whole.text.find(citing.sentence) if whole and citing.sentence else -1
            place = (at, at + len(citing.sentence)) if at >= 0 else (0, 0)
            yield WatchMatch(
                watch.id,
                citing.document.id,
                _address(citing.document),
                reason,
                citing.passage if at >= 0 else "",
                *place,
            )


def _body(watch: Watch, library: Librarian) -> Iterator[WatchMatch]:
    wanted = fold(watch.text)
    for card in library.overview().documents:
        bodies = [body for body in (card.issuer, card.deciding_body) if body]
        if any(fold(body) == wanted for body in bodies):
            yield _match(watch, card, "do cơ quan này ban hành")


def _search(watch: Watch, library: Librarian) -> Iterator[WatchMatch]:
    for hit in library.search(replace(saved_search(watch.text), others=False)).hits:
        card, span = hit.passage.document, hit.sentence
        yield WatchMatch(
            watch.id,
            card.id or "",
            _address(card),
            "khớp câu tìm này",
            hit.passage.id,
            span.start,
            span.end,
        )


_LOOK = {
    WatchKind.PHRASE: _phrase,
    WatchKind.NUMBER: _number,
    WatchKind.BODY: _body,
    WatchKind.SEARCH: _search,
}


def saved_search(address: str) -> SearchRequest:
    """Read a saved search: the parameters of a results page.

    :raises QueryError: it cannot be understood.
    """
    settings: Settings = current_app.extensions["vankien.settings"]
    arguments = MultiDict(parse_qsl(address, keep_blank_values=True))
    arguments.setlist("trang", [])
    return parse_search_params(arguments, settings.max_query, MOST_FOUND)
