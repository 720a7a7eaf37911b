"""Showing what was found: each passage with its marks, its sentence and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.arrays import Vectors
from index.catalogue.reader import Catalogue
from index.ports import Embedder
from index.results import Hit
from index.search.grouping import Group
from index.search.highlighting import highlight_all
from index.search.term_matching import QueryTerms

MORE = 5
"""Other passages shown under a document."""


def build_hits(
    groups: Sequence[Group],
    wanted: QueryTerms,
    vector: Vectors,
    same: dict[int, int],
    catalogue: Catalogue,
    embedder: Embedder,
) -> tuple[Hit, ...]:
    """Return the documents of a page of results, each as its best passage with others under it.

    :param vector: the query's, shape (1, dimensions).
    :param same: how many near-identical passages each key stands for.
    """
    # The best passage of each document first: its sentence is looked for most closely.
    found = [group.passages[0] for group in groups]
    found += [one for group in groups for one in group.passages[1 : MORE + 1]]
    views = catalogue.passages([one.key for one in found])

    def near(sentences: Sequence[str]) -> list[float]:
        return [float(one) for one in embedder.embed_passages(sentences) @ vector[0]]

    # All sentences of the page in one go: the model is asked once.
    texts = [views[one.key].text for one in found]
    marked = highlight_all(texts, wanted, near, closely=len(groups))
    hits = {
        one.key: Hit(
            views[one.key],
            one.score,
            read.sentence,
            read.marks,
            same=same.get(one.key, 0),
            place=catalogue.path_at(views[one.key], read.sentence),
        )
        for one, read in zip(found, marked, strict=True)
    }
    return tuple(
        replace(hits[first.key], more=tuple(hits[one.key] for one in others[:MORE]))
        for first, *others in (group.passages for group in groups)
    )
