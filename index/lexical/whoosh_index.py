"""The Whoosh adapter: BM25 over our own terms, one searcher a thread at a time.

What was measured decides the shape (100,000 passages of 120 words):

* an OR query over all its terms takes 230 ms, over the rare ones 11 to 25 ms, so
  terms are taken rarest first until :data:`BUDGET` postings are read; what is left
  out are the commonest terms, whose weight is least.  The same query always
  reads the same postings;
* a searcher used by two threads at once fails now and then (unpickling and zlib errors);
  one lent to a thread at a time never did;
* a commit makes no fsync and keeps one table of contents, so an index is never
  changed where it is read: a build copies it, changes the copy and seals it
  (:mod:`index.storage.store`);
* the files hold pickles: only an index that a build of ours made and sealed is opened.
"""

from __future__ import annotations

import shutil
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from pickle import UnpicklingError
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import columns, fields  # type: ignore[import-untyped]
from whoosh import index as whoosh_index
from whoosh.codec.whoosh3 import W3LeafMatcher  # type: ignore[import-untyped]
from whoosh.reading import TermNotFound  # type: ignore[import-untyped]

from index.lexical import bm25
from index.ports import TextEntry, TextIndex
from index.ranking import ScoredKeys
from ingest.errors import LibraryCorrupt

BUDGET = 30_000
"""Postings read for one query at most (the rarest term is always read)."""

K1 = 0.9
B = 0.6
"""BM25's two constants; those of Anserini for passages were near the best of a grid."""
_REMEMBERED = 50_000
"""Terms whose frequency among some of the passages is kept."""
_FIELD = "terms"
_DAMAGE = (
    whoosh_index.IndexError,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    AttributeError,
    struct.error,
    zlib.error,
    UnpicklingError,
)

Whoosh = Any
"""An object of Whoosh, which has no types."""

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def _schema() -> Whoosh:
    return fields.Schema(
        terms=fields.KEYWORD(stored=False, scorable=True),
        name=fields.ID(stored=False),
        key=fields.COLUMN(columns.NumericColumn("q")),
    )


