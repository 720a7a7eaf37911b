"""Words on Milvus: BM25 over our own terms, as an inner product of sparse vectors.

A passage is a sparse vector of its terms' weights (how often, how long the passage is), a
question one of its terms' rarities, so their inner product is BM25 with our constants and the
exact counts of the generation that is read (:mod:`index.remote.milvus_terms`).  Milvus's own
BM25 function was tried and left: it counts rows that a generation does not see, its
tokenizers differ (Milvus Lite's splits ``#21-NQ/TW`` and drops the mark of ``~can``), and no
bound of its scores can be told.  Nothing of a passage is cut: a sparse vector has no limit that
a VARCHAR of 65,535 bytes would have.

The mean length that weights are reckoned with is that of the first passages a collection was
given; it stays, because weights are stored.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from index.lexical import bm25
from index.ports import TextEntry
from index.ranking import Scored
from index.remote import milvus_terms, milvus_view
from index.remote.milvus_place import Place
from index.remote.milvus_server import MOST, SETTLED, Row, server
from index.remote.milvus_terms import Counts, term_id
from index.remote.milvus_view import (
    Gone,
    Hit,
    Pointer,
    View,
    both,
    evened,
    nearest,
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
from index.schema import document_of

K1 = 0.9
B = 0.6
"""BM25's two constants, those the words of small libraries have."""
_SAMPLE = 20_000
"""Passages whose mean length weights are reckoned with."""
_BATCH = 500_000
"""Weights sent at once: 4 MB of a message of at most 64."""
_REMEMBERED = 50_000
_number = lru_cache(maxsize=1 << 20)(term_id)


_FIELDS = [
    *numbers("key", "doc", "born", "length"),
    {"field_name": "weights", "datatype": "SPARSE_FLOAT_VECTOR"},
]
_INDEXES = [
    *scalar("key", "doc", "born"),
    {"field_name": "weights", "index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"},
]


