"""Arrays that cross the borders of modules: their types and shapes."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape (n, dimensions), rows of unit length."""

Numbers = npt.NDArray[np.int32]
"""Numbers of a text's tokens, shape (n,)."""

ONE = 127
Levels = npt.NDArray[np.int8]
"""Vectors of unit length in whole numbers, :data:`ONE` for one; shape (n, dimensions)."""
Integers = npt.NDArray[np.int64]

Number = TypeVar("Number", bound=np.generic)


def distinct(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Return each of some hundred values once, ascending.

    For so few, :func:`numpy.unique` spends most of its time on what else it can do.
    """
    ordered = np.sort(values)
    if len(ordered) < 2:
        return ordered
    new = np.empty(len(ordered), np.bool_)
    new[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def stretches(starts: Integers, counts: Integers) -> Integers:
    """Return the numbers of stretches, one after the other: so many from each start on."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + counts, counts) + np.arange(total)
