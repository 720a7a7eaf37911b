"""One ranking out of three: by words, by the static model and by the encoder.

Every score is put on a fixed scale first, so that it means the same in every query: BM25 as a
share of the most that the query's terms could give; the static model's cosine as it is (below 0
counts as 0); the encoder's cosine, which lies in a narrow band for whatever texts, stretched from
:data:`ENCODER_LOW` to :data:`ENCODER_HIGH`.
Fixed scales keep what reciprocal ranks throw away: how *much* better the first is than the
second.

A library, or a part of it, may have no vectors of the encoder; there the other two are weighed
as they are without it.

Whether there is an answer at all is not asked of the sum (:func:`nearness_of_first`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors, distinct
from index.ports import TextIndex, VectorIndex
from index.ranking import NOT_READ, FusedHit, FusedScores, Keys, ScoredKey, ScoredKeys, Scores

Flags = npt.NDArray[np.bool_]

WORDS = 0.6
"""The weight of words beside the static model alone.

Chosen among five weights on the development questions it is measured on (docs/quality.md);
weights from 0.6 to 0.8 differ by less than the questions can tell.
"""

ENCODER = 0.4
"""The encoder's part in the sum of three; words and the static model share the rest as before."""
ENCODER_LOW, ENCODER_HIGH = 0.75, 0.95
"""The encoder's cosines between which its score goes from 0 to 1."""

CONTEXT = 0.1
"""What the neighbours of a passage count for, beside the passage itself.

Chosen with the encoder's tokens on the development questions about real documents and on the
questions held back from its training: 0.3 puts fewer right passages first, on pages of congress
material too, whose first ten it orders a little better (docs/decisions.md, 9d).
"""


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query as the encoder reads it, shape (1, dimensions), and what it is looked for in."""

    vectors: VectorIndex
    vector: Vectors


def hybrid(
    terms: Sequence[str],
    vector: Vectors,
    words: TextIndex,
    vectors: VectorIndex,
    *,
    depth: int,
    allowed: Sequence[int] | None = None,
    asked: Sequence[str] | None = None,
    encoded: EncodedQuery | None = None,
) -> FusedScores:
    """Return the passages that words, the static model or the encoder propose, best first.

    :param terms: looked for among the words; ``asked``, where given, are those of them that
        the reader typed: a passage need not hold another writing of them too.
    :param vector: the query's by the static model, shape (1, dimensions).
    :param depth: how many passages each of them proposes.
    :param encoded: the query by the encoder, where the library has its vectors.
    """
    by_words = ScoredKeys.of(words.search(terms, depth, allowed))
    # What only others propose is measured too: every candidate has its true scores of meaning.
    near = ScoredKeys.of(vectors.search(vector, depth, allowed, by_words.keys))
    nearest = ScoredKeys.of(())
    if encoded:
        found = encoded.vectors.search(encoded.vector, depth, allowed, near.keys)
        nearest = ScoredKeys.of(found)
        near += _rest(vectors, vector, nearest.keys, near)
    ceiling = words.max_score(terms if asked is None else asked)
    return fuse(by_words, near, ceiling, encoder=nearest)


def _rest(vectors: VectorIndex, vector: Vectors, keys: Keys, measured: ScoredKeys) -> ScoredKeys:
    """Return the scores of those of ``keys`` that were not measured yet."""
    return ScoredKeys.of(vectors.scores(vector, keys[~np.isin(keys, measured.keys)]))


def fuse(
    words: Sequence[ScoredKey],
    meaning: Sequence[ScoredKey],
    ceiling: float,
    *,
    weight: float = WORDS,
    encoder: Sequence[ScoredKey] = (),
) -> FusedScores:
    """Join the rankings, best first; equal scores in order of key.

    :param ceiling: the most BM25 could give this query's terms; 0 when there are none.
    :param encoder: the encoder's cosines; passages it has no vector of go by the other two.
    """
    proposed = ScoredKeys.of(words if ceiling > 0 else ())
    near, nearest = ScoredKeys.of(meaning), ScoredKeys.of(encoder)
    keys = distinct(np.concatenate([proposed.keys, near.keys, nearest.keys]))
    by_words, by_meaning = np.zeros(len(keys)), np.zeros(len(keys))
    by_encoder = np.full(len(keys), NOT_READ)
    if len(proposed):
        places = np.searchsorted(keys, proposed.keys)
        by_words[places] = np.minimum(1.0, proposed.scores / ceiling)
    if len(near):
        clipped = near.scores.clip(0.0, 1.0)
        # A passage outside one ranking is given its last score there at most, not nothing:
        # it was cut off, not judged.
        by_meaning[:] = clipped.min()
        by_meaning[np.searchsorted(keys, near.keys)] = clipped
    if len(nearest):
        stretched = (nearest.scores - ENCODER_LOW) / (ENCODER_HIGH - ENCODER_LOW)
        by_encoder[np.searchsorted(keys, nearest.keys)] = stretched.clip(0.0, 1.0)
    parts = FusedScores(keys, np.zeros(len(keys)), by_words, by_meaning, by_encoder)
    return parts.rescored(joint(parts, weight))


def joint(parts: FusedScores, weight: float = WORDS) -> Scores:
    """Return the joint scores of what words, the model and the encoder give, shape (n,)."""
    scores = weight * parts.words + (1 - weight) * parts.meaning
    read = parts.encoder != NOT_READ
    scores[read] += ENCODER * (parts.encoder[read] - scores[read])
    # Rounded, so that the order does not hang on the last bit of a sum.
    return np.asarray(scores.round(9))


def nearness_of_first(ranked: FusedScores) -> float | None:
    """Return how near the encoder finds the first passage to the question, in [0, 1].

    None where it has not read that one.  Neither words nor the static model have a part in it:
    those of a question that nothing answers stand in some passage ("thủ tục", "điều kiện").  Nor
    has any passage but the first: some other is nearer by chance where many are looked at
    (docs/decisions.md, 9d).
    """
    first = float(ranked.encoder[0]) if len(ranked) else NOT_READ
    return None if first == NOT_READ else first


def is_read(ranked: FusedScores) -> bool:
    """Say whether the encoder has read any of the passages."""
    return bool((ranked.encoder != NOT_READ).any())


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
