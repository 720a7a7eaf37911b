"""The composition root: with :mod:`index.backends` all that names a concrete backend.

A :class:`Library` may be used from any number of threads.  Each call is answered from
one generation; when a build has published a newer one, the next call moves over and
the old one is closed when its last reader has done.

Importing this module, and looking up a number, loads neither torch nor faiss.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from index.access import ALL, Rights
from index.backends.local import LocalBackends
from index.catalogue import observed
from index.catalogue.facets import counted
from index.catalogue.schema import document_of
from index.check_results import CheckedQuotation, CheckReport
from index.citations import graph
from index.citations.addresses import AddressBook, DocumentAddress
from index.citations.marking import became, mark_lookup, mark_search
from index.citations.register import RegisterEntry
from index.citations.status import acts_of
from index.generation import Generation, GenerationFiles
from index.metadata.corrections import compared
from index.metadata.precedence import with_entry
from index.ports import Reranker
from index.query.autocomplete import suggestions
from index.quotations.check_draft import check_draft
from index.quotations.finder import Shelf
from index.quotations.judge import look_up
from index.results import (
    Disagreement,
    DocumentCard,
    DocumentView,
    FileCopy,
    LookupAnswer,
    Match,
    Overview,
    PassageView,
    SearchAnswer,
    SearchRequest,
    Status,
    Suggestion,
)
from index.search import searcher
from index.search.document_lookup import as_number
from index.search.document_lookup import look_up as look_up_document
from index.search.reranker import load_named
from index.search.searcher import EncoderContext, SearchContext
from index.search_pool import Searchers
from index.storage import parsed, past_addresses
from index.storage.files import content_path
from index.storage.store import Store
from ingest.errors import LibraryCorrupt
from ingest.model import Document
from ingest.text.spans import Span

_TRIES = 5
"""Moves to a newer generation before giving up: builds may follow close on one another."""


@dataclass(slots=True)
class _InUse:
    """A generation and how many calls are being answered from it."""

    generation: Generation
    readers: int = 0
    retired: bool = False


class Library:
    """A library, open for reading."""

    _rights = ALL

    def __init__(
        self, store: Store, model: str | None, rerank: str | None = None, *, patient: bool = True
    ) -> None:
        self._patient = patient
        self._searchers: Searchers | None = None
        self._rerank = load_named(rerank)
        self._store = store
        self._model = model
        self._backends: dict[str, LocalBackends] = {}
        self._lock = threading.Lock()
        self._moving = threading.Lock()
        self._current = _InUse(self._newest())
        if model is not None:
            # A model asked for by name must be the right one now, not at the first question.
            _ = self._current.generation.backends

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
        if not searchers:
            return cls(Store(path), model, rerank, patient=patient)
        # Opened here first: what is wrong with it is told at once.
        library = cls(Store(path), model)
        library._searchers = Searchers(
            searchers, partial(Library.open, path, model=model, rerank=rerank)
        )
        return library

    def _made(self, name: str) -> LocalBackends:
        """Return the backends with the model ``name`` (or the one asked for), loaded once."""
        wanted = self._model or name
        return self._backends.setdefault(wanted, LocalBackends(wanted))

    def _newest(self) -> Generation:
        for _ in range(_TRIES):
            name = self._store.current()
            try:
                return Generation(GenerationFiles(self._store, name, self._made))
            except LibraryCorrupt:
                # Removed under our hands by two builds in a row?  Then there is a newer one.
                if self._store.current() == name:
                    raise
        raise LibraryCorrupt(f"Kho {self._store.root} thay đổi liên tục; không mở được.")

    @contextmanager
    def _reading(self) -> Iterator[Generation]:
        """Hold one generation for the length of a call."""
        self.refresh()
        with self._lock:
            used = self._current
            used.readers += 1
        try:
            yield used.generation
        finally:
            with self._lock:
                used.readers -= 1
                done = used.retired and used.readers == 0
            if done:
                used.generation.close()

    def for_reader(self, rights: Rights) -> Library:
        """Return this library as a reader with ``rights`` may see it (see :mod:`index.access`)."""
        return self if rights.everything else _ForReader(self, rights)

    def refresh(self) -> bool:
        """Move to a newer generation if one was published; return whether it did.

        Calls being answered keep theirs.

        :raises LibraryError: a newer one is published and cannot be opened.  Answering from
            the old one would hide that the library is damaged.
        """
        if self._store.current() == self._current.generation.name:
            return False
        if not self._moving.acquire(blocking=False):
            return False
        try:
            newer = self._newest()
            with self._lock:
                old, self._current = self._current, _InUse(newer)
                old.retired = True
                idle = old.readers == 0
            if idle:
                old.generation.close()
            return True
        finally:
            self._moving.release()

    def close(self) -> None:
        """Let go of the library; no call may follow."""
        if self._searchers is not None:
            self._searchers.close()
        self._current.generation.close()

    # --- asking -------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a question (see :mod:`index.search.searcher`).

        :raises QueryError: it cannot be understood.
        """
        if self._searchers is not None:
            return self._searchers.search(request, self._rights)
        with self._reading() as generation:
            parts = self._searched(generation)
            answer = searcher.search(
                request,
                parts,
                lambda text: as_number(text, generation, partial(self._parsed, generation)),
            )
            return mark_search(answer, generation.statuses)

    @contextmanager
    def parts(self) -> Iterator[SearchContext]:
        """Hold what the searches of one generation work with, for evaluation."""
        with self._reading() as generation:
            yield self._searched(generation)

    def _searched(self, generation: Generation) -> SearchContext:
        parts = _parts(generation, self._rerank)
        if parts.encoded is not None and not parts.encoded.encoder.is_loaded:
            encoder = parts.encoded.encoder
            if self._patient:
                encoder.load()
            else:
                encoder.load_aside()
        return parts

    def lookup(self, text: str) -> LookupAnswer:
        """Answer what document ``text`` names, and who cites it."""
        with self._reading() as generation:
            answer = look_up_document(text, generation, partial(self._parsed, generation))
            return mark_lookup(answer, generation.statuses)

    def _parsed(self, generation: Generation, name: str) -> Document | None:
        """Return the parsed document with this id, None when there is none."""
        n = generation.catalogue.number_of(name)
        if n is None:
            return None
        kept = generation.catalogue.stored_file(n)
        document = parsed.load_parsed(self._store, kept.digest, kept.parser, kept.source)
        return with_entry(document, kept.entry)

    def register(self) -> tuple[RegisterEntry, ...]:
        """Return all that the library knows of documents, and what its own say of them."""
        with self._reading() as generation:
            return observed.register_of(generation.catalogue)

    def document(self, name: str) -> DocumentView | None:
        """Return all about the document with this id, None when there is none."""
        with self._reading() as generation:
            n = generation.catalogue.number_of(name)
            if n is None:
                return None
            card = generation.catalogue.cards()[n]
            main = generation.catalogue.documents()[generation.catalogue.copies.preferred(n)]
            kept = generation.catalogue.stored_file(n)
            document = parsed.load_parsed(self._store, kept.digest, kept.parser, kept.source)
            told = with_entry(document, replace(kept.entry, corrections=()))
            return DocumentView(
                main if main.id == name else card,
                with_entry(document, kept.entry),
                generation.catalogue.passages_of(n),
                generation.catalogue.resolved(n),
                graph.cited_by(generation.citations, main),
                _disagreements(main, generation),
                generation.status_of(main),
                acts_of(generation.statuses.by([main]), main),
                compared(told.header, kept.entry.corrections),
                _other_files(n, generation),
                _maybe_same(n, generation),
            )

    def copies_of(self, name: str) -> tuple[DocumentCard, ...]:
        """Return the files that are the document of file ``name``, the preferred one first."""
        with self._reading() as generation:
            catalogue = generation.catalogue
            n = catalogue.number_of(name)
            if n is None:
                return ()
            return tuple(catalogue.cards()[m] for m in catalogue.copies.files.get(n, (n,)))

    def at(self, address: DocumentAddress) -> tuple[DocumentCard, ...]:
        """Return the documents held that an address means: several where it leaves them open."""
        with self._reading() as generation:
            book = generation.once(
                "addresses", lambda: AddressBook(generation.catalogue.documents().values())
            )
            return book.find(address)

    def past_address(self, name: str) -> DocumentAddress | None:
        """Return where the document of a file that is gone was found, None where that is unknown.

        Whether the reader may see it must be asked of :meth:`at`.
        """
        text = past_addresses.recall(self._store.root).get(name)
        return DocumentAddress.parse(text) if text else None

    def passage(self, name: str) -> PassageView | None:
        """Return the passage with this id, None when there is none."""
        with self._reading() as generation:
            return generation.catalogue.passage(name)

    def stretch(self, name: str, inside: Span) -> PassageView | None:
        """Return a stretch of a passage with the provision and pages it stands in itself.

        :param inside: of the passage's text; None is returned where it is not in it.
        """
        with self._reading() as generation:
            passage = generation.catalogue.passage(name)
            if passage is None or not 0 <= inside.start < inside.end <= len(passage.text):
                return None
            return passage.narrowed(inside, generation.catalogue.path_at(passage, inside))

    def original(self, name: str) -> Path | None:
        """Return the kept copy of a document's file, None when there is no such document."""
        with self._reading() as generation:
            n = generation.catalogue.number_of(name)
            if n is None:
                return None
            kept = generation.catalogue.stored_file(n)
            path = content_path(self._store.files, kept.digest, kept.ending)
            if not path.is_file():
                raise LibraryCorrupt(f"Kho mất bản gốc của “{kept.source}”.")
            return path

    def overview(self) -> Overview:
        """Return what is in the library."""
        with self._reading() as generation:
            cards = tuple(sorted(generation.catalogue.documents().values(), key=_newest_first))
            issued = [str(card.issued.year) for card in cards if card.issued]
            return Overview(
                generation.record.generation,
                generation.record.built,
                generation.record.model,
                cards,
                generation.record.passages,
                sum(card.pages for card in cards),
                generation.catalogue.count("refs"),
                counted(card.kind for card in cards),
                counted(card.deciding_body or card.issuer for card in cards),
                tuple(sorted(counted(issued), key=lambda one: one.value, reverse=True)),
                generation.record.failed,
                generation.missing,
                generation.record.remarks,
                *_encoded_part(generation),
            )

    def check(self, document: Document, until: float | None = None) -> CheckReport:
        """Judge every reference and quotation of a draft against the library and the register.

        :param until: see :func:`index.quotations.check_draft.check_draft`.
        """
        with self._reading() as generation:
            return check_draft(document, generation, partial(self._pages_of, generation), until)

    def quote(self, text: str, document: str = "") -> CheckedQuotation:
        """Look for one sentence word by word (see :mod:`index.quotations.judge`).

        :param document: the id of the document it is said to be from.
        """
        with self.shelf() as shelf:
            return look_up(text, shelf, document)

    @contextmanager
    def shelf(self) -> Iterator[Shelf]:
        """Hold what quotations of one generation are looked for in."""
        with self._reading() as generation:
            pages = partial(self._pages_of, generation)
            yield Shelf(generation.catalogue, generation.words, pages)

    def _pages_of(self, generation: Generation, name: str, span: Span) -> tuple[int, ...]:
        """Return the pages on which a stretch of a document stands."""
        n = generation.catalogue.number_of(name)
        if n is None:
            return ()
        stored = generation.catalogue.stored_file(n)
        document = parsed.load_parsed(self._store, stored.digest, stored.parser, stored.source)
        return document.pages_of(span)

    def statuses(self, cards: Sequence[DocumentCard]) -> tuple[tuple[Status, ...], ...]:
        """Return what became of each of ``cards``, in their order."""
        with self._reading() as generation:
            return became(cards, generation.statuses)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return documents a reader may be about to ask for."""
        with self._reading() as generation:
            return suggestions(text, tuple(generation.catalogue.documents().values()), limit)


def _parts(generation: Generation, reranker: Reranker | None) -> SearchContext:
    kinds, issuers = generation.once("names", lambda: _names(generation))
    return SearchContext(
        generation.catalogue,
        generation.words,
        generation.vectors,
        generation.backends.embedder,
        generation.record.floor,
        kinds,
        issuers,
        generation.restorer,
        reranker,
        generation.once("encoded", lambda: _encoder_context(generation)),
    )


def _encoded_part(generation: Generation) -> tuple[str, int, tuple[DocumentCard, ...]]:
    """Return the encoder, how many passages have its vectors, and the documents that lack some."""
    encoder, vectors = generation.encoder, generation.encoder_vectors
    if encoder is None or vectors is None:
        return "", 0, ()
    if generation.record.encoded == generation.record.passages:
        return encoder.name, generation.record.passages, ()
    cards = generation.catalogue.cards()
    keys = generation.catalogue.keys_of(cards)
    nothing = np.zeros((1, encoder.dimensions), np.float32)
    held = {one.key for one in vectors.scores(nothing, keys)}
    lacking = {document_of(key) for key in keys if key not in held}
    return encoder.name, len(held), tuple(cards[n] for n in sorted(lacking))


def _encoder_context(generation: Generation) -> EncoderContext | None:
    encoder, vectors = generation.encoder, generation.encoder_vectors
    if encoder is None or vectors is None:
        return None
    return EncoderContext(encoder, vectors, generation.record.encoder_floor)


def _names(generation: Generation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the types and the issuing bodies a generation knows, which filters may name."""
    cards = generation.catalogue.cards().values()
    issuers = {name for card in cards for name in (card.issuer, card.deciding_body) if name}
    return tuple(sorted({card.kind for card in cards if card.kind})), tuple(sorted(issuers))


