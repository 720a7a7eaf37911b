"""The answer to a number, as JSON tells it."""

from __future__ import annotations

from dataclasses import dataclass

from index.contract.cards import Became, Card, became, card_fields
from index.results import CitedBy, LookedUpProvision, LookupAnswer, Match


@dataclass(frozen=True, slots=True)
class ProvisionResult:
    """A provision asked for; ``exists`` is null where that cannot be told."""

    path: tuple[str, ...]
    label: str
    text: str | None
    start: int | None
    end: int | None
    exists: bool | None
    range: str | None
    passage: str | None
    also: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Candidate(Card):
    """A document a number may mean, why, and the provision of it that was asked for."""

    reason: str
    status: tuple[Became, ...]
    provision: ProvisionResult | None = None


@dataclass(frozen=True, slots=True)
class Citer:
    """A passage that cites."""

    document: str | None
    number: str | None
    source: str | None
    passage: str | None
    path: tuple[str, ...]
    page: int | None
    sentence: str
    relation: str
    provision: str | None


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The answer to a number."""

    query: str
    number: str | None
    matches: tuple[Candidate, ...]
    cited_by: tuple[Citer, ...]
    nearest: tuple[Candidate, ...]
    settled: bool
    words: str
    completeness: str
    others: tuple[str, ...]


def candidate(match: Match) -> Candidate:
    """Return a document a number may mean."""
    return Candidate(
        **card_fields(match.card),
        reason=match.reason,
        status=tuple(map(became, match.statuses)),
        provision=_provision(match.provision),
    )


def _provision(of: LookedUpProvision | None) -> ProvisionResult | None:
    if of is None:
        return None
    return ProvisionResult(
        path=of.path,
        label=of.label,
        text=of.text,
        start=of.span.start if of.span else None,
        end=of.span.end if of.span else None,
        exists=of.exists,
        range=of.range,
        passage=of.passage,
        also=of.also,
    )


def citer(by: CitedBy) -> Citer:
    """Return a citing passage."""
    return Citer(
        document=by.document.id,
        number=by.document.number,
        source=by.document.source,
        passage=by.passage or None,
        path=by.path,
        page=by.pages[0] if by.pages else None,
        sentence=by.sentence,
        relation=by.relation.value,
        provision=by.provision,
    )


def lookup_result(answer: LookupAnswer) -> LookupResult:
    """Return the answer to a number."""
    return LookupResult(
        query=answer.query,
        number=answer.number,
        matches=tuple(map(candidate, answer.matches)),
        cited_by=tuple(map(citer, answer.cited_by)),
        nearest=tuple(map(candidate, answer.nearest)),
        settled=answer.is_settled,
        words=answer.words,
        completeness=answer.completeness,
        others=answer.others,
    )
