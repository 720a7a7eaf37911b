"""One ranking out of two: by words and by meaning.

Both scores are put on a fixed scale first, so that they mean the same in every
query and a floor can be set on them: BM25 as a share of the most that the query's
terms could give, cosine as it is (below 0 counts as 0).  The sum weighs words with
:data:`WORDS`.  Fixed scales keep what reciprocal ranks throw away: how *much* better
the first is than the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.ports import TextIndex, VectorIndex
from index.ranking import FusedHit, FusedScores, Keys, ScoredKey, ScoredKeys

Flags = npt.NDArray[np.bool_]

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


def hybrid(
    terms: Sequence[str],
    vector: Vectors,
    words: TextIndex,
    vectors: VectorIndex,
    *,
    depth: int,
    allowed: Sequence[int] | None = None,
    asked: Sequence[str] | None = None,
) -> FusedScores:
    """Return the passages that words or meaning propose, by both, best first.

    :param terms: looked for among the words; ``asked``, where given, are those of them that
        the reader typed: a passage need not hold another writing of them too.
    :param vector: the query's, shape (1, dimensions).
    :param depth: how many passages each of the two proposes.
    """
    by_words = ScoredKeys.of(words.search(terms, depth, allowed))
    near = ScoredKeys.of(vectors.search(vector, depth, allowed))
    # What only the words propose is measured too: every candidate has its true meaning score.
    only = by_words.keys[~np.isin(by_words.keys, near.keys)]
    rest = ScoredKeys.of(vectors.scores(vector, only.tolist()))
    return fuse(by_words, near + rest, words.max_score(terms if asked is None else asked))


def fuse(
    words: Sequence[ScoredKey],
    meaning: Sequence[ScoredKey],
    ceiling: float,
    *,
    weight: float = WORDS,
) -> FusedScores:
    """Join two rankings, best first; equal scores in order of key.

    :param ceiling: the most BM25 could give this query's terms; 0 when there are none.
    """
    proposed = ScoredKeys.of(words if ceiling > 0 else ())
    near = ScoredKeys.of(meaning)
    keys = np.unique(np.concatenate([proposed.keys, near.keys]))
    by_words, by_meaning = np.zeros(len(keys)), np.zeros(len(keys))
    if len(proposed):
        places = np.searchsorted(keys, proposed.keys)
        by_words[places] = np.minimum(1.0, proposed.scores / ceiling)
    if len(near):
        found = near.scores.clip(0.0, 1.0)
        # A passage outside one ranking is given its last score there at most, not nothing:
        # it was cut off, not judged.
        by_meaning[:] = found.min()
        by_meaning[np.searchsorted(keys, near.keys)] = found
    # Rounded, so that the order does not hang on the last bit of a sum.
    scores = (weight * by_words + (1 - weight) * by_meaning).round(9)
    return FusedScores(keys, scores, by_words, by_meaning).rescored(scores)


def in_context(fused: Sequence[FusedHit], runs_on: Callable[[Keys], Flags]) -> FusedScores:
    """Return the ranking with each passage moved towards the passages its text runs on in.

    A text cut into pages, or a long provision cut into passages, speaks of one matter over
    several of them: the neighbours' scores are evidence.  What counts is how they differ
    from what neighbours have on average here, so passages without neighbours neither gain
    nor lose.

    :param runs_on: whether the passages of these keys, shape (n,), continue those of the keys
        before; asked only where both are in the ranking.
    """
    ranked = FusedScores.of(fused)
    keys = ranked.keys
    order = np.argsort(keys)
    # Where the next key is the next number, the two may run on.
    follows = np.flatnonzero(np.diff(keys[order]) == 1)
    if not len(follows):
        return ranked
    follows = follows[runs_on(keys[order[follows + 1]])]
    if not len(follows):
        return ranked
    first, second = order[follows], order[follows + 1]
    scores = ranked.scores.copy()
    total, count = np.zeros(len(keys)), np.zeros(len(keys))
    # A passage has one neighbour on each side at most.
    total[first], count[first] = scores[second], 1
    total[second] += scores[first]
    count[second] += 1
    held = np.flatnonzero(count)
    beside = total[held] / count[held]
    scores[held] += CONTEXT * (beside - beside.mean())
    scores[held] = scores[held].clip(0.0, 1.0).round(9)
    return ranked.rescored(scores)
