"""What an act of amendment says beside what it changes: from when, in which new words.

Standard library only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from ingest.model import PhraseChange
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


def words_after(text: str, sentence: Span, quotes: Sequence[Span]) -> Span | None:
    """Return the quoted wording that a sentence ending in ":" announces."""
    if not text[max(sentence.start, sentence.end - 3) : sentence.end].rstrip(" *_").endswith(":"):
        inner = text.find(": ", sentence.start, sentence.end)
        return _quote_at(text, inner + 1, quotes) if inner >= 0 else None
    return _quote_at(text, sentence.end, quotes)


def _quote_at(text: str, at: int, quotes: Sequence[Span]) -> Span | None:
    """Return the quotation that begins right behind ``at``, white space apart."""
    index = bisect_left(quotes, at, key=lambda span: span.start)
    if index == len(quotes):
        return None
    quote = quotes[index]
    return quote if not text[at : quote.start].strip(' \n*_“"«') else None


def phrases_of(
    text: str, verb: Verb, sentence: Span, quotes: Sequence[Span]
) -> tuple[PhraseChange, ...]:
    """Return the words that a sentence puts for others: “A” by “B”, “A” behind “B”."""
    if (
        verb.voice is not Voice.PHRASE
        and "cụm từ" not in text[max(sentence.start, verb.span.start - 300) : verb.span.end + 60]
    ):
        return ()
    low = verb.span.end if verb.voice is Voice.PHRASE else sentence.start
    first = bisect_left(quotes, low, key=lambda span: span.start)
    olds: list[Span] = []
    for quote in quotes[first : first + _MOST]:
        if quote.end > sentence.end:
            break
        before = text[max(low, quote.start - 20) : quote.start].rstrip('“"« ')
        if _PUT.search(before + " "):
            return tuple(PhraseChange(old, quote) for old in olds)
        if _BEHIND.search(before + " "):
            return tuple(PhraseChange(None, new, quote) for new in olds)
        olds.append(quote)
    adds = verb.span.of(text).lower().startswith("bổ sung")
    return () if adds else tuple(PhraseChange(old, None) for old in olds)
