"""What of documents a person should look at, as rows of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from index.results import DocumentCard
from ingest.claims import ClaimSource, Doubt
from ingest.header.draft import DRAFT
from ingest.model import Document
from ingest.pages import Box, Origin
from ingest.structure.place_doubts import PLACE

PAGE = "page"
"""The field of a doubt about the whole text of a page."""
LOOKED_AT = frozenset({PAGE, PLACE, DRAFT})
"""Fields of doubts that a person looks at and cannot correct."""
POOR_PAGE = 0.8
"""Confidence under which the whole of a recognised page is doubtful."""
_BY_HAND = frozenset({ClaimSource.CORRECTION, ClaimSource.MANIFEST})


def doubt_rows(n: int, document: Document) -> list[tuple[object, ...]]:
    """Return the rows of a document's doubts; what a person or the manifest said is none."""
    return [
        (n, ordinal, d.field, d.read, d.reason, d.page, _box_out(d.box), int(d.stated))
        for ordinal, d in enumerate((*_open(document), *_poor_pages(document)))
    ]


def _open(document: Document) -> Iterator[Doubt]:
    for doubt in document.doubts:
        claim = None if doubt.field in LOOKED_AT else getattr(document.header, doubt.field)
        if claim is None or claim.source not in _BY_HAND:
            yield doubt


def _poor_pages(document: Document) -> Iterator[Doubt]:
    for page in document.pages:
        if page.origin is Origin.UNREADABLE:
            yield Doubt(PAGE, "", "Trang này chưa đọc được chữ.", page.number)
        elif page.origin in {Origin.OCR, Origin.MIXED} and page.confidence < POOR_PAGE:
            why = f"Chữ của trang này nhận dạng không chắc ({page.confidence:.0%})."
            yield Doubt(PAGE, "", why, page.number)


def is_open(doubt: Doubt, card: DocumentCard) -> bool:
    """Say whether a doubt is one of the document too, which other files may speak for."""
    if doubt.stated or doubt.field in LOOKED_AT:
        return True
    return getattr(card, doubt.field) is None


def doubt_of(row: tuple[Any, ...]) -> Doubt:
    """Return a doubt of its row (without the document's number)."""
    field, said, reason, page, box, stated = row
    return Doubt(field, said, reason, page, Box(*json.loads(box)) if box else None, bool(stated))


def _box_out(box: Box | None) -> str:
    return json.dumps([box.x0, box.y0, box.x1, box.y1]) if box else ""
