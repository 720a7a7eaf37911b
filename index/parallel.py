"""Work done in child processes and handed back in order, a few pieces ahead of who takes it."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from ingest.errors import LibraryUnwritable

_AHEAD = 2
"""Pieces a process has waiting."""
_MOST = 8

T = TypeVar("T")
R = TypeVar("R")


def ordered(work: Callable[[T], R], pieces: Iterable[T], *, alone: bool) -> Iterator[tuple[T, R]]:
    """Yield every piece with what ``work`` makes of it, in order; later ones are begun meanwhile.

    What ``work`` raises is raised here.

    :param work: a function of a module, for a child process to find.
    :param alone: do it here: starting processes costs more than it saves.
    :raises LibraryUnwritable: a process was killed (memory).
    """
    if alone:
        for piece in pieces:
            yield piece, work(piece)
        return
    workers = max(1, min(os.cpu_count() or 1, _MOST))
    # Fresh processes: a fork would copy whatever threads the parent runs.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[tuple[T, Future[R]]] = deque()
        left = iter(pieces)
        try:
            for piece in islice(left, workers * _AHEAD):
                waiting.append((piece, pool.submit(work, piece)))
            while waiting:
                piece, future = waiting.popleft()
                found = future.result()
                for following in islice(left, 1):
                    waiting.append((following, pool.submit(work, following)))
                yield piece, found
        except BrokenProcessPool as error:
            raise LibraryUnwritable(
                "Một tiến trình dựng kho bị dừng đột ngột (có thể do thiếu bộ nhớ)."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
