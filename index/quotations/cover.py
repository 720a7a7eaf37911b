"""A quotation put together: pieces of a document in another order, or with words between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.quotations.row import FormRow

_SHORTEST_PIECE = 4
_OF_A_SHORT = 3
_SHORT = 10


@dataclass(frozen=True, slots=True)
class CoverPiece:
    """stated[first:last] stands at [left, left + last - first) of row number ``row``."""

    first: int
    last: int
    left: int
    row: int = 0

    @property
    def right(self) -> int:
        """Where it ends in its row."""
        return self.left + self.last - self.first


def cover(
    stated: Sequence[str], rows: Sequence[FormRow], shortest: int | None = None
) -> list[CoverPiece]:
    """Return the longest pieces of ``rows`` that ``stated`` is put together of, in its order."""
    least = shortest or (_OF_A_SHORT if len(stated) < _SHORT else _SHORTEST_PIECE)
    pieces: list[CoverPiece] = []
    at = 0
    while at < len(stated):
        seed = stated[at : at + least]
        # Most rows do not hold even the shortest piece: that is asked before the longest.
        likely = [n for n, row in enumerate(rows) if len(seed) == least and row.find(seed) >= 0]
        size, left, number = max(
            ((*rows[n].longest(stated, at), n) for n in likely),
            key=lambda hit: (hit[0], -hit[2]),
            default=(0, -1, 0),
        )
        if size >= least:
            pieces.append(CoverPiece(at, at + size, left, number))
            at += size
        else:
            at += 1
    return pieces


def covered(pieces: Sequence[CoverPiece]) -> int:
    """Return how many forms the pieces cover."""
    return sum(piece.last - piece.first for piece in pieces)
