"""Vectors in a pack: those that are dear to make, by the text and the model they are of.

A row is the first 16 bytes of the model's digest, the text's key (32), how many vectors there are
(2), and the vectors as 32-bit floats: of the whole passage, then of its windows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

from index.arrays import Vectors
from index.embedding.cache import key_of
from index.packs.container import VECTORS, PackFile
from index.ports import Embedder

_HEAD = struct.Struct("<16s32sH")
_FLOAT = 4
_LONGEST = 1.05
"""Vectors are of unit length, or nothing."""


def row(model: Embedder, text: str, whole: Vectors, windows: Vectors) -> bytes:
    """Return a row of the vectors of a text."""
    vectors = np.concatenate([whole[None], windows]).astype("<f4")
    return _HEAD.pack(_mark(model.digest), key_of(text), len(vectors)) + vectors.tobytes()


def _mark(digest: str) -> bytes:
    return bytes.fromhex(digest)[:16]


def rows(pack: PackFile, model: Embedder) -> Iterator[tuple[bytes, Vectors]]:
    """Yield the vectors of ``model`` in a pack, by the keys of their texts.

    :raises PackRefused: a row is none, or the part changed since the pack was opened.
    """
    header = pack.header
    dimensions = {_mark(header.model_digest): header.model_dimensions}
    if header.encoder_digest:
        dimensions[_mark(header.encoder_digest)] = header.encoder_dimensions
    rest = b""
    for block in pack.stream(VECTORS):
        rest += block
        at = 0
        while len(rest) - at >= _HEAD.size:
            mark, key, count = _HEAD.unpack_from(rest, at)
            size = dimensions.get(mark, 0)
            if not size or not count:
                raise pack.damaged()
            end = at + _HEAD.size + count * size * _FLOAT
            if end > len(rest):
                break
            if mark == _mark(model.digest):
                found = np.frombuffer(rest[at + _HEAD.size : end], "<f4").reshape(count, size)
                # Not above a number: a comparison with none is false.
                if not (np.linalg.norm(found, axis=1) <= _LONGEST).all():
                    raise pack.damaged()
                yield key, found
            at = end
        rest = rest[at:]
    if rest:
        raise pack.damaged()
