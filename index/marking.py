"""In a found passage: the words that matched, and the sentence that answers best."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, starmap

from index.lexical.terms import joined
from index.matching import Finder, Hit, Wanted
from ingest.spans import Span
from ingest.text import sentences

COMMON = 0.1
"""A syllable in more than this share of the passages is marked only beside another match."""

REACH = 0.4
"""A sentence whose share of the query is this much below the best one's is not the answer.

Meaning never made up for more than 0.3 in 1,983 passages found for 326 questions.
"""


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
    finder = Finder(wanted)
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
    return _Read(text, wanted, Finder(wanted)).marks()


class _Read:
    """A text with the places where its syllables are found by a term of the query."""

    def __init__(self, text: str, wanted: Wanted, finder: Finder) -> None:
        self.text = text
        self.sentences = sentences(text)
        self._wanted = wanted
        self._found = finder(text)
        self.shares = self._shares(finder.total)

    def _shares(self, total: float) -> list[float]:
        """Return for each sentence the share of the query's weight it holds."""
        weights, hits = self._wanted.weights, self._found.hits
        starts = [hit.start for hit in hits]
        shares = []
        for one in self.sentences:
            inside = hits[bisect_left(starts, one.start) : bisect_left(starts, one.end)]
            terms = {term for hit in inside for term in hit.terms}
            held = (any(map(one.contains, places)) for places in self._found.phrases)
            shares.append(sum(weights.get(term, 0.0) for term in terms) / total + sum(held))
        return shares

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
        common, hits = self._wanted.common, self._found.hits
        # Whether a match goes on with the one before; the one after the last does not.
        follows = [False, *starmap(partial(_follows, self.text), pairwise(hits)), False]
        places = [
            (hit.start, hit.end)
            for n, hit in enumerate(hits)
            if follows[n] or follows[n + 1] or hit.terms[0] not in common
        ]
        for some in (*self._found.phrases, *self._found.others):
            places += [(one.start, one.end) for one in some]
        return _joined(self.text, places)


def _follows(text: str, one: Hit, after: Hit) -> bool:
    """Say whether nothing but space or a hyphen parts two matches."""
    return not one.number and not after.number and joined(text, one.end, after.start)


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
