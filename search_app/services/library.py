"""The library in service."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock, Thread

from flask import Flask, current_app

from index.results import SearchRequest
from ingest.errors import LibraryMissing, VankienError
from search_app.ports import Librarian
from search_app.services.session import user

log = logging.getLogger("search_app")
_KEY, _OPENER, _LOCK = "vankien.library", "vankien.library.opener", "vankien.library.lock"


Opener = Callable[[], Librarian | None]
"""Opens the library; None as long as there is none."""


def install(app: Flask, library: Librarian | None, opener: Opener | None = None) -> None:
    """Let ``app`` answer from ``library``, or from what ``opener`` opens once it is built."""
    app.extensions[_KEY] = library
    app.extensions[_OPENER] = opener
    app.extensions[_LOCK] = Lock()


def has_library() -> bool:
    """Say whether there is a library; one that was built since is opened."""
    if current_app.extensions[_KEY] is None and current_app.extensions[_OPENER] is not None:
        with current_app.extensions[_LOCK]:
            if current_app.extensions[_KEY] is None:
                current_app.extensions[_KEY] = current_app.extensions[_OPENER]()
    return current_app.extensions[_KEY] is not None


def opened(app: Flask) -> Librarian | None:
    """Return the library that ``app`` answers from, for who closes it."""
    library: Librarian | None = app.extensions[_KEY]
    return library


def whole_library() -> Librarian:
    """Return the library with all in it, for what no reader is shown.

    :raises LibraryMissing: there is none yet.
    """
    whole: Librarian | None = current_app.extensions[_KEY]
    if whole is None:
        raise LibraryMissing("Chưa có kho.")
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
