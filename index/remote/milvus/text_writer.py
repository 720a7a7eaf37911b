"""Writing words on Milvus (see :mod:`index.remote.milvus.text_index`): rows beside those of a base.

The mean length that weights are reckoned with is that of the first passages a collection was
given; it stays, because weights are stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from index.catalogue.schema import document_of
from index.ports import TextEntry
from index.remote.milvus import term_counts
from index.remote.milvus.client import Row, server
from index.remote.milvus.place import MilvusAddress
from index.remote.milvus.snapshot import (
    Gone,
    Pointer,
    View,
    both,
    new_names,
    next_born,
    numbers,
    opened,
    pieces,
    primary,
    removal,
    scalar,
    still,
    within,
)
from index.remote.milvus.term_counts import TermCounts
from index.remote.milvus.text_index import K1, B, number

_SAMPLE = 20_000
"""Passages whose mean length weights are reckoned with."""
_BATCH = 500_000
"""Weights sent at once: 4 MB of a message of at most 64."""
_FIELDS = [
    *numbers("key", "doc", "born", "length"),
    {"field_name": "weights", "datatype": "SPARSE_FLOAT_VECTOR"},
]
_INDEXES = [
    *scalar("key", "doc", "born"),
    {"field_name": "weights", "index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"},
]


class MilvusTextWriter:
    """Writes the words of one generation beside those of ``base``, or into new collections."""

    def __init__(self, address: MilvusAddress, folder: Path, base: Path | None = None) -> None:
        self._folder = folder
        self._prefix = address.prefix
        self._server = server(address)
        self._counts = TermCounts()
        if base is None:
            self._base = None
            self._names = new_names(self._server, address.prefix, "words", "terms")
            fields = _FIELDS, term_counts.FIELDS
            indexes = _INDEXES, term_counts.INDEXES
            for name, columns, kinds in zip(self._names.values(), fields, indexes, strict=True):
                self._server.create(name, columns, kinds)
            self._born = 1
        else:
            self._base = Pointer.read(base)
            opened(self._server, address.prefix, self._base, "words")
            self._names = self._base.collections
            self._born = next_born(self._server, self._names.values(), self._base.view.last)
        self._rows = self._names["words"]
        self._count = self._base.count if self._base else 0
        self._total = self._base.total if self._base else 0
        self._mean = self._base.mean if self._base else 0.0
        self._last = self._base.last if self._base else 0

    def write(self, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
        """Forget ``removed``, add ``entries``, commit."""
        gone = self._remove(list(removed))
        for batch in self._batches(iter(entries)):
            self._server.insert(self._rows, batch)
        before = self._base.view if self._base else None
        bits, terms = self._write_terms()
        view = View(((1, 1),))
        if before is not None:
            view = still(self._server, self._rows, before).after(self._born, gone)
        for name in self._names.values():
            self._server.seal(name)
        Pointer(
            self._names,
            view,
            self._count,
            total=self._total,
            mean=self._mean,
            bits=bits,
            terms=terms,
            last=self._last,
        ).write(self._folder)

    def _write_terms(self) -> tuple[int, int]:
        """Write how many passages hold each term; return the bits of buckets, the terms in all."""
        base, counts, born = self._base, self._counts, self._born
        changed = len(counts.taken()[0])
        if base is not None and not term_counts.outgrown(base.bits, base.terms + changed):
            name = self._names["terms"]
            gained = term_counts.write(self._server, name, base.view, base.bits, counts, born)
            return base.bits, base.terms + gained
        if base is not None:
            term_counts.read(self._server, base.collections["terms"], base.view, base.bits, counts)
            self._names = self._names | new_names(self._server, self._prefix, "terms")
            self._server.create(self._names["terms"], term_counts.FIELDS, term_counts.INDEXES)
        bits = term_counts.bits_for(len(counts.taken()[0]))
        terms = term_counts.write(self._server, self._names["terms"], None, bits, counts, born)
        return bits, terms

    def _remove(self, keys: list[int]) -> Gone:
        """Take passages out of the counts."""
        if self._base is None or not keys:
            return Gone(self._born)
        view, wanted = self._base.view, set(keys)
        fields = ["key", "length", "weights"]
        for batch in pieces([document_of(key) for key in keys]):
            where = both(view.filter, within("doc", batch))
            for row in chain.from_iterable(self._server.each(self._rows, where, fields)):
                if int(row["key"]) in wanted:
                    self._counts.add(map(int, row["weights"]), -1)
                    self._count -= 1
                    self._total -= int(row["length"])
        return removal(self._server, self._rows, view, keys, self._born)

    def _batches(self, entries: Iterator[TextEntry]) -> Iterator[list[Row]]:
        if not self._mean:
            first = list(islice(entries, _SAMPLE))
            lengths = sum(entry.line.count(" ") + bool(entry.line) for entry in first)
            self._mean = lengths / len(first) if lengths else 0.0
            entries = chain(first, entries)
        batch: list[Row] = []
        size = 0
        for entry in entries:
            batch.append(self._row(entry))
            size += len(batch[-1]["weights"])
            if size > _BATCH:
                yield batch
                batch, size = [], 0
        yield batch

    def _row(self, entry: TextEntry) -> Row:
        counts = Counter(map(number, entry.terms))
        length = counts.total()
        norm = K1 * (1 - B + B * length / self._mean) if self._mean else K1
        weights: dict[int, Any] = {
            term: times * (K1 + 1) / (times + norm) for term, times in counts.items()
        }
        self._counts.add(counts)
        self._count += 1
        self._total += length
        self._last = max(self._last, entry.key)
        return {
            "pk": primary(entry.key, self._born),
            "key": entry.key,
            "doc": document_of(entry.key),
            "born": self._born,
            "length": length,
            "weights": weights,
        }
