"""A library, opened and asked: each call is answered from one generation.

A :class:`Library` may be used from any number of threads.  When a build has published a newer
generation, the next call moves over (:mod:`index.current_generation`).

Importing this module, and looking up a number, loads neither torch nor faiss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import partial
from pathlib import Path

from index.access import ALL, Rights
from index.backends.local import LocalBackends
from index.citations.marking import mark_search
from index.current_generation import CurrentGeneration
from index.generation import Generation
from index.library_questions import LibraryQuestions
from index.ports import Reranker
from index.results import SearchAnswer, SearchRequest
from index.search import searcher
from index.search.context import SearchContext, context_of
from index.search.reranker import load_named
from index.search_pool import Searchers
from index.storage.store import Store


class Library(LibraryQuestions):
    """A library as one reader may see it, open for reading."""

    def __init__(
        self,
        store: Store,
        current: CurrentGeneration,
        reranker: Reranker | None = None,
        *,
        searchers: Searchers | None = None,
        patient: bool = True,
    ) -> None:
        self._store = store
        self._current = current
        self._reranker = reranker
        self._searchers = searchers
        self._patient = patient
        self._rights = ALL
        self._whole = self

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        model: str | None = None,
        rerank: str | None = None,
        searchers: int = 0,
        patient: bool = True,
    ) -> Library:
        """Open the library at ``path``.

        :param model: the embedding model; the one that made the library when omitted.
        :param rerank: a cross-encoder (:mod:`index.search.reranker`) that reads the best passages
        again.
        :param searchers: processes that answer searches (:mod:`index.search_pool`); 0: this one.
        :param patient: the first search waits, half a second, for the encoder to be read;
            otherwise searches go by words and the static model until it is there.
        :raises LibraryMissing, LibraryCorrupt, LibraryFormat, ModelMismatch:
        """
        store = Store(path)
        current = CurrentGeneration(store, _Backends(model).with_model)
        if model is not None:
            # A model asked for by name must be the right one now, not at the first question.
            _ = current.generation.backends
        if not searchers:
            return cls(store, current, load_named(rerank), patient=patient)
        # Opened here first: what is wrong with it is told at once.
        opens = partial(Library.open, path, model=model, rerank=rerank)
        return cls(store, current, searchers=Searchers(searchers, opens))

    def for_reader(self, rights: Rights) -> Library:
        """Return this library as a reader with ``rights`` may see it (see :mod:`index.access`)."""
        if rights.everything:
            return self._whole
        part = copy(self._whole)
        part._rights = rights
        return part

    @contextmanager
    def _reading(self) -> Iterator[Generation]:
        """Hold one generation for the length of a call, as the reader may see it."""
        with self._current.reading() as generation:
            yield generation.for_reader(self._rights)

    def refresh(self) -> bool:
        """Move to a newer generation if one was published; return whether it did.

        :raises LibraryError: a newer one is published and cannot be opened.
        """
        return self._current.refresh()

    @property
    def generation(self) -> str:
        """The name of the generation that the next call is answered from."""
        with self._current.reading() as generation:
            return generation.name

    def files_in(self, folders: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return by folder the ids of the documents that lie in it, whatever is closed."""
        with self._current.reading() as generation:
            return generation.catalogue.files_in(folders)

    def close(self) -> None:
        """Let go of the library, for all its readers; a reader's part of it is not closed."""
        if self is not self._whole:
            return
        if self._searchers is not None:
            self._searchers.close()
        self._current.close()

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a question (see :mod:`index.search.searcher`).

        :raises QueryError: it cannot be understood.
        """
        if self._searchers is not None:
            return self._searchers.search(request, self._rights)
        with self._reading() as generation:
            answer = searcher.search(request, self._context(generation), generation)
            return mark_search(answer, generation.statuses)

    @contextmanager
    def parts(self) -> Iterator[SearchContext]:
        """Hold what the searches of one generation work with, for evaluation."""
        with self._reading() as generation:
            yield self._context(generation)

    def _context(self, generation: Generation) -> SearchContext:
        context = context_of(generation, self._reranker)
        if context.encoded is not None:
            context.encoded.prepare(wait=self._patient)
        return context


class _Backends:
    """The backends of a library, each model loaded once."""

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._loaded: dict[str, LocalBackends] = {}

    def with_model(self, name: str) -> LocalBackends:
        """Return the backends with the model asked for, or else the one of this name."""
        wanted = self._model or name
        return self._loaded.setdefault(wanted, LocalBackends(wanted))
