"""View models of a consolidated reading: slices with their sources, and what is not placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.amendments.consolidated import Consolidated, Slice, Unplaced
from index.amendments.edits import Edit
from index.amendments.rope import Kind
from index.results import DocumentView
from ingest.citations import Effect
from ingest.text.dates import format_day
from search_app.services.consolidated import ConsolidatedReading
from search_app.views.cards import CardView, card_view
from search_app.views.status import StatusView, status_view


@dataclass(frozen=True, slots=True)
class SliceView:
    """A stretch of the reading: of the base text, put in, or taken out."""

    kind: str
    text: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class EditView:
    """A change with its document, its sentence, and why it is not in the text."""

    card: CardView
    where: str
    sentence: str
    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class ConsolidatedView:
    """The page."""

    card: CardView
    day: str
    slices: tuple[SliceView, ...]
    placed: tuple[EditView, ...]
    unplaced: tuple[EditView, ...]
    later: tuple[EditView, ...]
    ended: tuple[EditView, ...]
    doubtful: tuple[StatusView, ...]


"""The changes of which a fact is open: they are told and never put in."""


def consolidated_view(view: DocumentView, found: ConsolidatedReading, day: str) -> ConsolidatedView:
    """Return the page of a reading as of ``day`` (as typed; "" for all that is known)."""
    reading = found.reading
    return ConsolidatedView(
        card_view(view.card),
        day,
        tuple(_slices(reading, found)),
        tuple(_edit(edit, found) for edit in reading.placed),
        tuple(_unplaced(unplaced, found) for unplaced in reading.unplaced),
        tuple(_edit(edit, found) for edit in reading.later),
        tuple(_edit(edit, found) for edit in reading.ended),
        tuple(map(status_view, found.doubtful)),
    )


_DONE = {
    Effect.REPLACED: "được thay thế",
    Effect.REPEALED: "được bãi bỏ",
    Effect.AMENDED: "được sửa đổi",
    Effect.SUPPLEMENTED: "được bổ sung",
    Effect.CORRECTED: "được đính chính",
    Effect.SUSPENDED: "ngưng hiệu lực",
}


def _slices(reading: Consolidated, found: ConsolidatedReading) -> Iterator[SliceView]:
    for piece in reading.slices:
        title, url = _origin(piece, found)
        text = piece.text
        if piece.kind is Kind.GONE and piece.edit is not None:
            text = _gone(piece.edit)
        yield SliceView(piece.kind.value, text, title, url)


def _gone(edit: Edit) -> str:
    """Return what stands for words that an edit took out."""
    if edit.phrases:
        return "[bỏ cụm từ]"
    named = edit.paths[0][-1] if len(edit.paths) == 1 and edit.paths[0] else ""
    return f"[{named} {_DONE[edit.effect]}]".replace("[ ", "[")


def _origin(piece: Slice, found: ConsolidatedReading) -> tuple[str, str]:
    if piece.edit is None:
        return "", ""
    card = card_view(found.sources[piece.edit.source.id])
    day = f", từ ngày {format_day(piece.edit.day)}" if piece.edit.day else ""
    done = _DONE[piece.edit.effect][:1].upper() + _DONE[piece.edit.effect][1:]
    return f"{done} bởi {card.title}{day}", card.url


def _edit(edit: Edit, found: ConsolidatedReading, reason: str = "", where: str = "") -> EditView:
    places = "; ".join(" ".join(reversed(path)) for path in edit.paths if path)
    day = format_day(edit.day) if edit.day else ""
    card = card_view(found.sources[edit.source.id])
    return EditView(card, where or places, edit.said, reason, day)


def _unplaced(unplaced: Unplaced, found: ConsolidatedReading) -> EditView:
    return _edit(unplaced.edit, found, unplaced.reason, " ".join(reversed(unplaced.path)))
