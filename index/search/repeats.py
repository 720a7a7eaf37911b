"""Later documents that repeat a sentence, among the places of one phrase.

A sentence is repeated where its words follow one another again: letter case, punctuation, tone
placement and a label before it ("1.", "a)", "-") do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from index.analysis.analyser import forms
from index.catalogue.schema import document_of
from index.results import DocumentCard
from ingest.text.spans import Span
from ingest.text.vietnamese import WORD, i_or_y, sentence_bounds

LEAST_WORDS = 8
"""Syllables of a sentence worth following: "Nơi nhận" and headings come everywhere."""
_LABEL = re.compile(r"\s*(?:[-–—•+*]\s*)?(?:\(?(?:\d+(?:\.\d+)*|[a-zđ]|[IVX]+)[.)\-/]+\s*)?")
_MOST_BESIDE = 8
"""Words on each side of a phrase by which places of one sentence are looked for."""


class Place(NamedTuple):
    """A phrase in the text of the passage ``key``."""

    key: int
    span: Span


@dataclass(frozen=True, slots=True)
class Repeat:
    """A later document that repeats a sentence, with the passage it does so in."""

    key: int
    document: DocumentCard


class Places(Protocol):
    """The places of one phrase."""

    texts: dict[int, str]
    cards: dict[int, DocumentCard]

    def alike(self, place: Place, offsets: Sequence[int]) -> Iterable[Place]:
        """Return the places that may stand in the same sentence as ``place``.

        :param offsets: words of that sentence, counted from the first one of the phrase.
        """
        ...


class Repeats:
    """Finds which documents repeat the sentence that a place of a phrase stands in."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._texts, self._cards = places.texts, places.cards
        self._of: dict[Place, tuple[str, ...]] = {}
        self._same: dict[tuple[str, ...], list[Place]] = {}

    def after(self, place: Place) -> tuple[Repeat, ...]:
        """Return the later documents that repeat the sentence at ``place``, by their days."""
        issued = self._cards[document_of(place.key)].issued
        words = self._words(place)
        if issued is None or len(words) < LEAST_WORDS:
            return ()
        if words not in self._same:
            # Of a sentence that comes often every line would look for the same places.
            others = self._places.alike(place, self._beside(place))
            self._same[words] = [one for one in others if self._words(one) == words]
        firsts: dict[int, Repeat] = {}
        for other in self._same[words]:
            n = document_of(other.key)
            day = self._cards[n].issued
            if day is not None and day > issued:
                firsts.setdefault(n, Repeat(other.key, self._cards[n]))
        return tuple(sorted(firsts.values(), key=lambda one: (str(one.document.issued), one.key)))

    def _beside(self, place: Place) -> list[int]:
        """Return where words of the sentence stand that are written one way, from the phrase on."""
        text = self._texts[place.key]
        sentence = sentence_at(text, place.span)
        start = min(_end_of_label(text, sentence), place.span.start)
        before = WORD.findall(text, start, place.span.start)[::-1]
        inside = WORD.findall(text, place.span.start, place.span.end)
        after = WORD.findall(text, place.span.end, sentence.end)
        sure = [-at for at, word in enumerate(before, 1) if _is_sure(word)][:_MOST_BESIDE]
        later = [at for at, word in enumerate(after, len(inside)) if _is_sure(word)]
        return [*sure, *later[:_MOST_BESIDE]]

    def _words(self, place: Place) -> tuple[str, ...]:
        """Return the words of the sentence a place stands in, without its label."""
        if place not in self._of:
            self._of[place] = self._read(place)
        return self._of[place]

    def _read(self, place: Place) -> tuple[str, ...]:
        text = self._texts[place.key]
        sentence = sentence_at(text, place.span)
        start = min(_end_of_label(text, sentence), place.span.start)
        return tuple(forms(word)[0] for word in WORD.findall(text, start, sentence.end))


def _end_of_label(text: str, sentence: Span) -> int:
    label = _LABEL.match(text, sentence.start, sentence.end)
    return label.end() if label else sentence.start


def _is_sure(word: str) -> bool:
    """Say whether a word is written one way but for its tone: i and y are not one letter."""
    return len(i_or_y(forms(word)[1])) == 1


def sentence_at(text: str, inside: Span) -> Span:
    """Return the sentence of ``text`` that holds ``inside``; all that it reaches over."""
    held: Sequence[tuple[int, int]] = [
        (start, end)
        for start, end in sentence_bounds(text)
        if start < inside.end and inside.start < end
    ]
    return Span(held[0][0], held[-1][1]) if held else inside
