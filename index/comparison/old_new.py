"""Old and new: each provision that an act changed, beside the words the act gives for it.

The act drives: what is compared is the place it names in the text that is held with the words
it quotes, both verbatim.  What an act changes without giving words (a repeal, words put for
words) is shown as the act says it and never worked into the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from index.amendments.record import Act, Phrase
from index.citations.status import places_in
from index.comparison.words import WordDiff, compare_words
from index.results import Status
from ingest.citations import Effect
from ingest.model import Document
from ingest.text.spans import Span

_OF_PART = re.compile(
    r"(?<!\w)(?:tên|tiêu đề|nhan đề|đoạn|câu)\s(?:của\s)?"
    r"(?:thứ|đầu|cuối|mở đầu|các|điều|khoản|mục|chương)\s",
    re.IGNORECASE,
)
"""A title, a paragraph or a sentence is changed: its new words stand for no whole provision."""


@dataclass(frozen=True, slots=True)
class OldNew:
    """One changed provision; ``old`` is None for what was put in, ``new`` where no words are given.

    ``place`` is where ``old`` stands in the document's text.  Where an earlier act had already
    given the provision new words, ``old`` are those, and ``before`` is that act.
    """

    status: Status
    old: str | None
    place: Span | None
    new: str | None
    diff: WordDiff | None = None
    phrases: tuple[Phrase, ...] = ()
    before: Status | None = None


def old_and_new(
    document: Document, statuses: Iterable[Status], acts: Mapping[tuple[int, int], Act]
) -> tuple[OldNew, ...]:
    """Return what acts changed in ``document``, in the order of its text, of one place by date.

    :param acts: by the number of the acting document and their place there.
    """
    placed = sorted(
        places_in(statuses, document), key=lambda pair: (pair[1].start, pair[1].end, _day(pair[0]))
    )
    rows: list[OldNew] = []
    worded: dict[str | None, OldNew] = {}
    for status, place in placed:
        act = acts.get((status.n, status.ordinal or 0))
        row = _old_new(document, status, place, act, worded.get(status.provision))
        if row.diff is not None and not status.review:
            worded[status.provision] = row
        rows.append(row)
    return tuple(rows)


def _day(status: Status) -> date:
    """Return from when a status counts, else the day of its act."""
    return status.since or status.by.issued or date.max


def _old_new(
    document: Document, status: Status, place: Span, act: Act | None, before: OldNew | None
) -> OldNew:
    words = act.words if act is not None else None
    phrases = act.phrases if act is not None else ()
    if status.added:
        return OldNew(status, None, None, words, None, phrases)
    old = place.of(document.text).rstrip()
    span = Span(place.start, place.start + len(old))
    earlier = before.status if before is not None and before.new is not None else None
    if before is not None and before.new is not None:
        old = before.new
    whole = status.effect in (Effect.AMENDED, Effect.REPLACED) and not _OF_PART.search(
        status.sentence
    )
    diff = compare_words(old, words) if whole and words is not None else None
    return OldNew(status, old, span, words, diff, phrases, earlier)
