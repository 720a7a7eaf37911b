"""The abbreviations people type, from data: a query finds the full words and the short ones.

An abbreviation counts only in capitals, as it is written: "ct" may be anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from index.analysis.analyser import Syllable, matches, syllables
from ingest.text.numerals import spoken
from ingest.text.vietnamese import lower, tone_normal
from ingest.vocabulary.document_numbers import FoundNumber, find_numbers

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and the words it stands for, with a use of it."""

    short: str
    long: str
    example: str


@cache
def known() -> tuple[Abbreviation, ...]:
    """Return the abbreviations of the data file."""
    text = resources.files("index").joinpath("data/abbreviations.json").read_text("utf-8")
    return tuple(Abbreviation(**row) for row in json.loads(text))


@cache
def _by_short() -> dict[str, Abbreviation]:
    return {entry.short: entry for entry in known()}


@cache
def _by_long() -> tuple[tuple[tuple[Syllable, ...], Abbreviation], ...]:
    return tuple((syllables(entry.long), entry) for entry in known() if len(entry.short) > 2)


def expansions(query: str) -> tuple[str, ...]:
    """Return other writings of what stands in ``query``: full words for short, short for full.

    Short forms of two letters are expanded but never added: "CP" stands for too much.
    """
    numbers = find_numbers(query)
    expanded: list[str] = []
    for word in _WORD.finditer(query):
        inside = any(n.span.start <= word.start() < n.span.end for n in numbers)
        entry = _by_short().get(word[0])
        if entry is not None and not inside:
            expanded.append(entry.long)
    typed = syllables(query)
    folded = {entry.folded for entry in typed}
    expanded.extend(
        entry.short
        for long, entry in _by_long()
        if long[0].folded in folded and _stands(long, typed)
    )
    return tuple(dict.fromkeys((*expanded, *_counted(query, numbers))))


def _counted(query: str, numbers: Sequence[FoundNumber]) -> Iterator[str]:
    """Yield counts written the other way, with the word they count: "bốn kiên định"."""
    words = list(_WORD.finditer(lower(tone_normal(query))))
    for word, following in pairwise(words):
        if any(n.span.start <= word.start() < n.span.end for n in numbers):
            continue
        between = query[word.end() : following.start()]
        if between.strip() or not following[0].isalpha():
            continue
        if word[0].isdigit() and int(word[0]) in _spoken():
            yield f"{_spoken()[int(word[0])]} {following[0]}"
        elif word[0] in spoken() and word[0] not in _AMBIGUOUS:
            yield f"{spoken()[word[0]]} {following[0]}"


_AMBIGUOUS = ("năm", "nhất", "tư", "một")
"""Numerals that are other words more often: years, "thống nhất", "đầu tư"."""


@cache
def _spoken() -> dict[int, str]:
    """Return how numbers are spoken that count something: 4 is "bốn"."""
    return {n: word for word, n in reversed(spoken().items()) if word not in ("nhất", "tư")}


def _stands(long: tuple[Syllable, ...], typed: tuple[Syllable, ...]) -> bool:
    """Say whether ``long`` was typed, with all of its accents or fewer."""
    return any(
        all(matches(t, w) for t, w in zip(typed[at:], long, strict=False))
        for at in range(len(typed) - len(long) + 1)
    )
