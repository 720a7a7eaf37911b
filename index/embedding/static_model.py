"""The embedded model without torch: token vectors averaged with numpy.

A static model is a table of vectors.  sentence-transformers reads it too (and the tests
hold both to the same vectors), but bringing in torch costs seconds before the first answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.subword import Tokens
from index.arrays import Numbers, Vectors
from ingest.errors import ModelDamaged

TOKENIZER = "tokenizer.json"
_WEIGHT = "embedding.weight"
_KINDS: dict[str, np.dtype[Any]] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}
_FEW = 64
"""Up to so many texts take their rows as they are stored: the whole table is not made ready."""
WINDOW, STEP = 32, 16
"""Tokens of a window, and about how far on the next one begins (as in training)."""


def is_static(folder: Path) -> bool:
    """Say whether a model folder holds a single static embedding, and nothing after it."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return len(modules) == 1 and str(modules[0].get("type", "")).endswith("StaticEmbedding")


def _stored(path: Path) -> npt.NDArray[np.floating[Any]]:
    """Return the table of a file, mapped from disk where it is all that the file holds.

    A question reads a few of its rows; processes share them.
    """
    from safetensors import safe_open  # noqa: PLC0415 (loaded with the first model)
    from safetensors.numpy import load_file  # noqa: PLC0415

    with safe_open(path, framework="numpy") as held:
        weight = held.get_slice(_WEIGHT)
        kind = _KINDS.get(weight.get_dtype()) if list(held.keys()) == [_WEIGHT] else None
        rows, dimensions = weight.get_shape()
    if kind is None:
        return np.asarray(load_file(path)[_WEIGHT], dtype=np.float32)
    # The numbers of the one tensor are the end of the file: the package found no hole.
    begin = path.stat().st_size - rows * dimensions * kind.itemsize
    return np.asarray(np.memmap(path, kind, "r", begin, (rows, dimensions)))


class StaticModel:
    """A table of token vectors, shape (tokens, dimensions)."""

    def __init__(self, folder: Path) -> None:
        from safetensors import SafetensorError  # noqa: PLC0415 (loaded with the first model)

        try:
            self._stored = _stored(folder / "model.safetensors")
            self._tokens = Tokens(folder / TOKENIZER)
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise ModelDamaged(f"Các tệp của mô hình “{folder.name}” bị hỏng.") from error

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._stored.shape[1])

    @cached_property
    def _table(self) -> Vectors:
        """The whole table in the numbers that are reckoned with; made when many texts come."""
        return np.asarray(self._stored, np.float32)

    def _rows(self, tokens: Sequence[int] | Numbers, texts: int) -> Vectors:
        """Return the vectors of tokens of so many texts, shape (tokens, dimensions)."""
        places = np.asarray(tokens, np.int64)
        if texts > _FEW or "_table" in self.__dict__:
            return self._table.take(places, 0)
        return self._stored.take(places, 0).astype(np.float32)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the mean of each text's token vectors, shape (len(texts), dimensions)."""
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, tokens in enumerate(self._tokens(texts)):
            if tokens:
                out[row] = np.add.reduce(self._rows(tokens, len(texts))) / len(tokens)
        return out

    def cut(self, texts: Sequence[str]) -> list[Numbers]:
        """Return the tokens of each text."""
        return [np.asarray(tokens, np.int32) for tokens in self._tokens(texts)]

    def embed(self, tokens: Numbers, counts: npt.NDArray[np.int64]) -> Vectors:
        """Return :meth:`encode` of texts whose tokens are given, as vectors of unit length.

        :param tokens: of each text, one text after the other; ``counts`` says how many each has.
        """
        out = np.zeros((len(counts), self.dimensions), dtype=np.float32)
        held = counts > 0
        if held.any():
            some = counts[held]
            rows = self._rows(tokens, len(counts))
            sums = np.add.reduceat(rows, np.cumsum(some) - some)
            out[held] = sums / some[:, None].astype(np.float32)
        return unit(out)

    def encode_windows(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the means of each text's windows, shape (windows, dimensions).

        A text of :data:`WINDOW` tokens or less has none.
        """
        return self.encode_both(texts)[1]

    def encode_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Return :meth:`encode` and :meth:`encode_windows`, with the tokens looked up once."""
        return self.encode_tokens(list(self._tokens(texts)))

    def encode_tokens(
        self, cut: Sequence[Sequence[int] | Numbers]
    ) -> tuple[Vectors, list[Vectors]]:
        """Return :meth:`encode_both` of texts whose tokens are given."""
        rows: list[Vectors] = []
        for tokens in cut:
            # One product a text: its means are sums of few table rows, read once.
            rows.append(_means(len(tokens)) @ self._rows(tokens, len(cut)))
        wholes = np.asarray([row[0] for row in rows], np.float32)
        return wholes.reshape(len(rows), self.dimensions), [row[1:] for row in rows]


def unit(vectors: Vectors) -> Vectors:
    """Return vectors brought to unit length."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    # A text without a known token has the zero vector, and no nearest neighbour.
    return np.asarray(vectors / np.where(norms > 0, norms, 1.0), dtype=np.float32)


@lru_cache(maxsize=1 << 10)
def _means(count: int) -> Vectors:
    """Return what makes means of ``count`` token vectors: first of all, then of each window.

    Shape (1 + windows, count).
    """
    spare = count - WINDOW
    # Spread evenly, so that the last window is as long as the others.
    steps = -(-spare // STEP)
    starts = np.arange(steps + 1) * spare // steps if spare > 0 else np.zeros(0, np.int64)
    weights = np.zeros((1 + len(starts), count), np.float32)
    weights[0] = 1 / max(1, count)
    for row, start in enumerate(starts, 1):
        weights[row, start : start + WINDOW] = 1 / WINDOW
    return weights
