"""A ranking of passages as a list of documents: twins folded, passages gathered, facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from index.fusion import Fused
from index.lexical.terms import syllables
from index.results import DocumentCard, Facets, FacetValue, PassageView, Sort

TWIN = 0.85
"""Passages that share this much of their pairs of syllables say the same."""
TWINS_AMONG = 100
"""How many of the best passages are compared with one another."""
SHORTEST_TWIN = 8
"""Passages of fewer syllables are alike by chance."""


@dataclass(slots=True)
class Group:
    """A document of the answer with its passages, best first."""

    card: DocumentCard
    passages: list[Fused] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The score of its best passage."""
        return self.passages[0].score


def fold_twins(
    ranked: Sequence[Fused], views: dict[int, PassageView]
) -> tuple[list[Fused], dict[int, int]]:
    """Return the ranking without near-identical passages, and how many each stands for."""
    kept: list[Fused] = []
    prints: list[tuple[int, frozenset[str]]] = []
    same: dict[int, int] = {}
    for place, one in enumerate(ranked):
        own = _print(views[one.key].text) if place < TWINS_AMONG else frozenset()
        twin = next((key for key, other in prints if _alike(own, other)), None)
        if twin is not None:
            same[twin] = same.get(twin, 0) + 1
            continue
        if own:
            prints.append((one.key, own))
        kept.append(one)
    return kept, same


def _print(text: str) -> frozenset[str]:
    found = [one.folded for one in syllables(text)]
    if len(found) < SHORTEST_TWIN:
        return frozenset()
    return frozenset(f"{a} {b}" for a, b in pairwise(found))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other or min(len(one), len(other)) < TWIN * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= TWIN * (len(one) + len(other) - shared)


def by_document(ranked: Iterable[Fused], views: dict[int, PassageView]) -> list[Group]:
    """Gather passages by document, in the order of each document's best one."""
    groups: dict[str | None, Group] = {}
    for one in ranked:
        card = views[one.key].document
        groups.setdefault(card.id, Group(card)).passages.append(one)
    return list(groups.values())


def continues(before: Sequence[str], own: Sequence[str]) -> bool:
    """Say whether a passage with the path ``own`` goes on with what the one before it says.

    Articles speak each of a matter of its own; elsewhere the text runs on within a part.
    """
    if _article(before) is not None or _article(own) is not None:
        return _article(before) == _article(own)
    return list(before[:1]) == list(own[:1])


def _article(path: Sequence[str]) -> tuple[str, ...] | None:
    for place, label in enumerate(path):
        if label.startswith("Điều "):
            return tuple(path[: place + 1])
    return None


def sorted_groups(groups: list[Group], sort: Sort) -> list[Group]:
    """Return groups in the order asked for; undated documents come last."""
    if sort is Sort.RELEVANCE:
        return groups
    newest = sort is Sort.NEWEST
    dated = [group for group in groups if group.card.issued is not None]
    dated.sort(key=lambda group: group.card.issued or date.min, reverse=newest)
    return dated + [group for group in groups if group.card.issued is None]


def facets(cards: Sequence[DocumentCard]) -> Facets:
    """Return what the documents can be narrowed by; commonest first, years newest first."""
    return Facets(
        kinds=counted(card.kind for card in cards),
        issuers=counted(card.deciding_body or card.issuer for card in cards),
        years=tuple(
            sorted(
                counted(str(card.issued.year) if card.issued else None for card in cards),
                key=lambda one: one.value,
                reverse=True,
            )
        ),
    )


def counted(values: Iterable[str | None]) -> tuple[FacetValue, ...]:
    """Return each value with its count, commonest first, then by name; None is left out."""
    counts = Counter(value for value in values if value)
    return tuple(
        FacetValue(value, count)
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
