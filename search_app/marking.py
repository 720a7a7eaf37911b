"""Cut a text into pieces for the page: marked words, the answering sentence, links.

Nothing is rewritten: the pieces of a text, joined, are the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.spans import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that looks one way."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces inside or outside the answering sentence."""

    pieces: tuple[Piece, ...]
    answer: bool = False


def _cuts(length: int, spans: Iterable[Span]) -> list[int]:
    inside = {edge for span in spans for edge in (span.start, span.end) if 0 < edge < length}
    return [0, *sorted(inside), length] if length else [0]


def _covers(spans: Sequence[Span], start: int) -> bool:
    return any(span.start <= start < span.end for span in spans)


def pieces(text: str, marks: Sequence[Span]) -> tuple[Piece, ...]:
    """Return ``text`` cut where marks begin and end."""
    return tuple(
        Piece(text[start:end], _covers(marks, start))
        for start, end in pairwise(_cuts(len(text), marks))
    )


def runs(text: str, marks: Sequence[Span], sentence: Span | None) -> tuple[Run, ...]:
    """Return ``text`` before, in and after ``sentence``, each cut at its marks."""
    whole = [] if sentence is None or not len(sentence) else [sentence]
    found = []
    for start, end in pairwise(_cuts(len(text), whole)):
        inner = [
            Span(max(m.start, start) - start, min(m.end, end) - start)
            for m in marks
            if m.overlaps(Span(start, end))
        ]
        found.append(Run(pieces(text[start:end], inner), _covers(whole, start)))
    return tuple(found)


def clipped(span: Span, within: Span) -> Span | None:
    """Return the part of ``span`` inside ``within``, None when there is none."""
    start, end = max(span.start, within.start), min(span.end, within.end)
    return Span(start, end) if start < end else None
