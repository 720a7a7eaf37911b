"""The vectors of passages' tokens: a table of rows beside the index of the passages' own.

A token costs its numbers in bytes and four more.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.arrays import ONE, Levels, Vectors
from index.dense.row_table import Ints, Keys, RowTable, Scores

_NAME = "token_"


class TokenTable:
    """A :class:`~index.ports.TokenIndex` in flat files."""

    def __init__(self, rows: RowTable) -> None:
        self._rows = rows

    @classmethod
    def new(cls, dimensions: int) -> TokenTable:
        """Return an empty table."""
        return cls(RowTable(dimensions, np.int8, _NAME))

    @classmethod
    def load(cls, folder: Path) -> TokenTable:
        """Map the table in ``folder``.

        :raises LibraryCorrupt: a file is missing or is no such table.
        """
        return cls(RowTable.load(folder, np.int8, _NAME))

    def add(self, keys: Sequence[int], tokens: Sequence[Levels]) -> None:
        """Add the vectors of the tokens of passages; a passage may have none."""
        self._rows.add(keys, [np.asarray(levels / ONE, np.float32) for levels in tokens])

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        self._rows.remove(keys)

    def known(self, keys: Keys) -> Ints:
        """Return those of ``keys`` whose tokens are there, in their order."""
        return self._rows.known(keys)

    def late(self, question: Vectors, keys: Keys) -> Scores:
        """Return the MaxSim of each passage; NaN where its tokens are not there, or it has none."""
        return self._rows.late(question, keys)

    def save(self, folder: Path) -> None:
        """Write the table into ``folder``, which must be there."""
        self._rows.save(folder)

    def __len__(self) -> int:
        return len(self._rows)
