"""Questions cut from verbatim text: a count, a day, a number, a body or a key word is left blank.

Nothing is written anew: what stands before and behind the blank and what belongs into it are,
joined, a sentence of the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from index.query.diacritics import set_phrases
from ingest.text.dates import find_dates
from ingest.text.numerals import alternatives, spoken
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, lower, sentences, tokens, tone_normal, y_normal
from ingest.vocabulary.document_numbers import find_numbers
from ingest.vocabulary.issuers import printed_names

BLANK = "……………"
SHORTEST, LONGEST = 30, 600
"""Characters of a sentence that makes a question."""
MOST = 3
"""Questions of one passage."""
_KEY_WORDS = (2, 10)
"""Syllables of a key word: the fewest and the most."""
_TO_FILL_IN = re.compile(r"\.{3}|…|_{3}")
_HEADING = re.compile(r"(?:Điều|Chương|Mục|Phần|Tiểu mục)\s\S+[.\s]")


@cache
def _data() -> dict[str, Any]:
    text = resources.files("search_app").joinpath("data/cloze.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question: ``before``, a blank and ``behind``; ``answer`` belongs between them.

    ``sort`` (Vietnamese) says what is asked for.
    """

    sort: str
    before: str
    answer: str
    behind: str

    @property
    def sentence(self) -> str:
        """Return the sentence it was cut from."""
        return self.before + self.answer + self.behind

    @property
    def question(self) -> str:
        """Return the sentence with its blank."""
        return self.before + BLANK + self.behind


def cloze_of(quotation: str, document: str = "") -> tuple[Cloze, ...]:
    """Return the questions that the sentences of a quotation make, in their order.

    Of each sentence the first thing that can be asked for, where there is a choice of another
    sort than in the question before it.

    :param document: what the document is called: words of its title are key words.
    """
    made: list[Cloze] = []
    for sentence in sentences(quotation):
        words = sentence.of(quotation)
        if not SHORTEST <= len(words) <= LONGEST or _HEADING.match(words):
            continue
        if not words.endswith((".", ";", "!", "”")) or _TO_FILL_IN.search(words):
            # A heading, a lead of a list, a line of a form: it says nothing by itself.
            continue
        last = made[-1].sort if made else ""
        blanks = sorted(_blanks(words, document), key=lambda blank: blank[0] == last)
        if blanks:
            sort, span = blanks[0]
            made.append(Cloze(sort, words[: span.start], span.of(words), words[span.end :]))
    return tuple(made[:MOST])


def _blanks(words: str, document: str) -> Iterator[tuple[str, Span]]:
    """Yield what of a sentence can be left blank: sort and place, the plainest first."""
    dates = [found.span for found in find_dates(words)]
    numbers = [found.span for found in find_numbers(words)]
    whole = [*dates, *numbers]
    for sort, spans in (
        ("số lượng, thời hạn", quantities(words)),
        ("ngày, tháng, năm", dates),
        ("số hiệu văn bản", numbers),
        ("cụm từ chính", [*_phrases(words), *_title_words(words, document)]),
        ("cơ quan", _bodies(words)),
    ):
        for span in spans:
            # Never half of a day or of a number.
            if span in whole or not any(span.overlaps(other) for other in whole):
                yield sort, span


@cache
def _counted() -> re.Pattern[str]:
    """Return a pattern of a count with what it counts: "15 ngày", "hai phần ba", "70%"."""
    words = sorted((unit["word"] for unit in _data()["units"]), key=len, reverse=True)
    units = "|".join(word.replace(" ", r"\s") for word in words)
    figure = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,–-]\d+)?"
    return re.compile(
        rf"(?<![\w/.,-])(?:(?:{figure})\s?%|(?:{figure}|{alternatives(spoken())})\s(?:{units}))"
        r"(?![\w/-])",
        re.IGNORECASE,
    )


def quantities(words: str) -> list[Span]:
    """Return counts with what they count; a label ("Điều 5.", "1.") is none."""
    return [Span(*match.span()) for match in _counted().finditer(words)]


@cache
def _names() -> re.Pattern[str]:
    names = sorted((name for name in printed_names() if len(name) > 5), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _bodies(words: str) -> list[Span]:
    """Return bodies as they are printed with their own capitals."""
    return [Span(*match.span()) for match in _names().finditer(words)]


def _read(words: str) -> tuple[list[Span], list[str]]:
    """Return the syllables of a text: their places, and each as it is compared."""
    spans = list(tokens(words))
    return spans, [lower(tone_normal(span.of(words))) for span in spans]


def _phrases(words: str) -> list[Span]:
    """Return set phrases of Party documents."""
    spans, read = _read(words)
    found = []
    for at, word in enumerate(read):
        runs = set_phrases().get(fold(y_normal(word)), ())
        run = next((run for run in runs if tuple(read[at : at + len(run)]) == run), ())
        if run:
            found.append(Span(spans[at].start, spans[at + len(run) - 1].end))
    return found


def _title_words(words: str, document: str) -> list[Span]:
    """Return the longest words of a sentence that the document's title has too, all of them."""
    spans, read = _read(words)
    title = f" {' '.join(_read(document)[1])} "
    fewest, most = _KEY_WORDS
    best = Span(0, 0)
    at = 0
    while at < len(read):
        end = at
        while end < len(read) and f" {' '.join(read[at : end + 1])} " in title:
            end += 1
        first, last = _trimmed(read, at, end)
        # A longer run is no key word, and a part of it would be cut out of the middle.
        if fewest <= last - first <= most:
            found = Span(spans[first].start, spans[last - 1].end)
            best = max(best, found, key=len)
        at = max(end, at + 1)
    return [best] if len(best) else []


def _trimmed(read: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """Return a run without the small words and figures at its edges."""
    while start < end and not _is_key(read[start]):
        start += 1
    while end > start and not _is_key(read[end - 1]):
        end -= 1
    return start, end


def _is_key(word: str) -> bool:
    return word.isalpha() and word not in _data()["small_words"]
