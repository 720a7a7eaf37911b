"""What a reader may be about to ask for, as they type: documents by number and subject."""

from __future__ import annotations

from collections.abc import Sequence

from index.results import DocumentCard, Suggestion
from ingest.text.dates import format_day
from ingest.text.vietnamese import fold


def suggestions(text: str, cards: Sequence[DocumentCard], limit: int) -> tuple[Suggestion, ...]:
    """Return documents whose number begins with ``text`` or whose title holds its words.

    Numbers come first, then those whose name begins so ("quy đị" is a Quy định before what has
    rules for its subject), then titles; newest first.  Diacritics that were not typed do not count.
    """
    words = fold(text).split()
    if not words:
        return ()
    ranked: list[tuple[int, int, str, Suggestion]] = []
    for card in cards:
        rank = _rank(words, card)
        if rank is not None:
            age = -card.issued.toordinal() if card.issued else 0
            ranked.append((rank, age, card.id or "", _suggestion(card)))
    ranked.sort(key=lambda row: row[:3])
    return tuple(row for *_, row in ranked[:limit])


def _rank(words: Sequence[str], card: DocumentCard) -> int | None:
    number = fold(card.number or "").lstrip("0")
    typed = _named(words)
    if number and typed and number.startswith(typed):
        return 0
    if typed and _named((card.kind or "", card.number or "")).startswith(typed):
        return 1
    title = f" {fold(card.kind or '')} {fold(card.number or '')} {fold(card.subject or '')}"
    return 2 if all(f" {word}" in title for word in words) else None


def _named(parts: Sequence[str]) -> str:
    """Return a name as names are compared: no "số", no leading zeros, no diacritics."""
    words = fold(" ".join(parts)).split()
    return " ".join(word.lstrip("0") for word in words if word != "so")


def _suggestion(card: DocumentCard) -> Suggestion:
    issued = f"ngày {format_day(card.issued)}" if card.issued else ""
    name = " ".join(part for part in (card.kind, card.number) if part)
    detail = ", ".join(part for part in (issued, card.subject) if part)
    return Suggestion(name or card.subject or card.source or "", detail, card.id)
