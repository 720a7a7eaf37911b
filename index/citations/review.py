"""What stands on something since changed: every citing of a text that was replaced or amended.

A citing counts where it must be looked at again: what it cites ended (whenever that was), or
was amended, supplemented or corrected after the citing document was issued.  Where it names a
provision, only what touches that provision counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.citations import committees
from index.citations.graph import Citation, cited_card
from index.citations.status import ENDING, Statuses, is_document, is_end, of_provision, statuses_of
from index.results import CitedBy, DocumentCard, ResolutionStatus, Status
from ingest.text.vietnamese import fold


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """What to go through; empty means the whole library.

    ``since``: only what changed on or after that day.  ``new``: only what the last build was
    the first to know.
    """

    issuer: str = ""
    folder: str = ""
    since: date | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class ChangedBasis:
    """One document that cites something changed; ``times`` counts the places that do so alike."""

    place: CitedBy
    cited: DocumentCard
    statuses: tuple[Status, ...]
    times: int = 1

    @property
    def has_ended(self) -> bool:
        """Say whether what is cited ended beyond doubt, whole or in the place that is named."""
        return any(s.is_sure and is_end(s, self.place.provision) for s in self.statuses)

    @property
    def was_ended_already(self) -> bool:
        """Say whether it had ended before the citing document was issued."""
        issued = self.place.document.issued
        days = [changed_on(s) for s in self.statuses if is_end(s, self.place.provision)]
        return issued is not None and any(day is not None and day <= issued for day in days)


@dataclass(frozen=True, slots=True)
class Review:
    """The rows, what ended first; and what changed, newest first."""

    request: ReviewRequest
    rows: tuple[ChangedBasis, ...]
    changes: tuple[Status, ...]
    generation: str
    issuers: tuple[str, ...] = ()
    """Bodies the library has documents of, to choose from."""


def changed_on(status: Status) -> date | None:
    """Return from when a change counts: the day it gives, else that of the acting document."""
    return status.since or status.by.issued


def review(
    citations: Iterable[Citation], statuses: Statuses, request: ReviewRequest, generation: str
) -> Review:
    """Return what of a library stands on something since changed, and what changed."""
    cited = tuple(citations)
    asked = [s for s in statuses.all() if _is_asked(s, request, generation)]
    rows = _joined(_rows(cited, statuses, asked, request))
    return Review(
        request,
        tuple(sorted(rows, key=_weight)),
        tuple(_newest_first(_told_once(asked, cited))),
        generation,
    )


def _told_once(asked: Sequence[Status], citations: Sequence[Citation]) -> Iterator[Status]:
    """Yield the changes of what the library holds or cites, each once."""
    near = {name for c in citations if c.target for name in (c.target.id, c.target.number) if name}
    targets = {s.target.id or f"{s.target.number} {s.target.issued}": s.target for s in asked}
    for card in targets.values():
        card_statuses = [s for s in asked if is_document(s.target, card)]
        if card.id or {card.number} & near or any(s.by.id for s in card_statuses):
            yield from statuses_of(card_statuses, card)


def _newest_first(changes: Iterable[Status]) -> list[Status]:
    return sorted(changes, key=lambda s: changed_on(s) or date.min, reverse=True)


def _is_asked(status: Status, request: ReviewRequest, generation: str) -> bool:
    if request.new and status.build != generation:
        return False
    day = changed_on(status)
    return request.since is None or (day is not None and day >= request.since)


def _rows(
    citations: Iterable[Citation],
    statuses: Statuses,
    changes: Sequence[Status],
    request: ReviewRequest,
) -> Iterator[ChangedBasis]:
    asked = {status.id for status in changes}
    names = {name for s in changes for name in (s.target.id, s.target.number) if name}
    for citation in citations:
        target, place = citation.target or _absent(citation), citation.place
        # Most citings are of what nothing changed: told apart without a question.
        if target is None or not {target.id, target.number} & names:
            continue
        if is_document(place.document, target) or not _is_of(place.document, request):
            continue
        place_statuses = of_provision(
            statuses_of(statuses.about([target]), target), place.provision
        )
        counted = tuple(s for s in place_statuses if s.id in asked and _counts(s, place))
        if counted:
            yield ChangedBasis(place, target, counted)


def _absent(citation: Citation) -> DocumentCard | None:
    """Return what is cited though nobody knows it; None while it is ambiguous."""
    if citation.resolution is not ResolutionStatus.ABSENT:
        return None
    return cited_card(citation.reference)


def _is_of(card: DocumentCard, request: ReviewRequest) -> bool:
    if request.folder and not (card.source or "").startswith(request.folder.strip("/") + "/"):
        return False
    if not request.issuer:
        return True
    names = [name for name in (card.issuer, card.deciding_body) if name]
    asked = fold(request.issuer)
    return any(
        asked in fold(name) or committees.same_body(name, request.issuer) is True for name in names
    )


def _counts(status: Status, place: CitedBy) -> bool:
    citing = place.document
    if is_document(status.by, citing) or status.holder == citing.id:
        return False
    if status.effect in ENDING and is_end(status, place.provision):
        return True
    day = changed_on(status)
    return citing.issued is None or day is None or day > citing.issued


def _joined(rows: Iterable[ChangedBasis]) -> list[ChangedBasis]:
    """Return one row for a document, what it cites and the provision it names."""
    joined: dict[tuple[object, ...], ChangedBasis] = {}
    for row in rows:
        key = (row.place.document.id, row.cited.id or row.cited.number, row.place.provision)
        first = joined.get(key)
        joined[key] = (
            row
            if first is None
            else ChangedBasis(first.place, first.cited, first.statuses, first.times + 1)
        )
    return list(joined.values())


def _weight(row: ChangedBasis) -> tuple[bool, bool, int, str]:
    issued = row.place.document.issued
    return (
        not row.has_ended,
        not any(s.is_sure for s in row.statuses),
        -(issued.toordinal() if issued else 0),
        row.place.document.number or "",
    )
