"""Concluding, for every reference of a library, what it refers to: once a build."""

from __future__ import annotations

from collections.abc import Iterator

from index.catalogue.encode import ResolvedReference
from index.catalogue.reader import Catalogue
from index.citations import register, resolver
from index.citations.known_documents import DocumentDirectory, InMemoryDirectory


def known_documents(catalogue: Catalogue) -> DocumentDirectory:
    """Return the documents that a library holds, and those the register speaks of."""
    return InMemoryDirectory(catalogue.cards().values(), register.load())


def resolve_library(catalogue: Catalogue) -> Iterator[ResolvedReference]:
    """Yield what each reference of each document was concluded to be."""
    known = known_documents(catalogue)
    cards = catalogue.cards()
    for n, references in catalogue.references():
        for ordinal, found in enumerate(resolver.resolve_all(references, cards[n], known)):
            yield ResolvedReference(n, ordinal, found.resolution, found.candidates)
