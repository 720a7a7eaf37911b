"""One ranking out of two: by words and by meaning.

Both scores are put on a fixed scale first, so that they mean the same in every
query and a floor can be set on them: BM25 as a share of the most that the query's
terms could give, cosine as it is (below 0 counts as 0).  The sum weighs words with
:data:`WORDS`.  Fixed scales keep what reciprocal ranks throw away: how *much* better
the first is than the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

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


class Fused(NamedTuple):
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
    words = words if ceiling > 0 else ()
    keys = np.unique([one.key for one in (*words, *meaning)]).astype(np.int64)
    by_words, by_meaning = np.zeros(len(keys)), np.full(len(keys), np.nan)
    if words:
        found = np.array([one.score for one in words]) / ceiling
        by_words[np.searchsorted(keys, [one.key for one in words])] = np.minimum(1.0, found)
    if meaning:
        found = np.clip([one.score for one in meaning], 0.0, 1.0)
        by_meaning[np.searchsorted(keys, [one.key for one in meaning])] = found
        # A passage outside one ranking is given its last score there at most, not nothing:
        # it was cut off, not judged.
        by_meaning[np.isnan(by_meaning)] = found.min()
    by_meaning = np.nan_to_num(by_meaning)
    # Rounded, so that the order does not hang on the last bit of a sum.
    scores = np.round(weight * by_words + (1 - weight) * by_meaning, 9)
    order = np.lexsort((keys, -scores))
    columns = (keys, scores, by_words, by_meaning)
    return list(map(Fused, *(column[order].tolist() for column in columns)))


def in_context(fused: Sequence[Fused], runs_on: Callable[[int], bool]) -> list[Fused]:
    """Return the ranking with each passage moved towards the passages its text runs on in.

    A text cut into pages, or a long provision cut into passages, speaks of one matter over
    several of them: the neighbours' scores are evidence.  What counts is how they differ
    from what neighbours have on average here, so passages without neighbours neither gain
    nor lose.

    :param runs_on: whether the passage of a key continues that of the key before; asked only
        where both are in the ranking.
    """
    keys = np.array([one.key for one in fused], np.int64)
    order = np.argsort(keys)
    # Where the next key is the next number, the two may run on.
    follows = np.flatnonzero(np.diff(keys[order]) == 1)
    joined = [(order[at], order[at + 1]) for at in follows if runs_on(int(keys[order[at + 1]]))]
    if not joined:
        return list(fused)
    first, second = np.array(joined).T
    scores = np.array([one.score for one in fused])
    total, count = np.zeros(len(keys)), np.zeros(len(keys))
    for one, other in ((first, second), (second, first)):
        np.add.at(total, one, scores[other])
        np.add.at(count, one, 1)
    held = np.flatnonzero(count)
    beside = total[held] / count[held]
    scores[held] += CONTEXT * (beside - beside.mean())
    moved = np.round(np.clip(scores[held], 0.0, 1.0), 9)
    found = list(fused)
    for place, score in zip(held.tolist(), moved.tolist(), strict=True):
        found[place] = found[place]._replace(score=score)
    return sorted(found, key=lambda one: (-one.score, one.key))
