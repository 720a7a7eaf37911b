"""What an act of amendment says beside what it changes: from when, in which new words.

Standard library only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.citations import PhraseChange
from ingest.references.masks import FURNITURE
from ingest.references.verbs import Verb, Voice
from ingest.text.dates import date_at
from ingest.text.spans import Span

_FROM = re.compile(
    r"(?<!\w)(?:kể\s)?từ\s(?P<day>ngày\s)?(?P<what>ký|ban hành|(?:[^.,;\n]{0,60}?này\s)?có hiệu lực"
    r"(?:\sthi hành)?)?(?=\W|$)|(?<!\w)(?:kể\s)?từ\s(?=ngày\s|\d)",
    re.IGNORECASE,
)
_PUT = re.compile(
    r"(?<!\w)(?:bằng|thành|là)(?:\s(?:các\s)?(?:cụm từ|từ|từ ngữ))?\s?$", re.IGNORECASE
)
_BEHIND = re.compile(r"(?<!\w)(?:sau|trước)(?:\s(?:cụm từ|từ|từ ngữ))?\s?$", re.IGNORECASE)
_MOST = 24
"""Quotations of one sentence that are looked at."""


def dated(text: str, sentence: Span) -> tuple[date | None, Span | None]:
    """Return the day from which a sentence says its act counts, and the words that say so."""
    for hit in _FROM.finditer(text, sentence.start, min(sentence.end, sentence.start + 4000)):
        day = date_at(text, hit.end()) or date_at(text, hit.start() + len(hit[0].rstrip()) + 1)
        if day is not None:
            return day.value, Span(hit.start(), day.span.end)
        if hit["day"] and hit["what"]:
            return None, Span(*hit.span())
    return None, None


def words_after(text: str, sentence: Span, quotes: Sequence[Span]) -> tuple[Span, ...]:
    """Return the quoted wordings that a sentence ending in ":" announces: mostly one.

    Several stand in a row or in a list: a) “Điều 5. …”; b) “Điều 6. …”.
    """
    if not text[max(sentence.start, sentence.end - 3) : sentence.end].rstrip(" *_").endswith(":"):
        inner = text.find(": ", sentence.start, sentence.end)
        return _quotes_at(text, inner + 1, quotes) if inner >= 0 else ()
    return _quotes_at(text, sentence.end, quotes)


_BETWEEN = re.compile(
    r"[”»\"]?[\s.,;*_]{0,60}(?:và\s)?(?:(?:[a-zđ]|\d{1,2})[).]\s{0,8}|[-+•]\s{0,8})?[“\"«]"
)
"""What stands between two wordings of a row: closing marks, a list's label, an opening mark."""


def _quotes_at(text: str, at: int, quotes: Sequence[Span]) -> tuple[Span, ...]:
    """Return the quotations of the row that begins right behind ``at``, white space apart."""
    index = bisect_left(quotes, at, key=lambda span: span.start)
    row: list[Span] = []
    for quote in quotes[index : index + _MOST]:
        if _BETWEEN.fullmatch(FURNITURE.sub("", text[at : quote.start])) is None:
            break
        row.append(quote)
        at = quote.end
    return tuple(row)


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """Phrases that are changed at the places named behind them; ``places`` is that stretch."""

    changes: tuple[PhraseChange, ...]
    places: Span


def phrases_of(
    text: str, verb: Verb, sentence: Span, quotes: Sequence[Span]
) -> tuple[PhraseRow, ...]:
    """Return the words that a sentence puts for others: “A” by “B”, “A” behind “B”.

    Several rows where places stand between: “A” bằng “B” tại Điều 2, “C” bằng “D” tại Điều 5.
    """
    if (
        verb.voice is not Voice.PHRASE
        and "cụm từ" not in text[max(sentence.start, verb.span.start - 300) : verb.span.end + 60]
    ):
        return ()
    low = verb.span.end if verb.voice is Voice.PHRASE else sentence.start
    high = _end_of_act(text, verb, sentence)
    first = bisect_left(quotes, low, key=lambda span: span.start)
    last = bisect_left(quotes, high, key=lambda span: span.end)
    within = quotes[first : min(last, first + _MOST)]
    rows: list[PhraseRow] = []
    for start, end in _rows_of(text, within, high):
        changes = _changes(text, verb, low, within[start:end])
        stop = within[end].start if end < len(within) else high
        rows.append(PhraseRow(changes, Span(within[end - 1].end, stop)))
    return tuple(row for row in rows if row.changes)


_ACTS = re.compile(
    r"[;,]\s(?:và\s)?(?:thay thế|thay|bãi bỏ|bỏ|bổ sung|sửa đổi|sửa)(?=\s)", re.IGNORECASE
)
_PLACE = re.compile(r"(?<!\w)(?:điều|khoản|điểm|mục|chương|phần|phụ lục)\s", re.IGNORECASE)


def _end_of_act(text: str, verb: Verb, sentence: Span) -> int:
    """Return where the next act of a sentence begins; the sentence's end where none does."""
    hit = _ACTS.search(text, verb.span.end, sentence.end)
    return hit.start() if hit and verb.voice is Voice.PHRASE else sentence.end


def _rows_of(text: str, quotes: Sequence[Span], high: int) -> Iterator[tuple[int, int]]:
    """Yield the rows of quotations, as indices: a row ends where places follow it."""
    start = 0
    for index, quote in enumerate(quotes):
        stop = quotes[index + 1].start if index + 1 < len(quotes) else high
        if index + 1 == len(quotes) or _PLACE.search(text, quote.end, stop):
            yield start, index + 1
            start = index + 1


def _changes(text: str, verb: Verb, low: int, quotes: Sequence[Span]) -> tuple[PhraseChange, ...]:
    """Return what one row of quotations says; phrases without new words are dropped."""
    changes: list[PhraseChange] = []
    olds: list[Span] = []
    for quote in quotes:
        before = text[max(low, quote.start - 20) : quote.start].rstrip('“"« ') + " "
        if _PUT.search(before):
            changes += [PhraseChange(old, quote) for old in olds]
            olds = []
        elif _BEHIND.search(before):
            changes += [PhraseChange(None, new, quote) for new in olds]
            olds = []
        else:
            olds.append(quote)
    adds = verb.span.of(text).lower().startswith("bổ sung")
    if olds and not adds and not changes:
        return tuple(PhraseChange(old, None) for old in olds)
    return tuple(changes) if not olds else ()


_LABEL = re.compile(
    r"\s{0,8}(?:(?:Điều|Chương|Mục|Phụ lục|khoản|điểm)\s{1,8})?(?P<label>\d+(?:\.\d+)*[a-zđ]?|[IVXLC]+|[a-zđ]\d?)"
    r"\s?(?:[.):–-]|(?=\s))",
    re.IGNORECASE,
)


def label_before(words: str) -> str | None:
    """Return the label with which a wording begins ("Điều 5.", "2.", "đ)"), in lower case."""
    hit = _LABEL.match(words)
    return hit["label"].lower() if hit else None
