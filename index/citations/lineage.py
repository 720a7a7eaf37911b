"""The line a document stands in: from its first ancestor to its last successor.

Back to what it ended (replaced, repealed), and what that had ended; forward to what ended it.
What amended, supplemented or corrected a document of the line belongs to the line too; what a
successor ended besides does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from index.citations.status import ENDING, Statuses, acts_of, is_document, is_own_end, statuses_of
from index.results import DocumentCard, Stage, Status

_LONGEST = 40
"""Documents of one line that are told of in each direction."""


def lineage(card: DocumentCard, known: Statuses) -> tuple[Stage, ...]:
    """Return the line of ``card``, oldest first; nothing where it stands alone."""

    def before(one: DocumentCard) -> Iterable[DocumentCard]:
        return (s.target for s in acts_of(known.by([one]), one) if _ends(s))

    def after(one: DocumentCard) -> Iterable[DocumentCard]:
        return (s.by for s in statuses_of(known.about([one]), one) if _ends(s))

    line = [card, *_walk(card, before), *_walk(card, after)]
    became = (s for one in line for s in statuses_of(known.about([one]), one))
    acts = [s for s in became if not is_own_end(s)]
    if not acts:
        return ()
    for status in acts:
        if not any(_same(status.by, one) for one in line):
            line.append(status.by)
    stages = [
        Stage(one, tuple(s for s in acts if _same(s.by, one)), is_own=one is card) for one in line
    ]
    return tuple(sorted(stages, key=lambda stage: stage.card.issued or date.max))


def _walk(
    card: DocumentCard, step: Callable[[DocumentCard], Iterable[DocumentCard]]
) -> list[DocumentCard]:
    seen, waiting = [card], [card]
    while waiting and len(seen) <= _LONGEST:
        for other in step(waiting.pop(0)):
            if not any(_same(other, one) for one in seen):
                seen.append(other)
                waiting.append(other)
    return seen[1:]


def _same(one: DocumentCard, other: DocumentCard) -> bool:
    return one == other or is_document(one, other)


def _ends(status: Status) -> bool:
    return status.effect in ENDING and status.is_whole
