"""View models of cross-references: what a document cites, who cites it, what disagrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.results import Disagreement, DocumentView, Resolved
from search_app.views import wording
from search_app.views.cards import CardView, anchor
from search_app.views.lookup import CitedByView, MatchView, cited_by_view, match_view


@dataclass(frozen=True, slots=True)
class CitingPlace:
    """Where a document cites another."""

    where: str
    sentence: str
    relation: str
    provision: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class Cited:
    """What a document cites: one target (or several possible) and every place."""

    state: str
    how: str
    candidates: tuple[MatchView, ...]
    as_written: str
    places: tuple[CitingPlace, ...]


@dataclass(frozen=True, slots=True)
class Citers:
    """A document that cites this one, and every place."""

    card: CardView
    places: tuple[CitedByView, ...]


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """One number said to be different things, each with its sources."""

    number: str
    what: str
    values: tuple[tuple[str, tuple[CitedByView, ...]], ...]


def _place(resolved: Resolved, paged: bool) -> CitingPlace:
    pages = wording.pages(resolved.pages) if paged else ""
    place = (wording.section(resolved.path), pages)
    return CitingPlace(
        where=" · ".join(part for part in place if part),
        sentence=resolved.sentence,
        relation=resolved.relation.value,
        provision=resolved.provision or "",
        reason=resolved.candidates[0].reason if len(resolved.candidates) == 1 else "",
        url="#" + anchor(resolved.passage) if resolved.passage else "",
    )


def _key(resolved: Resolved) -> tuple[str, ...]:
    named = tuple(
        m.card.id or wording.title(m.card) + str(m.card.issued) for m in resolved.candidates
    )
    return (resolved.resolution.value, *(named or (resolved.text.casefold(),)))


def cites_of(cites: Sequence[Resolved], paged: bool) -> tuple[Cited, ...]:
    """Group what is cited by its target, in order of first mention."""
    groups: dict[tuple[str, ...], list[Resolved]] = {}
    for resolved in cites:
        groups.setdefault(_key(resolved), []).append(resolved)
    return tuple(
        Cited(
            state=group[0].resolution.value,
            how=wording.HOW_RESOLVED[group[0].resolution],
            candidates=tuple(map(match_view, group[0].candidates)),
            as_written=group[0].text,
            places=tuple(_place(each, paged) for each in group),
        )
        for group in groups.values()
    )


def citers_of(view: DocumentView) -> tuple[Citers, ...]:
    """Group the places that cite a document by the document they stand in."""
    groups: dict[str, list[CitedByView]] = {}
    for place in map(cited_by_view, view.cited_by):
        groups.setdefault(place.card.url, []).append(place)
    return tuple(Citers(places[0].card, tuple(places)) for places in groups.values())


def disagreement_view(found: Disagreement) -> DisagreementView:
    """Return a disagreement with all its sources."""
    values = tuple((value, tuple(map(cited_by_view, by))) for value, by in found.values)
    return DisagreementView(found.number, found.what, values)
