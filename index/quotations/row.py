"""The forms of a document in reading order, searched as one line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from index.quotations.tokens import joined


class FormRow:
    """Forms of a document in reading order, to be searched as one line."""

    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = tuple(forms)
        self.line = joined(self.forms)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for form in self.forms:
            starts.append(at)
            at += len(form) + 1
        return starts

    def index(self, at: int) -> int:
        """Return which form begins at the separator at offset ``at`` of the line."""
        return bisect_right(self._starts, at) - 1

    def find(self, forms: Sequence[str], since: int = 0) -> int:
        """Return the place of the first run of ``forms`` from place ``since`` on, -1 for none."""
        if not forms or since >= len(self.forms):
            return -1
        hit = self.line.find(joined(forms), self._starts[since])
        return self.index(hit) if hit >= 0 else -1

    def find_all(self, forms: Sequence[str]) -> Iterator[int]:
        """Yield the places of the runs of ``forms`` in their order."""
        at = self.find(forms)
        while at >= 0:
            yield at
            at = self.find(forms, at + 1)

    def longest(self, forms: Sequence[str], start: int) -> tuple[int, int]:
        """Return (length, place) of the longest run of ``forms[start:]`` that stands here.

        Halving: a run that stands here has all shorter ones standing here.
        """
        low, high, where = 0, len(forms) - start, -1
        while low < high:
            middle = (low + high + 1) // 2
            at = self.find(forms[start : start + middle])
            if at >= 0:
                low, where = middle, at
            else:
                high = middle - 1
        return low, where