class _ForReader(Library):
    """A library seen with limited rights; the whole one keeps the files."""

    def __init__(self, whole: Library, rights: Rights) -> None:
        self._store = whole._store
        self._rerank = whole._rerank
        self._patient = whole._patient
        self._searchers = whole._searchers
        self._whole = whole
        self._rights = rights

    @contextmanager
    def _reading(self) -> Iterator[Generation]:
        with self._whole._reading() as generation:
            yield generation.for_reader(self._rights)

    def for_reader(self, rights: Rights) -> Library:
        """Return the whole library as another reader sees it."""
        return self._whole.for_reader(rights)

    def refresh(self) -> bool:
        """Let the whole library move to a newer generation."""
        return self._whole.refresh()

    def close(self) -> None:
        """Do nothing: the whole library is closed by who opened it."""


def _newest_first(card: DocumentCard) -> tuple[int, str]:
    return -card.issued.toordinal() if card.issued else 0, card.source or ""


def _disagreements(card: DocumentCard, generation: Generation) -> tuple[Disagreement, ...]:
    """Return the disagreements that this document takes part in, or is the subject of."""
    return tuple(
        one
        for one in graph.disagreements(generation.citations)
        if one.number == card.number
        or any(place.document.id == card.id for _, places in one.values for place in places)
    )


def _other_files(n: int, generation: Generation) -> tuple[FileCopy, ...]:
    """Return the other files of a document, each with what it says otherwise."""
    catalogue = generation.catalogue
    files = catalogue.copies.files.get(n, (n,))
    return tuple(
        FileCopy(
            catalogue.cards()[other],
            other == files[0],
            generation.once(f"differences {n} {other}", partial(catalogue.differences, n, other)),
        )
        for other in files
        if other != n
    )


def _maybe_same(n: int, generation: Generation) -> tuple[Match, ...]:
    """Return what may be the same document as file ``n``, and why that is doubtful."""
    catalogue = generation.catalogue
    doubts = catalogue.copies.doubts.get(catalogue.copies.preferred(n), ())
    return tuple(Match(catalogue.cards()[one.n], one.reason) for one in doubts)
