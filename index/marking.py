"""In a found passage: the words that matched, and the sentence that answers best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.lexical.terms import FOLDED, NUMBER, Syllable, occurrences, syllables
from ingest.spans import Span
from ingest.text import sentences

COMMON = 0.35
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
    texts: Sequence[str], wanted: Wanted, meaning: Meaning | None = None
) -> list[Marked]:
    """Return what to mark in each of ``texts``; ``meaning`` is asked once for all of them."""
    read = [(text, syllables(text), sentences(text)) for text in texts]
    asked = [span.of(text) for text, _, spans in read if len(spans) > 1 for span in spans]
    near = iter(meaning(asked)) if meaning and asked else None
    found = []
    for text, words, spans in read:
        own = [next(near) for _ in spans] if near is not None and len(spans) > 1 else None
        found.append(Marked(_best(text, words, spans, own, wanted), _marks(text, words, wanted)))
    return found


def best_sentence(text: str, wanted: Wanted, meaning: Meaning | None = None) -> Span:
    """Return the span of the sentence of ``text`` that answers best.

    By the share of the query's weight found in it, and by ``meaning``.
    """
    return read_marks([text], wanted, meaning)[0].sentence


def marks(text: str, wanted: Wanted) -> tuple[Span, ...]:
    """Return the spans of ``text`` that match, ascending, neighbours joined into one."""
    return _marks(text, syllables(text), wanted)


def _marks(text: str, found: Sequence[Syllable], wanted: Wanted) -> tuple[Span, ...]:
    term_of = _Finder(wanted)
    hit = [term_of(one) for one in found]
    spans = [
        Span(one.start, one.end)
        for place, one in enumerate(found)
        if hit[place] is not None
        and (hit[place] not in wanted.common or _beside(found, hit, place))
    ]
    for phrase in (*wanted.phrases, *wanted.others):
        spans.extend(occurrences(phrase, found, deliberate=wanted.deliberate))
    return _joined(text, spans)


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


def _best(
    text: str,
    words: Sequence[Syllable],
    spans: Sequence[Span],
    near: Sequence[float] | None,
    wanted: Wanted,
) -> Span:
    if not spans:
        return Span(0, len(text))
    finder = _Finder(wanted)
    total = sum(wanted.weights.get(term, 0.0) for term in set(map(wanted.term, wanted.typed)))
    scores = []
    place = 0
    for n, span in enumerate(spans):
        inside: list[Syllable] = []
        while place < len(words) and words[place].start < span.end:
            if words[place].start >= span.start:
                inside.append(words[place])
            place += 1
        own = sum(wanted.weights.get(term, 0.0) for term in finder.terms(inside))
        whole = sum(
            1.0 for p in wanted.phrases if occurrences(p, inside, deliberate=wanted.deliberate)
        )
        scores.append(own / (total or 1.0) + whole + (max(0.0, near[n]) if near else 0.0))
    best = max(range(len(spans)), key=lambda i: (round(scores[i], 6), -i))
    return spans[best]
