"""Lists of near vectors for large libraries: a query looks into the nearest lists only.

Measured on 100,000 vectors of 512 numbers, one thread: exact 22 ms, a quarter of 512 lists
2.3 ms.  How many lists are looked into is not guessed: it is the least that finds
:data:`RECALL` of what an exact search hands on, tried on windows of the library's own passages
(short stretches of text, as questions are) when the lists are made.  Real questions are harder
than windows: where windows lack 1 in 50 of the 200 nearest, 100 questions had 0.991 of the ten
best answers; judged by the ten nearest of windows alone (0.992) they had only 0.945.
Vectors are added to and removed from lists without making them anew, until there are
:data:`GROWN` times as many as when they were made.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from ingest.errors import LibraryCorrupt

EXACT_UP_TO = 20_000
"""Vectors up to which an exact search is fast enough (4 to 5 ms with 512 numbers)."""
GROWN = 2.0
RECALL = 0.98
"""Share of the :data:`NEAREST` that must be found."""
NEAREST = 200
"""As many as a search takes from the vectors (:data:`index.search.searcher.DEPTH`)."""
PROBED = 64
"""Windows tried."""
_TRAINED_ON = 40
"""Vectors a list is learned from."""
_ROUNDS = 8
_BLOCK = 20_000
_BY_KEY: Any = faiss.DirectMap.Hashtable  # type: ignore[attr-defined]  # not in its stubs
"""A table of where each key's vector is, so that one can be read or removed."""
_FILE = "lists.json"
_SEED = 20_240_101

Faiss = Any
"""An object of faiss, whose types are partial."""


@dataclass(frozen=True, slots=True)
class Lists:
    """How the lists were made: how many, of how many vectors, how many are looked into."""

    lists: int
    made_of: int
    probes: int
    recall: float
    """Of the windows tried, the share of the nearest that was found."""
    size: int = 0
    """Bytes of the file they are in."""

    def write(self, folder: Path) -> None:
        """Write this beside the index."""
        (folder / _FILE).write_text(json.dumps(asdict(self), indent=1), "utf-8")

    @staticmethod
    def read(folder: Path) -> Lists | None:
        """Return what :meth:`write` wrote; None where the search is exact.

        :raises LibraryCorrupt: the file is damaged.
        """
        try:
            return Lists(**json.loads((folder / _FILE).read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise LibraryCorrupt(f"Chỉ mục vector {folder.name} bị hỏng.") from error

    def parameters(self, selector: Faiss = None, share: float = 1.0) -> Faiss:
        """Return how to search; of a ``share`` of the vectors, more lists are looked into."""
        probes = min(self.lists, math.ceil(self.probes / max(share, 1e-9)))
        return faiss.SearchParametersIVF(nprobe=probes, sel=selector)  # type: ignore[call-arg]


def wanted(size: int) -> bool:
    """Say whether so many vectors need lists."""
    return size > EXACT_UP_TO


def outgrown(lists: Lists, size: int) -> bool:
    """Say whether lists should be made anew for so many vectors."""
    return size > GROWN * lists.made_of or size * GROWN < lists.made_of


def make(source: Faiss, keys: npt.NDArray[np.int64], asked: Vectors) -> tuple[Faiss, Lists]:
    """Return the vectors of ``source`` in lists.

    :param source: an index that can reconstruct every one of ``keys``, and searches exactly
        or by lists of its own.
    :param asked: stretches of text to try, shape (n, dimensions), n of 1 and more.
    """
    draw = np.random.default_rng(_SEED)
    count = 2 ** round(math.log2(1.6 * math.sqrt(len(keys))))
    index: Faiss = faiss.index_factory(source.d, f"IVF{count},SQfp16", faiss.METRIC_INNER_PRODUCT)
    index.cp.niter, index.cp.seed = _ROUNDS, _SEED
    sample = draw.choice(len(keys), min(len(keys), _TRAINED_ON * count), replace=False)
    index.train(source.reconstruct_batch(keys[np.sort(sample)]))
    index.set_direct_map_type(_BY_KEY)
    for start in range(0, len(keys), _BLOCK):
        block = keys[start : start + _BLOCK]
        index.add_with_ids(source.reconstruct_batch(block), block)
    return index, _calibrate(index, count, asked)


def _calibrate(index: Faiss, count: int, asked: Vectors) -> Lists:
    """Return the least number of lists to look into that finds enough."""
    exact = _nearest(index, asked, count)
    probes = 1
    while True:
        near = _nearest(index, asked, probes)
        recall = float(np.mean([_overlap(a, b) for a, b in zip(near, exact, strict=True)]))
        if recall >= RECALL or probes == count:
            return Lists(count, int(index.ntotal), probes, round(recall, 4))
        probes = min(count, math.ceil(probes * 1.5))


def _nearest(index: Faiss, asked: Vectors, probes: int) -> npt.NDArray[np.int64]:
    parameters = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
    keys: npt.NDArray[np.int64] = index.search(asked, NEAREST, params=parameters)[1]
    return keys


def _overlap(near: Sequence[int], exact: Sequence[int]) -> float:
    return len(set(near) & set(exact)) / len(exact)
