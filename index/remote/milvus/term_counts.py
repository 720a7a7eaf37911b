"""How many passages hold each term, exactly, for every generation that is kept.

Terms are gathered in buckets by the first bits of their number, some dozens in each.  A row
is (bucket, build, the terms and how many passages hold each): a build appends a new row for
every bucket it changed, and a generation reads the newest row that it sees.  When a library has
grown, buckets get smaller again: all are written into a new collection.  (A row for each
term was tried: fourteen times as many rows as passages.)

Milvus's own counts (of its BM25 function) are of all rows of a collection, also of those
removed and of those a build is only writing, and in Milvus Lite of one segment alone: scores
of a published generation would change while the next is written.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from index.remote.milvus.client import Row, Server
from index.remote.milvus.snapshot import MOST_TEXT, View, both, numbers, pieces, scalar, within
from ingest.errors import LibraryUnwritable

Ints = npt.NDArray[np.int64]

_BITS = 32
_PER_BUCKET = 64
_FEWEST = 8
_RUN = 2_000_000
"""Occurrences gathered before they are counted."""
_BATCH = 1_000
"""Buckets read and written at once."""
FIELDS = [
    *numbers("bucket", "born"),
    {"field_name": "held", "datatype": "VARCHAR", "max_length": MOST_TEXT},
    # Every collection of Milvus must have a vector.
    {"field_name": "nothing", "datatype": "FLOAT_VECTOR", "dim": 2},
]
INDEXES = [
    *scalar("bucket", "born"),
    {"field_name": "nothing", "index_type": "FLAT", "metric_type": "IP"},
]


def term_id(term: str) -> int:
    """Return a term's number, below 2³² - 1 (the most a sparse vector of Milvus has).

    Two terms of a question share one with a chance of one in some thousands of questions over
    a million terms; Milvus's own BM25 does the same.
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest()) % ((1 << _BITS) - 1)


class TermCounts:
    """TermCounts in how many passages each term is, holding only distinct terms in memory."""

    def __init__(self) -> None:
        self._waiting: list[Ints] = []
        self._size = 0
        self._terms: Ints = np.zeros(0, np.int64)
        self._held: Ints = np.zeros(0, np.int64)

    def add(self, terms: Iterable[int], sign: int = 1) -> None:
        """Count the distinct terms of one passage; with ``sign`` -1, of one that went."""
        signed = np.fromiter(terms, np.int64)
        # The sign is the lowest bit, so that all are counted in one go.
        self._waiting.append(signed << 1 | (sign < 0))
        self._size += len(signed)
        if self._size > _RUN:
            self._settle()

    def _settle(self) -> None:
        if self._waiting:
            coded, times = np.unique(np.concatenate(self._waiting), return_counts=True)
            self._waiting, self._size = [], 0
            self.merge(coded >> 1, np.where(coded & 1, -times, times))

    def merge(self, terms: Ints, held: Ints) -> None:
        """Add numbers of passages that hold terms, which may come more than once."""
        self._terms, self._held = _sum_by_term(
            np.concatenate([self._terms, terms]), np.concatenate([self._held, held])
        )

    def taken(self) -> tuple[Ints, Ints]:
        """Return the terms whose number changed, and by how much."""
        self._settle()
        changed = self._held != 0
        return self._terms[changed], self._held[changed]


def _sum_by_term(terms: Ints, held: Ints) -> tuple[Ints, Ints]:
    """Return the distinct terms, ascending, with the sum of each one's numbers."""
    distinct, positions = np.unique(terms, return_inverse=True)
    sums = np.zeros(len(distinct), np.int64)
    np.add.at(sums, positions, held)
    return distinct, sums


def bits_for(terms: int) -> int:
    """Return how many first bits of a term's number are its bucket, for so many terms."""
    return max(_FEWEST, math.ceil(math.log2(max(1, terms) / _PER_BUCKET)))


def outgrown(bits: int, terms: int) -> bool:
    """Say whether buckets have become so large that a small build would write too much."""
    return bits_for(terms) > bits + 2


def _pack(terms: Ints, held: Ints) -> str:
    pairs = np.stack([terms, held]).astype("<u4")
    return base64.b64encode(pairs.tobytes()).decode()


