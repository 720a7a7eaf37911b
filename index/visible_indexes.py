"""Indexes of words and of vectors as a reader may see them: of visible passages alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from index.analysis import syllable_counts
from index.analysis.analyser import indexed_text
from index.analysis.batch_analyser import Analysed, thread_local_analyser
from index.arrays import Vectors
from index.catalogue.reader import Catalogue
from index.ports import TextEntry, TextIndex, VectorIndex
from index.ranking import Keys, ScoredKey

_TOGETHER = 500
"""Texts taken apart at once."""


def narrowed_words(whole: TextIndex, catalogue: Catalogue) -> TextIndex:
    """Return the words of the passages of ``catalogue``, counted among these alone.

    How rare a word is and how long passages are decide scores, and scores are shown: counted
    over hidden passages too, they would tell of them.
    """
    return whole.narrowed(visible_keys(catalogue), lambda: _entries(catalogue))


def visible_keys(catalogue: Catalogue) -> list[int]:
    """Return the keys of all passages of ``catalogue``, ascending."""
    return catalogue.keys_of(catalogue.cards())


def visible_syllables(catalogue: Catalogue) -> syllable_counts.Counts:
    """Return what syllables follow what in the passages of ``catalogue``."""
    seen = syllable_counts.NgramCounts()
    for _, analysed in _analysed(catalogue):
        seen.add(analysed.counted)
    return seen.counts()


def _entries(catalogue: Catalogue) -> Iterator[TextEntry]:
    for keys, analysed in _analysed(catalogue):
        yield from map(TextEntry, keys, analysed.terms)


def _analysed(catalogue: Catalogue) -> Iterator[tuple[list[int], Analysed]]:
    """Yield keys and what their texts hold, some at a time, as a build does."""
    analyser = thread_local_analyser()
    left = catalogue.all_texts()
    while rows := list(islice(left, _TOGETHER)):
        texts = [indexed_text([heading] if heading else [], text) for _, heading, text in rows]
        yield [key for key, _, _ in rows], analyser.analyse(texts)


class VisibleVectorIndex:
    """A vector index that proposes visible passages only, and is never written."""

    def __init__(self, whole: VectorIndex, catalogue: Catalogue) -> None:
        self._whole, self._catalogue = whole, catalogue
        self._keys = np.array(visible_keys(catalogue), np.int64)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        """Refuse."""
        raise NotImplementedError

    def remove(self, keys: Sequence[int]) -> None:
        """Refuse."""
        raise NotImplementedError

    def save(self, path: Path) -> None:
        """Refuse."""
        raise NotImplementedError

    def search(
        self,
        vector: Vectors,
        limit: int,
        allowed: Sequence[int] | Keys | None = None,
        also: Keys | None = None,
    ) -> Sequence[ScoredKey]:
        """See :class:`VectorIndex`."""
        shown = self._keys if allowed is None else self._visible(allowed)
        return self._whole.search(
            vector, limit, shown, None if also is None else self._visible(also)
        )

    def scores(self, vector: Vectors, keys: Sequence[int] | Keys) -> Sequence[ScoredKey]:
        """See :class:`VectorIndex`."""
        return self._whole.scores(vector, self._visible(keys))

    def _visible(self, keys: Sequence[int] | Keys) -> Keys:
        asked = np.asarray(keys, np.int64)
        return asked[np.isin(asked, self._keys)]

    def vector(self, key: int) -> Vectors:
        """See :class:`VectorIndex`."""
        if not self._catalogue.visible([key]):
            raise KeyError(key)
        return self._whole.vector(key)
