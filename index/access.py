"""A library as one reader may see it: what lies in closed folders is in no answer.

Nothing is filtered after the fact.  A reader who may not see everything is answered
from a generation of their own: its catalogue does not have the hidden documents, its
references are concluded anew without them, so a hidden document is in no count, no
facet, no suggestion and no cross-reference; a reference to it reads as one to any
document that the library does not hold.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.amendments.record import Act
from index.analysis import syllable_counts
from index.analysis.analyser import indexed_text
from index.arrays import Vectors
from index.backends.port import Backends
from index.catalogue import resolution
from index.catalogue.decode import Outline, newest_first
from index.catalogue.encode import ResolvedReference, number_key
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.citations.graph import Citation
from index.generation import Generation
from index.ports import TextIndex, VectorIndex
from index.query import diacritics
from index.ranking import ScoredKey
from index.results import DocumentCard, Filters, PassageView, ResolutionStatus, Resolved
from ingest.model import Reference
from ingest.text.vietnamese import nfc


@dataclass(frozen=True, slots=True)
class Rights:
    """Which folders of the corpus a reader may not see.

    Folders are written as the library names files: relative, ``/`` between, no ``/`` at
    the ends; ``""`` is the whole library.  The deepest folder that is named decides, so a
    grant inside a closed folder opens that part alone.
    """

    closed: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Say whether nothing at all is hidden."""
        return self.closed <= self.granted

    def allows(self, source: str | None) -> bool:
        """Say whether the file of this name in the library may be seen.

        What has no name is hidden as soon as anything is: it cannot be told where it lies.
        """
        if self.everything:
            return True
        if source is None:
            return False
        parts = nfc(source).split("/")
        for depth in range(len(parts) - 1, -1, -1):
            folder = "/".join(parts[:depth])
            if folder in self.granted:
                return True
            if folder in self.closed:
                return False
        return True


ALL = Rights()
"""A reader who may see everything."""


