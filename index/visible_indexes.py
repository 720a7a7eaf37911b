"""Indexes of words and of vectors that propose only passages a reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.arrays import Vectors
from index.catalogue.reader import Catalogue
from index.ports import TextIndex, VectorIndex
from index.ranking import ScoredKey


class VisibleTextIndex:
    """A text index that proposes visible passages only.

    How rare a word is, is still counted over the whole library: it weighs the ranking and
    is shown nowhere.
    """

    def __init__(self, whole: TextIndex, catalogue: Catalogue) -> None:
        self._whole, self._catalogue = whole, catalogue

    def __len__(self) -> int:
        return self._catalogue.count("passages")

    def search(
        self, terms: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> Sequence[ScoredKey]:
        """See :class:`TextIndex`."""
        return self._whole.search(terms, limit, _only(self._catalogue, allowed))

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        """See :class:`TextIndex`."""
        return self._catalogue.visible(self._whole.phrase(terms, limit))

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """See :class:`TextIndex`."""
        return self._whole.document_frequencies(terms)

    def max_score(self, terms: Sequence[str]) -> float:
        """See :class:`TextIndex`."""
        return self._whole.max_score(terms)

    def close(self) -> None:
        """Do nothing: the index is the whole generation's."""


class VisibleVectorIndex:
    """A vector index that proposes visible passages only, and is never written."""

    def __init__(self, whole: VectorIndex, catalogue: Catalogue) -> None:
        self._whole, self._catalogue = whole, catalogue

    def __len__(self) -> int:
        return self._catalogue.count("passages")

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
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> Sequence[ScoredKey]:
        """See :class:`VectorIndex`."""
        return self._whole.search(vector, limit, _only(self._catalogue, allowed))

    def scores(self, vector: Vectors, keys: Sequence[int]) -> Sequence[ScoredKey]:
        """See :class:`VectorIndex`."""
        return self._whole.scores(vector, self._catalogue.visible(keys))

    def vector(self, key: int) -> Vectors:
        """See :class:`VectorIndex`."""
        if not self._catalogue.visible([key]):
            raise KeyError(key)
        return self._whole.vector(key)


def _only(catalogue: Catalogue, allowed: Sequence[int] | None) -> list[int]:
    return catalogue.keys_of(catalogue.cards()) if allowed is None else catalogue.visible(allowed)
