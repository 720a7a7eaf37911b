"""One generation, open for reading; its heavy parts are opened when first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from index.analysis import syllable_counts
from index.analysis.analyser import ANALYSER
from index.backends.port import Backends
from index.catalogue.resolution import known_documents
from index.citations import graph
from index.citations.graph import Citation, Replacements
from index.citations.known_documents import DocumentDirectory
from index.ports import TextIndex, VectorIndex
from index.query import diacritics
from index.results import Missing
from index.storage.files import RECORD, Seal, damage
from index.storage.locks import FileLock
from index.storage.store import CATALOGUE, SYLLABLES, VECTORS, WORDS, Store
from ingest.errors import LibraryCorrupt, LibraryFormat, ModelMismatch

T = TypeVar("T")


class Generation:
    """A whole generation; every answer comes from one of these alone.

    :raises LibraryCorrupt: a part is missing or changed; :raises LibraryFormat: made by
        another version.
    """

    def __init__(self, store: Store, name: str, backends: Callable[[str], Backends]) -> None:
        self.store = store
        self.name = name
        self.folder = store.folder(name)
        self._hold = FileLock(self.folder / RECORD, shared=True)
        try:
            # Held as long as it is read: no build removes it meanwhile.
            self._hold.acquire()
        except OSError as error:
            raise LibraryCorrupt(f"Kho {store.root} mất tệp {name}/{RECORD}.") from error
        try:
            self.record = store.record(name)
            self._refuse_damage()
            self.catalogue = backends(self.record.model).catalogue(self.folder)
        except BaseException:
            # Whatever it was goes on up; only the hold must not outlive it.
            self._hold.release()
            raise
        self._make_backends = backends
        self._opening = threading.RLock()
        self._made: dict[str, object] = {}

    def _refuse_damage(self) -> None:
        wrong = damage(self.folder, self.record.seals, deep=False)
        wrong += damage(self.folder, self._seals(CATALOGUE))
        if wrong:
            raise LibraryCorrupt(f"Kho {self.store.root} bị hỏng: {'; '.join(wrong)}.")
        if self.record.analyser != ANALYSER:
            raise LibraryFormat("Kho được dựng bằng bộ tách từ của phiên bản khác.")

    def _seals(self, part: str) -> tuple[Seal, ...]:
        return tuple(one for one in self.record.seals if Path(one.path).parts[0] == part)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Make a part once, whichever thread comes first."""
        with self._opening:
            if name not in self._made:
                self._made[name] = make()
            made: T = self._made[name]  # type: ignore[assignment]  # kept under its own name
            return made

    def _whole(self, part: str) -> None:
        """Look at every byte of a part before it is opened: Whoosh unpickles, faiss trusts."""
        wrong = damage(self.folder, self._seals(part))
        if wrong:
            raise LibraryCorrupt(f"Kho {self.store.root} bị hỏng: {'; '.join(wrong)}.")

    @property
    def backends(self) -> Backends:
        """The backends, with the model that made this generation.

        :raises ModelMismatch: the model at hand is another one.
        """
        return self.once("backends", self._matching)

    def _matching(self) -> Backends:
        backends = self._make_backends(self.record.model)
        if backends.embedder.digest != self.record.model_digest:
            raise ModelMismatch(
                f"Kho được dựng bằng mô hình “{self.record.model}”"
                f" ({self.record.model_digest[:12]}), khác mô hình đang dùng"
                f" “{backends.embedder.name}” ({backends.embedder.digest[:12]})."
            )
        return backends

    @property
    def words(self) -> TextIndex:
        """The text index."""

        def opened() -> TextIndex:
            self._whole(WORDS)
            return self.backends.open_text_index(self.folder / WORDS)

        return self.once("words", opened)

    @property
    def vectors(self) -> VectorIndex:
        """The vector index."""

        def opened() -> VectorIndex:
            self._whole(VECTORS)
            return self.backends.open_vector_index(self.folder / VECTORS)

        return self.once("vectors", opened)

    @property
    def restorer(self) -> diacritics.Restorer:
        """What restores diacritics, by the shipped counts and by those of these passages."""

        def made() -> diacritics.Restorer:
            self._whole(SYLLABLES)
            return diacritics.Restorer(syllable_counts.load_counts(self.folder / SYLLABLES))

        return self.once("restorer", made)

    @property
    def known(self) -> DocumentDirectory:
        """The documents held and those the register speaks of."""
        return self.once("known", lambda: known_documents(self.catalogue))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation of the library."""
        return self.once("citations", self.catalogue.citations)

    @property
    def replacements(self) -> Replacements:
        """What replaced what, by the library's own sentences and by the register."""

        def found() -> Replacements:
            cards = self.catalogue.cards().values()
            register = graph.register_changes(self.known, cards)
            return Replacements((*graph.changes(self.citations), *register))

        return self.once("replacements", found)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Documents cited and not held."""
        return self.once("missing", lambda: graph.missing(self.citations))

    def close(self) -> None:
        """Close everything and let a build remove the folder."""
        words = self._made.get("words")
        if words is not None:
            self.words.close()
        self.catalogue.close()
        self._hold.release()