class VisibleCatalogue(Catalogue):
    """A catalogue without the documents that are hidden.

    Asks the tables of the whole one.  Every method of :class:`Catalogue` that
    answers about documents is overridden here (a test holds the two lists together).
    """

    def __init__(self, whole: Catalogue, rights: Rights) -> None:
        self._tables = whole._tables
        self._cards = {n: card for n, card in whole.cards().items() if rights.allows(card.source)}
        self._numbers = {card.id: n for n, card in self._cards.items() if card.id is not None}
        self._concluding = threading.Lock()
        self._conclusions: dict[tuple[int, int], ResolvedReference] | None = None
        self._everywhere: tuple[Citation, ...] | None = None

    def close(self) -> None:
        """Do nothing: the tables are the whole catalogue's."""

    def cards(self) -> dict[int, DocumentCard]:
        """Return the cards of the visible documents."""
        return self._cards

    def number_of(self, document: str) -> int | None:
        """Return the number of a visible document."""
        return self._numbers.get(document)

    def chosen(self, filters: Filters) -> frozenset[int]:
        """Return the visible documents that ``filters`` let through: always a set."""
        found = super().chosen(filters)
        return frozenset(self._cards) if found is None else found

    def keys_of(self, documents: Iterable[int]) -> list[int]:
        """Return the passage keys of those documents that are visible."""
        return super().keys_of(n for n in documents if n in self._cards)

    def passages(self, keys: Sequence[int]) -> dict[int, PassageView]:
        """Return visible passages by key."""
        return super().passages(self.visible(keys))

    def outlines(self, keys: Sequence[int]) -> dict[int, Outline]:
        """Return what ranking asks of visible passages, by key."""
        return super().outlines(self.visible(keys))

    def sketches(self, keys: Sequence[int]) -> dict[int, bytes]:
        """Return the sketches of visible passages, by key."""
        return super().sketches(self.visible(keys))

    def texts(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the texts of visible passages, by key."""
        return super().texts(self.visible(keys))

    def visible(self, keys: Iterable[int]) -> list[int]:
        """Return those passage keys that belong to visible documents, in their order."""
        return [key for key in keys if document_of(key) in self._cards]

    def passages_of(self, n: int) -> tuple[PassageView, ...]:
        """Return the passages of a visible document."""
        return super().passages_of(n) if n in self._cards else ()

    def provision_paths(self, n: int) -> tuple[tuple[str, ...], ...]:
        """Return the provisions of a visible document."""
        return super().provision_paths(n) if n in self._cards else ()

    def acts(self, n: int | None = None) -> Iterator[Act]:
        """Yield what visible documents do to others."""
        return (act for act in super().acts(n) if act.n in self._cards)

    def all_texts(self, documents: Collection[int] | None = None) -> Iterator[tuple[int, str, str]]:
        """Yield the texts of visible passages."""
        shown = self._cards.keys() if documents is None else self._cards.keys() & set(documents)
        return super().all_texts(shown)

    def last_text(self) -> tuple[int, str, str] | None:
        """Return the last visible passage by key."""
        return max(self.all_texts(), default=None, key=lambda row: row[0])

    def count(self, table: str) -> int:
        """Return how many rows of ``table`` belong to visible documents."""
        rows = self._tables.query(f"SELECT n, COUNT(*) FROM {table} GROUP BY n")  # noqa: S608
        return sum(int(count) for n, count in rows if n in self._cards)

    def references(self) -> Iterator[tuple[int, tuple[Reference, ...]]]:
        """Yield the references of visible documents."""
        return ((n, found) for n, found in super().references() if n in self._cards)

    def citations(self, key: str | None = None) -> tuple[Citation, ...]:
        """Return the citations of visible documents, concluded without the hidden ones."""
        with self._concluding:
            if self._everywhere is None:
                concluded = self._concluded()
                found = [
                    replace(one, resolution=new.resolution, candidates=new.candidates)
                    for place, one in self.placed()
                    for new in (concluded[place],)
                ]
                self._everywhere = newest_first(found)
        if key is None:
            return self._everywhere
        return tuple(one for one in self._everywhere if _about(one, key))

    def resolved(self, n: int) -> tuple[Resolved, ...]:
        """Return the references of a visible document, concluded without the hidden ones."""
        if n not in self._cards:
            return ()
        with self._concluding:
            concluded = self._concluded()
        nothing = ResolvedReference(n, 0, ResolutionStatus.ABSENT, ())
        return tuple(
            replace(one, resolution=new.resolution, candidates=new.candidates)
            for ordinal, one in enumerate(super().resolved(n))
            for new in (concluded.get((n, ordinal), nothing),)
        )

    def _concluded(self) -> dict[tuple[int, int], ResolvedReference]:
        """Return every conclusion, drawn once.  Call it with the lock held."""
        if self._conclusions is None:
            self._conclusions = {
                (one.n, one.ordinal): one for one in resolution.resolve_library(self)
            }
        return self._conclusions


def _about(citation: Citation, key: str) -> bool:
    own = citation.reference.number
    named = (number_key(match.card.number) for match in citation.candidates)
    return (own is not None and own.key == key) or key in named


class _VisibleWords:
    """A text index that proposes visible passages only.

    How rare a word is, is still counted over the whole library: it weighs the ranking and
    is shown nowhere.
    """

    def __init__(self, whole: TextIndex, catalogue: VisibleCatalogue) -> None:
        self._whole, self._catalogue = whole, catalogue

    def __len__(self) -> int:
        return self._catalogue.count("passages")

    def search(
        self, terms: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> Sequence[ScoredKey]:
        """See :class:`TextIndex`."""
        return self._whole.search(terms, limit, _only(self._catalogue, allowed))

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        """See :class:`TextIndex`."""
        return self._catalogue.visible(self._whole.phrase(terms, limit))

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """See :class:`TextIndex`."""
        return self._whole.document_frequencies(terms)

    def max_score(self, terms: Sequence[str]) -> float:
        """See :class:`TextIndex`."""
        return self._whole.max_score(terms)

    def close(self) -> None:
        """Do nothing: the index is the whole generation's."""


class _VisibleVectors:
    """A vector index that proposes visible passages only, and is never written."""

    def __init__(self, whole: VectorIndex, catalogue: VisibleCatalogue) -> None:
        self._whole, self._catalogue = whole, catalogue

    def __len__(self) -> int:
        return self._catalogue.count("passages")

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        """Refuse."""
        raise NotImplementedError

    def remove(self, keys: Sequence[int]) -> None:
        """Refuse."""
        raise NotImplementedError

    def save(self, path: Path) -> None:
        """Refuse."""
        raise NotImplementedError

    def search(
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> Sequence[ScoredKey]:
        """See :class:`VectorIndex`."""
        return self._whole.search(vector, limit, _only(self._catalogue, allowed))

    def scores(self, vector: Vectors, keys: Sequence[int]) -> Sequence[ScoredKey]:
        """See :class:`VectorIndex`."""
        return self._whole.scores(vector, self._catalogue.visible(keys))

    def vector(self, key: int) -> Vectors:
        """See :class:`VectorIndex`."""
        if not self._catalogue.visible([key]):
            raise KeyError(key)
        return self._whole.vector(key)


def _only(catalogue: VisibleCatalogue, allowed: Sequence[int] | None) -> list[int]:
    return catalogue.keys_of(catalogue.cards()) if allowed is None else catalogue.visible(allowed)


class VisibleGeneration(Generation):
    """A generation without its hidden documents; the whole one stays responsible for the files."""

    def __init__(self, whole: Generation, rights: Rights) -> None:
        self.store, self.name, self.folder = whole.store, whole.name, whole.folder
        self._of = whole
        self._opening = threading.RLock()
        self._made = {}
        seen = VisibleCatalogue(whole.catalogue, rights)
        self._seen = self.catalogue = seen
        self.record = replace(
            whole.record,
            documents=len(seen.cards()),
            passages=seen.count("passages"),
            failed=tuple(one for one in whole.record.failed if rights.allows(one.source)),
            # Remarks name files in running text: who may not see all sees none.
            remarks=(),
        )

    @property
    def backends(self) -> Backends:
        """The whole generation's backends."""
        return self._of.backends

    @property
    def words(self) -> TextIndex:
        """The text index, visible passages only."""
        return _VisibleWords(self._of.words, self._seen)

    @property
    def vectors(self) -> VectorIndex:
        """The vector index, visible passages only."""
        return _VisibleVectors(self._of.vectors, self._seen)

    @property
    def restorer(self) -> diacritics.Restorer:
        """What restores diacritics, without the words of hidden passages."""

        def made() -> diacritics.Restorer:
            texts = (
                indexed_text(head.split("\n"), text) for _, head, text in self._seen.all_texts()
            )
            return diacritics.Restorer(syllable_counts.updated(syllable_counts.NONE, texts, []))

        return self.once("restorer", made)

    def close(self) -> None:
        """Do nothing: the whole generation is closed by who opened it."""


def visible(generation: Generation, rights: Rights) -> Generation:
    """Return ``generation`` as ``rights`` allow; made once for each set of rights."""
    if rights.everything:
        return generation
    # By content, not by reader: most readers share one of a few sets.
    name = f"visible {sorted(rights.closed)} {sorted(rights.granted)}"
    return generation.once(name, lambda: VisibleGeneration(generation, rights))
