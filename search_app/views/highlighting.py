"""Cut a text into pieces for the page: marked words, the answering sentence, links.

Nothing is rewritten: the pieces of a text, joined, are the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from ingest.text.spans import Span

ANSWER = '<span class="answer">'


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text that looks one way."""

    text: str
    marked: bool = False


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


def marked(text: str, marks: Iterable[Span], sentence: Span | None) -> Markup:
    """Return ``text`` as markup: the answering sentence, and in it the words that were asked for.

    Without its tags it is the text again, letter for letter.
    """
    ordered = sorted(marks)
    size = len(text)
    first, last = (sentence.start, min(sentence.end, size)) if sentence else (0, 0)
    edges = {edge for span in ordered for edge in (span.start, span.end)} | {first, last}
    cuts = [0, *sorted(edge for edge in edges if 0 < edge < size), size] if size else []
    escaped = str(escape(text))
    # Where nothing was replaced, what is between two places is the same in both.
    is_plain = len(escaped) == size
    made: list[str] = []
    begun, reached = 0, -1
    for start, end in pairwise(cuts):
        while begun < len(ordered) and ordered[begun].start <= start:
            reached = max(reached, ordered[begun].end)
            begun += 1
        words = escaped[start:end] if is_plain else escape(text[start:end])
        if start == first < last:
            made.append(ANSWER)
        made.append(f"<mark>{words}</mark>" if start < reached else words)
        if first < end == last:
            made.append("</span>")
    # Every piece was escaped.
    return Markup("".join(made))  # noqa: S704  # nosec B704


def clipped(span: Span, within: Span) -> Span | None:
    """Return the part of ``span`` inside ``within``, None when there is none."""
    start, end = max(span.start, within.start), min(span.end, within.end)
    return Span(start, end) if start < end else None
