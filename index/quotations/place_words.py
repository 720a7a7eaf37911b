"""Places in Vietnamese words: "khoản 2 Điều 5 Quy định 31-QĐ/TU, ngày 12/9/2023 (trang 3)"."""

from __future__ import annotations

from index.check_results import Place
from index.results import DocumentCard
from ingest.text.dates import format_day


def path_words(path: tuple[str, ...]) -> str:
    """Return a provision as citations write it: small to large from the article on."""
    at = next((n for n, label in enumerate(path) if label.startswith("Điều")), None)
    if at is None:
        return ", ".join(path)
    return " ".join(reversed(path[at:]))


def card_words(card: DocumentCard) -> str:
    """Return a document by type, number and day; by its subject or file where it has no number."""
    head = " ".join(part for part in (card.kind, card.number) if part)
    if not card.number:
        head = card.subject or head or card.source or "văn bản"
    return f"{head}, ngày {format_day(card.issued)}" if card.issued and card.number else head


def place_words(place: Place) -> str:
    """Return a place in words, as far as it is known."""
    where = path_words(place.provision)
    page = f" (trang {', '.join(place.printed)})" if place.printed else ""
    if place.pages and not page:
        page = f" (trang {', '.join(map(str, place.pages))} của tệp)"
    return f"{where + ' ' if where else ''}{card_words(place.document)}{page}"
