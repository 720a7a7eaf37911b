"""In a found passage: the words that matched, and the sentence that answers best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.lexical.terms import FOLDED, NUMBER, Syllable, matches, occurrences, syllables
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


def marks(text: str, wanted: Wanted) -> tuple[Span, ...]:
    """Return the spans of ``text`` that match, ascending, neighbours joined into one."""
    found = syllables(text)
    hit = [_hit(one, wanted) for one in found]
    spans = [
        Span(one.start, one.end)
        for place, one in enumerate(found)
        if hit[place] is not None
        and (hit[place] not in wanted.common or _beside(found, hit, place))
    ]
    for phrase in (*wanted.phrases, *wanted.others):
        spans.extend(occurrences(phrase, found, deliberate=wanted.deliberate))
    return _joined(text, spans)


def _hit(one: Syllable, wanted: Wanted) -> str | None:
    for typed in wanted.typed:
        if matches(typed, one, deliberate=wanted.deliberate):
            return wanted.term(typed)
    return None


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


def best_sentence(
    text: str, wanted: Wanted, meaning: Callable[[Sequence[str]], Sequence[float]] | None = None
) -> Span:
    """Return the span of the sentence of ``text`` that answers best.

    By the share of the query's weight found in it, and by ``meaning``: what, given the
    sentences, returns how near each is to the query in [-1, 1].
    """
    spans = sentences(text)
    if not spans:
        return Span(0, len(text))
    words = [_share(span.of(text), wanted) for span in spans]
    near = meaning([span.of(text) for span in spans]) if meaning and len(spans) > 1 else None
    scores = [w + (max(0.0, near[i]) if near is not None else 0.0) for i, w in enumerate(words)]
    best = max(range(len(spans)), key=lambda i: (round(scores[i], 6), -i))
    return spans[best]


def _share(sentence: str, wanted: Wanted) -> float:
    found = syllables(sentence)
    terms = {wanted.term(one): one for one in wanted.typed}
    total = sum(wanted.weights.get(term, 0.0) for term in terms) or 1.0
    own = sum(
        wanted.weights.get(term, 0.0)
        for term, typed in terms.items()
        if any(matches(typed, one, deliberate=wanted.deliberate) for one in found)
    )
    whole = sum(1.0 for p in wanted.phrases if occurrences(p, found, deliberate=wanted.deliberate))
    return own / total + whole
