"""Near-identical passages: boilerplate, and one text in several versions.

Two passages say the same when they share :data:`DUPLICATE_JACCARD` of their pairs of syllables
(Jaccard).  Comparing every two of an answer's passages so would read all of their texts for every
query; a min-wise sketch of each (Broder, 1997), made when the library is built, says which two are
worth comparing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.analysis.codepoints import TextBatch
from index.analysis.minhash import SIZE, pairs_of_words
from index.ranking import FusedScores

DUPLICATE_JACCARD = 0.85
"""Passages that share this much of their pairs of syllables say the same."""
TWINS_AMONG = 100
"""How many of the best passages are compared with one another."""
WORTH = 0.6
"""Sketches alike this much are worth comparing: a share of 0.85 is estimated with a standard
error of 0.063, so that one twin in about 20,000 is missed."""

_ROW_BITS = np.uint64(16)
Sketches = npt.NDArray[np.uint32]
Pairs = npt.NDArray[np.uint64]


def pairs_of(texts: Sequence[str]) -> list[Pairs]:
    """Return the pairs of syllables of each NFC text, as numbers, ascending."""
    page = TextBatch(texts)
    owners = page.text_of(page.words[0])
    return pairs_of_words(page.hashes(page.folded), np.bincount(owners, minlength=len(texts)))


def alike(one: Pairs, other: Pairs) -> bool:
    """Say whether two texts, as their pairs of syllables, say the same."""
    if not len(one) or min(len(one), len(other)) < DUPLICATE_JACCARD * max(len(one), len(other)):
        return False
    both = np.sort(np.concatenate([one, other]))
    shared = int((both[1:] == both[:-1]).sum())
    return shared >= DUPLICATE_JACCARD * (len(one) + len(other) - shared)


def collapse_near_duplicates(
    ranked: FusedScores,
    sketches: Sketches,
    pairs_of: Callable[[Sequence[int]], Sequence[Pairs]],
    fates_of: Callable[[Sequence[int]], Mapping[int, Hashable]] | None = None,
) -> tuple[FusedScores, dict[int, int]]:
    """Return the ranking without near-identical passages, and how many each stands for.

    :param sketches: of the first :data:`TWINS_AMONG` passages, shape (n, :data:`SIZE`); zeros
        for one too short to be compared.
    :param pairs_of: the pairs of syllables of passages by key, asked once, of those worth
        comparing.
    :param fates_of: what became of the passages' documents, asked once; texts of which one was
        replaced and the other not stand apart, so that no mark is folded away.
    """
    drawn = np.flatnonzero(sketches.any(axis=1))
    among = ranked.keys[drawn].tolist()
    rivals = _rivals(sketches[drawn])
    if not rivals:
        return ranked, {}
    read = sorted({place for pair in rivals for place in pair})
    prints = dict(zip(read, pairs_of([among[place] for place in read]), strict=True))
    fates = fates_of([among[place] for place in read]) if fates_of else {}
    twin_of: dict[int, int] = {}
    for place, better in rivals:
        # The better of a pair comes first; one that is folded itself stands for nothing.
        if place in twin_of or better in twin_of:
            continue
        if fates.get(among[place]) != fates.get(among[better]):
            continue
        if alike(prints[place], prints[better]):
            twin_of[place] = better
    kept = np.ones(len(ranked), np.bool_)
    kept[drawn[list(twin_of)]] = False
    same = Counter(among[better] for better in twin_of.values())
    return ranked.take(kept), dict(same)


def _rivals(every: Sketches) -> list[tuple[int, int]]:
    """Return the pairs worth comparing, each (place, an earlier place), ascending."""
    places = _with_company(every)
    if len(places) < 2:
        return []
    table = np.ascontiguousarray(every[places].T)
    alike_at = table[:, :, None] == table[:, None, :]
    counts = alike_at.view(np.uint8).sum(axis=0, dtype=np.uint8)
    pairs = places[np.argwhere(np.tril(counts >= WORTH * SIZE, -1))]
    return [(a, b) for a, b in pairs.tolist()]


def _with_company(table: Sketches) -> npt.NDArray[np.int64]:
    """Return the rows of which enough numbers stand in other rows too: most have no rival."""
    # Place in the sketch, number, row, in one integer: equal numbers come to stand together.
    rows = np.arange(len(table), dtype=np.uint64)[:, None]
    places = np.arange(SIZE, dtype=np.uint64) << np.uint64(32)
    packed = np.sort(((places | table) << _ROW_BITS | rows).ravel())
    same = np.diff(packed >> _ROW_BITS) == 0
    held = np.zeros(len(packed), np.bool_)
    held[1:] |= same
    held[:-1] |= same
    shared_rows = (packed[held] & ((np.uint64(1) << _ROW_BITS) - np.uint64(1))).astype(np.int64)
    counts = np.bincount(shared_rows, minlength=len(table))
    return np.flatnonzero(counts >= WORTH * SIZE)
