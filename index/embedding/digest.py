"""What tells one model from another: a digest over its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

MODEL_FILES = {".json", ".safetensors", ".model", ".txt", ".bin", ".onnx", ".npz"}
RECORD_OF_RUN = "training.json"
"""The record of how a model was trained: no part of the model."""


def digest_of_model(folder: Path) -> str:
    """Return SHA-256 over the files of a model's folder, in lower-case hexadecimal."""
    digest, piece = hashlib.sha256(), memoryview(bytearray(1 << 20))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in MODEL_FILES and path.name != RECORD_OF_RUN:
            digest.update(str(path.relative_to(folder)).encode())
            with path.open("rb", buffering=0) as file:
                # Some at a time: memory for all of it at once costs as much as the digest.
                while read := file.readinto(piece):
                    digest.update(piece[:read])
    return digest.hexdigest()
