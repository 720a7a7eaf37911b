"""Later documents that repeat a sentence, among the places of one phrase.

A sentence is repeated where its words follow one another again: letter case, punctuation, tone
placement and a label before it ("1.", "a)", "-") do not matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.analysis.analyser import forms
from index.catalogue.schema import document_of
from index.results import DocumentCard
from ingest.text.spans import Span
from ingest.text.vietnamese import WORD, sentence_bounds

LEAST_WORDS = 8
"""Syllables of a sentence worth following: "Nơi nhận" and headings come everywhere."""
_LABEL = re.compile(r"\s*(?:[-–—•+*]\s*)?(?:\(?(?:\d+(?:\.\d+)*|[a-zđ]|[IVX]+)[.)\-/]+\s*)?")
_ENDS, _LABELLED = ".!?…;\n", ")-–—•+"
"""Signs that may end a sentence, and those that may part a label from one."""
_BESIDE = 40
"""Letters looked at for the word before a phrase."""


class Place(NamedTuple):
    """A phrase in the text of the passage ``key``."""

    key: int
    span: Span


@dataclass(frozen=True, slots=True)
class Repeat:
    """A later document that repeats a sentence, with the passage it does so in."""

    key: int
    document: DocumentCard


class Repeats:
    """Finds which documents repeat the sentence that a place stands in.

    :param places: of one phrase; ``texts`` of their passages, ``cards`` by document number.
    """

    def __init__(
        self,
        places: Iterable[Place],
        texts: Mapping[int, str],
        cards: Mapping[int, DocumentCard],
    ) -> None:
        self._texts, self._cards = texts, cards
        self._beside: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in places:
            self._beside[self._neighbours(place)].append(place)
        self._sentences: dict[tuple[str, str], dict[tuple[str, ...], list[Place]]] = {}

    def _neighbours(self, place: Place) -> tuple[str, str]:
        """Return the words right before and after a phrase: alike wherever a sentence is."""
        text, (start, end) = self._texts[place.key], (place.span.start, place.span.end)
        after = WORD.search(text, end)
        before = WORD.findall(text[max(0, start - _BESIDE) : start])
        # What stands beyond the sentence may differ: only one neighbour is sure to be of it.
        return (
            forms(before[-1])[0]
            if before and not _is_cut(text[:start][-4:], _ENDS + _LABELLED)
            else "",
            forms(after[0])[0] if after and not _is_cut(text[end : after.start()], _ENDS) else "",
        )

    def after(self, place: Place) -> tuple[Repeat, ...]:
        """Return the later documents that repeat the sentence at ``place``, by their days."""
        issued = self._cards[document_of(place.key)].issued
        words = self._words(place)
        if issued is None or len(words) < LEAST_WORDS:
            return ()
        firsts: dict[int, Repeat] = {}
        for other in self._alike(place).get(words, ()):
            n = document_of(other.key)
            day = self._cards[n].issued
            if day is not None and day > issued:
                firsts.setdefault(n, Repeat(other.key, self._cards[n]))
        return tuple(sorted(firsts.values(), key=lambda one: (str(one.document.issued), one.key)))

    def _alike(self, place: Place) -> dict[tuple[str, ...], list[Place]]:
        """Return places with the same neighbours, by the words of their sentences."""
        beside = self._neighbours(place)
        if beside not in self._sentences:
            by_words: dict[tuple[str, ...], list[Place]] = defaultdict(list)
            for other in self._beside[beside]:
                by_words[self._words(other)].append(other)
            self._sentences[beside] = by_words
        return self._sentences[beside]

    def _words(self, place: Place) -> tuple[str, ...]:
        """Return the words of the sentence a place stands in, without its label."""
        text = self._texts[place.key]
        sentence = sentence_at(text, place.span)
        start = min(_end_of_label(text, sentence), place.span.start)
        return tuple(forms(word)[0] for word in WORD.findall(text, start, sentence.end))


def _end_of_label(text: str, sentence: Span) -> int:
    label = _LABEL.match(text, sentence.start, sentence.end)
    return label.end() if label else sentence.start


def _is_cut(between: str, signs: str) -> bool:
    """Say whether one of ``signs`` stands between two words."""
    return any(sign in between for sign in signs)


def sentence_at(text: str, inside: Span) -> Span:
    """Return the sentence of ``text`` that holds ``inside``; all that it reaches over."""
    held: Sequence[tuple[int, int]] = [
        (start, end)
        for start, end in sentence_bounds(text)
        if start < inside.end and inside.start < end
    ]
    return Span(held[0][0], held[-1][1]) if held else inside
