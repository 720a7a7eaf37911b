"""What stands between quotation marks: another text's words, to be passed over by the reader of acts.

Standard library only; one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.text.spans import Span

_MARK = re.compile(r"[“”\"«»]")
_LONGEST = 60_000
"""Code points of the longest quotation believed; a lost closing mark must not hide the document."""
FILLER = "·"
"""What stands for each code point of a quotation in a masked text."""


FURNITURE = re.compile(
    r"(?m)^(?:Người ký:[^\n]*\nEmail:[^\n]*\nCơ quan:[^\n]*\nThời gian ký:[^\n]*"
    r"|C?ÔNG BÁO/Số [^\n]{1,60}/Ngày [\d-]{8,10})\n"
)
"""Lines that signing and the gazette print over a page ("Người ký: …", "CÔNG BÁO/Số …")."""


def quotations(text: str) -> tuple[Span, ...]:
    """Return the outermost quotations of ``text`` in order, without their marks."""
    return tuple(_outermost(text))


def _outermost(text: str) -> Iterator[Span]:
    depth, start = 0, -1
    for mark in _MARK.finditer(text):
        at = mark.start()
        if depth and at - start > _LONGEST:
            depth = 0
        if mark[0] in "“«":
            depth, start = depth + 1, start if depth else mark.end()
        elif mark[0] == '"':
            if depth:
                yield Span(start, at)
                depth = 0
            elif _opens(text, at):
                depth, start = 1, mark.end()
        elif depth:
            depth -= 1
            if not depth:
                yield Span(start, at)


def _opens(text: str, at: int) -> bool:
    """Say whether a straight mark at ``at`` opens a quotation."""
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in ".,;)”’%")


def masked(text: str, spans: tuple[Span, ...]) -> str:
    """Return ``text``, as long as it was, with what ``spans`` cover made unreadable."""
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += (text[at : span.start], FILLER * len(span))
        at = span.end
    return "".join((*parts, text[at:]))
