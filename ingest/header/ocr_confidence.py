"""How surely the header of a scan was recognised: a doubtful number is no number.

Numbers and days are often written by hand on the paper, and recognition then guesses.
:data:`LEAST` was chosen on 28 real scans: nearly every number read with less confidence
was wrong, and leaving out a right one now and then is the lesser evil.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from ingest.claims import Claim, ClaimSource, Header
from ingest.layout.canonical_text import LaidOut
from ingest.pages import Box, Origin, ReadFile
from ingest.text.spans import Span

LEAST = 0.5
GAP = 1.5
"""Times the height of its words: a wider gap inside a number is no space."""
T = TypeVar("T")
Confidences = dict[tuple[int, Box], float]
"""How surely each word was recognised (0 to 1), by the number of its page and its box."""


def with_overlays_named(header: Header, laid: LaidOut, read: ReadFile) -> Header:
    """Return the header with number and day said to be laid over where they were.

    On a page with its own text only what was read from a signature's picture carries a
    confidence (:mod:`ingest.readers.pdf.signature_overlays`).
    """
    if not read.pages or read.pages[0].origin is not Origin.TEXT:
        return header
    sure = confidences(replace(read, pages=read.pages[:1]))
    return replace(
        header,
        number=_overlaid(header.number, laid, sure),
        issued=_overlaid(header.issued, laid, sure),
    )


def _overlaid(claim: Claim[T] | None, laid: LaidOut, sure: Confidences) -> Claim[T] | None:
    if claim is None or least(claim.span, laid, sure) is None:
        return claim
    return replace(claim, source=ClaimSource.OVERLAY)


def confidences(read: ReadFile) -> Confidences:
    """Return how surely each recognised word of a file was recognised."""
    return {
        (page.number, word.box): word.confidence
        for page in read.pages
        for line in page.lines
        for word in line.words
        if word.confidence is not None
    }


def is_broken(span: Span | None, laid: LaidOut, sure: Confidences) -> bool:
    """Say whether a wide gap parts the serial from the symbol: a figure by hand stood there."""
    if span is None:
        return False
    boxes = [
        word.box
        for line in laid.lines
        if line.span is not None and line.span.overlaps(span)
        for word in line.words
        if word.span.overlaps(span) and (line.page, word.box) in sure
    ]
    return any(b.x0 - a.x1 > GAP * max(a.height, b.height) for a, b in pairwise(boxes))


def least(span: Span | None, laid: LaidOut, sure: Confidences) -> float | None:
    """Return the least confidence of the words under a span; None where nothing was recognised."""
    if span is None or not sure:
        return None
    confidences = [
        sure[line.page, word.box]
        for line in laid.lines
        if line.span is not None and line.span.overlaps(span)
        for word in line.words
        if word.span.overlaps(span) and (line.page, word.box) in sure
    ]
    return min(confidences, default=None)
