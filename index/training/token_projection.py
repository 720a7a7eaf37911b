"""Where the matrix to tokens' short vectors begins: the principal components of their states.

States of the tokens of training passages are centred, and the components kept along which they
differ most, each divided by a power of its spread so that the first ones do not say all.  What
ships is learnt from there on (:mod:`index.training.encoder`); only the order of a ranking's best
hangs on it (:mod:`index.search.late`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors

EVENED = 0.25
"""The power of its variance that a component is divided by."""


def components(
    states: Iterator[Vectors], dimensions: int, evened: float = EVENED
) -> tuple[Vectors, Vectors, float]:
    """Return the mean, shape (hidden,), the matrix, shape (hidden, kept), and what it keeps.

    That is the share of the variance of the states.

    :param evened: the power of its variance that a component is divided by; 0 leaves all as they
        are.
    """
    count, total, squares = 0, np.zeros(0), np.zeros(0)
    for own in states:
        rows: npt.NDArray[np.float64] = own.astype(np.float64)
        if not count:
            total, squares = np.zeros(rows.shape[1]), np.zeros((rows.shape[1], rows.shape[1]))
        count += len(rows)
        total += rows.sum(0)
        squares += rows.T @ rows
    mean = total / count
    # Ascending: the last components are those along which states differ most.
    spread, axes = np.linalg.eigh(squares / count - np.outer(mean, mean))
    first = slice(None, -dimensions - 1, -1)
    matrix = axes[:, first] / spread[first] ** evened
    kept = float(spread[first].sum() / spread.sum())
    return mean.astype(np.float32), matrix.astype(np.float32), kept
