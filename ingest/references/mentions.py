"""Documents and places as an act names them: outside titles and quotations, by place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A document or a bare place named in a text, outside titles and quotations.

    ``start`` is where its pinpoint begins, ``end`` where its subject ends; ``ordinal`` is
    that of its reference, None for a place that no document follows.  ``back`` marks
    "Quy định này".
    """

    start: int
    end: int
    ordinal: int | None
    place: Span | None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """All mentions of a text by start, and what is known of the documents among them.

    ``laws`` are ordinals of references to laws and charters named without a number,
    ``titled`` of those to laws with their names, each of which begins an item of a list;
    ``identity`` tells what document a reference means, where two may mean the same.
    """

    mentions: Sequence[Mention]
    laws: frozenset[int]
    titled: frozenset[int]
    identity: Sequence[str]

    def between(self, low: int, high: int) -> Sequence[Mention]:
        """Return the mentions that begin in a stretch."""
        first = bisect_left(self.mentions, low, key=_start)
        return self.mentions[first : bisect_left(self.mentions, high, first, key=_start)]

    def document(self, ordinal: int | None) -> str:
        """Return what tells the document of a reference from others; "" for none."""
        return "" if ordinal is None else self.identity[ordinal]

    def same(self, one: int | None, other: int | None) -> bool:
        """Say whether two references are known to mean one document."""
        if one is None or other is None:
            return False
        return self.identity[one] == self.identity[other]


def _start(mention: Mention) -> int:
    return mention.start
