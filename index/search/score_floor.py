"""The floor under which nothing was found, set from a library's own noise.

``data/elsewhere.json`` asks about matters no such library holds (recipes, football).
What these still score is what chance gives with this model and these documents; a
query that does no better has not been answered.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources

from index.analysis.analyser import query_terms
from index.arrays import Vectors
from index.ports import Embedder, TextIndex, VectorIndex
from index.query.question_words import strip_question_words
from index.search.fusion import hybrid

DEPTH = 20
"""Passages taken from words and from meaning each: the best one is looked at."""
SHARE = 0.95
"""The share of questions from elsewhere that must stay under the floor."""


@cache
def elsewhere() -> tuple[str, ...]:
    """Return the questions no library of this kind answers."""
    text = resources.files("index").joinpath("data/elsewhere.json").read_text("utf-8")
    return tuple(json.loads(text)["queries"])


def noise_floor(words: TextIndex, vectors: VectorIndex, embedder: Embedder) -> float:
    """Return the fused score that :data:`SHARE` of the questions from elsewhere stay under."""
    queries = elsewhere()
    found = sorted(
        top_score(query, words, vectors, vector.reshape(1, -1))
        for query, vector in zip(
            queries,
            embedder.embed_queries([strip_question_words(one) for one in queries]),
            strict=True,
        )
    )
    return found[min(len(found) - 1, math.ceil(SHARE * len(found)) - 1)] if found else 0.0


def top_score(query: str, words: TextIndex, vectors: VectorIndex, vector: Vectors) -> float:
    """Return the score of the best passage for ``query``, whose vector is given."""
    fused = hybrid(query_terms(query), vector, words, vectors, depth=DEPTH)
    return fused[0].score if fused else 0.0
