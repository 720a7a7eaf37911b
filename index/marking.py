"""In a found passage: the words that matched, and the sentence that answers best."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.lexical.terms import (
    FOLDED,
    NUMBER,
    Syllable,
    joined,
    occurrences,
    syllables,
)
from ingest.numbers import FoundNumber, find_numbers
from ingest.spans import Span
from ingest.text import fold, lower, placements, sentences

COMMON = 0.1
"""A syllable in more than this share of the passages is marked only beside another match."""

REACH = 0.4
"""A sentence whose share of the query is this much below the best one's is not the answer.

Meaning never made up for more than 0.3 in 1,983 passages found for 326 questions.
"""


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


@dataclass(frozen=True, slots=True)
class Marked:
    """What is marked in a passage: spans of its text."""

    sentence: Span
    marks: tuple[Span, ...]


Meaning = Callable[[Sequence[str]], Sequence[float]]
"""Given sentences, returns how near each is to the query, in [-1, 1]."""


def read_marks(
    texts: Sequence[str],
    wanted: Wanted,
    meaning: Meaning | None = None,
    *,
    closely: int | None = None,
) -> list[Marked]:
    """Return what to mark in each of ``texts``; ``meaning`` is asked once for all of them.

    :param closely: how many of the first texts ``meaning`` is asked about in any case; of the
        others, those whose words alone do not say which sentence answers.
    """
    finder = _Finder(wanted)
    read = [_Read(text, wanted, finder) for text in texts]
    rivals = [
        one.rivals() if closely is None or n < closely or not any(one.shares) else []
        for n, one in enumerate(read)
    ]
    asked = [
        one.sentences[n].of(one.text) for one, some in zip(read, rivals, strict=True) for n in some
    ]
    near = iter(meaning(asked)) if meaning and asked else None
    found = []
    for one, some in zip(read, rivals, strict=True):
        own = {n: next(near) for n in some} if near is not None else {}
        found.append(Marked(one.best(own), one.marks()))
    return found


def best_sentence(text: str, wanted: Wanted, meaning: Meaning | None = None) -> Span:
    """Return the span of the sentence of ``text`` that answers best.

    By the share of the query's weight found in it, and by ``meaning``.
    """
    return read_marks([text], wanted, meaning)[0].sentence


def marks(text: str, wanted: Wanted) -> tuple[Span, ...]:
    """Return the spans of ``text`` that match, ascending, neighbours joined into one."""
    return _Read(text, wanted, _Finder(wanted)).marks()


class _Read:
    """A text with the places where its syllables are found by a term of the query."""

    def __init__(self, text: str, wanted: Wanted, finder: _Finder) -> None:
        self.text = text
        self.sentences = sentences(text)
        self._wanted = wanted
        self._hits = finder.hits(text)
        # Whole phrases are looked for syllable by syllable; most questions have none.
        self._words = syllables(text) if wanted.phrases or wanted.others else ()
        self.shares = self._shares(finder.total)

    def _shares(self, total: float) -> list[float]:
        """Return for each sentence the share of the query's weight it holds."""
        wanted = self._wanted
        found = []
        for some in _within([hit.start for hit in self._hits], self.sentences):
            terms = {term for hit in self._hits[some] for term in hit.terms}
            found.append(sum(wanted.weights.get(term, 0.0) for term in terms) / total)
        if wanted.phrases:
            starts = [one.start for one in self._words]
            for n, some in enumerate(_within(starts, self.sentences)):
                own = self._words[some]
                held = (occurrences(p, own, deliberate=wanted.deliberate) for p in wanted.phrases)
                found[n] += sum(map(bool, held))
        return found

    def rivals(self) -> list[int]:
        """Return the sentences meaning may decide between; none where words have decided."""
        least = max(self.shares, default=0.0) - REACH
        found = [n for n, share in enumerate(self.shares) if share >= least]
        return found if len(found) > 1 else []

    def best(self, near: Mapping[int, float]) -> Span:
        """Return the sentence that answers best.

        :param near: how near to the query those sentences are that meaning was asked about.
        """
        if not self.sentences:
            return Span(0, len(self.text))
        scores = [share + max(0.0, near.get(n, 0.0)) for n, share in enumerate(self.shares)]
        return self.sentences[max(range(len(scores)), key=lambda i: (round(scores[i], 6), -i))]

    def marks(self) -> tuple[Span, ...]:
        """Return the spans that match, ascending, neighbours joined into one."""
        wanted, hits = self._wanted, self._hits
        places = [
            (hit.start, hit.end)
            for n, hit in enumerate(hits)
            if hit.terms[0] not in wanted.common or _beside(self.text, hits, n)
        ]
        for phrase in (*wanted.phrases, *wanted.others):
            found = occurrences(phrase, self._words, deliberate=wanted.deliberate)
            places += [(one.start, one.end) for one in found]
        return _joined(self.text, places)


