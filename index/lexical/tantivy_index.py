"""The Tantivy adapter: BM25 over our own terms, for libraries that outgrow Whoosh.

Terms come analysed and are joined by spaces; Tantivy only splits them again, so both
engines hold the same terms.  What differs:

* its BM25 has fixed constants (:data:`K1`, :data:`B`) and keeps lengths in one byte.  Over 529
  questions on law articles nDCG@10 of the joint ranking is 0.908 (Whoosh 0.916), over 52 on
  congress pages 0.630 (0.621): well inside the intervals;
* a removed passage still counts in the weights of terms until its segment is merged, but
  never in an answer nor in :meth:`TantivyText.document_frequencies`;
* a query that is a plain union of terms is answered by skipping blocks that cannot reach
  the best ``limit``; a term asked twice is put into the union twice, because a boosted
  term would lose that.

Like the other text index it is never changed where it is read: a build copies it, changes
the copy and seals it (:mod:`index.storage.store`).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from tantivy import Occur, Order, Query

from index.lexical import bm25
from index.ports import TextEntry, TextIndex
from index.ranking import ScoredKeys
from ingest.errors import LibraryCorrupt

K1, B = 1.2, 0.75
"""BM25's two constants: Tantivy's own, which cannot be set."""
FEW = 20_000
"""Up to so many allowed keys are looked up as terms; of more, the ranking is sifted."""
HEAP = 256_000_000
"""Bytes of terms gathered before a segment is written."""
_TERMS, _KEY = "terms", "key"
_META = "meta.json"
_DEEPER = 8


def is_tantivy(folder: Path) -> bool:
    """Say whether ``folder`` holds an index of this engine."""
    return (folder / _META).is_file()


def _never_changed(folder: Path) -> bool:
    """Say whether no segment holds removed passages."""
    segments = json.loads((folder / _META).read_text("utf-8"))["segments"]
    return all(not segment["deletes"] for segment in segments)


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError, KeyError, TypeError) as error:
        raise LibraryCorrupt(f"Chỉ mục từ ({folder.name}) không đọc được.") from error


class TantivyText:
    """Passages by their terms, read only; safe in any number of threads."""

    def __init__(self, folder: Path) -> None:
        if not is_tantivy(folder):
            raise LibraryCorrupt(f"Chỉ mục từ ({folder.name}) không mở được.")
        self._folder = folder
        with _guarded(folder):
            index = tantivy.Index.open(str(folder))
            # Nothing is ever committed here: no thread need watch the folder.
            index.config_reader("manual")
            index.reload()
            self._read(index, whole=_never_changed(folder))

    def _read(self, index: tantivy.Index, *, whole: bool) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._size = int(self._searcher.num_docs)
        self._whole = whole

    @classmethod
    def in_memory(cls, entries: Iterable[TextEntry], name: str) -> TantivyText:
        """Return an index of ``entries`` that lies in no file; ``name`` is told in errors."""
        text = cls.__new__(cls)
        text._folder = Path(name)
        index = tantivy.Index(_schema())
        _fill(index, entries)
        index.reload()
        text._read(index, whole=True)
        return text

    def narrowed(
        self, keys: Sequence[int], entries: Callable[[], Iterable[TextEntry]]
    ) -> TextIndex:
        """See :class:`TextIndex`: an index of its own, since Tantivy counts all that it holds."""
        return TantivyText.in_memory(entries(), self._folder.name)

    def search(
        self, terms: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> ScoredKeys:
        """Return passages that hold any of ``terms``, by BM25, best first."""
        if not terms or not self._size or limit < 1 or (allowed is not None and not len(allowed)):
            return ScoredKeys.of(())
        union = Query.boolean_query([(Occur.Should, self._term(term)) for term in terms])
        if allowed is None:
            return self._rank(union, limit)[:limit]
        if len(allowed) <= FEW:
            return self._rank(self._within(union, allowed), limit)[:limit]
        return self._sift(union, limit, allowed)

    def _term(self, term: str) -> Query:
        return Query.term_query(self._schema, _TERMS, term, "freq")

    def _within(self, union: Query, allowed: Sequence[int]) -> Query:
        keys = Query.term_set_query(self._schema, _KEY, list(map(int, allowed)))
        return Query.boolean_query(
            [(Occur.Must, union), (Occur.Must, Query.const_score_query(keys, 0.0))]
        )

    def _sift(self, union: Query, limit: int, allowed: Sequence[int]) -> ScoredKeys:
        """Take the ranking deeper and deeper until enough of it is allowed."""
        wanted = np.asarray(allowed, np.int64)
        depth = limit * _DEEPER
        while True:
            ranked = self._rank(union, depth)
            kept = ranked.take(np.isin(ranked.keys, wanted))
            if len(kept) >= limit or len(ranked) < depth:
                return kept[:limit]
            depth *= _DEEPER

    def _rank(self, query: Query, limit: int) -> ScoredKeys:
        """Return at least the best ``limit`` (more where scores are equal at the edge)."""
        # A few more, so that which of equals is cut off hangs on keys, not on segments.
        with _guarded(self._folder):
            hits = self._searcher.search(query, limit=limit + 32, count=False).hits
            if not hits:
                return ScoredKeys.of(())
            scores, places = map(list, zip(*hits, strict=True))
            keys = self._searcher.fast_field_values(_KEY, places)
        if None in keys:
            known = [row for row, key in enumerate(keys) if key is not None]
            keys, scores = [keys[row] for row in known], [scores[row] for row in known]
        scored = ScoredKeys(np.array(keys, np.int64), np.array(scores, np.float64))
        return scored.rescored(scored.scores)

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        """Return keys of passages that hold all of ``terms`` (the phrase's pairs), ascending.

        A few may hold them scattered: the caller looks at the text.
        """
        wanted = sorted(set(terms))
        if not wanted or not self._size or limit < 1:
            return []
        every = Query.boolean_query([(Occur.Must, self._term(term)) for term in wanted])
        with _guarded(self._folder):
            answer = self._searcher.search(
                every,
                limit=min(limit, self._size),
                count=False,
                order_by_field=_KEY,
                order=Order.Asc,
            )
        return [int(key) for key, _ in answer.hits]

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return how many passages hold each of ``terms``."""
        with _guarded(self._folder):
            return {term: self._frequency(term) for term in terms}

    def _frequency(self, term: str) -> int:
        held = int(self._searcher.doc_freq(_TERMS, term))
        if self._whole or not held:
            return held
        # Removed passages are still in that number: count those that are left.
        answer: Any = self._searcher.search(self._term(term), limit=1, count=True)
        return int(answer.count or 0)

    def max_score(self, terms: Sequence[str]) -> float:
        """Return the score a passage would have that holds all of ``terms`` endlessly often."""
        held = self.document_frequencies(list(set(terms)))
        return bm25.ceiling(terms, held, self._size, K1)

    def __len__(self) -> int:
        return self._size

    def close(self) -> None:
        """Let the files go."""


class TantivyWriter:
    """Writes the index of one generation: a changed copy of ``base``, or a new one."""

    def __init__(self, folder: Path, base: Path | None = None) -> None:
        self._folder = folder
        if base is not None:
            shutil.copytree(base, folder)
            with _guarded(folder):
                self._index = tantivy.Index.open(str(folder))
        else:
            folder.mkdir()
            self._index = tantivy.Index(_schema(), path=str(folder))

    def write(self, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
        """Forget ``removed``, add ``entries``, commit, and wait for merges."""
        _fill(self._index, entries, removed)


def _fill(index: tantivy.Index, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
    """Forget ``removed``, add ``entries``, commit, and wait for merges."""
    writer = index.writer(HEAP, num_threads=min(2, os.cpu_count() or 1))
    gone = [int(key) for key in removed]
    if gone:
        # Not delete_documents_by_term: with a whole number it removes nothing, silently.
        writer.delete_documents_by_query(Query.term_set_query(index.schema, _KEY, gone))
    for entry in entries:
        document = tantivy.Document()
        document.add_text(_TERMS, entry.line)
        document.add_unsigned(_KEY, entry.key)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_text_field(_TERMS, stored=False, tokenizer_name="whitespace", index_option="freq")
        .add_unsigned_field(_KEY, stored=False, indexed=True, fast=True)
        .build()
    )
