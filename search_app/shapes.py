"""The JSON the API answers, as frozen dataclasses: one definition serves answer and description.

Keys are a contract: they may be added, never renamed.  Dates are ISO 8601, offsets count
code points of the text they stand beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.results import (
    CheckReport,
    CitedBy,
    DocumentCard,
    DocumentView,
    Hit,
    LookupAnswer,
    Match,
    PassageView,
    Resolved,
    SearchAnswer,
)


@dataclass(frozen=True, slots=True)
class Offsets:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Card:
    """A document in one line; ``document`` is null for one that is known, not held."""

    document: str | None
    number: str | None
    kind: str | None
    issuer: str | None
    deciding_body: str | None
    issued: date | None
    subject: str | None
    sample: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A passage in an answer."""

    passage: str
    document: str | None
    number: str | None
    kind: str | None
    issuer: str | None
    issued: date | None
    subject: str | None
    path: tuple[str, ...]
    page: int | None
    printed_page: str | None
    text: str
    sentence: Offsets
    score: float
    marks: tuple[Offsets, ...]
    origin: str
    confidence: float
    sample: bool


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a search; ``kind`` is number, words or none."""

    query: str
    understood: str
    kind: str
    results: tuple[Result, ...]
    total: int
    page: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document a number may mean, and why."""

    document: str | None
    number: str | None
    kind: str | None
    issuer: str | None
    issued: date | None
    subject: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Citer:
    """A passage that cites."""

    document: str | None
    passage: str
    path: tuple[str, ...]
    page: int | None
    sentence: str
    relation: str


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The answer to a number."""

    query: str
    matches: tuple[Candidate, ...]
    cited_by: tuple[Citer, ...]


@dataclass(frozen=True, slots=True)
class PassageResult:
    """One passage, verbatim."""

    passage: str
    document: str | None
    path: tuple[str, ...]
    pages: tuple[int, ...]
    printed_pages: tuple[str, ...]
    start: int
    end: int
    text: str
    origin: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Cites:
    """A reference of a document and what it refers to."""

    start: int
    end: int
    text: str
    form: str
    relation: str
    resolution: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document with its cross-references in both directions."""

    card: Card
    text: str
    passages: tuple[PassageResult, ...]
    cites: tuple[Cites, ...]
    cited_by: tuple[Citer, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reference of a draft, judged: right, absent, ambiguous, wrong, replaced."""

    start: int
    end: int
    text: str
    verdict: str
    detail: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Every reference of a draft; offsets are of ``text``."""

    text: str
    references: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An error: what happened and what to do, in Vietnamese."""

    error: str
    advice: str
    status: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What is sent to be checked."""

    text: str


def card(of: DocumentCard) -> Card:
    """Return a document's line."""
    return Card(
        of.id, of.number, of.kind, of.issuer, of.deciding_body, of.issued, of.subject, of.sample
    )


def result(hit: Hit) -> Result:
    """Return a passage of an answer."""
    at, of = hit.passage, hit.passage.document
    return Result(
        passage=at.id,
        document=of.id,
        number=of.number,
        kind=of.kind,
        issuer=of.issuer,
        issued=of.issued,
        subject=of.subject,
        path=at.path,
        page=at.pages[0] if at.pages else None,
        printed_page=at.printed_pages[0] if at.printed_pages else None,
        text=at.text,
        sentence=Offsets(hit.sentence.start, hit.sentence.end),
        score=hit.score,
        marks=tuple(Offsets(mark.start, mark.end) for mark in hit.marks),
        origin=at.origin.value,
        confidence=at.confidence,
        sample=of.sample,
    )


def search_result(answer: SearchAnswer) -> SearchResult:
    """Return an answer; passages folded under another follow it."""
    hits = (each for hit in answer.hits for each in (hit, *hit.more))
    return SearchResult(
        query=answer.request.query,
        understood=answer.understood.searched,
        kind=answer.kind.value,
        results=tuple(map(result, hits)),
        total=answer.total,
        page=answer.request.page,
    )


def candidate(match: Match) -> Candidate:
    """Return a document a number may mean."""
    of = match.card
    return Candidate(of.id, of.number, of.kind, of.issuer, of.issued, of.subject, match.reason)


def citer(by: CitedBy) -> Citer:
    """Return a citing passage."""
    page = by.pages[0] if by.pages else None
    return Citer(by.document.id, by.passage, by.path, page, by.sentence, by.relation.value)


def lookup_result(answer: LookupAnswer) -> LookupResult:
    """Return the answer to a number."""
    matches = tuple(map(candidate, answer.matches))
    return LookupResult(answer.query, matches, tuple(map(citer, answer.cited_by)))


def passage_result(of: PassageView) -> PassageResult:
    """Return one passage."""
    return PassageResult(
        passage=of.id,
        document=of.document.id,
        path=of.path,
        pages=of.pages,
        printed_pages=of.printed_pages,
        start=of.span.start,
        end=of.span.end,
        text=of.text,
        origin=of.origin.value,
        confidence=of.confidence,
    )


def cites(of: Resolved) -> Cites:
    """Return a reference and what it refers to."""
    return Cites(
        of.span.start,
        of.span.end,
        of.text,
        of.form.value,
        of.relation.value,
        of.resolution.value,
        tuple(map(candidate, of.candidates)),
    )


def document_result(view: DocumentView) -> DocumentResult:
    """Return one document."""
    return DocumentResult(
        card=card(view.card),
        text=view.document.text,
        passages=tuple(map(passage_result, view.passages)),
        cites=tuple(map(cites, view.cites)),
        cited_by=tuple(map(citer, view.cited_by)),
    )


def check_result(text: str, report: CheckReport) -> CheckResult:
    """Return the judgement on a draft."""
    return CheckResult(
        text,
        tuple(
            Verdict(
                c.span.start,
                c.span.end,
                c.text,
                c.verdict.value,
                c.detail,
                tuple(map(candidate, c.candidates)),
            )
            for c in report.references
        ),
    )
