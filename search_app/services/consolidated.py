"""A document with the changes of the library's other documents put in their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.amendments.consolidated import Consolidated, consolidate
from index.amendments.edits import Edit, edits_of
from index.results import DocumentCard, DocumentView, Status
from ingest.citations import Amendment, Effect
from ingest.model import Provision
from ingest.pipeline import parse_text
from search_app.ports import Librarian


@dataclass(frozen=True, slots=True)
class ConsolidatedReading:
    """A reading, the documents its slices are from by id, and changes that are not sure."""

    reading: Consolidated
    sources: dict[str, DocumentCard]
    doubtful: tuple[Status, ...]


def consolidated(library: Librarian, view: DocumentView, as_of: date | None) -> ConsolidatedReading:
    """Return the reading of a held document as of a day, or with all that is known."""
    sure: dict[str, list[Status]] = {}
    doubtful: list[Status] = []
    for status in view.statuses:
        in_acting_document = status.holder is not None and status.holder == status.by.id
        if status.review or not in_acting_document or status.ordinal is None:
            doubtful.append(status)
        else:
            sure.setdefault(str(status.holder), []).append(status)
    edits: list[Edit] = []
    sources = {view.document.id: view.card}
    for holder, statuses in sure.items():
        acting = library.document(holder)
        if acting is None:
            doubtful += statuses
            continue
        sources[acting.document.id] = acting.card
        edits += _edits(acting, statuses)
    reading = consolidate(view.document, edits, _outline, as_of)
    listed = [status for status in doubtful if status.effect is not Effect.CONTINUED]
    return ConsolidatedReading(reading, sources, tuple(listed))


def _edits(acting: DocumentView, statuses: list[Status]) -> tuple[Edit, ...]:
    acts: list[Amendment] = []
    for status in sorted(statuses, key=lambda act: act.ordinal or 0):
        acts.append(acting.document.amendments[status.ordinal or 0])
    days = {status.since for status in statuses}
    return edits_of(acting.document, acts, days.pop() if len(days) == 1 else None)


def _outline(text: str) -> tuple[Provision, ...]:
    return parse_text(text).provisions
