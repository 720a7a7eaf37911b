"""The library in service."""

from __future__ import annotations

import logging
from threading import Thread

from flask import Flask, current_app

from index.results import SearchRequest
from ingest.errors import VankienError
from search_app.ports import Librarian
from search_app.services.session import user

log = logging.getLogger("search_app")
_KEY = "vankien.library"


def install(app: Flask, library: Librarian) -> None:
    """Let ``app`` answer from ``library``."""
    app.extensions[_KEY] = library


def whole_library() -> Librarian:
    """Return the library with all in it, for what no reader is shown."""
    whole: Librarian = current_app.extensions[_KEY]
    return whole


def current_library() -> Librarian:
    """Return the library as who is asking may see it.

    Every room asks through here: no answer is made from more than one may see.
    """
    whole, rights = whole_library(), user().rights
    return whole if rights.everything else whole.for_reader(rights)


def warm_up(librarian: Librarian) -> Thread:
    """Ask one question in the background, so that the first reader need not wait.

    Loading the embedding model takes seconds; look-ups and documents do without it, and
    the first page is served before it is there.
    """

    def work() -> None:
        try:
            librarian.search(SearchRequest("văn bản", per_page=1))
        except VankienError as error:
            # The readers' own questions will meet it too, and be told.
            log.warning("could not warm up the library: %s", error)

    thread = Thread(target=work, name="warm-up", daemon=True)
    thread.start()
    return thread
