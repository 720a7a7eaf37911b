"""Codes of vectors for large libraries: they propose what is near, the rows themselves decide.

Of each two numbers of a vector four bits are kept (product quantisation: Jégou, Douze and Schmid,
2011), compared by tables that lie in registers (André, Kermarrec and Le Scouarnec, 2015).
Measured on 100,000 vectors of 512 numbers with 300 questions, one thread: 1.1 ms, and of the 200
nearest 0.9965 are among five times as many proposed; lists of near vectors, which stood here
before, took 4.5 ms and found 0.939.
How many are proposed is not guessed: it is the least that finds :data:`RECALL` of what an exact
search hands on, tried on windows of the library's own passages (short stretches of text, as
questions are).  What was learned is kept over builds, until there are :data:`GROWN` times as many
vectors as it was learned of.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.dense.row_table import RowTable
from ingest.errors import LibraryCorrupt

EXACT_UP_TO = 2_000
"""Vectors up to which all are measured."""
GROWN = 2.0
RECALL = 0.995
"""Share of the :data:`NEAREST` that must be among those proposed."""
NEAREST = 200
"""As many as a search takes from the vectors (:data:`index.search.searcher.DEPTH`)."""
TIMES = (5, 8, 12, 20)
"""How many times as many are proposed as are wanted, tried in turn.

Windows are easier than questions: of 100,000 passages three times as many hold 0.9997 of what is
near a window, and 0.985 of what is near a question; five times as many 0.9965.
"""
PROBED = 64
"""Windows tried."""
_TRAINED_ON = 4_096
_ROUNDS = 8
_BLOCK = 20_000
_FILE, _FACTS = "codes.faiss", "codes.json"
_SEED = 20_240_101

Faiss = Any
"""An object of faiss, whose types are partial."""
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """Of how many vectors codes were learned, how many times as many they propose, what it finds.

    ``recall`` is the share of the nearest found of the windows tried, ``size`` the bytes of the
    file.
    """

    learned_of: int
    times: int
    recall: float
    size: int = 0


class Codes:
    """Codes of vectors, in the order of their rows; safe in any number of threads."""

    def __init__(self, index: Faiss, facts: Facts) -> None:
        self._index, self.facts = index, facts

    @classmethod
    def read(cls, folder: Path) -> Codes | None:
        """Return what :meth:`write` wrote; None where all vectors are measured.

        :raises LibraryCorrupt: a file is damaged.
        """
        try:
            facts = Facts(**json.loads((folder / _FACTS).read_text("utf-8")))
            path = folder / _FILE
            if path.stat().st_size != facts.size:
                raise LibraryCorrupt(f"Chỉ mục vector {folder.name} bị hỏng.")
            return cls(faiss.read_index(str(path)), facts)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise LibraryCorrupt(f"Chỉ mục vector {folder.name} bị hỏng.") from error

    def write(self, folder: Path) -> None:
        """Write them into ``folder``."""
        faiss.write_index(self._index, str(folder / _FILE))
        self.facts = replace(self.facts, size=(folder / _FILE).stat().st_size)
        (folder / _FACTS).write_text(json.dumps(asdict(self.facts), indent=1), "utf-8")

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def propose(self, query: Vectors, wanted: int) -> Places:
        """Return the places of rows that may be among the ``wanted`` nearest."""
        return self.nearest(query, self.facts.times * wanted)

    def nearest(self, query: Vectors, count: int) -> Places:
        """Return the places of the ``count`` rows whose codes are nearest, best first."""
        # A setting of the calling thread alone.
        faiss.omp_set_num_threads(1)
        places: Places = self._index.search(query, min(count, len(self)))[1][0]
        return places[places >= 0]


def wanted(size: int) -> bool:
    """Say whether so many vectors need codes."""
    return size > EXACT_UP_TO


def made(rows: RowTable, asked: Vectors, before: Codes | None) -> Codes:
    """Return the codes of all rows.

    :param asked: stretches of text to try, shape (n, dimensions), n of 1 and more.
    :param before: codes of a library that this one grew from.
    """
    # More of them wait for one another where other work is done too.
    faiss.omp_set_num_threads(1)
    size = len(rows)
    if before is not None and not _outgrown(before.facts.learned_of, size):
        index, learned_of = _without_codes(before._index), before.facts.learned_of
    else:
        index, learned_of = _learned(rows), size
    for start in range(0, size, _BLOCK):
        index.add(rows.vectors(np.arange(start, min(start + _BLOCK, size))))
    if before is not None and learned_of == before.facts.learned_of:
        return Codes(index, before.facts)
    return _calibrated(Codes(index, Facts(learned_of, TIMES[0], 0.0)), rows, asked)


def _outgrown(learned_of: int, size: int) -> bool:
    return size > GROWN * learned_of or size * GROWN < learned_of


def _learned(rows: RowTable) -> Faiss:
    draw = np.random.default_rng(_SEED)
    sample = draw.choice(len(rows), min(len(rows), _TRAINED_ON), replace=False)
    numbers = rows.dimensions
    index: Faiss = faiss.IndexPQFastScan(numbers, numbers // 2 or 1, 4, faiss.METRIC_INNER_PRODUCT)
    index.pq.cp.niter, index.pq.cp.seed = _ROUNDS, _SEED
    index.train(rows.vectors(np.sort(sample)))
    return index


def _without_codes(index: Faiss) -> Faiss:
    """Return an index that has learned what ``index`` has, and holds nothing."""
    copy: Faiss = faiss.clone_index(index)
    copy.reset()
    return copy


def _calibrated(codes: Codes, rows: RowTable, asked: Vectors) -> Codes:
    """Return the codes with the least number proposed that finds enough."""
    wanted = min(NEAREST, len(rows))
    exact = [_best(rows, one, wanted) for one in asked[:, None]]
    for times in TIMES:
        tried = Codes(codes._index, replace(codes.facts, times=times))
        shares = [
            np.isin(near, tried.propose(one, wanted)).mean()
            for one, near in zip(asked[:, None], exact, strict=True)
        ]
        recall = round(float(np.mean(shares)), 4)
        if recall >= RECALL:
            break
    return Codes(codes._index, Facts(codes.facts.learned_of, times, recall))


def _best(rows: RowTable, query: Vectors, wanted: int) -> Places:
    scores = np.concatenate(
        [
            rows.at(query, np.arange(start, min(start + _BLOCK, len(rows))))
            for start in range(0, len(rows), _BLOCK)
        ]
    )
    return np.argpartition(-scores, wanted - 1)[:wanted]
