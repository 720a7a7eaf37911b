"""Showing what was found: each passage with its marks, its sentence and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from index.arrays import Vectors
from index.results import Hit, PassageView
from index.search.context import SearchContext
from index.search.grouping import DocumentGroup
from index.search.highlighting import highlight_page
from index.search.passage_page import meaning_of, page_of, places_of
from index.search.term_matching import QueryTerms
from ingest.text.vietnamese import fold

LONGEST_HEADING = 250
"""Letters of a line that may be a heading alone."""
MORE = 5
"""Other passages shown under a document."""


def build_hits(
    groups: Sequence[DocumentGroup],
    wanted: QueryTerms,
    vector: Vectors,
    same: dict[int, int],
    parts: SearchContext,
) -> tuple[Hit, ...]:
    """Return the documents of a page of results, each as its best passage with others under it.

    :param vector: the query's, shape (1, dimensions).
    :param same: how many near-identical passages each key stands for.
    """
    # The best passage of each document first: its sentence is looked for most closely.
    passages = [group.passages[0] for group in groups]
    passages += [one for group in groups for one in group.passages[1 : MORE + 1]]
    keys = [one.key for one in passages]
    found = parts.catalogue.passages(keys)
    views = [found[key] for key in keys]
    page = page_of(keys, [view.text for view in views], parts.readings)
    # All sentences of the page in one go: the model is asked once.
    marked = highlight_page(
        page,
        wanted,
        meaning_of(page, parts.embedder, vector),
        closely=len(groups),
        length_of_heading=lambda n, start: _length_of_heading(views[n], start),
    )
    places = places_of(page, keys, views, [one.sentence for one in marked], parts.catalogue)
    hits = [
        Hit(view, one.score, read.sentence, read.marks, same=same.get(one.key, 0), place=place)
        for view, one, read, place in zip(views, passages, marked, places, strict=True)
    ]
    more = iter(hits[len(groups) :])
    return tuple(
        replace(first, more=tuple(islice(more, min(MORE, len(group.passages) - 1))))
        for first, group in zip(hits, groups, strict=False)
    )


def _length_of_heading(view: PassageView, start: int) -> int:
    """Return where the text of a passage begins below the heading it opens with.

    0 where it opens with none, or where what begins at ``start`` stands below it anyway.
    """
    line, newline, _ = view.text.partition("\n")
    if not newline or start > len(line) or len(line) > LONGEST_HEADING:
        return 0
    folded = fold(line)
    return len(line) + 1 if any(fold(title) in folded for title in view.heading if title) else 0
