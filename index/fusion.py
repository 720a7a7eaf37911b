"""One ranking out of two: by words and by meaning.

Both scores are put on a fixed scale first, so that they mean the same in every
query and a floor can be set on them: BM25 as a share of the most that the query's
terms could give, cosine as it is (below 0 counts as 0).  The sum weighs words with
:data:`WORDS`.  Fixed scales keep what reciprocal ranks throw away: how *much* better
the first is than the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.ports import Scored, TextIndex, VectorIndex, Vectors

WORDS = 0.6
"""The weight of words in the sum.

Chosen among five weights on the development questions it is measured on (docs/quality.md);
weights from 0.6 to 0.8 differ by less than the questions can tell.
"""

CONTEXT = 0.3
"""What the neighbours of a passage count for, beside the passage itself.

Chosen on the development questions over pages of congress material, where 0.2 to 0.8 help
alike; the law articles of the other set have no neighbours that run on.
"""


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage with its joint score in [0, 1] and what it is made of."""

    key: int
    score: float
    words: float
    meaning: float


def hybrid(
    terms: Sequence[str],
    vector: Vectors,
    words: TextIndex,
    vectors: VectorIndex,
    *,
    depth: int,
    allowed: Sequence[int] | None = None,
    asked: Sequence[str] | None = None,
) -> list[Fused]:
    """Return the passages that words or meaning propose, by both, best first.

    :param terms: looked for among the words; ``asked``, where given, are those of them that
        the reader typed: a passage need not hold another writing of them too.
    :param vector: the query's, shape (1, dimensions).
    :param depth: how many passages each of the two proposes.
    """
    by_words = words.search(terms, depth, allowed)
    near = vectors.search(vector, depth, allowed)
    found = {one.key for one in near}
    # What only the words propose is measured too: every candidate has its true meaning score.
    rest = vectors.scores(vector, [one.key for one in by_words if one.key not in found])
    return fuse(by_words, [*near, *rest], words.ceiling(terms if asked is None else asked))


def fuse(
    words: Sequence[Scored],
    meaning: Sequence[Scored],
    ceiling: float,
    *,
    weight: float = WORDS,
) -> list[Fused]:
    """Join two rankings, best first; equal scores in order of key.

    :param ceiling: the most BM25 could give this query's terms; 0 when there are none.
    """
    by_words = {one.key: min(1.0, one.score / ceiling) for one in words} if ceiling > 0 else {}
    by_meaning = {one.key: max(0.0, min(1.0, one.score)) for one in meaning}
    # A passage outside one ranking is given its last score there at most, not nothing:
    # it was cut off, not judged.
    edge = min(by_meaning.values(), default=0.0)
    fused = []
    for key in by_words.keys() | by_meaning.keys():
        by_word, by_sense = by_words.get(key, 0.0), by_meaning.get(key, edge)
        # Rounded, so that the order does not hang on the last bit of a sum.
        score = round(weight * by_word + (1 - weight) * by_sense, 9)
        fused.append(Fused(key, score, by_word, by_sense))
    return sorted(fused, key=lambda one: (-one.score, one.key))


def in_context(fused: Sequence[Fused], runs_on: Callable[[int], bool]) -> list[Fused]:
    """Return the ranking with each passage moved towards the passages its text runs on in.

    A text cut into pages, or a long provision cut into passages, speaks of one matter over
    several of them: the neighbours' scores are evidence.  What counts is how they differ
    from what neighbours have on average here, so passages without neighbours neither gain
    nor lose.

    :param runs_on: whether the passage of a key continues that of the key before.
    """
    scores = {one.key: one.score for one in fused}
    edge = min(scores.values(), default=0.0)
    beside: dict[int, float] = {}
    for key in scores:
        others = [key - 1] if runs_on(key) else []
        others += [key + 1] if runs_on(key + 1) else []
        if others:
            beside[key] = sum(scores.get(other, edge) for other in others) / len(others)
    if not beside:
        return list(fused)
    usual = sum(beside.values()) / len(beside)
    moved = [
        replace(one, score=_bounded(one.score + CONTEXT * (beside[one.key] - usual)))
        if one.key in beside
        else one
        for one in fused
    ]
    return sorted(moved, key=lambda one: (-one.score, one.key))


def _bounded(score: float) -> float:
    return round(max(0.0, min(1.0, score)), 9)
