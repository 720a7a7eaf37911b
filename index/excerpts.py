"""Stretches of a document's canonical text, cited where they stand: any words a reader selects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.generation import Generation
from index.results import PassageView
from ingest.model import Document
from ingest.pages import Origin
from ingest.text.spans import Span


def excerpt(name: str, inside: Span, generation: Generation) -> PassageView | None:
    """Return a stretch of a document with the provision and the pages it stands in itself.

    White space around it is left out.  Words that stand in several passages belong to the
    smallest provision that holds them all; words outside every passage (a letterhead, a
    signature) have none.

    :param name: the id of the document's file.
    :param inside: of its canonical text; None is returned where it is not in it, or holds no word.
    """
    catalogue = generation.catalogue
    n = catalogue.number_of(name)
    if n is None or not len(inside):
        return None
    views = catalogue.passages_of(n)
    holder = next((view for view in views if view.span.contains(inside)), None)
    if holder is None:
        whole = _across(views, generation.parsed(n), inside)
        if whole is None:
            return None
        card = catalogue.documents().get(n, catalogue.cards()[n])
        view = replace(whole, document=card)
        return replace(view, path=catalogue.path_at(view, Span(0, len(view.text))))
    words = _trimmed(holder.text, inside.shifted(-holder.span.start))
    return holder.narrowed(words, catalogue.path_at(holder, words)) if len(words) else None


def _across(views: Sequence[PassageView], document: Document, inside: Span) -> PassageView | None:
    """Return words that are in no single passage, with the path that all they touch share."""
    words = _trimmed(document.text, inside)
    if inside.end > len(document.text) or not len(words):
        return None
    touched = [view for view in views if view.span.overlaps(words) and view.note is None]
    numbers = document.pages_of(words)
    pages = [page for page in document.pages if page.number in numbers]
    scanned = [page for page in pages if page.origin is not Origin.TEXT]
    worst = min(scanned or pages, key=lambda page: page.confidence, default=None)
    known = touched[0] if touched else views[0] if views else None
    if known is None:
        return None
    return replace(
        known,
        id=known.id if touched else f"{document.id}-",
        path=_shared([view.path for view in touched]),
        heading=(),
        span=words,
        text=words.of(document.text),
        pages=numbers,
        printed_pages=tuple(page.printed for page in pages if page.printed),
        origin=worst.origin if worst else known.origin,
        confidence=worst.confidence if worst else known.confidence,
        note=None,
        page_starts=(),
    )


def _shared(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the steps that all paths begin with."""
    shared = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return tuple(shared)


def _trimmed(text: str, span: Span) -> Span:
    """Return ``span`` without the white space at its edges."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
