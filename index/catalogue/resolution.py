"""Concluding, for every reference of a library, what it refers to: once a build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from index.catalogue.encode import ResolvedReference
from index.citations import register, resolver
from index.citations.copy_groups import Copies
from index.citations.known_documents import DocumentDirectory, InMemoryDirectory
from index.citations.register import RegisterEntry
from index.results import DocumentCard
from ingest.citations import Reference


class HeldDocuments(Protocol):
    """What references are concluded from: a catalogue, whole or as a reader may see it."""

    @property
    def copies(self) -> Copies:
        """Which files are one document."""
        ...

    def documents(self) -> Mapping[int, DocumentCard]:
        """Return the documents by the numbers of the files that stand for them."""
        ...

    def references(self) -> Iterator[tuple[int, tuple[Reference, ...]]]:
        """Yield each document that has references, by number, with them in order."""
        ...


def known_documents(
    catalogue: HeldDocuments, entries: Sequence[RegisterEntry] | None = None
) -> DocumentDirectory:
    """Return the documents that a library holds, and those the register speaks of.

    :param entries: the library's register; the one that ships where none is given.
    """
    listed = register.load() if entries is None else entries
    return InMemoryDirectory(catalogue.documents().values(), listed)


def resolve_library(
    catalogue: HeldDocuments, entries: Sequence[RegisterEntry] | None = None
) -> Iterator[ResolvedReference]:
    """Yield what each reference of each document was concluded to be."""
    known = known_documents(catalogue, entries)
    cards, preferred = catalogue.documents(), catalogue.copies.preferred
    for n, references in catalogue.references():
        card = cards[preferred(n)]
        for ordinal, resolution in enumerate(resolver.resolve_all(references, card, known)):
            yield ResolvedReference(n, ordinal, resolution.resolution, resolution.candidates)
