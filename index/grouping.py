"""A ranking of passages as a list of documents: passages gathered, facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from index import committee
from index.ranking import Fused
from index.results import DocumentCard, Facets, FacetValue, Sort
from index.schema import document_of
from ingest.model import Origin


@dataclass(slots=True)
class Group:
    """A document of the answer with its passages, best first."""

    card: DocumentCard
    passages: list[Fused] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The score of its best passage."""
        return self.passages[0].score


def by_document(ranked: Iterable[Fused], cards: Mapping[int, DocumentCard]) -> list[Group]:
    """Gather passages by document, in the order of each document's best one.

    :param cards: by the documents' numbers.
    """
    groups: dict[int, Group] = {}
    for one in ranked:
        n = document_of(one.key)
        if n not in groups:
            groups[n] = Group(cards[n])
        groups[n].passages.append(one)
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
        terms=tuple(
            sorted(
                counted(str(n) for n in map(term_number, cards) if n is not None),
                key=lambda one: -int(one.value),
            )
        ),
        scanned=counted("yes" if is_scanned(card) else "no" for card in cards),
    )


def term_number(card: DocumentCard) -> int | None:
    """Return the term of the Central Committee a document was issued in, None where unknown."""
    term = committee.term_of(card.issued) if card.issued else None
    return term.number if term else None


def is_scanned(card: DocumentCard) -> bool:
    """Say whether text of the document was recognised from pictures of its pages."""
    return card.origin in (Origin.OCR, Origin.MIXED)


def counted(values: Iterable[str | None]) -> tuple[FacetValue, ...]:
    """Return each value with its count, commonest first, then by name; None is left out."""
    counts = Counter(value for value in values if value)
    return tuple(
        FacetValue(value, count)
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
