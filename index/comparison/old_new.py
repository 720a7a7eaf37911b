"""Old and new: each provision that an act changed, beside the words the act gives for it.

The act drives: what is compared is the place it names in the text that is held with the words
it quotes, both verbatim.  What an act changes without giving words (a repeal, words put for
words) is shown as the act says it and never worked into the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.amendments.record import Act, Phrase
from index.citations.status import places_in
from index.comparison.words import WordDiff, compare_words
from index.results import Status
from ingest.model import Document, Effect
from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class OldNew:
    """One changed provision; ``old`` is None for what was put in, ``new`` where no words are given.

    ``place`` is where ``old`` stands in the document's text.
    """

    status: Status
    old: str | None
    place: Span | None
    new: str | None
    diff: WordDiff | None = None
    phrases: tuple[Phrase, ...] = ()


def old_and_new(
    document: Document, statuses: Iterable[Status], acts: Mapping[tuple[int, int], Act]
) -> tuple[OldNew, ...]:
    """Return what acts changed in ``document``, in the order of its text.

    :param acts: by the number of the acting document and their place there.
    """
    placed = sorted(places_in(statuses, document), key=lambda pair: pair[1].start)
    return tuple(
        _old_new(document, status, place, acts.get((status.n, status.ordinal or 0)))
        for status, place in placed
    )


def _old_new(document: Document, status: Status, place: Span, act: Act | None) -> OldNew:
    words = act.words if act is not None else None
    phrases = act.phrases if act is not None else ()
    if status.added:
        return OldNew(status, None, None, words, None, phrases)
    old = place.of(document.text).rstrip()
    whole = words is not None and status.effect in (Effect.AMENDED, Effect.REPLACED)
    diff = compare_words(old, words) if whole and words is not None else None
    return OldNew(status, old, Span(place.start, place.start + len(old)), words, diff, phrases)
