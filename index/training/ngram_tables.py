"""Counts of neighbours become the tables of :mod:`index.analysis.language_model`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.language_model import FIRST_WORDS, SHIFT, STEP, UNKNOWN, Codes, LanguageModel
from ingest.text.vietnamese import y_normal

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]


@dataclass(slots=True)
class NgramTable:
    """How often each was seen; keys ascend, shapes (n,)."""

    keys: Keys
    counts: Counts

    @staticmethod
    def empty() -> NgramTable:
        """Return a table of nothing."""
        return NgramTable(np.zeros(0, np.int64), np.zeros(0, np.uint32))

    def add(self, keys: Keys, weight: int) -> None:
        """Count each of ``keys`` (any order, shape (m,)) ``weight`` times."""
        seen, times = np.unique(keys, return_counts=True)
        counts = (times * weight).astype(np.uint32)
        places = np.searchsorted(self.keys, seen)
        held = np.zeros(len(seen), np.bool_)
        if len(self.keys):
            held = self.keys[np.minimum(places, len(self.keys) - 1)] == seen
        self.counts[places[held]] += counts[held]
        self.keys = np.insert(self.keys, places[~held], seen[~held])
        self.counts = np.insert(self.counts, places[~held], counts[~held])


LEAST_WORD = 20
"""A syllable seen less often is left out: most are misprints."""
LEAST_PAIR, LEAST_TRIPLE = 2, 3
DISCOUNT = 2.0
"""Taken of a count for what was not seen; rows count for one to six."""
GAIN_PAIR, GAIN_TRIPLE = 2.0, 6.0
"""What keeping a pair or a triple must gain: its count times the change of its logarithm."""
MASK = (1 << SHIFT) - 1


@dataclass(frozen=True, slots=True)
class _Level:
    """The counts of one length beside those of what stands before the last word."""

    table: NgramTable
    group: Keys
    """The place of each one's context among the contexts that were seen."""
    contexts: Keys
    share: Floats
    """The discounted share of its context's count."""

    @staticmethod
    def of(table: NgramTable) -> _Level:
        contexts, group = np.unique(table.keys >> SHIFT, return_inverse=True)
        totals = np.bincount(group, table.counts)
        share = np.maximum(table.counts - DISCOUNT, 0.0) / totals[group]
        return _Level(table, group, contexts, share)

    def rest(self, kept: Flags) -> Floats:
        """Return what each context leaves for words not kept after it."""
        taken = np.bincount(self.group[kept], self.share[kept], len(self.contexts))
        rests: Floats = np.maximum(1.0 - taken, 1e-6)
        return rests

    def likelihoods(self, lower: Floats, kept: Flags) -> Floats:
        """Return the interpolated likelihoods; ``lower`` are those without the first word."""
        likely: Floats = self.share + self.rest(kept)[self.group] * lower
        return likely

    def worth(self, lower: Floats, least: int, gain: float) -> Flags:
        """Say which change a likelihood enough to be kept."""
        everything = np.ones(len(lower), np.bool_)
        without = self.rest(everything)[self.group] * lower
        gains = self.table.counts * np.log((self.share + without) / without)
        return np.asarray((self.table.counts >= least) & (gains >= gain))


