"""View models of a checked draft: faults first, then what is unsure, then what agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.check_results import (
    Checked,
    CheckedQuotation,
    CheckReport,
    ComparedFact,
    FactVerdict,
    Place,
)
from index.citations.fact_words import FACTS
from index.verdict_words import Group, group_of, verdict_words
from ingest.text.spans import Span
from search_app.views import wording
from search_app.views.cards import document_url
from search_app.views.lookup import MatchView, match_view
from search_app.views.status import NOTHING, StatusesView, statuses_view

FACT_WORDS = {
    FactVerdict.AGREES: "khớp",
    FactVerdict.CONTRADICTS: "không khớp",
    FactVerdict.UNKNOWN: "chưa đối chiếu được",
}


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact compared: its name, what the draft says, what is known, and how they stand."""

    name: str
    stated: str
    known: str
    verdict: str
    state: str
    source: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Words of the draft and of the source."""

    stated: str
    source: str
    grave: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place in a document of the library, with the source's own words."""

    title: str
    where: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class JudgedView:
    """A reference or a quotation of the draft with its verdict."""

    number: int
    what: str
    """"viện dẫn" or "câu trích"."""
    text: str
    verdict: str
    state: str
    group: str
    detail: str
    span: Span
    candidates: tuple[MatchView, ...] = ()
    facts: tuple[FactView, ...] = ()
    differences: tuple[DifferenceView, ...] = ()
    places: tuple[PlaceView, ...] = ()
    notes: tuple[str, ...] = ()
    became: StatusesView = NOTHING
    """What became of what it cites."""


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A stretch of the draft; ``judged`` is None for plain text."""

    text: str
    judged: JudgedView | None = None
    begins: bool = False
    """Whether what is judged begins here: its number is shown once."""


@dataclass(frozen=True, slots=True)
class VerdictGroupView:
    """The judged of one group."""

    name: str
    title: str
    judged: tuple[JudgedView, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """The whole judgement."""

    text: str
    pieces: tuple[DraftPiece, ...]
    groups: tuple[VerdictGroupView, ...]
    summary: str
    remarks: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many references and quotations were judged."""
        return sum(len(group.judged) for group in self.groups)

    @property
    def judged(self) -> tuple[JudgedView, ...]:
        """All that was judged, faults first."""
        return tuple(judgement for group in self.groups for judgement in group.judged)


def check_view(text: str, report: CheckReport, remarks: tuple[str, ...] = ()) -> CheckView:
    """Return the judgement in reading order, and the draft cut at what was judged."""
    judged = sorted(
        [*map(_reference, report.references), *map(quotation_view, report.quotations)],
        key=lambda judgement: (judgement.span.start, -len(judgement.span)),
    )
    numbered = [
        replace(judgement, number=number) for number, judgement in enumerate(judged, start=1)
    ]
    groups = tuple(
        VerdictGroupView(of.key, of.title, tuple(one for one in numbered if one.group == of.key))
        for of in Group
    )
    all_remarks = tuple(dict.fromkeys((*remarks, *report.remarks)))
    return CheckView(
        text, tuple(_pieces(text, numbered)), groups, _summary(report, groups), all_remarks
    )


def _reference(checked: Checked) -> JudgedView:
    return JudgedView(
        number=0,
        what="viện dẫn",
        text=" ".join(checked.text.split()),
        verdict=verdict_words(checked),
        state=checked.verdict.value,
        group=group_of(checked).key,
        detail=checked.detail,
        span=checked.span,
        candidates=tuple(map(match_view, checked.candidates)),
        became=statuses_view(checked.statuses),
        facts=tuple(map(_fact, checked.facts)),
    )


def _fact(fact: ComparedFact) -> FactView:
    known = fact.known or "–"
    if fact.why:
        known = f"{fact.known} ({fact.why})" if fact.known else fact.why
    return FactView(
        name=FACTS[fact.fact],
        stated=fact.stated or "–",
        known=known,
        verdict=FACT_WORDS[fact.verdict],
        state=fact.verdict.value,
        source=fact.source,
    )


def quotation_view(checked: CheckedQuotation) -> JudgedView:
    """Return one quotation judged."""
    return JudgedView(
        number=0,
        what="câu trích",
        text=" ".join(checked.text.split()),
        verdict=verdict_words(checked),
        state=checked.verdict.value,
        group=group_of(checked).key,
        detail=checked.detail,
        span=checked.span,
        differences=tuple(
            DifferenceView(_flat(d.stated), _flat(d.source), d.grave) for d in checked.differences
        ),
        places=tuple(map(_place, checked.places)),
        notes=checked.notes,
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _place(place: Place) -> PlaceView:
    parts = [wording.pinpoint(place.provision), wording.pages(place.pages, place.printed)]
    return PlaceView(
        title=wording.title(place.document),
        where=", ".join(part for part in parts if part),
        text=_flat(place.text),
        url=document_url(place.document.id or "", place.passage),
    )


def _summary(report: CheckReport, groups: Sequence[VerdictGroupView]) -> str:
    if not report.references and not report.quotations:
        return "Không thấy viện dẫn văn bản hay câu trích nào trong bản thảo."
    counts = [f"{len(group.judged)} {group.title.lower()}" for group in groups if group.judged]
    quoted = f", {len(report.quotations)} câu trích" if report.quotations else ""
    return f"{len(report.references)} viện dẫn{quoted}: {', '.join(counts)}."


def _pieces(text: str, judged: Sequence[JudgedView]) -> Iterator[DraftPiece]:
    """Yield the draft cut at everything judged; the shorter of two that overlap is marked."""
    cuts = sorted({0, len(text), *(at for j in judged for at in (j.span.start, j.span.end))})
    begun: set[int] = set()
    for start, end in pairwise(cuts):
        here = [j for j in judged if j.span.start <= start and end <= j.span.end]
        shortest = min(here, key=lambda j: len(j.span), default=None)
        begins = shortest is not None and shortest.number not in begun
        if shortest is not None:
            begun.add(shortest.number)
        if text[start:end]:
            yield DraftPiece(text[start:end], shortest, begins)
