"""A ranking of passages as a list of documents: passages gathered, facets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np

from index.catalogue.schema import document_of
from index.ranking import FusedScores
from index.results import DocumentCard, Sort


class DocumentGroup(NamedTuple):
    """A document of the answer, and which rows of a ranking are its passages."""

    card: DocumentCard
    ranked: FusedScores
    rows: slice

    @property
    def passages(self) -> FusedScores:
        """Its passages, best first."""
        return self.ranked[self.rows]


def by_document(
    ranked: FusedScores,
    cards: Mapping[int, DocumentCard],
    preferred: Callable[[int], int] = lambda n: n,
) -> list[DocumentGroup]:
    """Gather passages by document, in the order of each document's best one.

    :param cards: by the documents' numbers.
    :param preferred: the file that stands for the document of a file.
    """
    files = [document_of(key) for key in ranked.keys.tolist()]
    document = {n: preferred(n) for n in set(files)}
    rows: dict[int, list[int]] = {}
    for row, n in enumerate(files):
        rows.setdefault(document[n], []).append(row)
    # The passages of one document come to stand side by side.
    gathered = ranked.take(np.fromiter(chain.from_iterable(rows.values()), np.int64))
    ends = accumulate(map(len, rows.values()), initial=0)
    return [
        DocumentGroup(cards[n], gathered, slice(start, end))
        for n, (start, end) in zip(rows, pairwise(ends), strict=True)
    ]


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
