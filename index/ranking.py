"""Rankings as columns: keys and scores side by side, rows made only where they are looked at.

A question ranks some hundreds of passages several times and shows ten: as objects they cost
more than finding them does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, Self, TypeVar, overload

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Columns = tuple[npt.NDArray[np.generic], ...]
Row = TypeVar("Row", bound=tuple[object, ...])


NOT_READ = -1.0
"""The score of a passage that the encoder has not read."""


class ScoredKey(NamedTuple):
    """A passage key with its score; larger is better."""

    key: int
    score: float


def best_first(found: Iterable[ScoredKey]) -> list[ScoredKey]:
    """Return keys with their scores, best first; equal ones in order of key."""
    return sorted(found, key=lambda one: (-one.score, one.key))


class FusedHit(NamedTuple):
    """A passage with its joint score in [0, 1] and what it is made of.

    ``meaning`` is the static model's, ``encoder`` the encoder's; :data:`NOT_READ` where it has
    no vector.
    """

    key: int
    score: float
    words: float
    meaning: float
    encoder: float = NOT_READ


class _Table(Sequence[Row], Generic[Row]):
    """Rows kept as columns of one length."""

    __slots__ = ("_columns",)
    _row: type[Row]

    def __init__(self, *columns: npt.NDArray[np.generic]) -> None:
        self._columns: Columns = columns

    @property
    def keys(self) -> Keys:
        """The passages, shape (n,)."""
        return np.asarray(self._columns[0], np.int64)

    @property
    def scores(self) -> Scores:
        """Their scores, shape (n,)."""
        return np.asarray(self._columns[1], np.float64)

    def take(self, places: npt.NDArray[np.generic]) -> Self:
        """Return the rows at ``places`` (numbers, or a flag for each row), in that order."""
        return type(self)(*(column[places] for column in self._columns))

    def rescored(self, scores: Scores) -> Self:
        """Return the rows with other scores, best first; equal ones in order of key."""
        keys, _, *others = self._columns
        order = np.lexsort((keys, -scores))
        return type(self)(keys, scores, *others).take(order)

    def clipped(self) -> Self:
        """Return the rows, in their order, with scores from 0 to 1."""
        keys, scores, *others = self._columns
        return type(self)(keys, scores.clip(0.0, 1.0), *others)

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, *(column.tolist() for column in self._columns))

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Self: ...

    def __getitem__(self, place: int | slice) -> Row | Self:
        if isinstance(place, slice):
            return type(self)(*(column[place] for column in self._columns))
        return self._row(*(column[place].item() for column in self._columns))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # compared by what it holds

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class ScoredKeys(_Table[ScoredKey]):
    """Passages with scores: columns of keys and scores."""

    __slots__ = ()
    _row = ScoredKey

    @classmethod
    def of(cls, found: Sequence[ScoredKey]) -> ScoredKeys:
        """Return a ranking as columns."""
        if isinstance(found, ScoredKeys):
            return found
        keys = np.array([one.key for one in found], np.int64)
        return cls(keys, np.array([one.score for one in found], np.float64))

    def __add__(self, other: ScoredKeys) -> ScoredKeys:
        """Return both, one after the other."""
        return ScoredKeys(
            np.concatenate([self.keys, other.keys]), np.concatenate([self.scores, other.scores])
        )


class FusedScores(_Table[FusedHit]):
    """A joint ranking: columns of keys, scores, and the scores of words, model and encoder."""

    __slots__ = ()
    _row = FusedHit

    @property
    def words(self) -> Scores:
        """The scores of words, shape (n,)."""
        return np.asarray(self._columns[2], np.float64)

    @property
    def meaning(self) -> Scores:
        """The scores of the static model, shape (n,)."""
        return np.asarray(self._columns[3], np.float64)

    @property
    def encoder(self) -> Scores:
        """The scores of the encoder, shape (n,); :data:`NOT_READ` where it has no vector."""
        return np.asarray(self._columns[4], np.float64)

    @classmethod
    def of(cls, found: Sequence[FusedHit]) -> FusedScores:
        """Return a joint ranking as columns."""
        if isinstance(found, FusedScores):
            return found
        columns = [np.array([one[n] for one in found], np.float64) for n in (1, 2, 3, 4)]
        return cls(np.array([one.key for one in found], np.int64), *columns)
