"""One act of amendment as the catalogue keeps it, with the words that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.citations import Effect
from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words put for words, each a slice of the acting document; ``after`` is what they follow."""

    old: str | None
    new: str | None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What one sentence of the document number ``n`` does to a document or a place in it.

    ``target`` and ``by`` are ordinals of that document's references: what they refer to is
    what the catalogue concludes of them.  ``own`` says that the changed text is the
    document's itself (notes of consolidated texts).  ``span``, ``sentence`` and
    ``words_span`` count in the acting document's text; ``sentence_text`` and ``words`` are
    slices of it.  See :class:`ingest.citations.Amendment`.
    """

    n: int
    ordinal: int
    effect: Effect
    target: int | None
    provision: tuple[str, ...]
    partial: bool
    own: bool
    by: int | None
    span: Span
    sentence: Span
    sentence_text: str
    passage: int | None
    """The key of the passage the sentence stands in."""
    pages: tuple[int, ...]
    effective: date | None
    effective_words: str | None
    words_span: Span | None
    words: str | None
    phrases: tuple[Phrase, ...]
