"""The generation in service: calls are answered from it while a newer one is moved to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index.backends.port import Backends
from index.generation import Generation, GenerationFiles
from index.storage.store import Store
from ingest.errors import LibraryCorrupt

_TRIES = 5
"""Moves to a newer generation before giving up: builds may follow close on one another."""


@dataclass(slots=True)
class _InUse:
    """A generation and how many calls are being answered from it."""

    generation: Generation
    readers: int = 0
    retired: bool = False


class CurrentGeneration:
    """The newest generation of a library; safe in any number of threads.

    When a build has published a newer one, the next call moves over, and the old one is closed
    when its last reader has done.

    :param backends: given the name of a model, the backends with it.
    """

    def __init__(self, store: Store, backends: Callable[[str], Backends]) -> None:
        self._store = store
        self._backends = backends
        self._lock = threading.Lock()
        self._moving = threading.Lock()
        self._mark: tuple[int, ...] | None = None
        """What the pointer to the newest generation looked like when it was read last."""
        self._used = _InUse(self._open_newest())

    @property
    def generation(self) -> Generation:
        """The generation in service, which another thread may retire."""
        return self._used.generation

    def _open_newest(self) -> Generation:
        for _ in range(_TRIES):
            name = self._store.current()
            try:
                return Generation(GenerationFiles(self._store, name, self._backends))
            except LibraryCorrupt:
                # Removed under our hands by two builds in a row?  Then there is a newer one.
                if self._store.current() == name:
                    raise
        raise LibraryCorrupt(f"Kho {self._store.root} thay đổi liên tục; không mở được.")

    @contextmanager
    def reading(self) -> Iterator[Generation]:
        """Hold the newest generation for the length of a call."""
        self.refresh()
        with self._lock:
            used = self._used
            used.readers += 1
        try:
            yield used.generation
        finally:
            with self._lock:
                used.readers -= 1
                done = used.retired and used.readers == 0
            if done:
                used.generation.close()

    def refresh(self) -> bool:
        """Move to a newer generation if one was published; return whether it did.

        Calls being answered keep theirs.

        :raises LibraryError: a newer one is published and cannot be opened.  Answering from
            the old one would hide that the library is damaged.
        """
        mark = self._store.mark()
        if mark is not None and mark == self._mark:
            return False
        if self._store.current() == self._used.generation.name:
            self._mark = mark
            return False
        if not self._moving.acquire(blocking=False):
            return False
        try:
            newer = self._open_newest()
            with self._lock:
                old, self._used = self._used, _InUse(newer)
                old.retired = True
                idle = old.readers == 0
            if idle:
                old.generation.close()
            return True
        finally:
            self._moving.release()

    def close(self) -> None:
        """Close the generation; no call may follow."""
        self._used.generation.close()
