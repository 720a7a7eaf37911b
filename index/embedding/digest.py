"""What tells one model from another: a digest over its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

MODEL_FILES = {".json", ".safetensors", ".model", ".txt", ".bin", ".onnx", ".npz"}
RECORD_OF_RUN = "training.json"
"""The record of how a model was trained: no part of the model."""


def digest_of_model(folder: Path) -> str:
    """Return SHA-256 over the files of a model's folder, in lower-case hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in MODEL_FILES and path.name != RECORD_OF_RUN:
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
