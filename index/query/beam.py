"""The likeliest readings of a row of words, of which each may be read in several ways.

A beam search over triples: readings that end in the same two syllables go on alike, a few of each
are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.analysis.language_model import BREAK, Floats, Ints
from index.query.syllable_model import SyllableModel

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


@dataclass(frozen=True, slots=True)
class _Step:
    """The readings kept at one word, best first; shapes (b,)."""

    scores: Floats
    before: Ints
    """The reading at the word before that each goes on from."""
    words: Ints
    pairs: Ints


def read(words: Sequence[OpenWord], model: SyllableModel) -> list[tuple[float, list[int]]]:
    """Return the likeliest readings, best first, with their likelihoods (natural log)."""
    start = np.zeros(1, np.int64)
    steps = [_Step(np.zeros(1, np.float32), start, start + BREAK, start - 1)]
    for word in words:
        before = _ended(steps.pop(), model) if word.begins else steps.pop()
        steps += [before, _grown(before, word, model)]
    end = _ended(steps.pop(), model)
    steps.append(end)
    order = np.argsort(-end.scores, kind="stable")
    return [(float(end.scores[at]), _traced(steps, int(at))) for at in order]


def _ended(step: _Step, model: SyllableModel) -> _Step:
    """Return the readings with how likely their clause ends here."""
    likely, _ = model.step(step.words, step.pairs, _END)
    return replace(step, scores=step.scores + likely[:, 0])


_END = np.array([BREAK], np.int64)


def _grown(step: _Step, word: OpenWord, model: SyllableModel) -> _Step:
    last, pairs = step.words, step.pairs
    if word.begins:
        last, pairs = np.full_like(last, BREAK), np.full_like(pairs, -1)
    choices = np.array(word.choices, np.int64)
    likely, ends = model.step(last, pairs, choices)
    scores = (step.scores[:, None] + likely + np.array(word.favours, np.float32)).ravel()
    if len(scores) == 1:
        return _Step(scores, np.zeros(1, np.int64), choices, ends.ravel())
    # Equal scores keep the order they came in: the same question is read the same way.
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] >= scores[order[0]] - MARGIN]
    before, chosen = order // len(choices), choices[order % len(choices)]
    kept = _few_of_each((last[before] << 32) | chosen)
    order, before, chosen = order[kept], before[kept], chosen[kept]
    return _Step(scores[order], before, chosen, ends.ravel()[order])


def _few_of_each(states: Ints) -> Ints:
    """Return the places of the first few of every state, ascending."""
    if len(states) <= EACH:
        return np.arange(len(states))
    order = np.argsort(states, kind="stable")
    ordered = states[order]
    firsts = np.searchsorted(ordered, ordered)
    return np.sort(order[np.arange(len(order)) - firsts < EACH])[:WIDTH]


def _traced(steps: Sequence[_Step], at: int) -> list[int]:
    words = []
    for step in reversed(steps[1:]):
        words.append(int(step.words[at]))
        at = int(step.before[at])
    return words[::-1]
