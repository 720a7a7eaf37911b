"""Vectors of tokens: the encoder's states, made short.

A state has as many numbers as the vector of a text; :data:`PROJECTION` of the model's folder holds
the mean of states and a matrix to fewer numbers (:mod:`index.training.encoder`).  Vectors
of passages are kept in eight bits a number.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.arrays import ONE, Levels, Vectors
from ingest.errors import ModelDamaged

PROJECTION = "token_projection.npz"


class TokenProjection:
    """From states to the vectors that are kept.

    :param mean: what is taken off a state, shape (hidden,); ``matrix`` has shape (hidden, kept).
    """

    def __init__(self, mean: Vectors, matrix: Vectors) -> None:
        self._mean, self._matrix = mean.astype(np.float32), matrix.astype(np.float32)

    @classmethod
    def read(cls, folder: Path) -> TokenProjection:
        """Read what a model's folder holds.

        :raises ModelDamaged: it is not there, or no projection.
        """
        try:
            with np.load(folder / PROJECTION) as held:
                return cls(held["mean"], held["matrix"])
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ModelDamaged(f"Các tệp của bộ mã hóa “{folder.name}” bị hỏng.") from error

    @property
    def dimensions(self) -> int:
        """How many numbers a token's vector has."""
        return int(self._matrix.shape[1])

    def vectors(self, states: Vectors) -> Vectors:
        """Return the vectors of states, shape (n, hidden): (n, dimensions), of unit length."""
        kept = (states - self._mean) @ self._matrix
        norms = np.linalg.norm(kept, axis=1, keepdims=True)
        return np.asarray(kept / np.maximum(norms, 1e-9), np.float32)


def levels(vectors: Vectors) -> Levels:
    """Return vectors of unit length in eight bits a number."""
    return np.rint(vectors * ONE).astype(np.int8)
