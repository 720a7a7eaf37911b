"""What a check asks of a library beyond the cards of its documents."""

from __future__ import annotations

from typing import Protocol

from index.citations.graph import DocumentChange
from index.results import DocumentCard
from ingest.model import Document


class Holdings(Protocol):
    """What a library knows of documents beyond their cards."""

    def provisions(self, card: DocumentCard) -> tuple[tuple[str, ...], ...]:
        """Return the paths of a held document's provisions; none where it is not held."""
        ...

    def changes(self, card: DocumentCard) -> tuple[DocumentChange, ...]:
        """Return what amended, replaced or repealed a document, doubtful ones last."""
        ...

    def document(self, card: DocumentCard) -> Document | None:
        """Return a held document as it was read; None where it is not held."""
        ...


class NoHoldings:
    """Nothing beyond the cards."""

    def provisions(self, card: DocumentCard) -> tuple[tuple[str, ...], ...]:
        """Return nothing."""
        del card
        return ()

    def changes(self, card: DocumentCard) -> tuple[DocumentChange, ...]:
        """Return nothing."""
        del card
        return ()

    def document(self, card: DocumentCard) -> Document | None:
        """Return nothing."""
        del card
        return None
