"""One generation, open for reading; its heavy parts are opened when first needed."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Hashable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from index.access import ALL, Rights
from index.analysis import syllable_counts
from index.analysis.analyser import ANALYSER
from index.backends.port import Backends
from index.catalogue.observed import ObservedDirectory
from index.catalogue.resolution import known_documents
from index.citations import graph, register_files
from index.citations.document_titles import name_key
from index.citations.graph import Citation
from index.citations.known_documents import DocumentDirectory, unnumbered_names
from index.citations.status import Statuses, of_provision, statuses_of
from index.metadata.precedence import with_entry
from index.ports import Encoder, TextIndex, TokenIndex, VectorIndex
from index.query import diacritics
from index.readings.readings import Readings
from index.results import DocumentCard, Missing, Status
from index.storage import parsed, received
from index.storage.files import RECORD, Seal, damage
from index.storage.locks import FileLock
from index.storage.received import Ledger
from index.storage.store import (
    CATALOGUE,
    ENCODER,
    LIKENESS,
    READINGS,
    SYLLABLES,
    VECTORS,
    WORDS,
    Store,
)
from index.visible_indexes import VisibleVectorIndex, narrowed_words, visible_syllables
from ingest.errors import LibraryCorrupt, LibraryFormat, ModelMismatch
from ingest.model import Document
from ingest.text.spans import Span

T = TypeVar("T")


class Once:
    """Parts made when first asked for, each once, whichever thread comes first."""

    def __init__(self) -> None:
        self._opening = threading.RLock()
        self._made: dict[Hashable, object] = {}

    def __contains__(self, name: Hashable) -> bool:
        return name in self._made

    def get(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return the part kept under ``name``, made by ``make`` where there is none yet."""
        with self._opening:
            if name not in self._made:
                self._made[name] = make()
            part: T = self._made[name]  # type: ignore[assignment]  # kept under its own name
            return part


class GenerationFiles:
    """What lies in one generation's folder, opened when first needed.

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
            self.catalogue = backends(self.record.model).catalogue(
                self.folder, self.record.catalogue_engine
            )
            self.catalogue.register = register_files.enlarged_of(
                store.root, self._received().register()
            )
        except BaseException:
            # Whatever it was goes on up; only the hold must not outlive it.
            self._hold.release()
            raise
        self._make_backends = backends
        self._parts = Once()
        self.recent = parsed.RecentDocuments()

    def _received(self) -> Ledger:
        try:
            return received.load(self.folder)
        except ValueError as error:
            raise LibraryCorrupt(
                f"Danh sách văn bản nhận từ gói cập nhật của kho {self.store.root} bị hỏng."
            ) from error

    def _refuse_damage(self) -> None:
        wrong = damage(self.folder, self.record.seals, deep=False)
        wrong += damage(self.folder, self._seals(CATALOGUE) + self._seals(LIKENESS))
        if wrong:
            raise LibraryCorrupt(f"Kho {self.store.root} bị hỏng: {'; '.join(wrong)}.")
        if self.record.analyser != ANALYSER:
            raise LibraryFormat("Kho được dựng bằng bộ tách từ của phiên bản khác.")

    def _seals(self, part: str) -> tuple[Seal, ...]:
        return tuple(seal for seal in self.record.seals if Path(seal.path).parts[0] == part)

    def _whole(self, part: str) -> Path:
        """Look at every byte of a part before it is opened: Whoosh unpickles, faiss trusts."""
        wrong = damage(self.folder, self._seals(part))
        if wrong:
            raise LibraryCorrupt(f"Kho {self.store.root} bị hỏng: {'; '.join(wrong)}.")
        return self.folder / part

    @property
    def backends(self) -> Backends:
        """The backends, with the model that made this generation.

        :raises ModelMismatch: the model at hand is another one.
        """
        return self._parts.get("backends", self._matching)

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
        return self._parts.get(
            "words",
            lambda: self.backends.open_text_index(self._whole(WORDS), self.record.text_engine),
        )

    @property
    def vectors(self) -> VectorIndex:
        """The vector index."""
        return self._parts.get(
            "vectors",
            lambda: self.backends.open_vector_index(
                self._whole(VECTORS), self.record.vector_engine
            ),
        )

    @property
    def encoder_vectors(self) -> VectorIndex:
        """The index of the encoder's vectors."""
        return self._parts.get(
            "encoder", lambda: self.backends.open_encoder_index(self._whole(ENCODER))
        )

    @property
    def encoder_tokens(self) -> TokenIndex:
        """The vectors of passages' tokens."""
        return self._parts.get(
            "tokens", lambda: self.backends.open_encoder_tokens(self._whole(ENCODER))
        )

    @property
    def readings(self) -> Readings:
        """What its passages hold."""
        return self._parts.get("readings", lambda: Readings(self._whole(READINGS)))

    def syllables(self) -> syllable_counts.CountTable:
        """Return what syllables follow what in its passages."""
        return syllable_counts.load_table(self._whole(SYLLABLES))

    def close(self) -> None:
        """Close everything and let a build remove the folder."""
        if "words" in self._parts:
            self.words.close()
        self.catalogue.close()
        self._hold.release()


