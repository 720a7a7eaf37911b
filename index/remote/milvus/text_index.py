"""Words on Milvus: BM25 over our own terms, as an inner product of sparse vectors.

A passage is a sparse vector of its terms' weights (how often, how long the passage is), a
question one of its terms' rarities, so their inner product is BM25 with our constants and the
exact counts of the generation that is read (:mod:`index.remote.milvus.term_counts`).  Milvus's own
BM25 function was tried and left: it counts rows that a generation does not see (50 rows of a
build under way, hidden by the filter, took the score of a passage from 0.999 to 0.041), so
nothing bounds its scores; and Milvus Lite 3.2 has no tokenizer that parts words at spaces alone,
as Milvus itself has, and takes ``#21-NQ/TW`` apart.  Nothing of a passage is cut: a sparse
vector has no limit that a VARCHAR of 65,535 bytes would have.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from index.lexical import bm25
from index.ports import TextEntry, TextIndex
from index.ranking import ScoredKey
from index.remote.milvus import snapshot, term_counts
from index.remote.milvus.client import MOST, SETTLED, server
from index.remote.milvus.place import MilvusAddress
from index.remote.milvus.snapshot import (
    Pointer,
    VectorHit,
    both,
    evened,
    nearest,
    opened,
    pieces,
    within,
)
from index.remote.milvus.term_counts import term_id

K1 = 0.9
B = 0.6
"""BM25's two constants, those the words of small libraries have."""
_REMEMBERED = 50_000
number = lru_cache(maxsize=1 << 20)(term_id)


class MilvusText:
    """Passages by their terms, read only; safe in any number of threads."""

    def __init__(self, address: MilvusAddress, folder: Path) -> None:
        pointer = Pointer.read(folder)
        self._server = server(address)
        opened(self._server, address.prefix, pointer, "words")
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
    ) -> list[ScoredKey]:
        """Return passages that hold any of ``terms``, by BM25, best first; 16,384 at most."""
        wanted = Counter(map(number, terms))
        held = self._held(wanted)
        asked = {
            term: times * bm25.rarity(len(self), held[term])
            for term, times in wanted.items()
            if held[term]
        }
        if not asked:
            return []

        def ask(where: str, count: int) -> list[VectorHit]:
            rows = self._server.search(
                self._rows,
                asked,
                "weights",
                count,
                both(self._filter, where),
                ["key"],
                now=self._now,
            )
            return [VectorHit(int(row["key"]), score, row) for score, row in rows if score > 0]

        return [ScoredKey(hit.key, hit.score) for hit in nearest(evened(ask), limit, allowed)]

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        """Return keys of passages that hold all of ``terms`` (a phrase's pairs), ascending.

        A few may hold them scattered: the caller looks at the text.
        """
        held = self._held(map(number, terms))
        if not held or limit < 1 or not all(held.values()):
            return []
        rarest, *others = sorted(held, key=lambda term: (held[term], term))
        hits: list[int] = []
        for stretch in self._holding(rarest, held[rarest]):
            keys = stretch
            for other in others:
                keys = self._also(other, held[other], keys)
            hits.extend(sorted(keys))
            if len(hits) >= limit:
                break
        return hits[:limit]

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
            holding = self._with(term, f"key >= {start} and key < {stop}", MOST)
            if len(holding) >= MOST and stop - start > 1:
                step = (stop - start) // 2
                continue
            yield holding
            start = stop
            if len(holding) < MOST // 8:
                step *= 2

    def _also(self, term: int, held: int, keys: list[int]) -> list[int]:
        """Return those of ``keys`` whose passages hold a term too."""
        if len(keys) > snapshot.CHUNK and held <= MOST:
            holding = set(self._with(term, "", held))
            return [key for key in keys if key in holding]
        return [
            key
            for batch in pieces(keys)
            for key in self._with(term, within("key", batch), len(batch))
        ]

    def _with(self, term: int, where: str, most: int) -> list[int]:
        """Return the keys of at most so many passages that hold a term."""
        rows = self._server.search(
            self._rows,
            {term: 1.0},
            "weights",
            most,
            both(self._filter, where),
            ["key"],
            now=self._now,
        )
        return [int(row["key"]) for _, row in rows]

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return how many passages hold each of ``terms``."""
        held = self._held(map(number, terms))
        return {term: held[number(term)] for term in terms}

    def _held(self, terms: Iterable[int]) -> dict[int, int]:
        """Return the numbers of passages, remembered: they never change for a generation."""
        wanted = set(terms)
        with self._lock:
            frequencies = {term: self._known[term] for term in wanted if term in self._known}
        missing = wanted - frequencies.keys()
        if missing:
            view = self._pointer.view
            bits = self._pointer.bits
            more = term_counts.held(self._server, self._terms, view, bits, missing, now=self._now)
            frequencies.update(more)
            with self._lock:
                if len(self._known) > _REMEMBERED:
                    self._known.clear()
                self._known.update(more)
        return frequencies

    def max_score(self, terms: Sequence[str]) -> float:
        """Return the score a passage would have that holds all of ``terms`` endlessly often."""
        held = self.document_frequencies(list(set(terms)))
        return bm25.ceiling(terms, held, len(self), K1)

    def narrowed(
        self, keys: Sequence[int], entries: Callable[[], Iterable[TextEntry]]
    ) -> TextIndex:
        """See :class:`TextIndex`: an index of its own in memory, scored as Tantivy does.

        What the server keeps of a term is counted over all rows of a generation.
        """
        from index.lexical.tantivy_index import TantivyText  # noqa: PLC0415 (few need it)

        return TantivyText.in_memory(entries(), str(self._rows))

    def __len__(self) -> int:
        return self._pointer.count

    def close(self) -> None:
        """Nothing to let go: the connection serves every generation."""
