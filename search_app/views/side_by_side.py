"""View models of two documents read side by side: all words of both, matched by provision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from index.comparison.align import Unit, answering, units
from index.results import DocumentCard, DocumentView
from ingest.text.spans import Span
from search_app.views import wording
from search_app.views.cards import CardView, card_view
from search_app.views.choices import Choice

_STEPS = 3
"""Steps of a path that are told of a provision."""


@dataclass(frozen=True, slots=True)
class PartView:
    """A provision's own words, or words outside every provision (``label`` is then "").

    ``answer`` is the number of the part of the other side that answers it, None for none.
    """

    number: int
    label: str
    paragraphs: tuple[str, ...]
    where: str
    url: str
    answer: int | None


@dataclass(frozen=True, slots=True)
class ReadingSide:
    """One document: its parts, joined, are its whole text."""

    name: str
    card: CardView
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """Two documents side by side."""

    sides: tuple[ReadingSide, ReadingSide]
    matched: int
    compare_url: str
    turned_url: str


def reading_url(old: DocumentView, new: DocumentView, path: str = "/song-song") -> str:
    """Return the address of two documents side by side."""
    return f"{path}?" + urlencode({"a": old.card.id or "", "b": new.card.id or ""})


def reading_page(old: DocumentView, new: DocumentView) -> ReadingPage:
    """Return two documents side by side."""
    parts = _parts(old), _parts(new)
    answers = _answers(*parts)
    back = {theirs: ours for ours, theirs in answers.items()}
    return ReadingPage(
        (_side("a", old, parts[0], answers), _side("b", new, parts[1], back)),
        len(answers),
        reading_url(old, new, "/so-sanh"),
        reading_url(new, old),
    )


def _parts(view: DocumentView) -> list[tuple[Unit, bool]]:
    """Return all of a document's text in order: units, and what stands in no provision (False)."""
    text = view.document.text
    parts: list[tuple[Unit, bool]] = []
    at = 0
    for unit in sorted(units(view.document), key=lambda unit: (unit.span.start, unit.span.end)):
        parts.extend(_between(text, at, unit.span.start))
        if unit.span.end > at:
            parts.append((unit, True))
            at = unit.span.end
    parts.extend(_between(text, at, len(text)))
    return parts


def _between(text: str, start: int, end: int) -> Iterator[tuple[Unit, bool]]:
    said = text[start:end]
    if said.strip():
        lead = len(said) - len(said.lstrip())
        span = Span(start + lead, start + len(said.rstrip()))
        yield Unit((), span, span.of(text)), False


def _answers(
    ours: Sequence[tuple[Unit, bool]], theirs: Sequence[tuple[Unit, bool]]
) -> dict[int, int]:
    """Return which part answers which: provisions as a comparison has them, and both openings."""
    places = [
        [place for place, (_, is_unit) in enumerate(parts) if is_unit] for parts in (ours, theirs)
    ]
    found = answering([ours[n][0] for n in places[0]], [theirs[n][0] for n in places[1]])
    answers = {places[0][one]: places[1][other] for one, other in found.items()}
    for at in (0, -1):
        if ours and theirs and not ours[at][1] and not theirs[at][1]:
            answers[at % len(ours)] = at % len(theirs)
    return answers


def _side(
    name: str,
    view: DocumentView,
    parts: Sequence[tuple[Unit, bool]],
    answers: dict[int, int],
) -> ReadingSide:
    card = card_view(view.card)
    shown: list[PartView] = []
    page = ""
    for number, (unit, is_unit) in enumerate(parts):
        here = wording.pages(view.document.pages_of(unit.span)) if wording.paged(view.card) else ""
        label = wording.section(unit.path[-_STEPS:]) if is_unit and unit.path else ""
        paragraphs = tuple(line.strip() for line in unit.text.split("\n") if line.strip())
        url = f"{card.url}#vt-{unit.span.start}"
        # A page is named where it is another than before.
        where, page = "" if here == page else here, here
        shown.append(PartView(number, label, paragraphs, where, url, answers.get(number)))
    return ReadingSide(name, card, tuple(shown))


def offers(old: DocumentView | None, new: DocumentView | None) -> tuple[Choice, ...]:
    """Return documents that belong beside the one that was named: its line, what acts on it."""
    view = old or new
    if view is None:
        return ()
    acting = [status.by for status in view.statuses] + [act.target for act in view.acts]
    cards = [stage.card for stage in view.lineage] + acting
    held = {card.id: card for card in cards if card.id and card.id != view.card.id}
    return tuple(_offer(view.card, card) for card in held.values())


def _offer(named: DocumentCard, other: DocumentCard) -> Choice:
    """Return an offer with the earlier document on the left."""
    first, second = sorted((named, other), key=lambda card: str(card.issued or "9999"))
    day = f", ngày {wording.day(other.issued)}" if other.issued else ""
    url = "/song-song?" + urlencode({"a": first.id or "", "b": second.id or ""})
    return Choice(f"{wording.title(other)}{day}", url)