def _unpack(packed: str) -> tuple[Ints, Ints]:
    terms, held = np.frombuffer(base64.b64decode(packed), "<u4").reshape(2, -1).astype(np.int64)
    return terms, held


def _newest(
    server: Server, collection: str, view: View, buckets: str, *, now: bool = True
) -> tuple[Ints, Ints]:
    """Return the terms of the buckets of a filter, ascending, and how many passages hold each."""
    rows: dict[int, Row] = {}
    where = both(buckets, View(view.seen).filter)
    for row in server.query(collection, where, ["bucket", "born", "held"], now=now):
        known = rows.get(int(row["bucket"]))
        if known is None or int(known["born"]) < int(row["born"]):
            rows[int(row["bucket"])] = row
    columns = [_unpack(rows[bucket]["held"]) for bucket in sorted(rows)]
    if not columns:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([column for column, _ in columns]), np.concatenate(
        [column for _, column in columns]
    )


def held(
    server: Server,
    collection: str,
    view: View,
    bits: int,
    terms: Iterable[int],
    *,
    now: bool = True,
) -> dict[int, int]:
    """Return how many passages hold each of ``terms`` in a generation."""
    wanted = list(terms)
    frequencies = dict.fromkeys(wanted, 0)
    for batch in pieces([term >> (_BITS - bits) for term in wanted], _BATCH):
        known, counts = _newest(server, collection, view, within("bucket", batch), now=now)
        right = np.isin(known, wanted)
        frequencies.update(zip(known[right].tolist(), counts[right].tolist(), strict=True))
    return frequencies


def write(
    server: Server, collection: str, base: View | None, bits: int, counts: TermCounts, born: int
) -> int:
    """Append the buckets a build changed; return how many distinct terms they gained.

    :param base: what the build goes on from; None where the collection is new.
    """
    terms, changes = counts.taken()
    buckets = terms >> (_BITS - bits)
    gained = 0
    for batch in pieces(buckets, _BATCH):
        span = slice(*np.searchsorted(buckets, [batch[0], batch[-1] + 1]))
        new, held = terms[span], changes[span]
        if base is not None:
            known, before = _newest(server, collection, base, within("bucket", batch))
            new, held = _sum_by_term(np.concatenate([known, new]), np.concatenate([before, held]))
            gained -= len(known)
        new, held = new[held > 0], held[held > 0]
        gained += len(new)
        server.insert(collection, _rows(new, held, batch, bits, born))
    return gained


def read(server: Server, collection: str, view: View, bits: int, counts: TermCounts) -> None:
    """Add all that a generation counts to ``counts``."""
    for start in range(0, 1 << bits, _BATCH):
        condition = f"bucket >= {start} and bucket < {start + _BATCH}"
        counts.merge(*_newest(server, collection, view, condition))


def _rows(terms: Ints, held: Ints, buckets: list[int], bits: int, born: int) -> list[Row]:
    ends = np.searchsorted(terms >> (_BITS - bits), np.asarray(buckets), "right").tolist()
    starts = np.searchsorted(terms >> (_BITS - bits), np.asarray(buckets)).tolist()
    rows: list[Row] = []
    for bucket, start, end in zip(buckets, starts, ends, strict=True):
        packed = _pack(terms[start:end], held[start:end])
        if len(packed) > MOST_TEXT:
            raise LibraryUnwritable(
                "Bảng từ của kho trên Milvus không giữ hết được.", "Dựng lại kho từ đầu."
            )
        rows.append(
            {
                "pk": born << _BITS | bucket,
                "bucket": bucket,
                "born": born,
                "held": packed,
                "nothing": [0.0, 0.0],
            }
        )
    return rows


def superseded(server: Server, collection: str, views: list[View]) -> None:
    """Remove rows that every view has a newer one for."""
    oldest = min(views, key=lambda view: view.last)
    borns: dict[int, list[int]] = {}
    first = oldest.seen[0][0]
    where = both(f"born > {first}", *(View(view.seen).filter for view in views))
    for rows in server.each(collection, where, ["bucket", "born"]):
        for row in rows:
            borns.setdefault(int(row["born"]), []).append(int(row["bucket"]))
    for born, buckets in borns.items():
        for batch in pieces(buckets):
            server.delete(collection, both(within("bucket", batch), f"born < {born}"))
