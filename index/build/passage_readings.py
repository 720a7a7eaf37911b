"""What a build adds to the texts of passages for their readings (:mod:`index.readings`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.analysis.codepoints import Flags, Ints
from index.build.analysis_pool import Passages
from index.catalogue.passage_rows import PassageFacts
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.ports import Embedder
from index.readings.taken import TakenTexts
from index.readings.writer import ReadingsWriter
from index.search.grouping import continues
from index.storage.store import READINGS
from ingest.text.spans import Span

_NOWHERE = -1


class PassageReadings:
    """Writes the readings of new passages, after those of the generation gone on from.

    :param old: the folder of that generation.
    :param removed: keys of its passages that left.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        building: Path,
        old: Path | None,
        removed: Sequence[int],
    ) -> None:
        self._catalogue = catalogue
        self._tokens = embedder.by_tokens
        before = None if old is None else old / READINGS
        self._writer = ReadingsWriter(building / READINGS, before, removed)
        self._last: tuple[int, PassageFacts] | None = None
        self._provisions = lru_cache(maxsize=1)(self._provisions_of)

    def add(self, piece: Passages, taken: TakenTexts) -> None:
        """Add the passages of a piece, which come in the order of their keys."""
        facts = self._catalogue.reading_facts(piece.keys)
        if taken.tokens is None and self._tokens is not None:
            taken.tokens = self._tokens.cut(taken.sentences_of(piece.own_texts()))
        rows = [facts[key] for key in piece.keys]
        self._writer.add(
            piece.keys,
            taken,
            self._goes_on(piece.keys, rows),
            [row.sketch for row in rows],
            self._places(piece.keys, rows, taken),
        )

    def _goes_on(self, keys: Sequence[int], rows: Sequence[PassageFacts]) -> Flags:
        """Say of passages which go on with what the passage before them says."""
        found = np.zeros(len(keys), np.bool_)
        for place, (key, row) in enumerate(zip(keys, rows, strict=True)):
            if self._last is not None:
                last, before = self._last
                beside = last == key - 1 and document_of(last) == document_of(key)
                notes = before.is_note or row.is_note
                found[place] = beside and not notes and continues(before.path, row.path)
            self._last = key, row
        return found

    def _places(self, keys: Sequence[int], rows: Sequence[PassageFacts], taken: TakenTexts) -> Ints:
        """Return the smallest provision that each sentence stands in: its ordinal, -1 for none."""
        found = np.full(len(taken.sentences), _NOWHERE)
        ends = np.cumsum(taken.sentence_counts).tolist()
        for key, row, end, count in zip(
            keys, rows, ends, taken.sentence_counts.tolist(), strict=True
        ):
            ordinals, spans = self._provisions(document_of(key))
            if row.is_note or not count or not len(ordinals):
                continue
            own = taken.sentences[end - count : end] + row.start
            inside = (spans[:, 0] <= own[:, :1]) & (spans[:, 1] >= own[:, 1:])
            held = inside.any(axis=1)
            # They come in order of size: the first that holds a sentence is the smallest.
            found[end - count : end][held] = ordinals[inside.argmax(axis=1)][held]
        return found

    def _provisions_of(self, n: int) -> tuple[Ints, Ints]:
        provisions = self._catalogue.provisions_by_size(n)
        spans: list[Span] = [span for _, span in provisions]
        bounds = np.array([(span.start, span.end) for span in spans], np.int64).reshape(-1, 2)
        return np.array([ordinal for ordinal, _ in provisions], np.int64), bounds

    def close(self) -> None:
        """End the files."""
        self._writer.close()
