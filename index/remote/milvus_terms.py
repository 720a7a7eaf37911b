"""How many passages hold each term, exactly, for every generation that is kept.

Rows are (term, build, passages): each build appends the new number of every term it changed,
and a generation reads the newest row that it sees.  Milvus's own counts (of its BM25 function)
are of all rows of a collection, also of those removed and of those a build is only
writing, and in Milvus Lite of one segment alone: scores of a published generation would
change while the next is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from index.remote.milvus_server import Server
from index.remote.milvus_view import View, both, numbers, pieces, scalar, within

Ints = npt.NDArray[np.int64]

_BITS = 32
_RUN = 2_000_000
"""Occurrences gathered before they are counted."""
_BATCH = 10_000
FIELDS = [
    *numbers("term", "born", "held"),
    # Every collection of Milvus must have a vector.
    {"field_name": "nothing", "datatype": "FLOAT_VECTOR", "dim": 2},
]
INDEXES = [
    *scalar("term", "born"),
    {"field_name": "nothing", "index_type": "FLAT", "metric_type": "IP"},
]


def term_id(term: str) -> int:
    """Return a term's number, below 2³² - 1 (the most a sparse vector of Milvus has).

    Two terms of a question share one with a chance of one in some thousands of questions over
    a million terms; Milvus's own BM25 does the same.
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest()) % ((1 << _BITS) - 1)


class Counts:
    """Counts in how many passages each term is, holding only distinct terms in memory."""

    def __init__(self) -> None:
        self._waiting: list[Ints] = []
        self._size = 0
        self._terms: Ints = np.zeros(0, np.int64)
        self._held: Ints = np.zeros(0, np.int64)

    def add(self, terms: Iterable[int], sign: int = 1) -> None:
        """Count the distinct terms of one passage; with ``sign`` -1, of one that went."""
        own = np.fromiter(terms, np.int64)
        # The sign is the lowest bit, so that all are counted in one go.
        self._waiting.append(own << 1 | (sign < 0))
        self._size += len(own)
        if self._size > _RUN:
            self._settle()

    def _settle(self) -> None:
        if not self._waiting:
            return
        coded, times = np.unique(np.concatenate(self._waiting), return_counts=True)
        self._waiting, self._size = [], 0
        terms = np.concatenate([self._terms, coded >> 1])
        held = np.concatenate([self._held, np.where(coded & 1, -times, times)])
        self._terms, place = np.unique(terms, return_inverse=True)
        self._held = np.zeros(len(self._terms), np.int64)
        np.add.at(self._held, place, held)

    def taken(self) -> tuple[Ints, Ints]:
        """Return the terms whose number changed, and by how much."""
        self._settle()
        changed = self._held != 0
        return self._terms[changed], self._held[changed]


def held(
    server: Server, collection: str, view: View, terms: Iterable[int], *, now: bool = True
) -> dict[int, int]:
    """Return how many passages hold each of ``terms`` in a generation; 0 are left out."""
    newest: dict[int, tuple[int, int]] = {}
    seen = View(view.seen).filter
    for some in pieces(list(terms)):
        where = both(seen, within("term", some))
        for row in server.query(collection, where, ["term", "born", "held"], now=now):
            term = int(row["term"])
            newest[term] = max(newest.get(term, (0, 0)), (int(row["born"]), int(row["held"])))
    return {term: count for term, (_, count) in newest.items() if count}


def write(server: Server, collection: str, base: View | None, counts: Counts, born: int) -> None:
    """Append the numbers a build changed."""
    terms, changes = counts.taken()
    for start in range(0, len(terms), _BATCH):
        some = terms[start : start + _BATCH].tolist()
        before = held(server, collection, base, some) if base else {}
        server.insert(
            collection,
            [
                {
                    "pk": born << _BITS | term,
                    "term": term,
                    "born": born,
                    "held": before.get(term, 0) + change,
                    "nothing": [0.0, 0.0],
                }
                for term, change in zip(some, changes[start : start + _BATCH].tolist(), strict=True)
            ],
        )


def superseded(server: Server, collection: str, views: list[View]) -> None:
    """Remove rows that every view has a newer one for."""
    oldest = min(views, key=lambda view: view.last)
    borns: dict[int, list[int]] = {}
    first = oldest.seen[0][0]
    where = both(f"born > {first}", *(View(view.seen).filter for view in views))
    for rows in server.each(collection, where, ["term", "born"]):
        for row in rows:
            borns.setdefault(int(row["born"]), []).append(int(row["term"]))
    for born, terms in borns.items():
        for some in pieces(terms):
            server.delete(collection, both(within("term", some), f"born < {born}"))
