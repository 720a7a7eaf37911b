"""Words on Milvus: BM25 over our own terms, as an inner product of sparse vectors.

A passage is a sparse vector of its terms' weights (how often, how long the passage is), a
question one of its terms' rarities, so their inner product is BM25 with our constants and the
exact counts of the generation that is read (:mod:`index.remote.milvus_terms`).  Milvus's own
BM25 function was tried and left: it counts rows that a generation does not see, its
tokenizers differ (Milvus Lite's splits ``#21-NQ/TW`` and drops the mark of ``~can``), and no
bound of its scores can be told.

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
from index.remote import milvus_terms
from index.remote.milvus_place import Place
from index.remote.milvus_server import SETTLED, Row, server
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
from ingest.errors import LibraryUnwritable

K1 = 0.9
B = 0.6
"""BM25's two constants, those the words of small libraries have."""
MOST_TERMS = 4_096
"""Distinct terms a passage may have: an ARRAY of Milvus holds no more."""
_SAMPLE = 20_000
"""Passages whose mean length weights are reckoned with."""
_BATCH = 1_000
"""Passages sent at once: some 6 MB of a message of at most 64."""
_REMEMBERED = 50_000
_number = lru_cache(maxsize=1 << 20)(term_id)


def _fields() -> list[Row]:
    return [
        *numbers("key", "doc", "born", "length"),
        {"field_name": "weights", "datatype": "SPARSE_FLOAT_VECTOR"},
        {
            "field_name": "terms",
            "datatype": "ARRAY",
            "element_type": "INT32",
            "max_capacity": MOST_TERMS,
        },
    ]


def _indexes(small: bool) -> list[Row]:
    # Milvus Lite indexes no arrays: it reads them.
    names = ("key", "doc", "born") if small else ("key", "doc", "born", "terms")
    return [
        *scalar(*names),
        {"field_name": "weights", "index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"},
    ]


def _signed(term: int) -> int:
    """Return a term's number as an array of INT32 has it."""
    return term - (1 << 32) if term >= 1 << 31 else term


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
        wanted = sorted(set(map(_number, terms)))
        if not wanted or limit < 1 or not all(self._held(wanted).values()):
            return []
        where = f"array_contains_all(terms, {[_signed(term) for term in wanted]})"
        found = self._server.each(self._rows, both(where, self._filter), ["key"], limit)
        # Rows come in order of their primary key, which is that of keys.
        return [int(row["key"]) for rows in found for row in rows][:limit]

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
            asked = milvus_terms.held(self._server, self._terms, view, missing, now=self._now)
            more = {term: asked.get(term, 0) for term in missing}
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
        self._server = server(place)
        self._counts = Counts()
        if base is None:
            self._base = None
            self._names = new_names(self._server, place.prefix, "words", "terms")
            fields = _fields(), milvus_terms.FIELDS
            indexes = _indexes(self._server.small), milvus_terms.INDEXES
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

    def write(self, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
        """Forget ``removed``, add ``entries``, commit."""
        gone = self._remove(list(removed))
        for batch in self._batches(iter(entries)):
            self._server.insert(self._rows, batch)
        before = self._base.view if self._base else None
        milvus_terms.write(self._server, self._names["terms"], before, self._counts, self._born)
        view = View(((1, 1),))
        if before is not None:
            view = still(self._server, self._rows, before).after(self._born, gone)
        for name in self._names.values():
            self._server.seal(name)
        Pointer(self._names, view, self._count, total=self._total, mean=self._mean).write(
            self._folder
        )

    def _remove(self, keys: list[int]) -> Gone:
        """Take passages out of the counts."""
        if self._base is None or not keys:
            return Gone(self._born)
        view, wanted = self._base.view, set(keys)
        for some in pieces([document_of(key) for key in keys], 100):
            where = both(view.filter, within("doc", some))
            for row in self._server.query(self._rows, where, ["key", "length", "terms"]):
                if int(row["key"]) in wanted:
                    self._counts.add([term % (1 << 32) for term in row["terms"]], -1)
                    self._count -= 1
                    self._total -= int(row["length"])
        return removal(self._server, self._rows, view, keys, self._born)

    def _batches(self, entries: Iterator[TextEntry]) -> Iterator[list[Row]]:
        if not self._mean:
            first = list(islice(entries, _SAMPLE))
            lengths = sum(entry.line.count(" ") + bool(entry.line) for entry in first)
            self._mean = lengths / len(first) if lengths else 0.0
            entries = chain(first, entries)
        while some := list(islice(entries, _BATCH)):
            yield [self._row(entry) for entry in some]

    def _row(self, entry: TextEntry) -> Row:
        found = Counter(map(_number, entry.terms))
        if len(found) > MOST_TERMS:
            raise LibraryUnwritable(
                f"Đoạn {entry.key} có {len(found)} từ khác nhau, Milvus chỉ giữ được {MOST_TERMS}."
            )
        length = found.total()
        norm = K1 * (1 - B + B * length / self._mean) if self._mean else K1
        weights: dict[int, Any] = {
            term: times * (K1 + 1) / (times + norm) for term, times in found.items()
        }
        self._counts.add(found)
        self._count += 1
        self._total += length
        return {
            "pk": primary(entry.key, self._born),
            "key": entry.key,
            "doc": document_of(entry.key),
            "born": self._born,
            "length": length,
            "weights": weights,
            "terms": [_signed(term) for term in found],
        }
