"""Where a text holds what a query looks for (see :func:`index.lexical.terms.matches`).

A page of answers has thousands of words of which a few are looked for.  Those are searched for
in the text as strings: reading every word of it into syllables costs more than twice as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.lexical.terms import FOLDED, NUMBER, Syllable, forms, occurrences, syllables
from ingest.numbers import FoundNumber, find_numbers
from ingest.spans import Span
from ingest.text import fold, lower, placements


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks of a passage.

    ``weights`` maps a term to what it is worth (its rarity, at least 0); ``deliberate``
    as in :func:`index.lexical.terms.query_terms`; ``others`` are other writings of
    parts of the query (abbreviations written out).
    """

    typed: tuple[Syllable, ...]
    phrases: tuple[tuple[Syllable, ...], ...]
    weights: Mapping[str, float]
    deliberate: bool
    others: tuple[tuple[Syllable, ...], ...] = ()
    common: frozenset[str] = frozenset()

    def term(self, one: Syllable) -> str:
        """Return the term a typed syllable is looked for as."""
        if one.number is not None:
            return NUMBER + one.number
        return one.written if one.accented or self.deliberate else FOLDED + one.folded


class Hit(NamedTuple):
    """Something that was looked for: where it stands, what it is found by."""

    start: int
    end: int
    terms: tuple[str, ...]
    """The one that says most first."""
    number: bool = False
    """Whether it is a whole document number."""


class Found(NamedTuple):
    """What a text holds: single matches in order, and where each phrase stands."""

    hits: list[Hit]
    phrases: list[list[Span]]
    others: list[list[Span]]


class Finder:
    """Finds in texts what one query looks for."""

    def __init__(self, wanted: Wanted) -> None:
        self._numbers: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        for one in wanted.typed:
            term = wanted.term(one)
            if one.number is not None:
                self._numbers.setdefault(one.number, term)
            elif one.accented or wanted.deliberate:
                for writing in placements(one.written):
                    self._written.setdefault(writing, term)
            else:
                self._folded.setdefault(one.folded, term)
        self._phrases = [_Phrase(one, wanted.deliberate) for one in wanted.phrases]
        self._others = [_Phrase(one, wanted.deliberate) for one in wanted.others]
        terms = set(map(wanted.term, wanted.typed))
        self.total = sum(wanted.weights.get(term, 0.0) for term in terms) or 1.0

    def __call__(self, text: str) -> Found:
        """Return what NFC ``text`` holds."""
        folded = fold(text)
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        for same, terms in ((lower(text), self._written), (folded, self._folded)):
            for form, term in terms.items():
                for place in _whole(same, form):
                    found[place] = (*found.get(place, ()), term)
        hits = [Hit(*place, terms) for place, terms in found.items()]
        phrases = [one.places(text, folded) for one in self._phrases]
        others = [one.places(text, folded) for one in self._others]
        if self._numbers or _perhaps_in_numbers(text, found):
            numbers = find_numbers(text)
            spans = [number.span for number in numbers]
            hits = [hit for hit in hits if not any(map(Span(*hit[:2]).overlaps, spans))]
            hits += filter(None, map(self._number, numbers))
        return Found(sorted(hits), phrases, others)

    def _number(self, found: FoundNumber) -> Hit | None:
        """Return a document number as a match; None when it is not looked for."""
        serial = str(found.number.serial)
        terms = (
            self._numbers.get(found.number.key),
            self._written.get(serial),
            self._folded.get(serial),
        )
        kept = tuple(term for term in terms if term is not None)
        return Hit(found.span.start, found.span.end, kept, number=True) if kept else None


class _Phrase:
    """Syllables that are looked for one right after the other."""

    def __init__(self, typed: tuple[Syllable, ...], deliberate: bool) -> None:
        self._typed, self._deliberate = typed, deliberate
        self._pattern: re.Pattern[str] | None = None
        # Figures may be the serial of a document number, which is one syllable with its code.
        if typed and all(one.written.isalpha() for one in typed):
            words = r"[\W_]+".join(f"({re.escape(one.folded)})" for one in typed)
            self._pattern = re.compile(rf"(?<![^\W_]){words}(?![^\W_])")

    def places(self, text: str, folded: str) -> list[Span]:
        """Return where the phrase stands in ``text``, never overlapping."""
        if self._pattern is None:
            return list(occurrences(self._typed, syllables(text), deliberate=self._deliberate))
        found: list[Span] = []
        at = 0
        while match := self._pattern.search(folded, at):
            # A match begun inside another that was none may still be one.
            good = self._as_typed(text, match)
            at = match.end() if good else match.end(1)
            if good:
                found.append(Span(match.start(), match.end()))
        if _perhaps_in_numbers(text, [(one.start, one.end) for one in found]):
            spans = [number.span for number in find_numbers(text)]
            found = [one for one in found if not any(map(one.overlaps, spans))]
        return found

    def _as_typed(self, text: str, match: re.Match[str]) -> bool:
        """Say whether a match without regard to diacritics has those that were typed."""
        return all(
            forms(text[slice(*match.span(n))])[0] == one.written
            for n, one in enumerate(self._typed, 1)
            if one.accented or self._deliberate
        )


def _perhaps_in_numbers(
    text: str, places: Mapping[tuple[int, int], object] | Sequence[tuple[int, int]]
) -> bool:
    """Say whether any of the places may lie in a document number.

    Codes have capitals and serials digits: what is in small letters is part of none.
    """
    return not all(text[start + 1 : end].islower() for start, end in places)


def _whole(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where ``form`` stands in ``text`` as a whole word (of :data:`ingest.text.WORD`)."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        if not (at and text[at - 1].isalnum()) and not text[end : end + 1].isalnum():
            yield at, end
        at = text.find(form, end)
