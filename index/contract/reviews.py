"""A review of a library, as JSON tells it."""

from __future__ import annotations

from dataclasses import dataclass

from index.citations.review import ChangedBasis, Review
from index.contract.cards import Became, Card, became, card, card_fields


@dataclass(frozen=True, slots=True)
class ReviewRow(Card):
    """A document that cites something changed; ``times`` counts the places that do so alike.

    ``already`` says that what is cited had ended before this document was issued.
    """

    passage: str | None
    path: tuple[str, ...]
    page: int | None
    sentence: str
    cited: Card
    provision: str | None
    times: int
    ended: bool
    already: bool
    status: tuple[Became, ...]


@dataclass(frozen=True, slots=True)
class Change(Card):
    """A document that changed, and what became of it."""

    status: Became


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What stands on something since changed, and what changed."""

    generation: str
    rows: tuple[ReviewRow, ...]
    changes: tuple[Change, ...]


def review_result(of: Review) -> ReviewResult:
    """Return a review of a library."""
    return ReviewResult(
        generation=of.generation,
        rows=tuple(map(_review_row, of.rows)),
        changes=tuple(
            Change(**card_fields(status.target), status=became(status)) for status in of.changes
        ),
    )


def _review_row(of: ChangedBasis) -> ReviewRow:
    place = of.place
    return ReviewRow(
        **card_fields(place.document),
        passage=place.passage or None,
        path=place.path,
        page=place.pages[0] if place.pages else None,
        sentence=place.sentence,
        cited=card(of.cited),
        provision=place.provision,
        times=of.times,
        ended=of.has_ended,
        already=of.was_ended_already,
        status=tuple(map(became, of.statuses)),
    )
