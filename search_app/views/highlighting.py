"""Cut a text into pieces for the page: marked words, the answering sentence, links.

Nothing is rewritten: the pieces of a text, joined, are the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text that looks one way."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class TextRun:
    """Pieces inside or outside the answering sentence."""

    pieces: tuple[TextPiece, ...]
    answer: bool = False


def _cuts(within: Span, spans: Iterable[Span]) -> list[int]:
    start, end = within.start, within.end
    inside = {edge for span in spans for edge in (span.start, span.end) if start < edge < end}
    return [start, *sorted(inside), end] if start < end else [start]


def pieces(text: str, marks: Sequence[Span]) -> tuple[TextPiece, ...]:
    """Return ``text`` cut where marks begin and end."""
    return tuple(_pieces(text, Span(0, len(text)), sorted(marks)))


def _pieces(text: str, within: Span, marks: Sequence[Span]) -> Iterator[TextPiece]:
    """Yield the pieces of a stretch of ``text``; ``marks`` ascend."""
    # Marks begin in order: what lies before the furthest end so far of those begun is marked.
    begun, reached = 0, -1
    for start, end in pairwise(_cuts(within, marks)):
        while begun < len(marks) and marks[begun].start <= start:
            reached = max(reached, marks[begun].end)
            begun += 1
        yield TextPiece(text[start:end], start < reached)


def segments(text: str, marks: Sequence[Span], sentence: Span | None) -> tuple[TextRun, ...]:
    """Return ``text`` before, in and after ``sentence``, each cut at its marks."""
    whole = [] if sentence is None or not len(sentence) else [sentence]
    ordered = sorted(marks)
    runs = []
    for start, end in pairwise(_cuts(Span(0, len(text)), whole)):
        part = tuple(_pieces(text, Span(start, end), ordered))
        runs.append(TextRun(part, bool(whole) and whole[0].start <= start < whole[0].end))
    return tuple(runs)


def clipped(span: Span, within: Span) -> Span | None:
    """Return the part of ``span`` inside ``within``, None when there is none."""
    start, end = max(span.start, within.start), min(span.end, within.end)
    return Span(start, end) if start < end else None