def _within(starts: Sequence[int], spans: Sequence[Span]) -> list[slice]:
    """Return for each span which of the places ``starts`` (ascending) lie in it."""
    return [slice(bisect_left(starts, one.start), bisect_left(starts, one.end)) for one in spans]


class _Hit(NamedTuple):
    """Something that was looked for: where it stands, what it is found by."""

    start: int
    end: int
    terms: tuple[str, ...]
    """The one that says most first."""
    number: bool = False
    """Whether it is a whole document number."""


class _Finder:
    """Finds in a text what a query looks for (see terms.matches).

    A page of answers has thousands of words of which a few are looked for: those are searched
    for in the text as strings, which costs a tenth of reading it word by word.
    """

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
        terms = set(map(wanted.term, wanted.typed))
        self.total = sum(wanted.weights.get(term, 0.0) for term in terms) or 1.0

    def hits(self, text: str) -> list[_Hit]:
        """Return what is found in NFC ``text``, in order."""
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        for same, terms in ((lower(text), self._written), (fold(text), self._folded)):
            for form, term in terms.items():
                for place in _whole(same, form):
                    found[place] = (*found.get(place, ()), term)
        hits = [_Hit(*place, terms) for place, terms in found.items()]
        # Codes have capitals, serials digits: what is in small letters is part of no number.
        if self._numbers or not all(text[start + 1 : end].islower() for start, end in found):
            numbers = find_numbers(text)
            spans = [number.span for number in numbers]
            hits = [hit for hit in hits if not any(map(Span(*hit[:2]).overlaps, spans))]
            hits += filter(None, map(self._number, numbers))
        return sorted(hits)

    def _number(self, found: FoundNumber) -> _Hit | None:
        """Return a document number as a match; None when it is not looked for."""
        serial = str(found.number.serial)
        terms = (
            self._numbers.get(found.number.key),
            self._written.get(serial),
            self._folded.get(serial),
        )
        kept = tuple(term for term in terms if term is not None)
        return _Hit(found.span.start, found.span.end, kept, number=True) if kept else None


def _whole(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where ``form`` stands in ``text`` as a whole word (of :data:`ingest.text.WORD`)."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        if not (at and text[at - 1].isalnum()) and not text[end : end + 1].isalnum():
            yield at, end
        at = text.find(form, end)


def _beside(text: str, hits: Sequence[_Hit], n: int) -> bool:
    """Say whether another match stands right before or after a match."""
    return _neighbours(text, hits, n - 1) or _neighbours(text, hits, n)


def _neighbours(text: str, hits: Sequence[_Hit], n: int) -> bool:
    """Say whether nothing but space or a hyphen parts a match from the next."""
    if not 0 <= n < len(hits) - 1 or hits[n].number or hits[n + 1].number:
        return False
    return joined(text, hits[n].end, hits[n + 1].start)


def _joined(text: str, places: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places):
        before, last = kept[-1] if kept else (0, -1)
        if last >= 0 and start >= last and not text[last:start].strip():
            kept[-1] = (before, end)
        elif start < last:
            kept[-1] = (before, max(last, end))
        else:
            kept.append((start, end))
    return tuple(Span(start, end) for start, end in kept)
