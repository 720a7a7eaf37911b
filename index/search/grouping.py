"""A ranking of passages as a list of documents: passages gathered, facets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.catalogue.schema import document_of
from index.ranking import FusedHit
from index.results import DocumentCard, Sort


@dataclass(slots=True)
class DocumentGroup:
    """A document of the answer with its passages, best first."""

    card: DocumentCard
    passages: list[FusedHit] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The score of its best passage."""
        return self.passages[0].score


def by_document(
    ranked: Iterable[FusedHit],
    cards: Mapping[int, DocumentCard],
    preferred: Callable[[int], int] = lambda n: n,
) -> list[DocumentGroup]:
    """Gather passages by document, in the order of each document's best one.

    :param cards: by the documents' numbers.
    :param preferred: the file that stands for the document of a file.
    """
    groups: dict[int, DocumentGroup] = {}
    for one in ranked:
        n = preferred(document_of(one.key))
        if n not in groups:
            groups[n] = DocumentGroup(cards[n])
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


def sorted_groups(groups: list[DocumentGroup], sort: Sort) -> list[DocumentGroup]:
    """Return groups in the order asked for; undated documents come last."""
    if sort is Sort.RELEVANCE:
        return groups
    newest = sort is Sort.NEWEST
    dated = [group for group in groups if group.card.issued is not None]
    dated.sort(key=lambda group: group.card.issued or date.min, reverse=newest)
    return dated + [group for group in groups if group.card.issued is None]
