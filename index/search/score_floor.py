"""The floor under which nothing was found, set from a library's own noise.

``data/elsewhere.json`` asks about matters no such library holds (recipes, football).
What these still score is what chance gives with this model and these documents; a
query that does no better has not been answered.  By words and the static model it is the joint
score that is looked at, with the encoder how near it finds the passage that comes first
(:func:`index.search.fusion.nearness_of_first`).
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources

from index.analysis.analyser import query_terms
from index.ports import Embedder, Encoder, TextIndex, TokenIndex, VectorIndex
from index.query.question_words import strip_question_words
from index.search.fusion import EncodedQuery, hybrid, nearness_of_first
from index.search.late import late_scored

DEPTH = 20
"""Passages taken from words and from meaning each: the best one is looked at."""
SHARE = 0.95
"""The share of questions from elsewhere that must stay under the floor."""
MARGIN = 0.06
"""What the floor of the encoder stands above them.

The questions from elsewhere ask for recipes; those a reader asks in vain are about law and
offices, and are nearer.  Chosen on the development questions about real documents
(docs/quality.md): of those .90 are answered so, and of those without an answer .77 refused.
"""


@cache
def elsewhere() -> tuple[str, ...]:
    """Return the questions no library of this kind answers."""
    text = resources.files("index").joinpath("data/elsewhere.json").read_text("utf-8")
    return tuple(json.loads(text)["queries"])


def noise_floor(words: TextIndex, vectors: VectorIndex, embedder: Embedder) -> float:
    """Return the fused score that :data:`SHARE` of the questions from elsewhere stay under."""
    queries = [strip_question_words(one) for one in elsewhere()]
    top_scores: list[float] = []
    for query, vector in zip(queries, embedder.embed_queries(queries), strict=True):
        fused = hybrid(query_terms(query), vector.reshape(1, -1), words, vectors, depth=DEPTH)
        top_scores.append(fused[0].score if fused else 0.0)
    return _floor(top_scores)


def encoder_floor(
    words: TextIndex,
    vectors: VectorIndex,
    embedder: Embedder,
    encoded: VectorIndex,
    tokens: TokenIndex,
    encoder: Encoder,
) -> float:
    """Return the nearness that the first passages of :data:`SHARE` of them stay under.

    By :data:`MARGIN`.

    :param encoded: the passages' vectors by the encoder, ``tokens`` those of their tokens.
    """
    near: list[float] = []
    for query in elsewhere():
        asked = strip_question_words(query)
        read = encoder.read_question(query)
        fused = hybrid(
            query_terms(asked),
            embedder.embed_queries([asked]),
            words,
            vectors,
            depth=DEPTH,
            encoded=EncodedQuery(encoded, read.vector),
        )
        near.append(nearness_of_first(late_scored(fused, read.tokens, tokens)) or 0.0)
    return _floor(near) + MARGIN


def _floor(scores: list[float]) -> float:
    place = min(len(scores) - 1, math.ceil(SHARE * len(scores)) - 1)
    return sorted(scores)[place] if scores else 0.0
