"""The words that say what happens to a document (``data/effects.json``)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from ingest.citations import Effect
from ingest.text.spans import Span
from ingest.vocabulary.document_types import kind_words


class Voice(StrEnum):
    """How a word of change stands to what it changes."""

    ACTIVE = "active"  # bãi bỏ X
    PHRASE = "phrase"  # thay cụm từ “…” bằng “…” tại X
    PASSIVE = "passive"  # X được thay thế bằng Y
    ENDING = "ending"  # X hết hiệu lực


@dataclass(frozen=True, slots=True)
class Verb:
    """One word of change in a text."""

    span: Span
    effect: Effect
    voice: Voice


@cache
def _patterns() -> tuple[tuple[Effect, Voice, re.Pattern[str]], ...]:
    data = json.loads(resources.files("ingest").joinpath("data/effects.json").read_text("utf-8"))
    return tuple(
        (
            Effect(row["effect"]),
            Voice(row["voice"]),
            re.compile(rf"(?<!\w)(?:{_written(row['pattern'])})(?!\w)", re.IGNORECASE),
        )
        for row in data
    )


_SPACE = "[ \\n]"
_DOCUMENT = (
    rf"(?:(?:các |toàn bộ )?(?:{'|'.join(map(str.lower, kind_words()))}|văn bản)(?: \w+){{0,5}} số |"
    r"(?:các )?(?:điều|khoản|điểm|mục|chương|phần|phụ lục) (?:\d|(?:[ivxlc]{1,5}|[a-zđ])(?!\w)))"
)
"""What "<văn bản>" stands for in a pattern: a numbered document, or a place in one."""


def _written(pattern: str) -> str:
    """Return a pattern of the data as an expression: a space may be the end of a line."""
    return pattern.replace("<văn bản>", _DOCUMENT).replace(" ", _SPACE)


_POSSIBLE = re.compile(
    r"thay|bỏ|thu hồi|hủy|chấm dứt|dừng|ngừng|đình chỉ|giá trị|khôi phục|tiếp tục|thôi |tạm |giữ|không|kéo dài|gia hạn|số lại|lại số|đổi số|áp dụng|hiệu lực|sửa|điều chỉnh|bổ sung|đính chính|tiếp tục",
    re.IGNORECASE,
)


def find_verbs(text: str, taken: Sequence[Span]) -> list[Verb]:
    """Return the words of change in ``text`` by start; of two that overlap the longer.

    :param taken: stretches, by start and apart, in which words are names and change nothing.
    """
    if not _POSSIBLE.search(text):
        return []
    hits = [
        Verb(Span(*hit.span()), effect, voice)
        for effect, voice, pattern in _patterns()
        for hit in pattern.finditer(text)
    ]
    hits.sort(key=lambda verb: (verb.span.start, -len(verb.span)))
    kept: list[Verb] = []
    at = 0
    for verb in hits:
        while at < len(taken) and taken[at].end <= verb.span.start:
            at += 1
        inside = at < len(taken) and taken[at].start <= verb.span.start
        if not inside and (not kept or kept[-1].span.end <= verb.span.start):
            kept.append(verb)
    return kept