class Generation:
    """A generation as one reader may see it; every answer comes from one of these alone.

    All but its files is derived from :attr:`catalogue`, which does not have the documents
    that ``rights`` hide; the files are asked here alone, through indexes that propose visible
    passages only.
    """

    def __init__(self, files: GenerationFiles, rights: Rights = ALL) -> None:
        self._files = files
        self._rights = rights
        self._parts = Once()
        self.name = files.name
        self.catalogue = files.catalogue.for_reader(rights)
        self.record = files.record
        if not rights.everything:
            self.record = replace(
                files.record,
                documents=len(self.catalogue.cards()),
                passages=self.catalogue.count("passages"),
                # Measured anew without what is hidden: see index.search.context.
                floor=math.nan,
                encoder_floor=None,
                failed=tuple(
                    file
                    for file in files.record.failed
                    # Of a file that was not read nobody knows which folder lost it.
                    if rights.allows(file.source) and not rights.kept
                ),
                # Remarks name files in running text: who may not see all sees none.
                remarks=(),
            )

    def for_reader(self, rights: Rights) -> Generation:
        """Return this generation as ``rights`` allow; made once for each set of rights."""
        if rights.everything:
            return self
        # By content, not by reader: most readers share one of a few sets.
        return self.once(("visible", rights), lambda: Generation(self._files, rights))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return self._rights.everything

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Make a part once, whichever thread comes first."""
        return self._parts.get(name, make)

    @property
    def backends(self) -> Backends:
        """The backends, with the model that made this generation.

        :raises ModelMismatch: the model at hand is another one.
        """
        return self._files.backends

    @property
    def words(self) -> TextIndex:
        """The text index."""
        whole = self._files.words
        if self._rights.everything:
            return whole
        return self.once("words", lambda: narrowed_words(whole, self.catalogue))

    @property
    def vectors(self) -> VectorIndex:
        """The vector index."""
        return self._visible_vectors("vectors", self._files.vectors)

    def _visible_vectors(self, name: str, whole: VectorIndex) -> VectorIndex:
        if self._rights.everything:
            return whole
        return self.once(name, lambda: VisibleVectorIndex(whole, self.catalogue))

    @property
    def readings(self) -> Readings:
        """What its passages hold; of hidden ones nothing is told."""
        whole = self._files.readings
        if self._rights.everything:
            return whole
        return self.once("readings", lambda: whole.limited_to(self.catalogue.visible))

    @property
    def encoder(self) -> Encoder | None:
        """The encoder whose vectors this generation has; None where it has none.

        Vectors of another encoder than the one at hand are as good as none: the next build
        with ``--deepen`` makes them anew.
        """
        if not self.record.encoded:
            return None
        encoder = self.backends.encoder
        return encoder if encoder and encoder.digest == self.record.encoder_digest else None

    @property
    def encoder_vectors(self) -> VectorIndex | None:
        """The encoder's vectors; None where there is no :attr:`encoder`."""
        if self.encoder is None:
            return None
        return self._visible_vectors("encoder", self._files.encoder_vectors)

    @property
    def encoder_tokens(self) -> TokenIndex | None:
        """The vectors of passages' tokens; None where there is no :attr:`encoder`.

        Whoever asks names the passages; hidden ones are proposed by nothing.
        """
        return None if self.encoder is None else self._files.encoder_tokens

    @property
    def restorer(self) -> diacritics.Restorer:
        """What restores diacritics, by the shipped counts and by those of these passages."""
        return self.once("restorer", lambda: diacritics.Restorer(self._syllables()))

    def _syllables(self) -> syllable_counts.Counts | syllable_counts.CountTable:
        if self._rights.everything:
            return self._files.syllables()
        # Without the words of hidden passages.
        return visible_syllables(self.catalogue)

    def parsed(self, n: int) -> Document:
        """Return the document number ``n`` as its file was parsed, without the manifest.

        :raises LibraryCorrupt: what was parsed is missing or damaged.
        """
        stored = self.catalogue.stored_file(n)
        # Under the name this reader may be told.
        source = self.catalogue.cards()[n].source or stored.source
        return self._files.recent.load(self._files.store, stored.digest, stored.parser, source)

    def document(self, n: int) -> Document:
        """Return the document number ``n``, with what the manifest and corrections say of it."""
        return with_entry(self.parsed(n), self.catalogue.stored_file(n).entry)

    def pages_of(self, name: str, span: Span) -> tuple[int, ...]:
        """Return the pages on which a stretch of the document with this id stands."""
        n = self.catalogue.number_of(name)
        return self.parsed(n).pages_of(span) if n is not None else ()

    @property
    def known(self) -> DocumentDirectory:
        """The documents held and those the register speaks of."""
        return self.once("known", lambda: known_documents(self.catalogue, self.catalogue.register))

    @property
    def observed(self) -> DocumentDirectory:
        """The known documents, and those that the library's own documents cite."""
        return self.once("observed", lambda: ObservedDirectory(self.known, self.catalogue))

    def holds_name(self, text: str) -> bool:
        """Say whether a document that is held, and has no number, is called so.

        Asked of every search: the register is not read for it.
        """
        held = self.once(
            "held names", lambda: unnumbered_names(self.catalogue.documents().values())
        )
        return name_key(text) in held

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation of the library."""
        return self.once("citations", self.catalogue.citations)

    @property
    def statuses(self) -> Statuses:
        """What became of documents, by the library's own sentences and by the register."""
        return self.catalogue.statuses

    def status_of(self, card: DocumentCard, provision: str | None = None) -> tuple[Status, ...]:
        """Return what became of a document, or what a citing of ``provision`` must know of."""
        return of_provision(statuses_of(self.statuses.about([card]), card), provision)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Documents cited and not held."""
        return self.once("missing", lambda: graph.missing(self.citations))

    def close(self) -> None:
        """Close the files, for every reader of them."""
        self._files.close()
