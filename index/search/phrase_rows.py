"""How often a phrase stands in every passage, counted over what was read at the build.

The words of all passages lie in one row (:mod:`index.readings`): the rarest syllable of a phrase is
looked for in all of it, its neighbours only where it stands.  What this counts is what
:class:`index.search.phrase_places.PhrasePlaces` finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.analyser import Syllable
from index.analysis.codepoints import Flags, Ints, SoughtWords
from index.readings.layout import FLAG_BITS, JOINED
from index.readings.readings import Readings
from ingest.text.vietnamese import i_or_y, placements

_CHUNK = 1 << 21
"""Words looked at at once: their numbers stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class PhraseRows:
    """Where a phrase stands: ``keys`` of passages, one a place, ascending, and ``firsts``.

    ``firsts`` are the places of the phrase's first words in the row of all words, negative where
    the text itself was read; ``length`` is how many words it has.
    """

    keys: Ints
    firsts: Ints
    length: int


def phrase_rows(readings: Readings, typed: Sequence[Syllable]) -> PhraseRows:
    """Return where a phrase of words without digits stands in readable passages."""
    tables = [_table(readings, syllable) for syllable in typed]
    # A syllable with few writings is taken for a rare one: all are right, this one is quick.
    pivot = max(range(len(typed)), key=lambda at: len(typed[at].written))
    firsts = _standing(readings, tables, pivot)
    for at, syllable in enumerate(typed[1:], start=1):
        if syllable.joined:
            firsts = firsts[(readings.arrays["words"][firsts + at] & JOINED) > 0]
    ends = np.asarray(readings.arrays["word_ends"], np.int64)
    passages = np.searchsorted(ends, firsts, "right")
    begins = np.where(passages > 0, ends[passages - 1], 0)
    length = len(typed)
    good = (firsts >= begins) & (firsts + length <= ends[passages])
    firsts, passages = firsts[good], passages[good]
    if len(firsts):
        numbered = readings.in_numbers
        free = ~np.any([numbered[firsts + at] for at in range(length)], axis=0)
        free &= ~readings.arrays["unreadable"][passages].astype(np.bool_)
        firsts, passages = firsts[free], passages[free]
        kept = _apart(firsts, passages, length)
        firsts, passages = firsts[kept], passages[kept]
    keys = np.asarray(readings.arrays["keys"], np.int64)[passages]
    order = np.argsort(keys, kind="stable")
    return PhraseRows(keys[order], firsts[order], length)


def _table(readings: Readings, syllable: Syllable) -> Flags:
    """Say of every word of the vocabulary whether it is a syllable that was typed."""
    if syllable.accented:
        forms = {one: 0 for vowel in i_or_y(syllable.written) for one in placements(vowel)}
        return readings.terms_by_word(SoughtWords(forms), "written") > 0
    forms = dict.fromkeys(i_or_y(syllable.folded), 0)
    return readings.terms_by_word(SoughtWords(forms), "folded") > 0


def _standing(readings: Readings, tables: Sequence[Flags], pivot: int) -> Ints:
    """Return where the words of the phrase follow one another."""
    if not all(table.any() for table in tables):
        return np.zeros(0, np.int64)
    words: npt.NDArray[np.uint32] = readings.arrays["words"]
    found = [
        np.flatnonzero(tables[pivot][words[start : start + _CHUNK] >> FLAG_BITS]) + start
        for start in range(0, len(words), _CHUNK)
    ]
    firsts = np.concatenate([np.zeros(0, np.int64), *found]) - pivot
    firsts = firsts[(firsts >= 0) & (firsts + len(tables) <= len(words))]
    for at, table in enumerate(tables):
        if at != pivot:
            firsts = firsts[table[words[firsts + at] >> FLAG_BITS]]
    return firsts


def _apart(firsts: Ints, passages: Ints, length: int) -> Flags:
    """Leave out places that overlap the one before that is kept, as a reader counts."""
    kept = np.ones(len(firsts), np.bool_)
    close = (np.diff(firsts) < length) & (np.diff(passages) == 0)
    if length < 2 or not close.any():
        return kept
    last = -length
    for at, first in enumerate(firsts.tolist()):
        kept[at] = first - last >= length
        last = first if kept[at] else last
    return kept


def alike(readings: Readings, rows: PhraseRows, at: int, offsets: Sequence[int]) -> Ints:
    """Return which places have the same words, without diacritics, at ``offsets`` as place ``at``.

    :param offsets: words from the phrase's first one; those of the place itself all lie in its
        passage.
    """
    words: npt.NDArray[np.uint32] = readings.arrays["words"]
    folded = readings.arrays["folded"]
    left = np.arange(len(rows.firsts))
    if rows.firsts[at] < 0:
        return left
    # Of a passage that was read as text nothing is known here: each of its places may be alike.
    unknown = left[rows.firsts < 0]
    left = left[rows.firsts >= 0]
    for offset in offsets:
        wanted = folded[words[rows.firsts[at] + offset] >> FLAG_BITS]
        places = (rows.firsts[left] + offset).clip(0, len(words) - 1)
        left = left[folded[words[places] >> FLAG_BITS] == wanted]
    return np.union1d(left, unknown)
