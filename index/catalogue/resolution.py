"""Concluding, for every reference of a library, what it refers to: once a build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from index.catalogue.encode import ResolvedReference
from index.citations import register, resolver
from index.citations.known_documents import DocumentDirectory, InMemoryDirectory
from index.results import DocumentCard
from ingest.model import Reference


class HeldDocuments(Protocol):
    """What references are concluded from: a catalogue, whole or as a reader may see it."""

    def cards(self) -> Mapping[int, DocumentCard]:
        """Return the documents by their numbers."""
        ...

    def references(self) -> Iterator[tuple[int, tuple[Reference, ...]]]:
        """Yield each document that has references, by number, with them in order."""
        ...


def known_documents(catalogue: HeldDocuments) -> DocumentDirectory:
    """Return the documents that a library holds, and those the register speaks of."""
    return InMemoryDirectory(catalogue.cards().values(), register.load())


def resolve_library(catalogue: HeldDocuments) -> Iterator[ResolvedReference]:
    """Yield what each reference of each document was concluded to be."""
    known = known_documents(catalogue)
    cards = catalogue.cards()
    for n, references in catalogue.references():
        for ordinal, resolution in enumerate(resolver.resolve_all(references, cards[n], known)):
            yield ResolvedReference(n, ordinal, resolution.resolution, resolution.candidates)
