"""Searches answered in processes of their own, one question at a time in each.

A search is Python for the most part, and Python runs on one core: eight readers at once wait
for one another in one process, and the more of them ask, the more of it goes into handing the
interpreter round.  A process a core answers as many questions as there are cores.  The indexes
are mapped from disk, so the processes share them; each has a model and a catalogue of its own.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Protocol

from index.access import Rights
from index.results import SearchAnswer, SearchRequest
from ingest.errors import LibraryError, VankienError

_TRIES = 2
"""A question whose process was killed is asked once more, of a new one."""


class Searcher(Protocol):
    """What a process asks: a library."""

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a question."""
        ...

    def for_reader(self, rights: Rights) -> Searcher:
        """Return the library as a reader with ``rights`` may see it."""
        ...


class Searchers:
    """Processes that answer searches; safe to call from several threads.

    :param make: opens the library, in each process; for a child process to find.
    """

    def __init__(self, count: int, make: Callable[[], Searcher]) -> None:
        self._count, self._make = count, make
        self._lock = threading.Lock()
        self._pool = self._started()

    def search(self, request: SearchRequest, rights: Rights) -> SearchAnswer:
        """Answer ``request`` for a reader with ``rights``.

        What the library raises is raised here.

        :raises LibraryError: the processes are killed again and again (memory).
        """
        for _ in range(_TRIES):
            pool = self._pool
            try:
                return pool.submit(_answer, request, rights).result()
            except (BrokenProcessPool, RuntimeError) as error:
                # A pool that another thread found broken takes no more questions.
                if not isinstance(error, BrokenProcessPool) and pool is self._pool:
                    raise
                self._renew(pool)
        raise LibraryError(
            "Tiến trình tìm kiếm liên tục bị dừng đột ngột (có thể do thiếu bộ nhớ).",
            "Đóng bớt chương trình khác, hoặc mở kho với --searchers 0.",
        )

    def close(self) -> None:
        """Let the processes end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = self._started()
                broken.shutdown(wait=False, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        """Return processes that are on their way to be ready."""
        # Fresh ones: a fork would copy whatever threads the parent runs.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(
            self._count, mp_context=context, initializer=_begin, initargs=(self._make,)
        )
        # One for each: a process is started when a question finds none idle.
        warm: list[Future[None]] = [pool.submit(_warm_up) for _ in range(self._count)]
        for one in warm:
            one.add_done_callback(_seen)
        return pool


def _seen(done: Future[None]) -> None:
    """Take note of how warming up ended: the first question meets what is wrong, and tells."""
    if not done.cancelled():
        done.exception()


# --- in the child ----------------------------------------------------------------------

_make: Callable[[], Searcher] | None = None
_library: Searcher | None = None


def _begin(make: Callable[[], Searcher]) -> None:
    global _make  # noqa: PLW0603  (what a process of its own works with)
    _make = make
    # Ctrl+C is for the parent, which ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent does, however it does: nobody would ever ask again."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def _opened() -> Searcher:
    global _library  # noqa: PLW0603
    if _library is None:
        assert _make is not None  # noqa: S101  (the initializer was run)
        _library = _make()
    return _library


def _warm_up() -> None:
    with contextlib.suppress(VankienError):
        _opened().search(SearchRequest("văn bản", per_page=1))
    # What is loaded stays (see search_app): the collector need not go through it.
    gc.freeze()


def _answer(request: SearchRequest, rights: Rights) -> SearchAnswer:
    library = _opened()
    return (library if rights.everything else library.for_reader(rights)).search(request)
