"""The encoder's vectors of one generation: carried over from the last one, and completed.

What is embedded is the same text that the other indexes hold: the headings, then the passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from index.analysis.analyser import indexed_text
from index.backends.port import Backends
from index.catalogue.reader import Catalogue
from index.embedding.cache import CachedEmbedder
from index.ports import Encoder, VectorIndex
from index.storage.store import ENCODER, BuildRecord, Store

SLICE = 32
"""Passages embedded, kept and told of at once: about a second's work."""

Row = tuple[int, str]


def is_complete(record: BuildRecord, encoder: Encoder) -> bool:
    """Say whether every passage of a generation has a vector of this encoder."""
    return record.encoder_digest == encoder.digest and record.encoded == record.passages


def open_base(backends: Backends, encoder: Encoder, old: Path, record: BuildRecord) -> VectorIndex:
    """Return the encoder's index of a generation, to be changed; an empty one where it has none."""
    if record.encoded > 0 and record.encoder_digest == encoder.digest:
        return backends.open_encoder_index(old / ENCODER, change=True)
    return backends.new_encoder_index(old / ENCODER)


def missing_rows(catalogue: Catalogue, index: VectorIndex, dimensions: int) -> Iterator[list[Row]]:
    """Yield the passages without a vector (key, text), some at a time, by key."""
    texts = catalogue.all_texts()
    rows = ((key, indexed_text([head] if head else [], text)) for key, head, text in texts)
    nothing = np.zeros((1, dimensions), np.float32)
    while batch := list(islice(rows, SLICE)):
        held = {hit.key for hit in index.scores(nothing, [key for key, _ in batch])}
        if missing := [row for row in batch if row[0] not in held]:
            yield missing


def carry_over(
    store: Store,
    backends: Backends,
    building: Path,
    base: tuple[Path, BuildRecord] | None,
    removed: Sequence[int],
) -> int:
    """Write into ``building`` what vectors are there already; return of how many passages.

    They are those of the last generation, and of new passages whose text was embedded before.
    Nothing is embedded here: a build publishes in seconds.
    """
    encoder = backends.encoder
    if encoder is None or base is None or not base[1].encoded:
        return 0
    index = open_base(backends, encoder, *base)
    index.remove(removed)
    catalogue = backends.catalogue(building, backends.catalogue_engine)
    with CachedEmbedder(encoder, store.cache) as cache:
        for rows in missing_rows(catalogue, index, encoder.dimensions):
            known = [(key, vectors) for key, text in rows if (vectors := cache.known(text))]
            add(index, known)
    catalogue.close()
    if len(index):
        index.save(building / ENCODER)
    return len(index)


def add(index: VectorIndex, rows: Sequence[tuple[int, tuple[np.ndarray, np.ndarray]]]) -> None:
    """Add passages with their vectors: the whole's, shape (dimensions,), and the windows'."""
    if rows:
        wholes = np.asarray([whole for _, (whole, _) in rows], np.float32)
        index.add([key for key, _ in rows], wholes, [windows for _, (_, windows) in rows])
