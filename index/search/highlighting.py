"""In a found passage: the words that matched, and the sentence that answers best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

import numpy as np
import numpy.typing as npt

from index.analysis.codepoints import Ints
from index.arrays import distinct
from index.query.sought_facts import SoughtFact
from index.search.answering_stretch import under_heading, with_items
from index.search.term_matching import Finder, QueryTerms
from index.search.text_page import Page, TextPage
from ingest.text.spans import Span

Floats = npt.NDArray[np.float64]

COMMON = 0.1
"""A syllable in more than this share of the passages is marked only beside another match."""

REACH = 0.4
"""A sentence whose share of the query is this much below the best one's is not the answer.

Meaning never made up for more than 0.3 in 1,983 passages found for 326 questions.
"""

SOUGHT = 0.2
"""What a date is worth where the question is when, a number where it is how many."""

OPEN = 0.7
"""What nearness counts for beside words of which the best sentence has none.

Chosen with :mod:`benchmarks.quality` on 217 passages that answer development questions: from 0.5
to 1 differ by one of them.
"""


@dataclass(frozen=True, slots=True)
class Marked:
    """What is marked in a passage: spans of its text."""

    sentence: Span
    marks: tuple[Span, ...]


Meaning = Callable[[Sequence[str]], Sequence[float]]
"""Given sentences, returns how near each is to the query, in [-1, 1]."""
MeaningOf = Callable[[Ints], Sequence[float]]
"""Given the numbers of sentences of a page, returns how near each is to the query."""


def highlight_all(
    texts: Sequence[str],
    wanted: QueryTerms,
    meaning: Meaning | None = None,
    *,
    closely: int | None = None,
) -> list[Marked]:
    """Return what to mark in each of ``texts`` (see :func:`highlight_page`)."""
    if not texts:
        return []
    page = TextPage(texts)
    of = None if meaning is None else meaning_of_texts(page, meaning)
    return highlight_page(page, wanted, of, closely=closely)


def meaning_of_texts(page: Page, meaning: Meaning) -> MeaningOf:
    """Return what asks ``meaning`` for the sentences of a page by their text."""
    owners = page.text_of(page.bounds[:, 0])

    def near(sentences: Ints) -> Sequence[float]:
        starts = page.firsts[owners[sentences]][:, None]
        spans = (page.bounds[sentences] - starts).tolist()
        texts = owners[sentences].tolist()
        return meaning([page.texts[n][a:b] for n, (a, b) in zip(texts, spans, strict=True)])

    return near


def highlight_page(
    page: Page,
    wanted: QueryTerms,
    meaning: MeaningOf | None = None,
    *,
    closely: int | None = None,
    length_of_heading: Callable[[int, int], int] = lambda text, start: 0,
) -> list[Marked]:
    """Return what to mark in each text of a page; ``meaning`` is asked once for all of them.

    :param closely: how many of the first texts ``meaning`` is asked about in any case; of the
        others, those whose words alone do not say which sentence answers.
    :param length_of_heading: given a text's number and where its chosen sentence begins, returns
        where the text begins below its heading: a sentence above is none to answer.
    """
    read = _Read(page, wanted)
    texts = [_Sentences(page.texts[n], *read.sentences(n)) for n in range(len(page))]
    rivals = [
        _rivals(one.shares) if closely is None or n < closely or not any(one.shares) else []
        for n, one in enumerate(texts)
    ]
    nearness = read.nearness(rivals, meaning)
    highlighted = []
    for n, (one, near, marked) in enumerate(zip(texts, nearness, read.marks(), strict=True)):
        best = one.best(near, wanted.sought, rivals[n])
        start = length_of_heading(n, best.start)
        if best.start < start and one.text[start:].strip():
            below = one.after(start)
            some = _rivals(below.shares)
            (held,) = read.nearness([[below.first + place for place in some]], meaning, n)
            own = {place - below.first: value for place, value in held.items()}
            best = below.best(own, wanted.sought, some)
        highlighted.append(Marked(best, marked))
    return highlighted


def best_sentence(text: str, wanted: QueryTerms, meaning: Meaning | None = None) -> Span:
    """Return the span of the sentence of ``text`` that answers best.

    By the share of the query's weight found in it, and by ``meaning``.
    """
    return highlight_all([text], wanted, meaning)[0].sentence


class _Read:
    """Texts with the places where their syllables are found by a term of the query."""

    def __init__(self, page: Page, wanted: QueryTerms) -> None:
        finder = Finder(wanted)
        self._page = page
        self._wanted = wanted
        self._found = finder(page)
        self._terms = finder.terms
        self._phrases = list(map(finder.phrases, page.texts)) if finder.has_phrases else None
        self._bounds = page.bounds
        self._shares = self._share()
        # The sentences of a text are those that begin before the next text does.
        cuts = np.searchsorted(self._bounds[:, 0], page.firsts)
        self._cuts = [*cuts.tolist(), len(self._bounds)]
        own = self._bounds - page.firsts[page.text_of(self._bounds[:, 0])][:, None]
        self._spans: list[tuple[int, int]] = list(map(tuple, own.tolist()))
        self._every_share: list[float] = self._shares.tolist()

    def _share(self) -> Floats:
        """Return for each sentence the share of the query's weight it holds."""
        weights = np.array([self._wanted.weights.get(term, 0.0) for term in self._terms])
        starts, count = self._bounds[:, 0], len(self._bounds)
        if not count:
            return np.zeros(0)
        sentence_of = np.searchsorted(starts, self._found.starts, "right") - 1
        held = (sentence_of >= 0) & (self._found.starts < self._bounds[sentence_of, 1])
        # A term counts once for a sentence, however often it stands there.
        rows = held[self._found.hits]
        pairs = sentence_of[self._found.hits[rows]] * len(self._terms) + self._found.terms[rows]
        single = distinct(pairs)
        sums = np.bincount(
            single // max(1, len(self._terms)), weights[single % max(1, len(self._terms))], count
        )
        return np.asarray(sums / (weights.sum() or 1.0))

    def sentences(self, n: int) -> tuple[list[tuple[int, int]], list[float]]:
        """Return where the sentences of a text are and the share of the query each holds."""
        rows = slice(self._cuts[n], self._cuts[n + 1])
        spans, shares = self._spans[rows], self._every_share[rows]
        if self._phrases is not None:
            for places in self._phrases[n][0]:
                for at, (start, end) in enumerate(spans):
                    shares[at] += any(start <= one.start and one.end <= end for one in places)
        return spans, shares

    def nearness(
        self, rivals: Sequence[Sequence[int]], meaning: MeaningOf | None, first: int = 0
    ) -> list[dict[int, float]]:
        """Return how near the query is to some sentences of each text, from text ``first`` on."""
        asked = [self._cuts[n] + place for n, some in enumerate(rivals, first) for place in some]
        if meaning is None or not asked:
            return [{} for _ in rivals]
        near = iter(meaning(np.asarray(asked, np.int64)))
        return [{place: next(near) for place in some} for some in rivals]

    def marks(self) -> list[tuple[Span, ...]]:
        """Return for each text the spans that match, ascending, neighbours joined into one."""
        page, matches = self._page, self._found
        owners = page.text_of(matches.starts)
        gaps = matches.ends[:-1], matches.starts[1:]
        beside = owners[1:] == owners[:-1]
        # Whether a match goes on with the one before: nothing but space or a hyphen parts them.
        tied = beside & page.joined(*gaps)
        tied &= ~matches.numbers[:-1] & ~matches.numbers[1:]
        common = np.array([term in self._wanted.common for term in self._terms], np.bool_)
        kept = ~common[matches.firsts] if len(common) else np.zeros(len(owners), np.bool_)
        kept[1:] |= tied
        kept[:-1] |= tied
        starts, ends, owners = matches.starts[kept], matches.ends[kept], owners[kept]
        if self._phrases is None:
            starts, ends, owners = self._merged(starts, ends, owners)
        firsts = page.firsts[owners]
        spans = list(zip((starts - firsts).tolist(), (ends - firsts).tolist(), strict=True))
        cuts = np.searchsorted(owners, np.arange(len(page) + 1)).tolist()
        by_text = [spans[a:b] for a, b in pairwise(cuts)]
        if self._phrases is None:
            return [tuple(starmap(Span, stretches)) for stretches in by_text]
        return [
            _joined(
                text,
                [
                    *stretches,
                    *(
                        (one.start, one.end)
                        for kind in phrases
                        for places in kind
                        for one in places
                    ),
                ],
            )
            for text, stretches, phrases in zip(page.texts, by_text, self._phrases, strict=True)
        ]

    def _merged(self, starts: Ints, ends: Ints, owners: Ints) -> tuple[Ints, Ints, Ints]:
        """Join stretches that nothing but space parts; they never overlap."""
        if not len(starts):
            return starts, ends, owners
        apart = ~self._page.spaced(ends[:-1], starts[1:])
        apart |= owners[1:] != owners[:-1]
        first = np.concatenate([[True], apart])
        last = np.concatenate([apart, [True]])
        return starts[first], ends[last], owners[first]


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of a text, and the share of the query that each holds."""

    text: str
    spans: Sequence[tuple[int, int]]
    shares: Sequence[float]
    first: int = 0
    """How many sentences of the text come before."""

    def after(self, start: int) -> _Sentences:
        """Return the sentences that begin at ``start`` or later."""
        first = next((n for n, span in enumerate(self.spans) if span[0] >= start), len(self.spans))
        return _Sentences(self.text, self.spans[first:], self.shares[first:], first)

    def best(
        self, near: Mapping[int, float], sought: SoughtFact | None, rivals: Sequence[int]
    ) -> Span:
        """Return the sentence that answers best.

        :param near: how near to the query those sentences are that meaning was asked about.
        :param rivals: the sentences that may hold what the question asks for.
        """
        text, spans, shares = self.text, self.spans, self.shares
        if not spans:
            return Span(0, len(text))
        # Meaning decides about what the words of the best sentence leave open.
        trust = OPEN * (1 - min(1.0, max(shares)))
        scores = list(shares)
        for n, nearness in near.items():
            scores[n] += trust * max(0.0, nearness)
        for n in rivals if sought is not None else ():
            scores[n] += SOUGHT * (sought is not None and sought.is_held(text[slice(*spans[n])]))
        rounded = [round(score, 6) for score in scores]
        chosen = rounded.index(max(rounded))
        while under := under_heading(text, spans, chosen):
            chosen = max(under, key=lambda n: (rounded[n], -n))
        return Span(*with_items(text, spans, chosen))


def _rivals(shares: Sequence[float]) -> list[int]:
    """Return the sentences meaning may decide between; none where words have decided."""
    least = max(shares, default=0.0) - REACH
    rivals = [n for n, share in enumerate(shares) if share >= least]
    return rivals if len(rivals) > 1 else []


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
