"""Taking texts apart for their readings (:mod:`index.readings.layout`), some hundreds at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from index.analysis.codepoints import Flags, Ints, TextBatch, word_hash
from index.arrays import Numbers
from index.readings.layout import JOINED, SMALL, SPACED
from ingest.text.vietnamese import sentence_bounds
from ingest.vocabulary.document_numbers import find_numbers

Tokenise = Callable[[Sequence[str]], Sequence[Numbers]]

_TOGETHER = 250
"""Texts taken apart at once: more would hold arrays of every letter in memory."""
_MOST_LETTERS = (1 << 16) - 1
_MOST_GAP = (1 << 8) - 1


@dataclass(slots=True)
class TakenTexts:
    """What some texts hold; ``counts`` say how many rows of each kind every text has.

    The vocabulary is that of these texts alone; ``words`` are places in it.
    """

    lengths: Ints
    unreadable: Flags
    word_counts: Ints
    words: npt.NDArray[np.uint32]
    flags: npt.NDArray[np.uint8]
    gaps: npt.NDArray[np.uint8]
    written: npt.NDArray[np.uint64]
    folded: npt.NDArray[np.uint64]
    letters: npt.NDArray[np.uint16]
    number_counts: Ints
    numbers: list[tuple[int, int, int, int]]
    """First word, last word, hash of the key, serial."""
    sentence_counts: Ints
    sentences: Ints
    """Shape (sentences, 2): their bounds in their text."""
    tokens: list[Numbers] | None = None
    """Of every sentence; None where they were not cut."""

    def sentences_of(self, texts: Sequence[str]) -> list[str]:
        """Return every sentence of ``texts``, which are those taken apart."""
        owners = np.repeat(np.arange(len(texts)), self.sentence_counts).tolist()
        return [
            texts[n][start:stop]
            for n, (start, stop) in zip(owners, self.sentences.tolist(), strict=True)
        ]


def take(texts: Sequence[str], tokenise: Tokenise | None = None) -> TakenTexts:
    """Take NFC texts apart.

    :param tokenise: cuts sentences into tokens of the embedding model.
    """
    starts = range(0, len(texts) or 1, _TOGETHER)
    taken = [_take(texts[start : start + _TOGETHER]) for start in starts]
    whole = taken[0] if len(taken) == 1 else _joined(taken)
    if tokenise is not None:
        whole.tokens = list(tokenise(whole.sentences_of(texts)))
    return whole


def _take(texts: Sequence[str]) -> TakenTexts:
    page = TextBatch(texts)
    starts, ends = page.words
    owners = page.text_of(starts)
    word_counts = np.bincount(owners, minlength=len(texts))
    first = np.concatenate([[True], owners[1:] != owners[:-1]])[: len(owners)]
    before = np.concatenate([[0], ends[:-1]])[: len(starts)]
    before = np.where(first, page.firsts[owners], before)
    gaps = starts - before
    flags = page.joined(before, starts) * JOINED | page.spaced(before, starts) * SPACED
    flags = np.where(first, 0, flags) | page.small(starts, ends) * SMALL
    written, folded = page.hashes(page.lowered), page.hashes(page.folded)
    single, at, words = np.unique(written, return_index=True, return_inverse=True)
    letters = ends - starts
    unreadable = np.zeros(len(texts), np.bool_)
    unreadable[owners[(gaps > _MOST_GAP) | (letters > _MOST_LETTERS)]] = True
    numbers, number_counts = _numbers(page, starts, ends, owners, unreadable)
    bounds = [list(sentence_bounds(text)) for text in texts]
    return TakenTexts(
        np.fromiter(map(len, texts), np.int64, len(texts)),
        unreadable,
        word_counts,
        words.astype(np.uint32),
        flags.astype(np.uint8),
        gaps.clip(0, _MOST_GAP).astype(np.uint8),
        single,
        folded[at],
        letters[at].clip(0, _MOST_LETTERS).astype(np.uint16),
        number_counts,
        numbers,
        np.asarray([len(one) for one in bounds], np.int64),
        np.asarray(list(chain.from_iterable(bounds)), np.int64).reshape(-1, 2),
    )


def _numbers(
    page: TextBatch, starts: Ints, ends: Ints, owners: Ints, unreadable: Flags
) -> tuple[list[tuple[int, int, int, int]], Ints]:
    """Return the document numbers of texts, and how many each has."""
    numbers: list[tuple[int, int, int, int]] = []
    counts = np.zeros(len(page.texts), np.int64)
    cuts = np.searchsorted(owners, np.arange(len(page.texts))).tolist()
    for n, text in enumerate(page.texts):
        for one in find_numbers(text):
            start, end = (int(page.firsts[n]) + place for place in (one.span.start, one.span.end))
            first = int(np.searchsorted(starts, start))
            last = int(np.searchsorted(ends, end))
            serial = one.number.serial
            if first >= len(starts) or last >= len(ends) or not -(1 << 62) < serial < 1 << 62:
                unreadable[n] = True
                continue
            # A number that does not begin and end with words is looked for in the text itself.
            unreadable[n] |= starts[first] != start or ends[last] != end
            numbers.append((first - cuts[n], last - cuts[n], word_hash(one.number.key), serial))
            counts[n] += 1
    return numbers, counts


def _joined(taken: Sequence[TakenTexts]) -> TakenTexts:
    """Return pieces as one, with one vocabulary."""
    every = np.concatenate([one.written for one in taken])
    written, at, places = np.unique(every, return_index=True, return_inverse=True)
    cuts = np.cumsum([0, *(len(one.written) for one in taken)]).tolist()
    words = [
        places[start : start + len(one.written)][one.words]
        for start, one in zip(cuts, taken, strict=False)
    ]

    def whole(name: str) -> npt.NDArray:  # type: ignore[type-arg]
        return np.concatenate([getattr(one, name) for one in taken])

    return TakenTexts(
        whole("lengths"),
        whole("unreadable"),
        whole("word_counts"),
        np.concatenate(words).astype(np.uint32),
        whole("flags"),
        whole("gaps"),
        written,
        whole("folded")[at],
        whole("letters")[at],
        whole("number_counts"),
        [number for one in taken for number in one.numbers],
        whole("sentence_counts"),
        whole("sentences"),
    )
