"""Which stretches of a draft quote: what stands in quotation marks, and what follows a colon.

A stretch of five words or more in quotation marks of any style is a quotation; so is a
block quotation ("> …"), and a full sentence behind "Quy định số … nêu rõ:", which may be
the writer's own words and is therefore only told where the library holds it nearly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.quotations.tokens import GAP, tokens
from ingest.model import Reference, ReferenceForm
from ingest.text.spans import Span

SHORTEST = 5
"""Words a quotation has at least: shorter ones are names and turns of phrase."""
LONGEST = 6000
"""Code points of the longest quotation; a mark that is never closed quotes nothing."""
_MOST_PARAGRAPHS = 40

_PAIRS = {"“": "”", "«": "»", "„": "”“", "‹": "›", "‘": "’", "「": "」", "『": "』", "＂": "＂"}
_OPENING = re.compile("[“«„‹‘「『＂\"]|''|``")
_STRAIGHT = ('"', "''", "＂")
_SAYS = re.compile(
    r"(?:nêu|ghi|viết|quy định|khẳng định|nhấn mạnh|chỉ|xác định|yêu cầu|nói|dạy|đề ra|kết luận)"
    r"(?:\s(?:rõ|rằng|như sau|là|cụ thể|nguyên văn|ra)){0,3}\s?:\s*$"
    r"|(?:như sau|rằng|nguyên văn)\s?:\s*$"
)
_BLOCK = re.compile(r"^[ \t]*>[ \t]?(?P<words>.+)$", re.MULTILINE)
_TITLED = re.compile(r"(?:phong trào|cuộc vận động|chuyên đề|mang tên|có tên|chủ đề)[\s\w]*$", re.I)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of a draft that quotes; ``marked``: it stands in quotation marks.

    ``cited`` is the reference it is said to be from, None where none stands near.
    """

    span: Span
    marked: bool
    cited: Reference | None = None


def quotations(text: str, references: Sequence[Reference]) -> tuple[Quotation, ...]:
    """Return the quotations of a draft, by start, each with the reference it is quoted from."""
    marked = [Quotation(span, True) for span in _marked(text)]
    taken = [one.span for one in marked]
    loose = [
        Quotation(span, False)
        for span in _unmarked(text, references)
        if not any(span.overlaps(other) for other in taken)
    ]
    rows = sorted((*marked, *loose), key=lambda one: one.span.start)
    outside = [ref for ref in references if not any(_inside(ref.span, one.span) for one in rows)]
    return tuple(
        Quotation(one.span, one.marked, source_of(text, one.span, outside)) for one in rows
    )


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def is_long_enough(text: str) -> bool:
    """Say whether a stretch has the words of a quotation."""
    return sum(token.form != GAP for token in tokens(text)) >= SHORTEST


def _marked(text: str) -> Iterator[Span]:
    at = 0
    while hit := _OPENING.search(text, at):
        end = _closing(text, hit)
        if end is None:
            at = hit.end()
            continue
        span = _trimmed(text, hit.end(), end)
        if span is not None and is_long_enough(span.of(text)):
            yield span
        at = end + 1
    return


def _closing(text: str, opening: re.Match[str]) -> int | None:
    """Return where the mark that closes ``opening`` stands, None for none."""
    mark, start = opening[0], opening.end()
    limit = min(len(text), start + LONGEST)
    if mark in _STRAIGHT or mark == "``":
        return _straight(text, "''" if mark == "``" else mark, opening.start(), start, limit)
    if mark == "‘" and not text[start : start + 1].strip():
        return None
    depth, closes = 1, _PAIRS[mark]
    for at in range(start, limit):
        letter = text[at]
        if letter in closes and letter != mark:
            depth -= 1
            if depth == 0:
                return at
        elif letter == mark:
            depth += 1
        if letter == "\n" and text.count("\n", start, at) > _MOST_PARAGRAPHS:
            return None
    # Inner marks that are never closed: the nearest closing one.
    nearest = min((p for p in (text.find(c, start, limit) for c in closes) if p >= 0), default=-1)
    return nearest if nearest >= 0 else None


def _straight(text: str, mark: str, before: int, start: int, limit: int) -> int | None:
    """Return where a straight mark is closed: within its paragraph.

    What follows a letter and precedes none opens nothing.
    """
    if before and text[before - 1].isalnum():
        return None
    line = text.find("\n\n", start, limit)
    end = text.find(mark, start, limit if line < 0 else line)
    return end if end >= 0 else None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    stretch = text[start:end]
    left = start + len(stretch) - len(stretch.lstrip())
    right = start + len(stretch.rstrip())
    return Span(left, right) if left < right else None


def _unmarked(text: str, references: Sequence[Reference]) -> Iterator[Span]:
    for block in _BLOCK.finditer(text):
        span = _trimmed(text, *block.span("words"))
        if span is not None and is_long_enough(span.of(text)):
            yield span
    named = [ref for ref in references if ref.form is not ReferenceForm.INTERNAL]
    for ref in named:
        line = text.find("\n", ref.span.end)
        line = len(text) if line < 0 else line
        colon = text.find(":", ref.span.end, min(line, ref.span.end + 400))
        if colon < 0 or not _SAYS.search(text, ref.span.end, colon + 1):
            continue
        span = _sentence_behind(text, colon + 1, line)
        if span is not None:
            yield span


def _sentence_behind(text: str, start: int, line: int) -> Span | None:
    """Return the full sentences behind a colon, in its line or as the next paragraph."""
    if not text[start:line].strip():
        start = line
        while text[start : start + 1] in ("\n", " ", "\t"):
            start += 1
        line = text.find("\n", start)
        line = len(text) if line < 0 else line
    span = _trimmed(text, start, line)
    if span is None or _OPENING.match(text, span.start):
        return None
    words = tokens(span.of(text))
    return span if len(words) >= SHORTEST + 3 else None


_NEAR = 160
_BREAK = re.compile(r"[.!?…]\s+(?=[^\W\d_a-zà-ỹđ])|\n")


def source_of(text: str, span: Span, references: Sequence[Reference]) -> Reference | None:
    """Return the reference that a quotation is given for, None where none stands near.

    The last one before it in its sentence; else the first one behind it there ("…” (Quy
    định số 15-QĐ/TU)"); else the last one before it in its paragraph, or in the paragraph
    that leads to it with a colon.
    """
    named = [ref for ref in references if ref.form is not ReferenceForm.INTERNAL]
    before = [ref for ref in named if ref.span.end <= span.start]
    behind = [ref for ref in named if ref.span.start >= span.end]
    last = before[-1] if before else None
    if last is not None and not _BREAK.search(text, last.span.end, span.start):
        return last
    if behind:
        first = behind[0]
        gap = text[span.end : first.span.start]
        if len(gap) < _NEAR and not _BREAK.search(gap):
            return first
    if last is None:
        return None
    lead, *lines = text[last.span.end : span.start].rstrip(' \t“"«>-').split("\n")
    same_paragraph = not lines
    led_to = lead.rstrip().endswith(":") and not any(line.strip() for line in lines)
    return last if same_paragraph or led_to else None
