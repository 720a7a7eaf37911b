"""What a document without a number is called: a title read from its own first lines.

Reports, question-and-answer books, minutes and copied web pages say their title in their first
lines, in capitals or behind the word for what they are.  A file's name is never a title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

from index.metadata.sentence_case import begins_sentence, in_sentence_case, is_capital
from ingest.model import Document
from ingest.text.dates import find_dates
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_types import kinds_by_word
from ingest.vocabulary.issuer_names import begins_body

LINES = 30
"""First paragraphs among which a title stands."""
WORDS = 60
"""Words of the longest title."""
MIXED = 36
"""Words of the longest line in ordinary letters that is no sentence."""
OPENING = 16
"""Words of the text that stand for a title where it has none."""

_BREAK = re.compile(r"^((?:Chương|Phụ lục|Bài|Phần|Chuyên đề) [\w.]+\s*[.:])\s*(\w)", re.IGNORECASE)


def own_title(document: Document) -> str | None:
    """Return the title of a document without a number, in the letters of a sentence.

    None for a numbered one, which is called by its type and number, and for one without words.
    """
    header = document.header
    if header.number is not None:
        return None
    if header.kind is not None and header.subject is not None:
        return _of_kind(header.kind.value, header.subject.value, document.text)
    lines = list(_lines(document.text))
    title = _titled(lines)
    if title:
        return _as_written(title, document.text)
    return _opening(document.text)


def _of_kind(kind: str, subject: str, text: str) -> str:
    shown = in_sentence_case(subject, text)
    if fold(shown).startswith(fold(kind)):
        return shown[:1].upper() + shown[1:]
    return f"{kind} {begins_sentence(shown)}"


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n", LINES)[:LINES]:
        yield re.sub(r"\s+", " ", line).strip(" |*_-–—\t")


def _titled(lines: Sequence[str]) -> str:
    """Return the lines of the title, joined; "" where none looks like one."""
    able = [place for place, line in enumerate(lines) if _may_be_title(line)]
    first = next((place for place, line in enumerate(lines) if not _is_skipped(line)), 0)
    # The heading of a section further down is no title.
    able = [p for p in able if p == first or not _label().match(lines[p]) or _is_chapter(lines, p)]
    strong = [place for place in able[:12] if _is_strong(lines, place)]
    if not able:
        return ""
    # A heading far down is a section's, not the whole's.
    at = strong[0] if strong and strong[0] <= able[0] + 8 else able[0]
    return _joined(lines, at)


def _may_be_title(line: str) -> bool:
    words = line.split()
    if not 2 <= len(words) <= WORDS or not re.search(r"[^\W\d_]{2}", line):
        return False
    if _is_skipped(line):
        return False
    if line.endswith((";", ",", ":", "!")) or line[:1] in '([“"':
        return False
    if line.endswith(".") and len(words) > 6 and not is_capital(line):
        return False
    dated = any(day.span.start < 12 for day in find_dates(line)) and len(words) < 12
    return not dated and not line[:1].islower()


def _is_skipped(line: str) -> bool:
    folded = fold(line)
    heading = folded.strip(" .:") in _words("headings")
    return heading or "@" in line or _furniture().match(folded) is not None


def _is_strong(lines: Sequence[str], place: int) -> bool:
    """Say whether a line is in capitals or begins with what a work is called."""
    line = lines[place]
    if _is_type(line) or _names_work(line):
        return True
    body = begins_body(line) and len(line.split()) < 12
    labelled = _label().match(line) and not _is_chapter(lines, place)
    return is_capital(line) and len(line.split()) > 2 and not body and not labelled


def _is_chapter(lines: Sequence[str], place: int) -> bool:
    """Say whether a file begins with a chapter's heading: slides and lessons are called by it."""
    return place <= 6 and _BREAK.match(lines[place]) is not None and is_capital(lines[place])


def _is_type(line: str) -> bool:
    return fold(line).strip(" .:") in kinds_by_word() and is_capital(line)


@cache
def _rows(sort: str) -> tuple[Any, ...]:
    raw = resources.files("index").joinpath("data/title_words.json").read_text("utf-8")
    return tuple(json.loads(raw)[sort])


def _words(sort: str) -> tuple[str, ...]:
    return tuple(map(str, _rows(sort)))


def _patterns(sort: str) -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in _rows(sort)))


@cache
def _furniture() -> re.Pattern[str]:
    return _patterns("furniture")


@cache
def _label() -> re.Pattern[str]:
    return _patterns("labels")


@cache
def _called() -> tuple[str, ...]:
    return (*kinds_by_word(), *_words("works"))


def _names_work(line: str) -> bool:
    folded = fold(line)
    if not line[:1].isupper() or not any(folded.startswith(word) for word in _called()):
        return False
    return not line.endswith(".") and 2 < len(line.split()) <= MIXED


def _joined(lines: Sequence[str], at: int) -> str:
    """Return a title's first line with those that go on with it."""
    parts = [lines[at]]
    capital = is_capital(lines[at])
    for line in lines[at + 1 : at + 6]:
        alone = len(parts) == 1 and _is_type(parts[0])
        if not line or _label().match(line) or line[:1] in "(":
            break
        if not alone and not (capital and is_capital(line)):
            break
        if _is_skipped(line):
            break
        if begins_body(line) and is_capital(line) and not alone:
            break
        parts.append(line)
        if alone and not is_capital(line):
            break
    return " ".join(parts)


def _as_written(title: str, text: str) -> str:
    words = title.split()
    kind = next((k for w, k in kinds_by_word().items() if fold(title).startswith(w + " ")), None)
    if not is_capital(title) and kind and is_capital(" ".join(words[: len(kind.split())])):
        rest = " ".join(words[len(kind.split()) :])
        return f"{kind} {begins_sentence(in_sentence_case(rest, text))}"
    shown = in_sentence_case(title, text)
    return _BREAK.sub(lambda match: f"{match[1]} {match[2].upper()}", shown)


def _opening(text: str) -> str | None:
    words = text[:2000].split()
    if not words:
        return None
    return " ".join(words[:OPENING]).rstrip(" ,;:.") + ("…" if len(words) > OPENING else "")
