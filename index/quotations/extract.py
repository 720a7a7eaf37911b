"""Which stretches of a draft quote: what stands in quotation marks, and what follows a colon.

A stretch of five words or more in quotation marks of any style is a quotation; so is a
block quotation ("> …"), and a full sentence behind "Quy định số … nêu rõ:", which may be
the writer's own words and is therefore only told where the library holds it nearly.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.quotations.tokens import GAP, tokens
from ingest.citations import Reference, ReferenceForm
from ingest.text.spans import Span

SHORTEST = 5
"""Words a quotation has at least: shorter ones are names and turns of phrase."""
LONGEST = 6000
"""Code points of the longest quotation; a mark that is never closed quotes nothing."""
_PAIRS = {"“": "”", "«": "»", "„": "”“", "‹": "›", "‘": "’", "「": "」", "『": "』", "<<": ">>"}
_MARK = re.compile("[“”«»„‹›‘’「」『』]|<<|>>")
_DEEPEST = 8
"""Marks open at once; more are no quotation but damage."""
_STRAIGHT_OR_LINE = re.compile("\"|''|``|＂|\n(?=\\s*\n)")
_OPENING = re.compile("[“«„‹‘「『＂\"]|''|``|<<")
_DOUBLE = re.compile('[“”"]')
_PARAGRAPH = re.compile(r"[^\n]+")
_SAYS = re.compile(
    r"(?:nêu|ghi|viết|đặt|quy định|khẳng định|nhấn mạnh|chỉ|xác định|yêu cầu|nói|dạy|đề ra"
    r"|kết luận)"
    r"(?:\s(?:rõ|rằng|như sau|là|cụ thể|nguyên văn|ra)){0,3}(?:\s[^\W\d]+){0,4}\s?:\s*$"
    r"|(?:như sau|rằng|nguyên văn)\s?:\s*$"
)
_LEADS = 400
"""Code points between a citation and the colon behind which it is quoted."""
_LONGEST_LOOSE = 2500
"""Code points of a quotation that no marks stand around: a paragraph, not a page."""
_BLOCK = re.compile(r"^[ \t]*>[ \t]?(?P<words>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of a draft that quotes; ``marked``: it stands in quotation marks.

    ``cited`` is the reference it is said to be from, None where none stands near; ``heads``
    are those that ``cited`` only tells more of ("Kế hoạch 22 thực hiện Nghị quyết 18 nêu …"),
    of which any may be the source.
    """

    span: Span
    marked: bool
    cited: Reference | None = None
    heads: tuple[Reference, ...] = ()


def quotations(text: str, references: Sequence[Reference]) -> tuple[Quotation, ...]:
    """Return the quotations of a draft, by start, each with the reference it is quoted from."""
    marked = list(_marked(text))
    loose = [span for span in _unmarked(text, references) if not _hits(marked, span)]
    spans = sorted((*marked, *_apart(loose)), key=lambda span: span.start)
    named = [ref for ref in references if ref.form is not ReferenceForm.INTERNAL]
    outside = [ref for ref in named if not _hits(spans, ref.span)]
    starts = [ref.span.start for ref in outside]
    quoted = set(marked)
    rows: list[Quotation] = []
    for span in spans:
        cited = source_of(text, span, outside, starts)
        rows.append(Quotation(span, span in quoted, cited, tuple(_heads(text, cited, outside))))
    return tuple(rows)


_TELLS_MORE = re.compile(
    r"[\s,]{0,3}(?:của\s[^.;:\n“”\"]{3,60}?)?[\s,]{0,2}(?:\(|về\s(?:việc\s)?|để\s|nhằm\s|được\s|đã\s|bị\s)?"
    r"[\s,]{0,2}(?:đã\s)?(?:được\s|bị\s)?"
    r"(?:\(|thực hiện|triển khai|hướng dẫn|thi hành|cụ thể hóa|quy định chi tiết|sửa đổi|bổ sung"
    r"|thay thế|bãi bỏ|đính chính|sơ kết|tổng kết|quán triệt|căn cứ|theo)"
)
"""How a citation goes on that names another document only to say what it is about."""
_MOST_MORE = 200
"""Code points between a citation and the one that tells more of it."""


def _heads(
    text: str, cited: Reference | None, references: Sequence[Reference]
) -> Iterator[Reference]:
    """Yield the citations before ``cited`` in its sentence that it only tells more of."""
    if cited is None:
        return
    at = bisect_right(references, cited.span.start - 1, key=lambda ref: ref.span.start) - 1
    later = cited
    while at >= 0:
        head = references[at]
        between = text[head.span.end : later.span.start]
        if len(between) > _MOST_MORE or _BREAK.search(between):
            return
        if not _TELLS_MORE.match(between):
            return
        yield head
        later, at = head, at - 1


