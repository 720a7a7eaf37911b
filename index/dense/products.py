"""Products of stored rows with one vector, a few rows at a time.

Not numpy's: it asks BLAS, which shares a product of a few hundred rows out to threads.  On two
cores that takes ten times the processor time, and a row's last bit hangs on its neighbours.
"""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.arrays import Vectors

_FEW = 128
"""Rows made into floats at once: they stay in the processor's cache."""


def products(
    rows: npt.NDArray[np.signedinteger[Any]],
    index: npt.NDArray[np.int64],
    vector: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Return the products of the rows at ``index`` with ``vector``, shape (dimensions,)."""
    out = np.empty(len(index), np.float32)
    some = np.empty((min(_FEW, len(index)), rows.shape[1]), np.float32)
    vector = np.ascontiguousarray(vector, np.float32)
    for start in range(0, len(index), _FEW):
        part = out[start : start + _FEW]
        np.copyto(some[: len(part)], rows.take(index[start : start + _FEW], 0))
        _multiplied(some, vector, part)
    return out


def of_floats(rows: Vectors, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the products of rows that are floats already."""
    out = np.empty(len(rows), np.float32)
    _multiplied(rows, np.ascontiguousarray(vector, np.float32), out)
    return out


def _multiplied(
    rows: Vectors, vector: npt.NDArray[np.float32], out: npt.NDArray[np.float32]
) -> None:
    places = map(faiss.swig_ptr, (out, vector, rows))
    faiss.fvec_inner_products_ny(*places, len(vector), len(out))  # type: ignore[attr-defined]
