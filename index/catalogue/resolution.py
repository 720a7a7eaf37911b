"""Concluding, for every reference of a library, what it refers to: once a build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from index.catalogue.encode import ResolvedReference
from index.citations import register, resolver
from index.citations.copies import Copies
from index.citations.known_documents import DocumentDirectory, InMemoryDirectory
from index.results import DocumentCard
from ingest.model import Reference


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


def known_documents(catalogue: HeldDocuments) -> DocumentDirectory:
    """Return the documents that a library holds, and those the register speaks of."""
    return InMemoryDirectory(catalogue.documents().values(), register.load())


def resolve_library(catalogue: HeldDocuments) -> Iterator[ResolvedReference]:
    """Yield what each reference of each document was concluded to be."""
    known = known_documents(catalogue)
    cards, preferred = catalogue.documents(), catalogue.copies.preferred
    for n, references in catalogue.references():
        own = cards[preferred(n)]
        for ordinal, resolution in enumerate(resolver.resolve_all(references, own, known)):
            yield ResolvedReference(n, ordinal, resolution.resolution, resolution.candidates)
