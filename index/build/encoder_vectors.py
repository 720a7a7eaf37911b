"""What the encoder read of one generation: carried over from the last one, and completed.

What is read is the same text that the other indexes hold: the headings, then the passage.  Two
tables stand side by side in one folder: the index of the vectors of passages and of their windows,
and the vectors of tokens by which the best of a ranking are ordered (:mod:`index.search.late`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from index.analysis.analyser import indexed_text
from index.arrays import Levels, Vectors
from index.backends.port import Backends
from index.catalogue.reader import Catalogue
from index.embedding.encoder_cache import CachedEncoder
from index.ports import Encoder, ReadPassage
from index.storage.store import ENCODER, BuildRecord, Store

SLICE = 32
"""Passages read, kept and told of at once: about a second's work."""

Row = tuple[int, str]
Read = tuple[Vectors, Vectors]


def is_complete(record: BuildRecord, encoder: Encoder) -> bool:
    """Say whether this encoder read every passage of a generation, token by token."""
    counts = (record.encoded, record.with_tokens)
    return record.encoder_digest == encoder.digest and counts == (record.passages,) * 2


class EncodedPassages:
    """The two tables of a generation, to be changed; empty where it has none of this encoder."""

    def __init__(
        self, backends: Backends, encoder: Encoder, old: Path, record: BuildRecord
    ) -> None:
        self._nothing = np.zeros((1, encoder.dimensions), np.float32)
        if record.encoded > 0 and record.encoder_digest == encoder.digest:
            self.vectors = backends.open_encoder_index(old / ENCODER, change=True)
            self.tokens = backends.open_encoder_tokens(old / ENCODER)
        else:
            self.vectors = backends.new_encoder_index(old / ENCODER)
            self.tokens = backends.new_encoder_tokens()

    def remove(self, keys: Sequence[int]) -> None:
        """Forget passages."""
        self.vectors.remove(keys)
        self.tokens.remove(keys)

    def add(self, rows: Sequence[tuple[int, ReadPassage]]) -> None:
        """Add what was read of passages."""
        vectors = ((key, (read.whole, read.windows)) for key, read in rows)
        self.add_parts(list(vectors), [(key, read.tokens) for key, read in rows])

    def add_parts(
        self, vectors: Sequence[tuple[int, Read]], tokens: Sequence[tuple[int, Levels]]
    ) -> None:
        """Add of each passage what its row lacks.

        :param vectors: the whole's, shape (dimensions,), and the windows', by key.
        """
        new = self._without_vectors([key for key, _ in vectors])
        vectors = [row for row in vectors if row[0] in new]
        if vectors:
            wholes = np.asarray([whole for _, (whole, _) in vectors], np.float32)
            windows = [windows for _, (_, windows) in vectors]
            self.vectors.add([key for key, _ in vectors], wholes, windows)
        new = self._without_tokens([key for key, _ in tokens])
        tokens = [row for row in tokens if row[0] in new]
        self.tokens.add([key for key, _ in tokens], [levels for _, levels in tokens])

    def lacking(self, catalogue: Catalogue) -> Iterator[list[Row]]:
        """Yield the passages that lack either (key, text), some at a time, by key."""
        texts = catalogue.all_texts()
        rows = ((key, indexed_text([head] if head else [], text)) for key, head, text in texts)
        while batch := list(islice(rows, SLICE)):
            keys = [key for key, _ in batch]
            lacking = self._without_vectors(keys) | self._without_tokens(keys)
            if missing := [row for row in batch if row[0] in lacking]:
                yield missing

    def _without_vectors(self, keys: Sequence[int]) -> set[int]:
        return set(keys) - {hit.key for hit in self.vectors.scores(self._nothing, keys)}

    def _without_tokens(self, keys: Sequence[int]) -> set[int]:
        return set(keys) - set(self.tokens.known(keys).tolist())

    def save(self, folder: Path) -> None:
        """Write both into ``folder``, which is made."""
        self.vectors.save(folder)
        self.tokens.save(folder)


def carry_over(
    store: Store,
    backends: Backends,
    building: Path,
    base: tuple[Path, BuildRecord] | None,
    removed: Sequence[int],
) -> tuple[int, int]:
    """Write into ``building`` what was read already; return of how many passages, and with tokens.

    It is what the last generation has, and of new passages what was read of their text before.
    Nothing is read here: a build publishes in seconds.
    """
    encoder = backends.encoder
    if encoder is None or base is None or not base[1].encoded:
        return 0, 0
    passages = EncodedPassages(backends, encoder, *base)
    passages.remove(removed)
    catalogue = backends.catalogue(building, backends.catalogue_engine)
    with CachedEncoder(encoder, store.cache) as cache:
        for rows in passages.lacking(catalogue):
            vectors = ((key, cache.known(text)) for key, text in rows)
            tokens = ((key, cache.known_tokens(text)) for key, text in rows)
            passages.add_parts(
                [(key, read) for key, read in vectors if read is not None],
                [(key, levels) for key, levels in tokens if levels is not None],
            )
    catalogue.close()
    if len(passages.vectors):
        passages.save(building / ENCODER)
    return len(passages.vectors), len(passages.tokens)
