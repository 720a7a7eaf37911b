"""A document among its neighbours: a small picture to walk, and what changed what, by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.results import DocumentCard, DocumentView, Resolved
from ingest.citations import Relation
from search_app.views.cards import card_view

MOST = 8
"""Neighbours drawn on each side; the lists below the text have them all."""
# With both columns, in pixels.
WIDTH, BOX_WIDTH, BOX_HEIGHT, GAP = 860.0, 226.0, 46.0, 16.0
LETTERS = 27
"""Letters that fit into a box; the whole name is in its tooltip."""

CHANGES: dict[Relation, str] = {
    Relation.AMENDS: "sửa đổi, bổ sung",
    Relation.REPLACES: "thay thế",
    Relation.REPEALS: "bãi bỏ",
    Relation.CORRECTS: "đính chính",
    Relation.CONSOLIDATES: "hợp nhất",
    Relation.ENDS: "làm hết hiệu lực",
}


@dataclass(frozen=True, slots=True)
class PictureBox:
    """A document in the picture; ``x`` and ``y`` are its top left corner."""

    x: float
    y: float
    name: str
    short: str
    day: str
    url: str
    held: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the citing to the cited; the label stands at ``x``, ``y``."""

    x0: float
    y0: float
    x1: float
    y1: float
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class NeighbourPicture:
    """The neighbourhood: citing on the left, cited on the right."""

    width: float
    height: float
    centre: PictureBox
    boxes: tuple[PictureBox, ...]
    arrows: tuple[Arrow, ...]
    left_out: int

    @property
    def box_width(self) -> float:
        """Width of every box."""
        return BOX_WIDTH

    @property
    def box_height(self) -> float:
        """Height of every box."""
        return BOX_HEIGHT


@dataclass(frozen=True, slots=True)
class _Neighbour:
    card: DocumentCard
    relation: str


def _strongest(relations: Iterable[Relation]) -> str:
    """Return what to write on an arrow: the most telling relation, nothing for plain ones."""
    telling = set(relations) - {Relation.REFERS}
    order = (*CHANGES, *(r for r in Relation if r not in CHANGES))
    return next((r.value for r in order if r in telling), "")


def _gathered(pairs: Iterable[tuple[DocumentCard, Relation]]) -> list[_Neighbour]:
    cards: dict[str, DocumentCard] = {}
    relations: dict[str, list[Relation]] = {}
    for card, relation in pairs:
        key = card.id or f"{card.number} {card.kind} {card.issued} {card.subject}"
        cards.setdefault(key, card)
        relations.setdefault(key, []).append(relation)
    return [_Neighbour(card, _strongest(relations[key])) for key, card in cards.items()]


def _cited(cites: Sequence[Resolved], document_id: str) -> Iterable[tuple[DocumentCard, Relation]]:
    for resolved in cites:
        if len(resolved.candidates) == 1 and resolved.candidates[0].card.id != document_id:
            yield resolved.candidates[0].card, resolved.relation


def _box(card: DocumentCard, x: float, y: float) -> PictureBox:
    view = card_view(card)
    fits = len(view.title) <= LETTERS
    short = view.title if fits else view.title[: LETTERS - 1].rstrip() + "…"
    url = view.url + ("#mang-luoi" if view.held else "")
    return PictureBox(x, y, view.title, short, view.day, url, view.held)


def _column(neighbours: Sequence[_Neighbour], x: float, height: float) -> list[PictureBox]:
    step = BOX_HEIGHT + GAP
    top = (height - len(neighbours) * step + GAP) / 2
    return [_box(n.card, x, top + step * place) for place, n in enumerate(neighbours)]


def _arrow(start: PictureBox, end: PictureBox, label: str) -> Arrow:
    x0, y0 = start.x + BOX_WIDTH, start.y + BOX_HEIGHT / 2
    x1, y1 = end.x, end.y + BOX_HEIGHT / 2
    return Arrow(x0, y0, x1, y1, label, (x0 + x1) / 2, (y0 + y1) / 2 - 4)


def picture(view: DocumentView) -> NeighbourPicture | None:
    """Return the neighbourhood of a document, None when it has no neighbours."""
    left = _gathered((c.document, c.relation) for c in view.cited_by)
    right = _gathered(_cited(view.cites, view.card.id or ""))
    if not left and not right:
        return None
    rows = max(1, min(MOST, max(len(left), len(right))))
    height = rows * (BOX_HEIGHT + GAP) + GAP
    step = (WIDTH - BOX_WIDTH) / 2
    middle = step if left else 0.0  # no empty column: a phone shows the left edge first
    width = middle + (step if right else 0.0) + BOX_WIDTH
    centre = _box(view.card, middle, (height - BOX_HEIGHT) / 2)
    citing, cited = left[:MOST], right[:MOST]
    citing_boxes = _column(citing, 0, height)
    cited_boxes = _column(cited, middle + step, height)
    arrows = [_arrow(b, centre, n.relation) for b, n in zip(citing_boxes, citing, strict=True)]
    arrows += [_arrow(centre, b, n.relation) for b, n in zip(cited_boxes, cited, strict=True)]
    left_out = len(left) + len(right) - len(citing) - len(cited)
    return NeighbourPicture(
        width, height, centre, (*citing_boxes, *cited_boxes), tuple(arrows), left_out
    )
