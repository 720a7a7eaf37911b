"""Where a text holds what a query looks for (see :func:`index.analysis.analyser.matches`).

A page of answers has thousands of words of which a few are looked for.  They are looked for in all
texts of the page at once (:mod:`index.search.text_page`): reading every word into syllables costs
many times as much.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.analysis.analyser import FOLDED, NUMBER, Syllable, forms, occurrences, syllables
from index.analysis.codepoints import Flags, Ints, SoughtWords, word_hash
from index.query.sought_facts import SoughtFact
from index.search.text_page import NumberFound, Page
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, i_or_y, placements
from ingest.vocabulary.document_numbers import find_numbers


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """What a query asks of a passage.

    ``weights`` maps a term to what it is worth (its rarity, at least 0); ``deliberate``
    as in :func:`index.analysis.analyser.query_terms`; ``others`` are other writings of
    parts of the query (abbreviations written out).
    """

    typed: tuple[Syllable, ...]
    phrases: tuple[tuple[Syllable, ...], ...]
    weights: Mapping[str, float]
    deliberate: bool
    others: tuple[tuple[Syllable, ...], ...] = ()
    common: frozenset[str] = frozenset()
    sought: SoughtFact | None = None
    """What the question asks for: a sentence that holds it is the likelier answer."""

    def term(self, one: Syllable) -> str:
        """Return the term a typed syllable is looked for as."""
        if one.number is not None:
            return NUMBER + one.number
        return one.written if one.accented or self.deliberate else FOLDED + one.folded


class Found(NamedTuple):
    """What the texts of a page hold, in order; places count over the whole page.

    Shapes: (hits,) for the first four, (rows,) for the last two; a hit has a row for every
    term it is found by.
    """

    starts: Ints
    ends: Ints
    firsts: Ints
    """The term that says most of each hit: its place in :attr:`Finder.terms`."""
    numbers: Flags
    """Whether it is a whole document number."""
    hits: Ints
    """The hit of each row."""
    terms: Ints
    """The term of each row: its place in :attr:`Finder.terms`."""


class Finder:
    """Finds in texts what one query looks for."""

    def __init__(self, wanted: QueryTerms) -> None:
        numbers: dict[str, str] = {}
        written: dict[str, str] = {}
        folded: dict[str, str] = {}
        for one in wanted.typed:
            term = wanted.term(one)
            if one.number is not None:
                numbers.setdefault(one.number, term)
            elif one.accented or wanted.deliberate:
                for vowel in i_or_y(one.written):
                    for writing in placements(vowel):
                        written.setdefault(writing, term)
            else:
                for vowel in i_or_y(one.folded):
                    folded.setdefault(vowel, term)
        self.terms = tuple(dict.fromkeys(map(wanted.term, wanted.typed)))
        """What is looked for."""
        places = {term: place for place, term in enumerate(self.terms)}
        self._numbers = {word_hash(key): places[term] for key, term in numbers.items()}
        self._written = SoughtWords({form: places[term] for form, term in written.items()})
        self._folded = SoughtWords({form: places[term] for form, term in folded.items()})
        self._phrases = [_Phrase(one, wanted.deliberate) for one in wanted.phrases]
        self._others = [_Phrase(one, wanted.deliberate) for one in wanted.others]

    def __call__(self, page: Page) -> Found:
        """Return where the texts of ``page`` hold single matches."""
        starts, ends = page.words
        words, terms = self._rows(page)
        # Whole numbers are one match, of their own terms.
        numbers = self._document_numbers(page, words)
        if numbers:
            inside = _inside(starts[words], ends[words], numbers)
            words, terms = words[~inside], terms[~inside]
        hits, at = np.unique(words, return_index=True)
        rows = np.searchsorted(hits, words)
        plain = Found(
            starts[hits], ends[hits], terms[at], np.zeros(len(hits), np.bool_), rows, terms
        )
        return self._with_numbers(plain, numbers) if numbers else plain

    def _rows(self, page: Page) -> tuple[Ints, Ints]:
        """Return words of ``page`` and the terms they are found by, in the order of the words."""
        matches = []
        if self._written:
            matches.append(page.find_written(self._written))
        if self._folded:
            matches.append(page.find_folded(self._folded))
        if not matches:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        words = np.concatenate([one for one, _ in matches])
        # A word as it is written says more than one without its diacritics.
        order = np.argsort(words, kind="stable")
        return words[order], np.concatenate([other for _, other in matches])[order]

    def _document_numbers(self, page: Page, words: Ints) -> list[NumberFound]:
        """Return the document numbers of the texts where they could matter."""
        if self._numbers:
            return page.numbers(np.arange(len(page)))
        large = words[~page.small(words)]
        return page.numbers(np.unique(page.text_of(page.words[0][large])))

    def _with_numbers(self, plain: Found, numbers: Sequence[NumberFound]) -> Found:
        """Put in the document numbers that are looked for."""
        held = [
            (start, end, terms)
            for start, end, *number in numbers
            if (terms := self._number_terms(*number))
        ]
        if not held:
            return plain
        added = np.array([(start, end, terms[0]) for start, end, terms in held], np.int64)
        rows = [(place, term) for place, (*_, terms) in enumerate(held) for term in terms]
        starts = np.concatenate([plain.starts, added[:, 0]])
        order = np.argsort(starts, kind="stable")
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        more = np.array(rows, np.int64)
        old = len(plain.starts)
        flags = np.concatenate([plain.numbers, np.ones(len(held), np.bool_)])
        return Found(
            starts[order],
            np.concatenate([plain.ends, added[:, 1]])[order],
            np.concatenate([plain.firsts, added[:, 2]])[order],
            flags[order],
            places[np.concatenate([plain.hits, more[:, 0] + old])],
            np.concatenate([plain.terms, more[:, 1]]),
        )

    def _number_terms(self, key: int, serial: int) -> list[int]:
        """Return the terms that a document number is found by, the one that says most first.

        :param key: the hash of its key.
        """
        terms = (
            self._numbers.get(key),
            self._written.of.get(str(serial)),
            self._folded.of.get(str(serial)),
        )
        return [term for term in terms if term is not None]

    @property
    def has_phrases(self) -> bool:
        """Whether anything but single words is looked for."""
        return bool(self._phrases or self._others)

    def phrases(self, text: str) -> tuple[list[list[Span]], list[list[Span]]]:
        """Return where each phrase, and each other writing, stands in NFC ``text``."""
        folded = fold(text)
        return (
            [one.places(text, folded) for one in self._phrases],
            [one.places(text, folded) for one in self._others],
        )


def _inside(starts: Ints, ends: Ints, numbers: Sequence[NumberFound]) -> Flags:
    """Say of each stretch whether it overlaps a document number; these never overlap."""
    spans = np.array(sorted(number[:2] for number in numbers), np.int64)
    # The last number that begins before the stretch ends.
    place = np.searchsorted(spans[:, 0], ends) - 1
    return np.asarray((place >= 0) & (spans[place, 1] > starts))


class _Phrase:
    """Syllables that are looked for one right after the other."""

    def __init__(self, typed: tuple[Syllable, ...], deliberate: bool) -> None:
        self._typed, self._deliberate = typed, deliberate
        self._pattern: re.Pattern[str] | None = None
        # Figures may be the serial of a document number, which is one syllable with its code.
        if typed and all(one.written.isalpha() for one in typed):
            words = r"[\W_]+".join(f"({'|'.join(i_or_y(one.folded))})" for one in typed)
            self._pattern = re.compile(rf"(?<![^\W_]){words}(?![^\W_])")

    def places(self, text: str, folded: str) -> list[Span]:
        """Return where the phrase stands in ``text``, never overlapping."""
        if self._pattern is None:
            return list(occurrences(self._typed, syllables(text), deliberate=self._deliberate))
        matches: list[Span] = []
        at = 0
        while match := self._pattern.search(folded, at):
            # A match begun inside another that was none may still be one.
            good = self._as_typed(text, match)
            at = match.end() if good else match.end(1)
            if good:
                matches.append(Span(match.start(), match.end()))
        if _perhaps_in_numbers(text, [(one.start, one.end) for one in matches]):
            spans = [number.span for number in find_numbers(text)]
            matches = [one for one in matches if not any(map(one.overlaps, spans))]
        return matches

    def _as_typed(self, text: str, match: re.Match[str]) -> bool:
        """Say whether a match without regard to diacritics has those that were typed."""
        return all(
            forms(text[slice(*match.span(n))])[0] == one.written
            for n, one in enumerate(self._typed, 1)
            if one.accented or self._deliberate
        )


def _perhaps_in_numbers(text: str, places: Sequence[tuple[int, int]]) -> bool:
    """Say whether any of the places may lie in a document number.

    Codes have capitals and serials digits: what is in small letters is part of none.
    """
    return not all(text[start + 1 : end].islower() for start, end in places)
