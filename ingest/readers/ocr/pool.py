"""Pages of one file recognised side by side, finished in their order.

Only tesseract runs beside the reader, as processes of its own: the PDF library is
used by one thread alone.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from ingest.pages import ReadPage
from ingest.readers import heartbeat
from ingest.readers.ocr import tesseract

SIDE_BY_SIDE = 2
"""Pages at once: their pictures must fit the child's memory, and a build reads more files."""


class Recogniser(AbstractContextManager["Recogniser"]):
    """Recognises pictures in the background; ``folder`` holds what was recognised before."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(min(SIDE_BY_SIDE, os.cpu_count() or 1))

    def submit(self, picture: tesseract.PagePicture) -> Future[tesseract.Recognised]:
        """Begin to recognise a picture; the answer raises what :func:`ocr.recognise` does."""
        return self._pool.submit(tesseract.recognise, picture, self._folder)

    def in_order(self, begun: Iterable[Callable[[], ReadPage]]) -> Iterator[ReadPage]:
        """Yield pages in order, a few begun before the first of them is finished."""
        waiting: deque[Callable[[], ReadPage]] = deque()
        for finish in begun:
            waiting.append(finish)
            if len(waiting) > SIDE_BY_SIDE:
                yield self._finish(waiting.popleft())
        while waiting:
            yield self._finish(waiting.popleft())

    @staticmethod
    def _finish(finish: Callable[[], ReadPage]) -> ReadPage:
        heartbeat.beat()
        return finish()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