def _hits(spans: Sequence[Span], span: Span) -> bool:
    """Say whether ``span`` overlaps one of ``spans``, which are in order and apart."""
    at = bisect_right(spans, span.start, key=lambda one: one.start)
    near = spans[max(0, at - 1) : at + 1]
    return any(one.overlaps(span) for one in near)


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield spans in order, of two that overlap the first."""
    end = 0
    for span in sorted(spans, key=lambda one: one.start):
        if span.start >= end:
            yield span
            end = span.end


def is_long_enough(text: str) -> bool:
    """Say whether a stretch has the words of a quotation."""
    return sum(token.form != GAP for token in tokens(text)) >= SHORTEST


def _marked(text: str) -> Iterator[Span]:
    """Yield the outermost stretches in quotation marks, in one pass over the marks."""
    mixed = list(_mixed(text))
    taken = {at for span in mixed for at in (span.start - 1, span.end)}
    found = {*mixed, *_curly(text, taken), *_straight(text, taken)}
    spans = sorted(found, key=lambda one: (one.start, -one.end))
    end = 0
    for inner in spans:
        if inner.start < end:
            continue
        span = _trimmed(text, inner.start, inner.end)
        end = inner.end
        if span is not None and is_long_enough(span.of(text)):
            yield span


def _mixed(text: str) -> Iterator[Span]:
    """Yield what marks of two kinds, or two closing ones, stand around: “…", "…”, ”…”.

    Only in a paragraph that has more marks of one side than of the other.
    """
    for paragraph in _PARAGRAPH.finditer(text):
        words = paragraph[0]
        if words.count("“") == words.count("”"):
            continue
        opened: tuple[str, int] | None = None
        for hit in _DOUBLE.finditer(words):
            mark, at = hit[0], paragraph.start() + hit.start()
            opens = mark == "“" or _opens(text, at)
            if opened is None:
                opened = (mark, at) if opens else None
            elif opens:
                # A quotation in a quotation: these marks tell nothing for certain.
                break
            else:
                if (opened[0], mark) not in (("“", "”"), ('"', '"')):
                    yield Span(opened[1] + 1, at)
                opened = None


def _curly(text: str, taken: Collection[int]) -> Iterator[Span]:
    """Yield what stands between marks that open and close, at every depth.

    A mark that is not closed within :data:`LONGEST` code points quotes nothing.

    :param taken: places of marks that belong to another pair.
    """
    opened: list[tuple[str, int]] = []
    for hit in _MARK.finditer(text):
        mark, at = hit[0], hit.start()
        if at in taken:
            continue
        while opened and at - opened[0][1] > LONGEST:
            opened.pop(0)
        closes = next((n for n in range(len(opened) - 1, -1, -1) if mark in opened[n][0]), None)
        if closes is not None and not (mark in _PAIRS and _opens(text, at)):
            yield Span(opened[closes][1], at)
            del opened[closes:]
        elif mark in _PAIRS and len(opened) < _DEEPEST:
            opened.append((_PAIRS[mark], hit.end()))


def _opens(text: str, at: int) -> bool:
    """Say whether a mark that may do both opens: a space before it, none behind."""
    return (at == 0 or text[at - 1].isspace()) and not text[at + 1 : at + 2].isspace()


def _straight(text: str, taken: Collection[int]) -> Iterator[Span]:
    """Yield what stands between straight marks of one paragraph.

    What follows a letter opens nothing.

    :param taken: places of marks that belong to another pair.
    """
    opened: dict[str, int] = {}
    for hit in _STRAIGHT_OR_LINE.finditer(text):
        if hit.start() in taken:
            continue
        mark = "''" if hit[0] == "``" else hit[0]
        if mark == "\n":
            opened.clear()
        elif mark in opened:
            yield Span(opened.pop(mark), hit.start())
        elif not text[hit.start() - 1 : hit.start()].isalnum():
            opened[mark] = hit.end()


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
    end = 0
    for ref in named:
        if ref.span.start < end:
            continue
        colon = text.find(":", ref.span.end, ref.span.end + _LEADS)
        if colon < 0 or "\n" in text[ref.span.end : colon]:
            continue
        if not _SAYS.search(text, ref.span.end, colon + 1):
            continue
        span = _sentence_behind(text, colon + 1)
        if span is not None:
            end = span.end
            yield span


def _sentence_behind(text: str, start: int) -> Span | None:
    """Return the full sentences behind a colon, in its line or as the next paragraph."""
    while text[start : start + 1].isspace():
        start += 1
    line = text.find("\n", start, start + _LONGEST_LOOSE)
    if line < 0:
        if len(text) > start + _LONGEST_LOOSE:
            return None
        line = len(text)
    span = _trimmed(text, start, line)
    if span is None or _OPENING.match(text, span.start):
        return None
    words = tokens(span.of(text))
    return span if len(words) >= SHORTEST + 3 else None


_NEAR = 160
_BREAK = re.compile(r"[.!?…]\s+(?=[^\W\d_a-zà-ỹđ])|\n")


def source_of(
    text: str, span: Span, references: Sequence[Reference], starts: Sequence[int]
) -> Reference | None:
    """Return the reference that a quotation is given for, None where none stands near.

    The last one before it in its sentence; else the first one behind it there ("…” (Quy
    định số 15-QĐ/TU)"); else the last one before it in its paragraph, or in the paragraph
    that leads to it with a colon.

    :param references: those outside quotations, in order; ``starts`` are where they begin.
    """
    at = bisect_right(starts, span.start)
    last = references[at - 1] if at else None
    first = references[at] if at < len(references) else None
    if last is not None and not _BREAK.search(text, last.span.end, span.start):
        return last
    if first is not None:
        gap = text[span.end : first.span.start]
        if len(gap) < _NEAR and not _BREAK.search(gap):
            return first
    if last is None:
        return None
    lead, *lines = text[last.span.end : span.start].rstrip(' \t“"«>-').split("\n")
    same_paragraph = not lines
    led_to = lead.rstrip().endswith(":") and not any(line.strip() for line in lines)
    return last if same_paragraph or led_to else None
