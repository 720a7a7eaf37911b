"""The library in service, and the thread that keeps it fresh."""

from __future__ import annotations

import logging
from threading import Event, Thread

from flask import Flask, current_app

from index.results import SearchRequest
from ingest.errors import VankienError
from search_app.ports import Librarian

log = logging.getLogger("search_app")
_KEY = "vankien.library"


def put(app: Flask, library: Librarian) -> None:
    """Let ``app`` answer from ``library``."""
    app.extensions[_KEY] = library


def library() -> Librarian:
    """Return the library of the app that is answering."""
    found: Librarian = current_app.extensions[_KEY]
    return found


class Keeper:
    """Warms the library up after the start, then moves it to newer generations.

    Loading the embedding model takes seconds; the first page must not wait for it.
    """

    def __init__(self, librarian: Librarian, every: float) -> None:
        self._librarian = librarian
        self._every = every
        self._stop = Event()
        self._thread = Thread(target=self._work, name="library-keeper", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End within a moment."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _work(self) -> None:
        self._try("warm up", self._warm_up)
        while not self._stop.wait(self._every):
            self._try("refresh", self._librarian.refresh)

    def _warm_up(self) -> object:
        return self._librarian.search(SearchRequest("văn bản", per_page=1))

    def _try(self, what: str, work: object) -> None:
        # The old generation stays in service: a failure here is told in the log, not to readers.
        try:
            work()  # type: ignore[operator]
        except VankienError as error:
            log.warning("could not %s the library: %s", what, error)
