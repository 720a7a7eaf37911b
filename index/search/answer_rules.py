"""Whether a ranking answers a question, and how far down it does."""

from __future__ import annotations

import numpy as np

from index.ranking import FusedScores
from index.search.context import SearchContext
from index.search.fusion import Flags, is_read, nearness_of_first
from index.search.ranked_passages import DEPTH, RankedQuery, texts_of
from index.search.standing_together import saying
from index.search.text_page import Page, TextPage

SAID = 0.6
"""The share of what words could score from which on a passage says what was asked."""
LOOKED_AT = 50
"""Passages, best by words, that are read for the words of a question that scored too little."""
TAIL = 0.4
"""A passage worth less than this share of the best one, and under the floor, is no answer."""


def is_near(ordered: FusedScores, alone: FusedScores, parts: SearchContext) -> bool:
    """Say whether what stands first is nearer than chance brings it.

    :param ordered: the ranking as it is shown (:func:`~index.search.ranked_passages.by_tokens`).
    :param alone: the ranking on the joint scale, by which the best one is judged where the encoder
        has not read what stands first: a neighbour makes no answer of what is none.
    """
    near = nearness_of_first(ordered)
    if near is None or parts.encoded is None:
        return len(alone) > 0 and alone[0].score >= parts.floor
    return near >= parts.encoded.floor


def saying_the_words(ranking: RankedQuery, alone: FusedScores, parts: SearchContext) -> Flags:
    """Say of the ranked passages whether they say what was asked, whatever their score.

    Such a passage has most of what the words could score; or every word and pair of the question,
    which scores little where the question is short ("95%") and the passage long; or every word
    within a few lines.
    """
    holders = parts.words.phrase(ranking.terms, DEPTH) if ranking.terms else []
    keys = alone.keys[np.argsort(-alone.words, kind="stable")][:LOOKED_AT].tolist()
    if parts.readings.are_readable(keys):
        page: Page = parts.readings.page(keys)
    else:
        page = TextPage(texts_of(keys, parts))
    together = [keys[place] for place in saying(page, ranking.wanted)]
    return (alone.words >= SAID) | np.isin(alone.keys, [*holders, *together])


def answers(ranked: FusedScores, floor: float) -> FusedScores:
    """Return the part of a ranking that is worth showing, best first."""
    least = TAIL * (ranked[0].score if len(ranked) else 0.0)
    # The floor is one of scores without the encoder, which gives something to every passage.
    return ranked.take(ranked.scores >= (least if is_read(ranked) else min(floor, least)))
