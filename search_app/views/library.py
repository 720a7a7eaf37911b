"""View models of the front page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.results import (
    DocumentCard,
    Hit,
    Overview,
    PassageView,
    SearchRequest,
    Status,
)
from ingest.text.spans import Span
from search_app.views import wording
from search_app.views.cards import CardView, card_view
from search_app.views.choices import Choice, search_url
from search_app.views.hits import HitView, hit_view


@dataclass(frozen=True, slots=True)
class HomeView:
    """The front page."""

    documents: str
    passages: str
    examples: tuple[Choice, ...]
    newest: tuple[CardView, ...]


def _newest_first(cards: tuple[DocumentCard, ...]) -> list[DocumentCard]:
    dated = [card for card in cards if card.issued is not None]
    return sorted(dated, key=lambda card: (str(card.issued), card.id or ""), reverse=True)


def _topic(subject: str) -> str:
    """Return a subject as one would type it: no numbers, no opening "về việc", not too long."""
    bare = re.sub(r"^về (việc )?", "", subject.strip(), flags=re.IGNORECASE)
    bare = re.split(r"[,;(]", bare)[0].strip()
    # Of "ban hành Quy chế …" nobody would think to ask.
    plain = not any(c.isdigit() or c == "/" for c in bare) and not bare.lower().startswith(
        "ban hành"
    )
    return bare if plain and 3 <= len(bare.split()) <= 12 else ""


def _examples(overview: Overview) -> tuple[Choice, ...]:
    """Return questions the library itself can answer: a number, a subject, a missing number."""
    cards = _newest_first(overview.documents)
    numbered = [card for card in cards if card.number]
    texts = [wording.title(card).replace(" số ", " ") for card in numbered[:1]]
    texts += [t for t in (_topic(card.subject or "") for card in cards[1:]) if t][:2]
    texts += [m.card.number for m in overview.missing if m.card.number][:1]
    return tuple(Choice(text, search_url(SearchRequest(text))) for text in texts if text)


def home_view(overview: Overview) -> HomeView:
    """Return the front page."""
    return HomeView(
        documents=wording.count(len(overview.documents)),
        passages=wording.count(overview.passages),
        examples=_examples(overview),
        newest=tuple(map(card_view, _newest_first(overview.documents)[:5])),
    )


def whole_hit(passage: PassageView, statuses: tuple[Status, ...] = ()) -> HitView:
    """Return a passage shown for itself: no words marked."""
    return hit_view(Hit(passage, 0.0, Span(0, 0), statuses=statuses))
