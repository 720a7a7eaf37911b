"""Links that change a question: filters with their counts, orders, pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from index.citations.committees import term
from index.results import FacetValue, SearchAnswer, SearchRequest
from search_app.search_params import narrowed, search_parameters


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the question: a filter, an order, a page."""

    label: str
    url: str
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Filters of one sort."""

    name: str
    choices: tuple[Choice, ...]


def search_url(request: SearchRequest, ending: str = "") -> str:
    """Return the permanent address of the results, as a page or (".csv") as a file."""
    return f"/tim{ending}?" + urlencode(search_parameters(request), doseq=True)


def others_url(request: SearchRequest, document: str) -> str:
    """Return the address of the passages of one document that answer a question."""
    return f"/tim/{document}?" + urlencode(search_parameters(request), doseq=True)


def _toggled(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)


def _group(
    name: str,
    field: str,
    request: SearchRequest,
    chosen: tuple[str, ...],
    values: tuple[FacetValue, ...],
) -> ChoiceGroup:
    counts = {value.value: value.count for value in values}
    choices = []
    for value in dict.fromkeys((*chosen, *counts)):
        after = _toggled(chosen, value)
        changed = narrowed(
            request, **{field: tuple(map(int, after)) if field in _NUMBERS else after}
        )
        label = _term(value) if field == "terms" else value
        choices.append(Choice(label, search_url(changed), value in chosen, counts.get(value)))
    return ChoiceGroup(name, tuple(choices))


_NUMBERS = ("years", "terms")


def _term(number: str) -> str:
    """Return a term as readers know it: "khóa XIII (2021–2026)"."""
    known = term(int(number))
    return str(known) if known else f"khóa {number}"


def _scans(request: SearchRequest, values: tuple[FacetValue, ...]) -> ChoiceGroup:
    counts = {value.value: value.count for value in values}
    scanned = request.filters.scanned
    choices = (
        Choice(
            label,
            search_url(narrowed(request, scanned=None if scanned is value else value)),
            scanned is value,
            counts.get(key),
        )
        for key, label, value in (
            ("yes", "Có trang quét", True),
            ("no", "Không có trang quét", False),
        )
    )
    return ChoiceGroup("Nguồn chữ", tuple(c for c in choices if c.chosen or c.count))


def filter_groups(request: SearchRequest, answer: SearchAnswer) -> tuple[ChoiceGroup, ...]:
    """Return every filter that changes something, with what each choice would leave."""
    facets = answer.facets
    chosen = request.filters
    years = tuple(map(str, chosen.years))
    terms = tuple(map(str, chosen.terms))
    groups = (
        _group("Loại văn bản", "kinds", request, chosen.kinds, facets.kinds),
        _group("Cơ quan ban hành", "issuers", request, chosen.issuers, facets.issuers),
        _group("Năm", "years", request, years, facets.years),
        _group("Nhiệm kỳ Trung ương", "terms", request, terms, facets.terms),
        _scans(request, facets.scanned),
    )
    return tuple(group for group in groups if group.choices)
