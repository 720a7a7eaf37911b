"""What documents of a library do to others, each with where its sentence stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from index.amendments.record import Act
from ingest.citations import Effect

if TYPE_CHECKING:
    from index.catalogue.reader import Catalogue

_AT_ONCE = 500
_MEANWHILE = re.compile(r"\W*(?:\d+[.)]\s*)?Trong (?:thời gian|thời hạn)\s")


_EXTENDS = re.compile(r"(?<!\w)(?:kéo dài|gia hạn|khôi phục)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on one place of one document, by the document number ``n`` that holds its sentence.

    ``target`` and ``by`` are ordinals of references of that document; ``by`` is None where
    the document acts itself, ``target`` where it sets its own end.  ``ordinal`` is that of the act.
    """

    n: int
    ordinal: int
    effect: Effect
    target: int | None
    provision: tuple[str, ...]
    partial: bool
    said: str
    sentence: str
    passage: str | None
    path: tuple[str, ...]
    pages: tuple[int, ...]
    since: date | None
    since_words: str | None
    """The words that say from when, where the sentence has some."""
    by: int | None = None

    @property
    def extends(self) -> bool:
        """Say whether a text goes on longer than it would have, or counts again."""
        return self.effect is Effect.CONTINUED and bool(_EXTENDS.search(self.said))


def deeds(catalogue: Catalogue) -> Iterator[Deed]:
    """Yield what documents do to others, by the acts read in them."""
    acts = catalogue.acts()
    while batch := list(islice(acts, _AT_ONCE)):
        yield from _of_acts(batch, catalogue)


def _is_told_beside(act: Act) -> bool:
    """Say whether a sentence only tells what holds while something is suspended.

    "Trong thời gian ngưng hiệu lực của A, áp dụng B": the suspending stands elsewhere, and B
    goes on.
    """
    return act.effect is Effect.SUSPENDED and bool(_MEANWHILE.match(act.sentence_text))


def _of_acts(acts: Sequence[Act], catalogue: Catalogue) -> Iterator[Deed]:
    places = catalogue.whereabouts([act.passage for act in acts if act.passage is not None])
    for act in acts:
        # A consolidated text's notes tell of changes that stand in it already.
        ends_itself = act.own and act.by is None
        told = act.target is not None and not act.own and not _is_told_beside(act)
        if not (ends_itself or told):
            continue
        passage, path = places.get(act.passage or -1, (None, ()))
        start = act.span.start - act.sentence.start
        yield Deed(
            act.n,
            act.ordinal,
            act.effect,
            act.target,
            act.provision,
            act.partial,
            act.sentence_text[max(start, 0) : max(start, 0) + len(act.span)],
            act.sentence_text,
            passage,
            path,
            act.pages,
            act.effective,
            act.effective_words,
            act.by,
        )
