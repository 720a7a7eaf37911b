"""What a draft says a quotation is from, and how far that can be looked into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.check_results import Place
from index.quotations.finder import QuotedDocument, Shelf
from index.quotations.place_words import card_words

_TOO_LONG = "quá dài để đọc hết, máy mới đối chiếu những đoạn gần câu này nhất"


@dataclass(frozen=True, slots=True)
class Given:
    """What a draft says a quotation is from.

    ``documents`` are ids of held documents it may mean; ``holds`` says whether a place lies in
    the provision that is named, ``provision`` names it; ``name`` is how the draft names the
    document, "" where it names none.  ``amendments`` are ids of held documents that amended
    what is cited, ``amends`` says whether a place there is the text they put in.
    """

    documents: tuple[str, ...] = ()
    name: str = ""
    provision: str = ""
    holds: Callable[[Place], bool] | None = None
    amendments: tuple[str, ...] = ()
    amends: Callable[[Place], bool] | None = None

    def reads_whole(self, shelf: Shelf) -> bool:
        """Say whether all of every document it may mean is looked at."""
        return all(map(shelf.reads_whole, self.documents))

    def doubt(self, shelf: Shelf) -> str:
        """Say (Vietnamese) why the cited document may hold the words all the same; "" if not."""
        if not self.name:
            return ""
        if not self.documents:
            return f"{self.name} chưa có trong kho để đối chiếu"
        if any(shelf.is_scanned(one) for one in self.documents):
            return f"{self.name} trong kho là bản quét, máy có thể đọc sót câu này"
        return "" if self.reads_whole(shelf) else f"{self.name} {_TOO_LONG}"

    def unread(self, shelf: Shelf, source: QuotedDocument) -> str:
        """Say (Vietnamese) that only a part of a cited document was looked at; "" if all was."""
        document = source.card.id
        if document not in self.documents or shelf.reads_whole(document):
            return ""
        return f"{card_words(source.card)} {_TOO_LONG}"


NOTHING = Given()
