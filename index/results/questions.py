"""What a library is asked: a question, what narrows it, and how it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer is narrowed to; empty means no narrowing."""

    kinds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    number: str | None = None
    documents: tuple[str, ...] = ()
    scanned: bool | None = None
    terms: tuple[int, ...] = ()
    """Terms of the Central Committee (:mod:`index.citations.committees`) of the day of issue."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == Filters()


class Sort(StrEnum):
    """The order of an answer."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question.  ``page`` counts from 1."""

    query: str
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    as_typed: bool = False
    """True to search exactly what was typed: no diacritics restored, no number recognised."""
    others: bool = True
    """Whether the other passages of each document are shown, or only counted (``Hit.others``)."""
    document: str | None = None
    """The id of the one document of the answer that is shown, on whatever page it stands.

    Passages are ranked as without it; ``filters.documents`` narrows what is ranked.
    """


class AnswerKind(StrEnum):
    """The JSON contract's ``kind`` of an answer."""

    NUMBER = "number"
    WORDS = "words"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How a query was read.

    ``searched`` are the words searched for, with diacritics restored where
    ``restored`` is true; ``alternatives`` are other restorations; ``phrases``
    stood in quotation marks.
    """

    typed: str
    searched: str
    restored: bool = False
    alternatives: tuple[str, ...] = ()
    did_you_mean: str | None = None
    phrases: tuple[str, ...] = ()
    number: str | None = None
    filters: Filters = Filters()
    unquoted: tuple[str, ...] = ()
    """Phrases that stood in quotation marks, that no passage holds, and that were searched for
    word by word instead."""
