"""What a document says of itself: claims, each with where it was read, and doubts of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from ingest.pages import Box
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber

T = TypeVar("T")


class ClaimSource(StrEnum):
    """Where a claim about a document was read, strongest first in :data:`PRECEDENCE`."""

    CORRECTION = "correction"
    """A person corrected it by hand."""
    MANIFEST = "manifest"
    """The manifest beside the documents says so."""
    HEADER = "header"
    """The document's own first page."""
    OVERLAY = "overlay"
    """A signature overlay or annotation on the first page."""
    SIGNATURE = "signature"
    """The signature block at the end."""
    OPENING = "opening"
    """The opening sentence ("Ban Bí thư quy định ...")."""
    ANNEX = "annex"
    """An annex of the document says with what it was issued ("Kèm theo Công văn số …")."""
    CITED = "cited"
    """Another document cites it so."""


PRECEDENCE: tuple[ClaimSource, ...] = tuple(ClaimSource)


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """A value together with where it was read; ``span`` is None outside the canonical text."""

    value: T
    source: ClaimSource
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What a document says of itself.  What is absent is None, never guessed."""

    number: Claim[DocumentNumber] | None = None
    kind: Claim[str] | None = None
    """Type word in Vietnamese, first letter capital: "Quy định"."""
    issuer: Claim[str] | None = None
    """The issuing body of the header's left block, in ordinary capitals."""
    superior: Claim[str] | None = None
    deciding_body: Claim[str] | None = None
    place: Claim[str] | None = None
    issued: Claim[date] | None = None
    subject: Claim[str] | None = None
    """Trích yếu, without "V/v" and without the type word."""
    signatory: Claim[str] | None = None
    position: Claim[str] | None = None
    recipients: tuple[str, ...] = ()
    urgency: Claim[str] | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact of the header, or places on a page, that a person should look at.

    ``field`` is one of :class:`Header`, or "provision" for places in the tree; ``read`` what
    reading gave ("" for nothing): a value as a correction would write it, or what is left of one
    ("/QĐ-TU", "/12/2017").
    ``stated`` says that the header states it all the same.  ``reason`` is in Vietnamese.
    """

    field: str
    read: str
    reason: str
    page: int
    box: Box | None = None
    stated: bool = False
