"""Checking drafts without stopping the server: two at once, each with a deadline."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from ingest.errors import ServerBusy

AT_ONCE = 2
WAIT = 20.0
"""Seconds a draft waits for its turn before it is sent away."""
SECONDS = 30.0
"""Seconds after which no further quotation of a draft is looked for."""


class DraftDesk:
    """Lets in so many drafts at once as leave the server able to search."""

    def __init__(self, at_once: int = AT_ONCE, wait: float = WAIT) -> None:
        self._turns = BoundedSemaphore(at_once)
        self._wait = wait

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a place while a draft is read and checked.

        :raises ServerBusy: none came free in time.
        """
        if not self._turns.acquire(timeout=self._wait):
            raise ServerBusy("Đang kiểm tra nhiều bản thảo cùng lúc.")
        try:
            yield
        finally:
            self._turns.release()


def deadline() -> float:
    """Return the second of :func:`time.monotonic` until which a draft may be checked."""
    return time.monotonic() + SECONDS