class MilvusText:
    """Passages by their terms, read only; safe in any number of threads."""

    def __init__(self, place: Place, folder: Path) -> None:
        pointer = Pointer.read(folder)
        self._server = server(place)
        opened(self._server, place.prefix, pointer, "words")
        self._pointer = pointer
        self._rows, self._terms = pointer.collections["words"], pointer.collections["terms"]
        self._filter = pointer.view.filter
        self._settled = time.monotonic() + SETTLED
        self._known: dict[int, int] = {}
        self._lock = threading.Lock()

    @property
    def _now(self) -> bool:
        """Whether what was written last might not be seen by an unhurried read."""
        return time.monotonic() < self._settled

    def search(
        self, terms: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> list[Scored]:
        """Return passages that hold any of ``terms``, by BM25, best first; 16,384 at most."""
        wanted = Counter(map(_number, terms))
        held = self._held(wanted)
        asked = {
            term: times * bm25.rarity(len(self), held[term])
            for term, times in wanted.items()
            if held[term]
        }
        if not asked:
            return []

        def ask(where: str, count: int) -> list[Hit]:
            found = self._server.search(
                self._rows,
                asked,
                "weights",
                count,
                both(self._filter, where),
                ["key"],
                now=self._now,
            )
            return [Hit(int(row["key"]), score, row) for score, row in found if score > 0]

        return [Scored(hit.key, hit.score) for hit in nearest(evened(ask), limit, allowed)]

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        """Return keys of passages that hold all of ``terms`` (a phrase's pairs), ascending.

        A few may hold them scattered: the caller looks at the text.
        """
        held = self._held(map(_number, terms))
        if not held or limit < 1 or not all(held.values()):
            return []
        rarest, *others = sorted(held, key=lambda term: (held[term], term))
        found: list[int] = []
        for stretch in self._holding(rarest, held[rarest]):
            keys = stretch
            for other in others:
                keys = self._also(other, held[other], keys)
            found.extend(sorted(keys))
            if len(found) >= limit:
                break
        return found[:limit]

    def _holding(self, term: int, held: int) -> Iterator[list[int]]:
        """Yield the keys of passages that hold a term, one stretch of keys after the other.

        Milvus hands back a limited number for one search: stretches are cut so that less
        than that is in each.
        """
        if held <= MOST:
            yield self._with(term, "", held)
            return
        end, start = self._pointer.last + 1, 0
        step = max(1, end * (MOST // 2) // held)
        while start < end:
            stop = min(end, start + step)
            found = self._with(term, f"key >= {start} and key < {stop}", MOST)
            if len(found) >= MOST and stop - start > 1:
                step = (stop - start) // 2
                continue
            yield found
            start = stop
            if len(found) < MOST // 8:
                step *= 2

    def _also(self, term: int, held: int, keys: list[int]) -> list[int]:
        """Return those of ``keys`` whose passages hold a term too."""
        if len(keys) > milvus_view.CHUNK and held <= MOST:
            own = set(self._with(term, "", held))
            return [key for key in keys if key in own]
        return [
            key for some in pieces(keys) for key in self._with(term, within("key", some), len(some))
        ]

    def _with(self, term: int, where: str, most: int) -> list[int]:
        """Return the keys of at most so many passages that hold a term."""
        found = self._server.search(
            self._rows,
            {term: 1.0},
            "weights",
            most,
            both(self._filter, where),
            ["key"],
            now=self._now,
        )
        return [int(row["key"]) for _, row in found]

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return how many passages hold each of ``terms``."""
        held = self._held(map(_number, terms))
        return {term: held[_number(term)] for term in terms}

    def _held(self, terms: Iterable[int]) -> dict[int, int]:
        """Return the numbers of passages, remembered: they never change for a generation."""
        wanted = set(terms)
        with self._lock:
            found = {term: self._known[term] for term in wanted if term in self._known}
        missing = wanted - found.keys()
        if missing:
            view = self._pointer.view
            bits = self._pointer.bits
            more = milvus_terms.held(self._server, self._terms, view, bits, missing, now=self._now)
            found.update(more)
            with self._lock:
                if len(self._known) > _REMEMBERED:
                    self._known.clear()
                self._known.update(more)
        return found

    def ceiling(self, terms: Sequence[str]) -> float:
        """Return the score a passage would have that holds all of ``terms`` endlessly often."""
        held = self.frequencies(list(set(terms)))
        return bm25.ceiling(terms, held, len(self), K1)

    def __len__(self) -> int:
        return self._pointer.count

    def close(self) -> None:
        """Nothing to let go: the connection serves every generation."""


class MilvusTextWriter:
    """Writes the words of one generation beside those of ``base``, or into new collections."""

    def __init__(self, place: Place, folder: Path, base: Path | None = None) -> None:
        self._folder = folder
        self._prefix = place.prefix
        self._server = server(place)
        self._counts = Counts()
        if base is None:
            self._base = None
            self._names = new_names(self._server, place.prefix, "words", "terms")
            fields = _FIELDS, milvus_terms.FIELDS
            indexes = _INDEXES, milvus_terms.INDEXES
            for name, some, kinds in zip(self._names.values(), fields, indexes, strict=True):
                self._server.create(name, some, kinds)
            self._born = 1
        else:
            self._base = Pointer.read(base)
            opened(self._server, place.prefix, self._base, "words")
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
        if base is not None and not milvus_terms.outgrown(base.bits, base.terms + changed):
            name = self._names["terms"]
            gained = milvus_terms.write(self._server, name, base.view, base.bits, counts, born)
            return base.bits, base.terms + gained
        if base is not None:
            milvus_terms.read(self._server, base.collections["terms"], base.view, base.bits, counts)
            self._names = self._names | new_names(self._server, self._prefix, "terms")
            self._server.create(self._names["terms"], milvus_terms.FIELDS, milvus_terms.INDEXES)
        bits = milvus_terms.bits_for(len(counts.taken()[0]))
        terms = milvus_terms.write(self._server, self._names["terms"], None, bits, counts, born)
        return bits, terms

    def _remove(self, keys: list[int]) -> Gone:
        """Take passages out of the counts."""
        if self._base is None or not keys:
            return Gone(self._born)
        view, wanted = self._base.view, set(keys)
        fields = ["key", "length", "weights"]
        for some in pieces([document_of(key) for key in keys]):
            where = both(view.filter, within("doc", some))
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
        some: list[Row] = []
        size = 0
        for entry in entries:
            some.append(self._row(entry))
            size += len(some[-1]["weights"])
            if size > _BATCH:
                yield some
                some, size = [], 0
        yield some

    def _row(self, entry: TextEntry) -> Row:
        found = Counter(map(_number, entry.terms))
        length = found.total()
        norm = K1 * (1 - B + B * length / self._mean) if self._mean else K1
        weights: dict[int, Any] = {
            term: times * (K1 + 1) / (times + norm) for term, times in found.items()
        }
        self._counts.add(found)
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
