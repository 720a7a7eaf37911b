"""The embedded model without torch: token vectors averaged with numpy.

A static model is a table of vectors.  sentence-transformers reads it too (and the tests
hold both to the same vectors), but bringing in torch costs seconds before the first answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.ports import Vectors
from ingest.errors import ModelDamaged

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_CHUNK = 512
"""Texts tokenised at once."""


def is_static(folder: Path) -> bool:
    """Say whether a model folder holds a single static embedding, and nothing after it."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return len(modules) == 1 and str(modules[0].get("type", "")).endswith("StaticEmbedding")


class StaticModel:
    """A table of token vectors, shape (tokens, dimensions)."""

    def __init__(self, folder: Path) -> None:
        from safetensors import SafetensorError  # noqa: PLC0415 (loaded with the first model)
        from safetensors.numpy import load_file  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        try:
            table = load_file(folder / "model.safetensors")["embedding.weight"]
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise ModelDamaged(f"Các tệp của mô hình “{folder.name}” bị hỏng.") from error
        except Exception as error:
            # tokenizers raises a bare Exception for a file it cannot read.
            if type(error) is not Exception:
                raise
            raise ModelDamaged(f"Bộ tách từ của mô hình “{folder.name}” bị hỏng.") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._table = np.asarray(table, dtype=np.float32)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the mean of each text's token vectors, shape (len(texts), dimensions)."""
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            some = list(texts[start : start + _CHUNK])
            found = self._tokenizer.encode_batch_fast(some, add_special_tokens=False)
            for row, tokens in enumerate(found, start=start):
                if tokens.ids:
                    out[row] = self._table[tokens.ids].mean(axis=0)
        return out
