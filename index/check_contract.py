"""The JSON of a checked draft and of a quotation (docs/json.md), beside :mod:`index.contract`."""

from __future__ import annotations

from dataclasses import dataclass

from index.check_results import (
    Checked,
    CheckedQuotation,
    CheckReport,
    ComparedFact,
    Difference,
    Place,
)
from index.contract import Became, Candidate, Card, became, candidate, card_fields


@dataclass(frozen=True, slots=True)
class FactCompared:
    """One stated fact beside what is known: agrees, contradicts, unknown."""

    fact: str
    stated: str | None
    known: str | None
    verdict: str
    source: str | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reference of a draft, judged: right, absent, ambiguous, wrong, replaced, unsure."""

    start: int
    end: int
    text: str
    verdict: str
    detail: str
    candidates: tuple[Candidate, ...]
    status: tuple[Became, ...]
    facts: tuple[FactCompared, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """Words of a quotation that its source writes otherwise; offsets are of the draft."""

    stated: str
    source: str
    start: int
    end: int
    grave: bool


@dataclass(frozen=True, slots=True)
class QuotedPlace(Card):
    """Where the words of a quotation stand; ``start`` and ``end`` count the document's text."""

    provision: tuple[str, ...]
    page: int | None
    pages: tuple[int, ...]
    passage: str
    start: int
    end: int
    text: str
    scanned: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class JudgedQuotation:
    """A quotation judged: verbatim, altered, spliced, elsewhere, absent, unsure."""

    start: int
    end: int
    text: str
    marked: bool
    verdict: str
    detail: str
    doubt: str | None
    document: str | None
    provision: tuple[str, ...] | None
    page: int | None
    differences: tuple[Differing, ...]
    notes: tuple[str, ...]
    places: tuple[QuotedPlace, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Every reference and quotation of a draft; offsets are of ``text``."""

    text: str
    references: tuple[Verdict, ...]
    quotations: tuple[JudgedQuotation, ...]
    remarks: tuple[str, ...]


def check_result(text: str, report: CheckReport) -> CheckResult:
    """Return the judgement on a draft whose canonical text is ``text``."""
    return CheckResult(
        text,
        tuple(map(verdict, report.references)),
        tuple(map(quotation_verdict, report.quotations)),
        report.remarks,
    )


def verdict(of: Checked) -> Verdict:
    """Return the judgement on one reference."""
    return Verdict(
        start=of.span.start,
        end=of.span.end,
        text=of.text,
        verdict=of.verdict.value,
        detail=of.detail,
        candidates=tuple(map(candidate, of.candidates)),
        status=tuple(map(became, of.statuses)),
        facts=tuple(map(_fact, of.facts)),
    )


def _fact(of: ComparedFact) -> FactCompared:
    return FactCompared(
        fact=of.fact,
        stated=of.stated or None,
        known=of.known or None,
        verdict=of.verdict.value,
        source=of.source or None,
        why=of.why or None,
    )


def quotation_verdict(of: CheckedQuotation) -> JudgedQuotation:
    """Return the judgement on one quotation; what no source comes near has no document."""
    place = of.place
    return JudgedQuotation(
        start=of.span.start,
        end=of.span.end,
        text=of.text,
        marked=of.marked,
        verdict=of.verdict.value,
        detail=of.detail,
        doubt=of.doubt or None,
        document=place.document.id if place else None,
        provision=place.provision if place else None,
        page=place.pages[0] if place and place.pages else None,
        differences=tuple(map(_differing, of.differences)),
        notes=of.notes,
        places=tuple(map(_place, of.places)),
    )


def _differing(of: Difference) -> Differing:
    return Differing(of.stated, of.source, of.span.start, of.span.end, of.grave)


def _place(of: Place) -> QuotedPlace:
    return QuotedPlace(
        **card_fields(of.document),
        provision=of.provision,
        page=of.pages[0] if of.pages else None,
        pages=of.pages,
        passage=of.passage,
        start=of.span.start,
        end=of.span.end,
        text=of.text,
        scanned=of.scanned,
        confidence=of.confidence,
    )
