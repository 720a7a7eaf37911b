"""View model of the line a document stands in, from its first ancestor to its last successor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.citations import status_words
from index.results import Stage, Status
from search_app.views import wording
from search_app.views.cards import CardView, card_view
from search_app.views.status import StatusView, status_view


@dataclass(frozen=True, slots=True)
class DeedView:
    """What a document of the line did to another: "thay thế Quy định số 08-QĐ/TU"."""

    what: str
    target: CardView
    status: StatusView


@dataclass(frozen=True, slots=True)
class StageView:
    """One document of the line."""

    card: CardView
    is_own: bool
    deeds: tuple[DeedView, ...]


def timeline(stages: Iterable[Stage]) -> tuple[StageView, ...]:
    """Return the documents of a line, oldest first."""
    return tuple(
        StageView(card_view(stage.card), stage.is_own, tuple(map(_deed, stage.acts)))
        for stage in stages
    )


def _deed(status: Status) -> DeedView:
    of = " của" if status.provision or status.partial else ""
    what = f"{status_words.deed(status)}{of} {wording.title(status.target)}"
    return DeedView(what, card_view(status.target), status_view(status))
