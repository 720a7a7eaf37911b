"""The encoder that ships with the project: a transformer beside the static model."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from index.embedding.onnx_encoder import OnnxEncoder

EMBEDDED_ENCODER = "vankien-encoder"
_FOLDER = Path(__file__).parents[1] / "models" / EMBEDDED_ENCODER


@cache
def load() -> OnnxEncoder | None:
    """Return the encoder; one for the whole process, and nothing of it read yet.

    None where its folder is not there: a copy of the project may leave it out.
    """
    return OnnxEncoder(_FOLDER) if _FOLDER.is_dir() else None
