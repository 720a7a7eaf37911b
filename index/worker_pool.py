"""Work done in child processes and handed back in order, a few pieces ahead of who takes it."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from types import TracebackType
from typing import TypeVar

from ingest.errors import LibraryUnwritable

_AHEAD = 2
"""Pieces a process has waiting."""
_MOST = 8

T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """Child processes, started when first needed and kept until the end: starting costs a second.

    To be used as a context: leaving it ends them.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._count = max(1, min(os.cpu_count() or 1, _MOST))

    def ordered(
        self, work: Callable[[T], R], pieces: Iterable[T], *, alone: bool
    ) -> Iterator[tuple[T, R]]:
        """Yield every piece with what ``work`` makes of it, in order; later ones are begun already.

        What ``work`` raises is raised here.

        :param work: a function that a child process can find.
        :param alone: do it here: starting processes costs more than it saves.
        :raises LibraryUnwritable: a process was killed (memory).
        """
        if alone and self._pool is None:
            for piece in pieces:
                yield piece, work(piece)
            return
        if self._pool is None:
            # Fresh processes: a fork would copy whatever threads the parent runs.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=context)
        try:
            yield from self._shared_out(self._pool, work, pieces)
        except BrokenProcessPool as error:
            raise LibraryUnwritable(
                "Một tiến trình dựng kho bị dừng đột ngột (có thể do thiếu bộ nhớ)."
            ) from error

    def _shared_out(
        self, pool: ProcessPoolExecutor, work: Callable[[T], R], pieces: Iterable[T]
    ) -> Iterator[tuple[T, R]]:
        waiting: deque[tuple[T, Future[R]]] = deque()
        left = iter(pieces)
        for piece in islice(left, self._count * _AHEAD):
            waiting.append((piece, pool.submit(work, piece)))
        while waiting:
            piece, future = waiting.popleft()
            result = future.result()
            for following in islice(left, 1):
                waiting.append((following, pool.submit(work, following)))
            yield piece, result

    def close(self) -> None:
        """End the processes; what is not begun is not done."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
