"""The floor under which nothing was found, set from a library's own noise.

``data/elsewhere.json`` asks about matters no such library holds (recipes, football).
What these still score is what chance gives with this model and these documents; a
query that does no better has not been answered.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib import resources

from index.analysis.analyser import query_terms
from index.ports import Embedder, TextIndex, VectorIndex
from index.query.question_words import strip_question_words
from index.search.fusion import EncodedQuery, hybrid

DEPTH = 20
"""Passages taken from words and from meaning each: the best one is looked at."""
SHARE = 0.95
"""The share of questions from elsewhere that must stay under the floor."""
MARGIN = 0.06
"""What the floor of scores with the encoder stands above them.

The questions from elsewhere ask for recipes; those a reader asks in vain are about law and
offices, and the encoder finds them nearer.  Chosen on the development half of the questions
about real documents (docs/quality.md).
"""


@cache
def elsewhere() -> tuple[str, ...]:
    """Return the questions no library of this kind answers."""
    text = resources.files("index").joinpath("data/elsewhere.json").read_text("utf-8")
    return tuple(json.loads(text)["queries"])


def noise_floor(words: TextIndex, vectors: VectorIndex, embedder: Embedder) -> float:
    """Return the fused score that :data:`SHARE` of the questions from elsewhere stay under."""
    return _floor(_top_scores(words, vectors, embedder, [None] * len(elsewhere())))


def encoder_floor(
    words: TextIndex,
    vectors: VectorIndex,
    embedder: Embedder,
    encoded: VectorIndex,
    encoder: Embedder,
) -> float:
    """Return the same of the scores that the encoder has a part in."""
    queries = encoder.embed_queries(elsewhere())
    asked = [EncodedQuery(encoded, vector.reshape(1, -1)) for vector in queries]
    return _floor(_top_scores(words, vectors, embedder, asked)) + MARGIN


def _floor(scores: list[float]) -> float:
    place = min(len(scores) - 1, math.ceil(SHARE * len(scores)) - 1)
    return sorted(scores)[place] if scores else 0.0


def _top_scores(
    words: TextIndex,
    vectors: VectorIndex,
    embedder: Embedder,
    encoded: Sequence[EncodedQuery | None],
) -> list[float]:
    """Return the score of the best passage for each question from elsewhere."""
    queries = [strip_question_words(one) for one in elsewhere()]
    top_scores: list[float] = []
    for query, vector, asked in zip(queries, embedder.embed_queries(queries), encoded, strict=True):
        row = vector.reshape(1, -1)
        fused = hybrid(query_terms(query), row, words, vectors, depth=DEPTH, encoded=asked)
        top_scores.append(fused[0].score if fused else 0.0)
    return top_scores
