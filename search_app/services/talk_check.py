"""A talk held against the library: whether its quotations are still words of their documents.

A talk keeps the words as they were taken.  The library may have been built anew since, a file
read better, scanned again or taken away; a reader may have lost the right to see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from index.citations.addresses import DocumentAddress
from index.citations.status import touches
from index.results import DocumentView, PassageView, Status
from ingest.citations import Effect
from ingest.errors import QueryError
from ingest.text.spans import Span
from search_app.persistence.talk_items import Item, Taken
from search_app.ports import Librarian


class Verdict(Enum):
    """What holding a quotation against the library gave."""

    VERBATIM = auto()
    """It is, letter for letter, a stretch of the document as the library holds it now."""
    ALTERED = auto()
    """The document is there, the words are not, or not as they were."""
    GONE = auto()
    """The document is not there, or not for this reader."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An item held against the library; a heading has no verdict.

    ``now`` is where the words stand now, None where they do not; ``statuses`` are what became
    of their document.
    """

    item: Item
    verdict: Verdict | None = None
    now: PassageView | None = None
    statuses: tuple[Status, ...] = ()

    @property
    def here(self) -> tuple[Status, ...]:
        """Return what changed these very words, or may have."""
        return tuple(
            one
            for one in self.statuses
            if one.effect is not Effect.CONTINUED
            and (self.now is None or touches(one, self.now) is not False)
        )


def compare(items: Sequence[Item], library: Librarian) -> tuple[Compared, ...]:
    """Hold every item against what ``library`` has now, in their order."""
    finder = _Finder(library)
    found = [None if item.is_heading else finder.find(item.taken) for item in items]
    cards = [place.document for place in found if place is not None]
    statuses = iter(library.statuses(cards))
    return tuple(
        Compared(item)
        if item.is_heading
        else Compared(item, Verdict.GONE)
        if place is None
        else Compared(
            item,
            Verdict.VERBATIM if place.text == item.taken.quotation else Verdict.ALTERED,
            place if place.text == item.taken.quotation else None,
            next(statuses),
        )
        for item, place in zip(items, found, strict=True)
    )


class _Finder:
    """Looks for words where they were taken, then in the whole document, then in its new file."""

    def __init__(self, library: Librarian) -> None:
        self._library = library
        self._documents: dict[str, DocumentView | None] = {}

    def find(self, taken: Taken) -> PassageView | None:
        """Return the words where they stand now, or anything of the document that lost them.

        None is returned where the document itself is not to be found.
        """
        passage = self._library.passage(taken.passage)
        if passage is not None:
            at = _places(taken, passage.text, passage.span.start)
            for start in at:
                words = Span(start, start + len(taken.quotation))
                return self._library.stretch(passage.id, words)
        lost = passage
        for name in self._files(taken):
            view = self._document(name)
            if view is None:
                continue
            for start in _places(taken, view.document.text, 0):
                words = Span(start, start + len(taken.quotation))
                return self._library.excerpt(name, words)
            lost = lost or next(iter(view.passages), None)
        return lost

    def _files(self, taken: Taken) -> Iterator[str]:
        """Yield the file the words were taken from, then the one their address leads to now."""
        own = taken.passage.rpartition("-")[0]
        yield own
        try:
            address = DocumentAddress.parse(taken.address).document
        except QueryError:
            return
        held = self._library.at(address)
        if len(held) == 1 and held[0].id and held[0].id != own:
            yield held[0].id

    def _document(self, name: str) -> DocumentView | None:
        if name not in self._documents:
            self._documents[name] = self._library.document(name)
        return self._documents[name]


def _places(taken: Taken, text: str, offset: int) -> Iterator[int]:
    """Yield where in ``text`` the words stand: where they were taken, else where they come first.

    :param offset: of ``text`` in the document.
    """
    words, start = taken.quotation, taken.start - offset
    if not words:
        return
    if taken.end and start >= 0 and text.startswith(words, start):
        yield start
        return
    at = text.find(words)
    if at >= 0:
        yield at
