"""In a found passage: the words that matched, and the sentence that answers best."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.lexical.terms import FOLDED, NUMBER, Syllable, occurrences, syllables
from ingest.spans import Span
from ingest.text import sentences

COMMON = 0.1
"""A syllable in more than this share of the passages is marked only beside another match."""


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
    read = [_Read(text, wanted) for text in texts]
    wondered = [
        len(one.sentences) > 1 and (closely is None or n < closely or not any(one.shares))
        for n, one in enumerate(read)
    ]
    asked = [
        span.of(one.text)
        for one, doubtful in zip(read, wondered, strict=True)
        if doubtful
        for span in one.sentences
    ]
    near = iter(meaning(asked)) if meaning and asked else None
    found = []
    for one, doubtful in zip(read, wondered, strict=True):
        own = [next(near) for _ in one.sentences] if near is not None and doubtful else None
        found.append(Marked(one.best(own), one.marks()))
    return found


def best_sentence(text: str, wanted: Wanted, meaning: Meaning | None = None) -> Span:
    """Return the span of the sentence of ``text`` that answers best.

    By the share of the query's weight found in it, and by ``meaning``.
    """
    return read_marks([text], wanted, meaning)[0].sentence


def marks(text: str, wanted: Wanted) -> tuple[Span, ...]:
    """Return the spans of ``text`` that match, ascending, neighbours joined into one."""
    return _Read(text, wanted).marks()


class _Read:
    """A text with the terms of the query its syllables are found by, looked up once."""

    def __init__(self, text: str, wanted: Wanted) -> None:
        self.text = text
        self.sentences = sentences(text)
        self._wanted = wanted
        self._words = syllables(text)
        finder = _Finder(wanted)
        self._hits = [finder(one) for one in self._words]
        self.shares = self._shares(finder)

    def _shares(self, finder: _Finder) -> list[float]:
        """Return for each sentence the share of the query's weight it holds."""
        wanted = self._wanted
        total = sum(wanted.weights.get(t, 0.0) for t in set(map(wanted.term, wanted.typed))) or 1.0
        found = []
        for start, stop in self._ranges():
            some = [self._words[n] for n in range(start, stop) if self._hits[n] is not None]
            own = sum(wanted.weights.get(term, 0.0) for term in finder.terms(some))
            held = (
                occurrences(p, self._words[start:stop], deliberate=wanted.deliberate)
                for p in wanted.phrases
            )
            found.append(own / total + sum(map(bool, held)))
        return found

    def _ranges(self) -> list[tuple[int, int]]:
        """Return for each sentence the first of its syllables and the one after its last."""
        starts = [one.start for one in self._words]
        return [
            (bisect_left(starts, span.start), bisect_left(starts, span.end))
            for span in self.sentences
        ]

    def best(self, near: Sequence[float] | None) -> Span:
        """Return the sentence that answers best."""
        if not self.sentences:
            return Span(0, len(self.text))
        scores = [
            share + (max(0.0, near[n]) if near else 0.0) for n, share in enumerate(self.shares)
        ]
        return self.sentences[max(range(len(scores)), key=lambda i: (round(scores[i], 6), -i))]

    def marks(self) -> tuple[Span, ...]:
        """Return the spans that match, ascending, neighbours joined into one."""
        words, hits, wanted = self._words, self._hits, self._wanted
        spans = [
            Span(words[place].start, words[place].end)
            for place, term in enumerate(hits)
            if term is not None and (term not in wanted.common or _beside(words, hits, place))
        ]
        for phrase in (*wanted.phrases, *wanted.others):
            spans.extend(occurrences(phrase, words, deliberate=wanted.deliberate))
        return _joined(self.text, spans)


class _Finder:
    """Says which term of the query a syllable of a text is found by (see terms.matches)."""

    def __init__(self, wanted: Wanted) -> None:
        self._numbers: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        for one in wanted.typed:
            term = wanted.term(one)
            if one.number is not None:
                self._numbers.setdefault(one.number, term)
            elif one.accented or wanted.deliberate:
                self._written.setdefault(one.written, term)
            else:
                self._folded.setdefault(one.folded, term)

    def __call__(self, one: Syllable) -> str | None:
        if one.number is not None and one.number in self._numbers:
            return self._numbers[one.number]
        return self._written.get(one.written) or self._folded.get(one.folded)

    def terms(self, found: Sequence[Syllable]) -> set[str]:
        """Return every term that any of ``found`` is found by."""
        held = {self._numbers.get(one.number) for one in found if one.number is not None}
        held |= {self._written.get(one.written) for one in found}
        held |= {self._folded.get(one.folded) for one in found}
        return {term for term in held if term is not None}


def _beside(found: Sequence[Syllable], hit: Sequence[str | None], place: int) -> bool:
    before = place > 0 and found[place].joined and hit[place - 1] is not None
    after = place + 1 < len(found) and found[place + 1].joined and hit[place + 1] is not None
    return before or after


def _joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and not text[kept[-1].end : span.start].strip() and span.start >= kept[-1].end:
            kept[-1] = Span(kept[-1].start, span.end)
        elif kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return tuple(kept)
