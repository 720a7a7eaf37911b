"""What differs between two writings of the same words without being an alteration."""

from __future__ import annotations

import re

from index.quotations.tokens import Token, tokens
from ingest.text.vietnamese import lower, tone_normal

_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+|%")

CASE = "khác chữ hoa, chữ thường"
TONE = "khác cách đặt dấu thanh"
I_OR_Y = "khác i/y"
FIGURE = "khác cách viết số"
MARKS = "khác dấu câu, gạch nối hoặc dấu ngoặc"
LINES = "khác chỗ xuống dòng"


def harmless(stated: str, source: str) -> tuple[str, ...]:
    """Return (Vietnamese) how two writings of the same forms differ."""
    if stated == source:
        return ()
    kinds = dict.fromkeys(
        kind
        for a, b in zip(tokens(stated), tokens(source, source=True), strict=False)
        if (kind := _of_word(stated, a, source, b))
    )
    if _WORDS.sub("", _SPACE.sub("", stated)) != _WORDS.sub("", _SPACE.sub("", source)):
        kinds[MARKS] = None
    if not kinds and stated.count("\n") != source.count("\n"):
        kinds[LINES] = None
    return tuple(kinds)


def _of_word(stated: str, a: Token, source: str, b: Token) -> str:
    one, other = stated[a.start : a.end], source[b.start : b.end]
    if one == other or a.form != b.form:
        return ""
    if one[0].isdigit():
        return FIGURE
    if lower(one) == lower(other):
        return CASE
    return TONE if tone_normal(lower(one)) == tone_normal(lower(other)) else I_OR_Y