def modelled(words: Sequence[str], tables: Mapping[int, NgramTable]) -> LanguageModel:
    """Return the model of what was counted.

    :param words: what the numbers in the tables stand for.
    """
    numbers, kept_words = _vocabulary(words, tables[1])
    singles, pairs, triples = (_renumbered(tables[order], order, numbers) for order in (1, 2, 3))
    single = np.zeros(len(kept_words))
    single[singles.keys] = singles.counts
    likely = (single + 0.5) / (single.sum() + 0.5 * len(single))
    double, triple = _Level.of(pairs), _Level.of(triples)
    below = likely[pairs.keys & MASK]
    whole = double.likelihoods(below, np.ones(len(below), np.bool_))
    # What follows the last two words of a triple is a pair that was seen.
    places = np.searchsorted(pairs.keys, triples.keys & MASK_OF_PAIR)
    keep = triple.worth(whole[places], LEAST_TRIPLE, GAIN_TRIPLE)
    # A triple is found by its first pair: that is kept with it.
    held = double.worth(below, LEAST_PAIR, GAIN_PAIR)
    held |= np.isin(pairs.keys, triples.keys[keep] >> SHIFT)
    likely_pairs = double.likelihoods(below, held)
    # A pair that is not kept has what its first word leaves.
    lower = np.where(held, likely_pairs, double.rest(held)[double.group] * below)[places]
    likely_triples = triple.likelihoods(lower, keep)
    return _model(kept_words, likely, (double, held, likely_pairs), (triple, keep, likely_triples))


MASK_OF_PAIR = (1 << 2 * SHIFT) - 1
_Kept = tuple[_Level, Flags, Floats]


def _vocabulary(words: Sequence[str], singles: NgramTable) -> tuple[Keys, tuple[str, ...]]:
    """Return the number of each word in the model, and the words kept.

    Of two writings of one syllable ("kỷ", "kỉ") the one seen more often stands for both.
    """
    counts = np.zeros(len(words), np.int64)
    counts[singles.keys] = singles.counts
    writings: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        writings[word if number < len(FIRST_WORDS) else y_normal(word)].append(number)
    kept = {number: number for number in range(len(FIRST_WORDS))}
    written = list(FIRST_WORDS)
    for _, members in sorted(writings.items()):
        if members[0] < len(FIRST_WORDS) or counts[members].sum() < LEAST_WORD:
            continue
        kept.update(dict.fromkeys(members, len(written)))
        written.append(words[max(members, key=lambda number: (counts[number], words[number]))])
    numbers = np.full(len(words), UNKNOWN, np.int64)
    numbers[list(kept)] = list(kept.values())
    return numbers, tuple(written)


def _renumbered(table: NgramTable, order: int, numbers: Keys) -> NgramTable:
    keys = np.zeros(len(table.keys), np.int64)
    for place in reversed(range(order)):
        keys = (keys << SHIFT) | numbers[(table.keys >> (SHIFT * place)) & MASK]
    seen, group = np.unique(keys, return_inverse=True)
    return NgramTable(seen, np.bincount(group, table.counts).astype(np.uint32))


def _model(words: tuple[str, ...], likely: Floats, pairs: _Kept, triples: _Kept) -> LanguageModel:
    double, held, likely_pairs = pairs
    triple, keep, likely_triples = triples
    pair_keys, triple_keys = double.table.keys[held], triple.table.keys[keep]
    word_rest = np.ones(len(words))
    word_rest[double.contexts] = double.rest(held)
    pair_rest = np.ones(len(pair_keys))
    among = np.isin(triple.contexts, pair_keys)
    pair_rest[np.searchsorted(pair_keys, triple.contexts[among])] = triple.rest(keep)[among]
    of_pair = np.searchsorted(pair_keys, triple_keys >> SHIFT)
    return LanguageModel(
        words,
        _codes(likely),
        _codes(word_rest),
        _starts(pair_keys >> SHIFT, len(words)),
        (pair_keys & MASK).astype(np.uint16),
        _codes(likely_pairs[held]),
        _codes(pair_rest),
        _starts(of_pair, len(pair_keys)),
        (triple_keys & MASK).astype(np.uint16),
        _codes(likely_triples[keep]),
    )


def _codes(likely: Floats) -> Codes:
    return np.clip(np.round(-np.log(likely) / STEP), 0, 255).astype(np.uint8)


def _starts(owners: Keys, count: int) -> Keys:
    """Return where the rows of each of ``count`` owners begin, and where the last ends."""
    return np.searchsorted(owners, np.arange(count + 1))