class WhooshText:
    """Passages by their terms, read only; safe in any number of threads."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = whoosh_index.open_dir(str(folder))
            self._size = int(self._index.doc_count())
            self._lock = threading.Lock()
            self._idle: SimpleQueue[Whoosh] = SimpleQueue()
            self._tables: tuple[Ints, Floats, float] | None = None
            self._only: Ints | None = None
            self._held: Flags | None = None
            self._counted: dict[str, int] = {}
        except _DAMAGE as error:
            raise LibraryCorrupt(f"Chỉ mục từ ({folder.name}) không mở được.") from error

    @contextmanager
    def _searcher(self) -> Iterator[Whoosh]:
        """Lend a searcher to one thread at a time: opening one costs five milliseconds."""
        try:
            searcher = self._idle.get_nowait()
        except Empty:
            searcher = self._index.searcher()
        try:
            yield searcher
        except BaseException:
            # In what state a failed one is nobody knows.
            searcher.close()
            raise
        self._idle.put(searcher)

    def search(
        self, terms: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> ScoredKeys:
        """Return passages that hold any of ``terms``, by BM25, best first."""
        if not self._size:
            return ScoredKeys.of(())
        with self._searcher() as searcher:
            reader = searcher.reader()
            keys, norms, _ = self._load(reader)
            scores = np.zeros(len(keys))
            for term, weight, frequency in self._chosen(reader, Counter(terms)):
                idf = bm25.rarity(self._size, frequency)
                places, counts = self._postings(reader, term)
                gain = counts * (K1 + 1) / (counts + norms[places])
                scores[places] += weight * idf * gain
        if allowed is not None:
            scores[~np.isin(keys, np.asarray(allowed, dtype=np.int64))] = 0.0
        return _best(keys, scores, limit)

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        """Return keys of passages that hold all of ``terms`` (the phrase's pairs), ascending.

        A few may hold them scattered: the caller looks at the text.
        """
        wanted = sorted(set(terms))
        if not wanted or not self._size:
            return []
        with self._searcher() as searcher:
            reader = searcher.reader()
            keys, _, _ = self._load(reader)
            kept: Ints | None = None
            for _frequency, term in sorted((self._frequency(reader, t), t) for t in wanted):
                places, _counts = self._postings(reader, term)
                kept = places if kept is None else np.intersect1d(kept, places)
                if not len(kept):
                    return []
        assert kept is not None  # noqa: S101 (wanted is not empty)
        return [int(key) for key in np.sort(keys[kept])[:limit]]

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return how many passages hold each of ``terms``."""
        with self._searcher() as searcher:
            reader = searcher.reader()
            return {term: self._frequency(reader, term) for term in terms}

    def _frequency(self, reader: Whoosh, term: str) -> int:
        if self._only is None:
            return int(reader.doc_frequency(_FIELD, term))
        # Two threads may count one term at once: they count the same.
        held = self._counted.get(term)
        if held is None:
            if len(self._counted) >= _REMEMBERED:
                self._counted.clear()
            held = self._counted[term] = len(self._postings(reader, term)[0])
        return held

    def _postings(self, reader: Whoosh, term: str) -> tuple[Ints, Floats]:
        """Return where a term stands among the passages this index has, and how often."""
        places, counts = _postings(reader, term)
        if self._only is None:
            return places, counts
        self._load(reader)
        assert self._held is not None  # noqa: S101 (loaded with the tables)
        shown = self._held[places]
        return places[shown], counts[shown]

    def narrowed(
        self, keys: Sequence[int], entries: Callable[[], Iterable[TextEntry]]
    ) -> TextIndex:
        """See :class:`TextIndex`: the same files, of which postings of ``keys`` alone are read."""
        part = copy(self)
        part._only = np.unique(np.asarray(keys, dtype=np.int64))
        part._size = len(part._only)
        part._lock = threading.Lock()
        part._tables, part._held, part._counted = None, None, {}
        return part

    def max_score(self, terms: Sequence[str]) -> float:
        """Return the score a passage would have that holds all of ``terms`` endlessly often.

        A term no passage holds counts in full: what is missing must show.
        """
        return bm25.ceiling(terms, self.document_frequencies(list(set(terms))), self._size, K1)

    def _chosen(self, reader: Whoosh, wanted: Counter[str]) -> list[tuple[str, int, int]]:
        """Return (term, times in the query, passages that hold it), rarest first, in budget."""
        known = [(self._frequency(reader, term), term) for term in wanted]
        chosen: list[tuple[str, int, int]] = []
        spent = 0
        for frequency, term in sorted(pair for pair in known if pair[0]):
            spent += frequency
            if chosen and spent > BUDGET:
                break
            chosen.append((term, wanted[term], frequency))
        return chosen

    def _load(self, reader: Whoosh) -> tuple[Ints, Floats, float]:
        """Return, by Whoosh's own number of a passage: its key, its length norm; and the mean."""
        with self._lock:
            if self._tables is None:
                total = reader.doc_count_all()
                column = reader.column_reader("key")
                keys = np.fromiter((column[n] for n in range(total)), np.int64, total)
                lengths = np.fromiter(
                    (reader.doc_field_length(n, _FIELD) for n in range(total)), np.float64, total
                )
                if self._only is not None:
                    self._held = np.isin(keys, self._only)
                shown = lengths if self._held is None else lengths[self._held]
                # Not the reader's own total: that keeps the lengths from before a merge.
                mean = (float(shown.mean()) if len(shown) else 0.0) or 1.0
                self._tables = keys, K1 * (1 - B + B * lengths / mean), mean
            return self._tables

    def __len__(self) -> int:
        return self._size

    def close(self) -> None:
        """Let the files go."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                break
        self._index.close()


def _postings(reader: Whoosh, term: str) -> tuple[Ints, Floats]:
    """Return where a term stands (Whoosh's own numbers of passages) and how often."""
    places: list[int] = []
    counts: list[float] = []
    for leaf, offset in reader.leaf_readers():
        try:
            matcher = leaf.postings(_FIELD, term)
        except TermNotFound:
            continue
        start = len(places)
        if type(matcher) is W3LeafMatcher:
            _blocks(matcher, places, counts)
        else:
            _one_by_one(matcher, places, counts)
        if offset:
            places[start:] = [number + offset for number in places[start:]]
    return np.asarray(places, np.int64), np.asarray(counts, np.float64)


def _blocks(matcher: Whoosh, places: list[int], counts: list[float]) -> None:
    """Take whole blocks of 128 postings: stepping through them costs ten times as much.

    These are internals of Whoosh 2.7.4, its last release; the contract suite compares
    the outcome with an exact count.
    """
    while matcher.is_active():
        matcher._read_ids()
        matcher._read_weights()
        places.extend(matcher._ids)
        counts.extend(matcher._weights)
        matcher._next_block()


def _one_by_one(matcher: Whoosh, places: list[int], counts: list[float]) -> None:
    while matcher.is_active():
        places.append(matcher.id())
        counts.append(matcher.weight())
        matcher.next()


def _best(keys: Ints, scores: Floats, limit: int) -> ScoredKeys:
    hit = np.flatnonzero(scores > 0)
    if len(hit) > limit:
        edge = np.partition(scores[hit], -limit)[-limit]
        hit = hit[scores[hit] >= edge]
    return ScoredKeys(keys[hit], scores[hit]).rescored(scores[hit])[:limit]


class WhooshWriter:
    """Writes the index of one generation: a changed copy of ``base``, or a new one."""

    def __init__(self, folder: Path, base: Path | None = None) -> None:
        self._folder = folder
        if base is not None:
            shutil.copytree(base, folder)
        else:
            folder.mkdir()
            whoosh_index.create_in(str(folder), _schema()).close()

    def write(self, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
        """Forget ``removed``, add ``entries``, commit."""
        gone = list(removed)
        index = whoosh_index.open_dir(str(self._folder))
        writer = index.writer(limitmb=128)
        if gone:
            # One searcher for all: update_document opens one each time (40 took 6 s).
            with index.searcher() as searcher:
                for key in gone:
                    writer.delete_by_term("name", str(key), searcher=searcher)
        for entry in entries:
            writer.add_document(terms=entry.line, name=str(entry.key), key=entry.key)
        # Deleted passages still count in frequencies until merged away.
        writer.commit(optimize=bool(gone))
        index.close()
