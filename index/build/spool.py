"""What is made now and wanted once more later, put by in a file without a name."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")
_AT_ONCE = 1_000


class Spool(Generic[T]):
    """Takes in ``items`` when it is made and yields them each time it is gone through.

    Nothing of their number is held in memory.
    """

    def __init__(self, items: Iterable[T]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (kept open)
        left = iter(items)
        while batch := list(islice(left, _AT_ONCE)):
            pickle.dump(batch, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[T]:
        """Yield what was taken in, in order."""
        self._file.seek(0)
        while True:
            try:
                batch: list[T] = pickle.load(self._file)  # noqa: S301  # nosec B301  # written by this process
            except EOFError:
                return
            yield from batch
