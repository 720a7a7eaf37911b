"""Questions as people type them: everyday words for official ones, small letters, no marks.

Titles and headings are written in the words of the documents they stand over; readers ask in
their own.  A part of the questions of a training run is rewritten, so that the encoder learns
which everyday words mean which official ones (``everyday.tsv``, written by hand: the official
words, then what people say for them).
"""

from __future__ import annotations

import random
import re
from functools import cache
from importlib import resources

from ingest.text.vietnamese import fold

EVERYDAY, REQUEST, SMALL, UNMARKED = 0.5, 0.08, 0.5, 0.12
"""The shares of questions that are rewritten in each way."""
_BEFORE = ("cho tôi biết ", "tìm câu trích về ", "xin hỏi ", "tìm đoạn nói về ", "cho hỏi ")
_AFTER = (" quy định thế nào", " là gì", " ra sao", " thì sao", " như thế nào")


@cache
def replacements() -> dict[str, tuple[str, ...]]:
    """Return what people say for official words, in small letters."""
    text = resources.files("index.training").joinpath("everyday.tsv").read_text("utf-8")
    rows = [line.lower().split("\t") for line in text.splitlines() if line]
    return {row[0]: tuple(row[1:]) for row in rows}


@cache
def _official() -> re.Pattern[str]:
    words = sorted(replacements(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def rewrite(question: str, draw: random.Random) -> str:
    """Return ``question`` as somebody might have typed it; often it stays what it is."""
    text = question
    if draw.random() < EVERYDAY:
        text = _official().sub(lambda match: draw.choice(replacements()[match[0]]), text.lower())
    elif draw.random() < SMALL:
        text = text.lower()
    if draw.random() < REQUEST:
        text = draw.choice(_BEFORE) + text
    if draw.random() < REQUEST:
        text = text.rstrip("?. ") + draw.choice(_AFTER)
    if draw.random() < UNMARKED:
        text = fold(text)
    return text
