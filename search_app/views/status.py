"""View models of what became of a text: the words of :mod:`index.citations.status_words`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.citations import status_words
from index.citations.status import touches
from index.results import PassageView, Status
from search_app.views import wording
from search_app.views.cards import card_view, document_url


@dataclass(frozen=True, slots=True)
class StatusView:
    """One act: ``head`` on a badge in the colour ``tone``, then who did it, then the sentence."""

    head: str
    tone: str
    bridge: str
    by: str
    by_url: str
    tail: str
    sentence: str
    where: str
    url: str
    """The sentence in the document that holds it."""
    line: str
    """All of it in one line."""


@dataclass(frozen=True, slots=True)
class StatusesView:
    """What became of a passage (``here``) and of other places of its document."""

    here: tuple[StatusView, ...] = ()
    elsewhere: tuple[StatusView, ...] = ()

    @property
    def known(self) -> bool:
        """Say whether anything is known."""
        return bool(self.here or self.elsewhere)

    @property
    def elsewhere_line(self) -> str:
        """Return what became of other places, in one line."""
        heads = dict.fromkeys(status.head for status in self.elsewhere)
        joined = "; ".join(head if head.startswith("Điều ") else _lowered(head) for head in heads)
        return f"Ở chỗ khác của văn bản này: {joined}"

    @property
    def nothing(self) -> str:
        """Return what is said where nothing is known."""
        return "" if self.known else status_words.NOTHING_KNOWN


NOTHING = StatusesView()
"""Nothing is known."""


_GRAVITY = ("ended", "changed", "corrected", "maybe")


def _lowered(head: str) -> str:
    return f"{head[:1].lower()}{head[1:]}"


def note_of(found: Sequence[Status], passage: PassageView) -> str:
    """Return what became of a passage and its document, for beside its quotation."""
    other = [status for status in found if touches(status, passage) is False]
    return status_words.note([status for status in found if status not in other], other)


def status_view(status: Status) -> StatusView:
    """Return one act in words."""
    words = status_words.words(status)
    pages = wording.pages(status.pages)
    return StatusView(
        head=words.head,
        tone=status_words.tone(status),
        bridge=words.bridge,
        by=words.by,
        by_url=card_view(status.by).url,
        tail=words.tail,
        sentence=status.sentence,
        where=" · ".join(part for part in (wording.section(status.path), pages) if part),
        url=document_url(status.holder, status.passage) if status.holder else "",
        line=status_words.sentence(status),
    )


def statuses_view(found: Iterable[Status], passage: PassageView | None = None) -> StatusesView:
    """Return what became of a document; all of it is ``here`` where no passage is in hand.

    What ended comes before what changed, and what is sure before what may be.
    """
    here: list[StatusView] = []
    elsewhere: list[StatusView] = []
    for status in sorted(found, key=lambda status: _GRAVITY.index(status_words.tone(status))):
        other = passage is not None and touches(status, passage) is False
        (elsewhere if other else here).append(status_view(status))
    return StatusesView(tuple(here), tuple(elsewhere))
