"""The subject of a scan: mended where the document itself proves it, else told as a doubt.

A stamp of arrival hides the beginnings of lines; capitals with two marks ("KIỂM", "HIỂM") lose
one as often as not.  The subject stands in the middle under the type word, so that a line which
lost its beginning is off it; and a decision says its subject again in its first article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.claims import Header
from ingest.header.ocr_confidence import Confidences
from ingest.layout.canonical_text import LaidOut
from ingest.model import Line
from ingest.pages import Box, ReadPage
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, is_syllable, tokens

_OFF_CENTRE = 7.0
"""Points by which a whole line's middle is off that of the type word at most."""
_BELOW = 1.2
"""Line heights below the subject in which a line of it may have been hidden."""
_LEAST = 0.35
"""Confidence under which a word of a subject is a guess."""
_STAMPED = "Dấu công văn đến đè lên trích yếu nên có thể thiếu chữ."
_CAPITALS = (
    "Trích yếu in hoa trên trang quét dễ mất dấu, trong văn bản không có chỗ nào để đối chiếu."
)
_GUESSED = "Trong trích yếu có chữ máy đọc không chắc."
_OPEN = "Trích yếu có thể còn dòng sau."
_COLON = re.compile(r"\s:\s")


def mended(header: Header, laid: LaidOut) -> Header:
    """Return the header with a recognised subject in capitals spelled as the text spells it."""
    claim = header.subject
    recognised = bool(laid.pages) and laid.pages[0].origin.is_recognised
    if claim is None or not recognised or not claim.value.isupper():
        return header
    spelled = _spelled(claim.value, laid.text[claim.span.end if claim.span else 0 : laid.body_end])
    return header if spelled is None else replace(header, subject=replace(claim, value=spelled))


def _spelled(capitals: str, text: str) -> str | None:
    """Return capitals as the one spelling in small letters that the text has of them."""
    words = [span.of(capitals) for span in tokens(capitals)]
    folded = [fold(word) for word in words]
    spans = list(tokens(text))
    written = [fold(span.of(text)) for span in spans]
    found = set()
    for n in range(len(written) - len(folded) + 1):
        if written[n] == folded[0] and written[n : n + len(folded)] == folded:
            same = [span.of(text) for span in spans[n : n + len(folded)]]
            if not "".join(same).isupper():
                found.add(tuple(word.upper() for word in same))
    if len(found) != 1:
        return None
    spelled, at = [], 0
    for word, right in zip(words, found.pop(), strict=True):
        begin = capitals.index(word, at)
        spelled.append(capitals[at:begin] + right)
        at = begin + len(word)
    return "".join(spelled) + capitals[at:]


def subject_doubt(header: Header, laid: LaidOut, page: ReadPage, sure: Confidences) -> str | None:
    """Return why a subject cannot be stated (Vietnamese), None where nothing speaks against it."""
    claim = header.subject
    if claim is None or claim.span is None:
        return None
    lines = [line for line in laid.lines if line.span and line.span.overlaps(claim.span)]
    if any(line.page != page.number for line in lines):
        return None
    reasons = {
        _STAMPED: _is_stamped(lines, header, laid, page),
        _CAPITALS: claim.value.isupper() and not _is_spelled(claim.value, claim.span, laid),
        _OPEN: claim.value.isupper() and _is_run_on(header, laid),
        _GUESSED: _COLON.search(claim.value) is not None
        or any(confidence < _LEAST for confidence in _words(lines, claim.span, sure)),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_spelled(capitals: str, span: Span, laid: LaidOut) -> bool:
    """Say whether the text behind has the same words in small letters, spelled alike."""
    return _spelled(capitals, laid.text[span.end : laid.body_end]) == capitals


def _words(lines: Sequence[Line], span: Span, sure: Confidences) -> Iterator[float]:
    for line in lines:
        for word in line.words:
            if word.span.overlaps(span) and (line.page, word.box) in sure:
                yield sure[line.page, word.box]


def _is_stamped(lines: Sequence[Line], header: Header, laid: LaidOut, page: ReadPage) -> bool:
    """Say whether a stamp lies over the subject and may have hidden words of it."""
    boxes = [line.box for line in lines if line.box]
    if not boxes or not page.stamps:
        return False
    around = Box.around(boxes)
    height = max(box.height for box in boxes)
    below = Box(around.x0, around.y0, around.x1, around.y1 + _BELOW * height)
    if not any(_overlap(below, stamp) for stamp in page.stamps):
        return False
    middle = _middle(_kind_line(header, laid))
    if middle is None or any(abs((box.x0 + box.x1) / 2 - middle) > _OFF_CENTRE for box in boxes):
        return True
    return any(
        line.box and around.y1 - 2 < line.box.y0 < below.y1 and not _is_ruled_off(line)
        for line in laid.lines
        if line.page == page.number and line not in lines
    )


def _overlap(one: Box, other: Box) -> bool:
    across = one.x0 < other.x1 and other.x0 < one.x1
    return across and one.y0 < other.y1 and other.y0 < one.y1


def _is_ruled_off(line: Line) -> bool:
    """Say whether a line is what recognition makes of a rule or specks."""
    return sum(is_syllable(span.of(line.text)) for span in tokens(line.text)) < 2


def _kind_line(header: Header, laid: LaidOut) -> Line | None:
    span = header.kind.span if header.kind else None
    return next((x for x in laid.lines if span and x.span and x.span.overlaps(span)), None)


def _middle(line: Line | None) -> float | None:
    return (line.box.x0 + line.box.x1) / 2 if line and line.box else None


def _is_run_on(header: Header, laid: LaidOut) -> bool:
    """Say whether capitals on the type word's own line go on in small letters in the middle."""
    kind, subject = _kind_line(header, laid), header.subject
    if kind is None or kind.span is None or subject is None or subject.span is None:
        return False
    if not kind.span.overlaps(subject.span):
        return False
    below = next((x for x in laid.lines if x.span and x.span.start >= kind.span.end), None)
    middles = _middle(kind), _middle(below)
    return (
        below is not None
        and not below.text.isupper()
        and None not in middles
        and abs((middles[0] or 0) - (middles[1] or 0)) < 2 * _OFF_CENTRE
    )
