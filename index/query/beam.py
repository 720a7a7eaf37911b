"""The likeliest readings of a row of words, of which each may be read in several ways.

A beam search over triples: readings that end in the same two syllables go on alike, a few of each
are kept.  What pairs of syllables say is looked up for the whole row at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.analysis.language_model import BREAK, Floats, Ints
from index.query.syllable_model import Place, SyllableModel

WIDTH = 48
"""Readings kept at each word."""
EACH = 3
"""Readings kept that end in the same two syllables."""
MARGIN = 12.0
"""A reading this much less likely (natural log) than the best so far is given up."""


@dataclass(frozen=True, slots=True)
class OpenWord:
    """The syllables a word may be, by number, and what speaks (natural log) for each beside."""

    choices: tuple[int, ...]
    favours: tuple[float, ...]
    begins: bool
    """Whether punctuation parts it from the word before."""


class _Step(NamedTuple):
    """The readings kept at one word, best first; shapes (b,)."""

    scores: Floats
    before: Ints
    """The reading at the word before that each goes on from."""
    chosen: Ints
    """Which of the word's choices each ends in."""
    pairs: Ints
    """The number of the pair it ends in, -1 for one that was not kept."""


_BREAK = (BREAK,)
_FIRST = np.zeros(1, np.int64)
_NO_PAIR = np.full(1, -1)


def read(words: Sequence[OpenWord], model: SyllableModel, within: float) -> list[list[int]]:
    """Return the likeliest readings, best first.

    :param within: how much less likely (natural log) than the best one of them must at least be
        to be left out; 0 for the best alone.
    """
    places = iter(model.places(list(_row(words))))
    step = _Step(np.zeros(1, np.float32), _FIRST, _FIRST, _NO_PAIR)
    steps = []
    for word in words:
        if word.begins:
            step = _ended(step, next(places), model)
        step = _grown(step, next(places), word, model)
        steps.append(step)
    scores = _ended(step, next(places), model).scores
    near = np.flatnonzero(scores > scores.max() - within) if within else scores.argmax().reshape(1)
    order = near[np.argsort(-scores[near], kind="stable")].tolist()
    return [_traced(words, steps, at) for at in order]


def _row(words: Sequence[OpenWord]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yield the places of the row, breaks and the end among them: what stands before, and there."""
    last: Sequence[int] = _BREAK
    for word in words:
        if word.begins:
            yield last, _BREAK
            last = _BREAK
        yield last, word.choices
        last = word.choices
    yield last, _BREAK


def _ended(step: _Step, place: Place, model: SyllableModel) -> _Step:
    """Return the readings with how likely their clause ends here; what follows begins anew."""
    likely = model.likely(place, step.chosen, step.pairs)
    none = np.zeros(len(step.scores), np.int64)
    return _Step(step.scores + likely[:, 0], step.before, none, none - 1)


def _grown(step: _Step, place: Place, word: OpenWord, model: SyllableModel) -> _Step:
    count = len(word.choices)
    if count == len(step.scores) == 1:
        # The one way on: how likely it is says nothing.
        return _Step(step.scores, _FIRST, _FIRST, place.pairs[step.chosen, 0])
    likely = model.likely(place, step.chosen, step.pairs)
    likely += np.array(word.favours, np.float32)
    scores = (step.scores[:, None] + likely).ravel()
    # Equal scores keep the order they came in: the same question is read the same way.
    near = np.flatnonzero(scores >= scores.max() - MARGIN)
    order = near[np.argsort(-scores[near], kind="stable")]
    before, chosen = np.divmod(order, count)
    last = step.chosen[before]
    kept = _few_of_each((last * count + chosen).tolist())
    if len(kept) < len(order):
        order, before, chosen, last = order[kept], before[kept], chosen[kept], last[kept]
    return _Step(scores[order], before, chosen, place.pairs[last, chosen])


def _few_of_each(states: Sequence[int]) -> list[int]:
    """Return the places of the first few of every state, ascending."""
    seen: dict[int, int] = {}
    kept: list[int] = []
    for place, state in enumerate(states):
        times = seen.get(state, 0)
        if times < EACH:
            seen[state] = times + 1
            kept.append(place)
            if len(kept) == WIDTH:
                break
    return kept


def _traced(words: Sequence[OpenWord], steps: Sequence[_Step], at: int) -> list[int]:
    reading = []
    for word, step in zip(reversed(words), reversed(steps), strict=True):
        reading.append(word.choices[step.chosen[at]])
        at = int(step.before[at])
    return reading[::-1]
