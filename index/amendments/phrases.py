"""Words put for words: where a phrase stands in a stretch of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class PhraseEdit:
    """A phrase that is looked for, and what is put for it or, with ``keep``, behind it."""

    wanted: str
    new: Span | None
    keep: bool


def find_phrase(text: str, start: int, end: int, wanted: str) -> tuple[list[Span], int]:
    """Return where a phrase stands in a stretch, and how often with other capitals.

    A phrase is whole words; any white space between its words fits.
    """
    pattern = _pattern(wanted)
    hits = [Span(*hit.span()) for hit in re.finditer(pattern, text[start:end])]
    loose = sum(1 for _ in re.finditer(pattern, text[start:end], re.IGNORECASE))
    return [hit.shifted(start) for hit in hits], loose - len(hits)


def _pattern(words: str) -> str:
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    behind = r"(?!\w)" if words[-1:].isalnum() else ""
    lead = r"\s" if words[:1].isspace() else ""
    inner = r"\s+".join(re.escape(part) for part in words.split())
    return f"{before}{lead}{inner}{behind}"
