"""Showing what was found: each passage with its marks, its sentence and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
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
    others: bool = True,
) -> tuple[Hit, ...]:
    """Return the documents of a page of results, each as its best passage with others under it.

    :param vector: the query's, shape (1, dimensions).
    :param same: how many near-identical passages each key stands for.
    :param others: whether the others are read; else each document tells how many there are.
    """
    shown = [list(group.passages[: MORE + 1 if others else 1]) for group in groups]
    counts = [min(MORE, len(group.passages) - 1) for group in groups]
    # The best passage of each document first: its sentence is looked for most closely.
    passages = [first for first, *_ in shown] + [one for _, *rest in shown for one in rest]
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

    def hit(n: int, more: tuple[Hit, ...] = (), count: int = 0) -> Hit:
        read = marked[n]
        return Hit(
            views[n],
            passages[n].score,
            read.sentence,
            read.marks,
            more,
            same.get(keys[n], 0),
            place=places[n],
            others=count,
        )

    rest = map(hit, range(len(groups), len(passages)))
    return tuple(
        hit(n, tuple(islice(rest, len(rows) - 1)), counts[n]) for n, rows in enumerate(shown)
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
