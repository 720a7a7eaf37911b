"""View models of the front page and of the library page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from index.results import (
    DocumentCard,
    FacetValue,
    Hit,
    Overview,
    PassageView,
    SearchRequest,
    Status,
)
from ingest.model import Origin
from ingest.text.spans import Span
from search_app.views import search, wording
from search_app.views.cards import CardView, card_view
from search_app.views.search import Choice, HitView, hit_view


@dataclass(frozen=True, slots=True)
class HomeView:
    """The front page."""

    documents: str
    passages: str
    examples: tuple[Choice, ...]
    newest: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a plot: ``width`` in percent of the longest."""

    label: str
    count: int
    width: float
    url: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of how many documents there are of each value."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class MissingView:
    """A document that is cited but not held."""

    card: CardView
    times: int
    documents: int


@dataclass(frozen=True, slots=True)
class FailedView:
    """A file that could not be read; only its name, never where it lies."""

    name: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class ShelvesView:
    """The library page."""

    counts: tuple[tuple[str, str], ...]
    built: str
    model: str
    encoder: str
    plots: tuple[Plot, ...]
    documents: tuple[CardView, ...]
    doubtful: tuple[CardView, ...]
    failed: tuple[FailedView, ...]
    missing: tuple[MissingView, ...]
    remarks: tuple[str, ...]


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _newest_first(cards: tuple[DocumentCard, ...]) -> list[DocumentCard]:
    dated = [card for card in cards if card.issued is not None]
    return sorted(dated, key=lambda card: (str(card.issued), card.id or ""), reverse=True)


def _topic(subject: str) -> str:
    """Return a subject as one would type it: no numbers, no opening "về việc", not too long."""
    bare = re.sub(r"^về (việc )?", "", subject.strip(), flags=re.IGNORECASE)
    bare = re.split(r"[,;(]", bare)[0].strip()
    plain = not any(c.isdigit() or c == "/" for c in bare)
    return bare if plain and 3 <= len(bare.split()) <= 12 else ""


def _examples(overview: Overview) -> tuple[Choice, ...]:
    """Return questions the library itself can answer: a number, a subject, a missing number."""
    cards = _newest_first(overview.documents)
    numbered = [card for card in cards if card.number]
    texts = [wording.title(card).replace(" số ", " ") for card in numbered[:1]]
    texts += [t for t in (_topic(card.subject or "") for card in cards[1:]) if t][:2]
    texts += [m.card.number for m in overview.missing[:1] if m.card.number]
    return tuple(Choice(text, search.search_url(SearchRequest(text))) for text in texts if text)


def home_view(overview: Overview) -> HomeView:
    """Return the front page."""
    return HomeView(
        documents=_count(len(overview.documents)),
        passages=_count(overview.passages),
        examples=_examples(overview),
        newest=tuple(map(card_view, _newest_first(overview.documents)[:5])),
    )


def _plot(name: str, parameter: str, values: tuple[FacetValue, ...]) -> Plot:
    most = max((value.count for value in values), default=1)
    return Plot(
        name,
        tuple(
            Bar(
                value.value,
                value.count,
                round(100 * value.count / most, 1),
                "/kho?" + urlencode({parameter: value.value}) + "#danh-muc",
            )
            for value in values
        ),
    )


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which documents the library page lists."""

    kind: str = ""
    issuer: str = ""
    year: str = ""

    def keeps(self, card: DocumentCard) -> bool:
        """Say whether ``card`` is to be listed."""
        return (
            self.kind in ("", card.kind)
            and self.issuer in ("", card.deciding_body or card.issuer)
            and self.year in ("", str(card.issued.year) if card.issued else None)
        )


def _doubtful(card: DocumentCard) -> bool:
    return card.origin is Origin.UNREADABLE or (
        card.origin in (Origin.OCR, Origin.MIXED) and card.confidence < 0.9
    )


def _encoder_words(overview: Overview) -> str:
    """Return what the page says of the encoder's vectors."""
    if not overview.encoder:
        return "Chưa có vector của bộ mã hóa: kho tìm theo từ và theo mô hình nhỏ."
    if overview.encoded == overview.passages:
        return f"Bộ mã hóa {overview.encoder} đã đọc mọi đoạn."
    return (
        f"Bộ mã hóa {overview.encoder} đã đọc {_count(overview.encoded)} trên"
        f" {_count(overview.passages)} đoạn; các đoạn còn lại tìm theo từ và theo mô hình nhỏ."
    )


def shelves_view(overview: Overview, narrowed: Narrowed = Narrowed()) -> ShelvesView:
    """Return the library page."""
    cards = [card for card in overview.documents if narrowed.keeps(card)]
    listed = sorted(cards, key=lambda c: (str(c.issued or ""), c.number or ""), reverse=True)
    return ShelvesView(
        counts=(
            ("văn bản", _count(len(overview.documents))),
            ("trang", _count(overview.pages)),
            ("đoạn", _count(overview.passages)),
            ("lượt viện dẫn", _count(overview.references)),
        ),
        built=wording.moment(overview.built),
        model=overview.model,
        encoder=_encoder_words(overview),
        plots=(
            _plot("Theo loại", "loai", overview.kinds),
            _plot("Theo cơ quan", "coquan", overview.issuers),
            _plot("Theo năm", "nam", overview.years),
        ),
        documents=tuple(map(card_view, listed)),
        doubtful=tuple(card_view(c) for c in overview.documents if _doubtful(c)),
        failed=tuple(
            FailedView(f.source.replace("\\", "/").rsplit("/", 1)[-1], f.message, f.advice)
            for f in overview.failed
        ),
        missing=tuple(
            MissingView(card_view(m.card), m.times, m.documents) for m in overview.missing
        ),
        remarks=overview.remarks,
    )


def whole_hit(passage: PassageView, statuses: tuple[Status, ...] = ()) -> HitView:
    """Return a passage shown for itself: no words marked."""
    return hit_view(Hit(passage, 0.0, Span(0, 0), statuses=statuses))
