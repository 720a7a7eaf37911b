"""Late scoring: the best of a ranking ordered by what every token of the question finds.

One vector for a question and one for a passage say what both are about.  Token by token, a
question is answered where each of its tokens has its like (MaxSim: Khattab and Zaharia, ColBERT,
2020), which tells passages apart that are about the same.  What the tokens' vectors are:
:mod:`index.embedding.token_vectors`.
"""

from __future__ import annotations

import numpy as np

from index.arrays import Vectors
from index.ports import TokenIndex
from index.ranking import FusedScores

AMONG = 60
"""Passages that are scored so."""
WEIGHT = 1.0
"""What the scores count for beside those of the ranking.

Chosen on the development questions about real documents (docs/quality.md); from 0.85 to 1.2 they
differ by two questions.
"""


def late_scored(ranked: FusedScores, question: Vectors, tokens: TokenIndex) -> FusedScores:
    """Return the ranking with its best moved by their tokens.

    What counts is how a passage differs from the others scored: one whose tokens were not read
    yet neither gains nor loses.

    :param question: the vectors of the question's tokens, shape (n, token dimensions).
    """
    if not len(question):
        return ranked
    near = tokens.late(question, ranked.keys[:AMONG])
    read = np.flatnonzero(~np.isnan(near))
    if len(read) < 2:
        return ranked
    scores = ranked.scores.copy()
    scores[read] += WEIGHT * (near[read] - near[read].mean())
    # In [0, 1] only once they are in order: what lies beyond would be equal there.
    return ranked.rescored(scores.round(9)).clipped()
