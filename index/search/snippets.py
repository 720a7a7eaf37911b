"""Showing what was found: each passage with its marks, its sentence and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.arrays import Vectors
from index.catalogue.reader import Catalogue
from index.ports import Embedder
from index.results import Hit, PassageView
from index.search.grouping import DocumentGroup
from index.search.highlighting import Marked, Meaning, best_sentence, highlight_all
from index.search.term_matching import QueryTerms
from ingest.text.spans import Span
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
    catalogue: Catalogue,
    embedder: Embedder,
) -> tuple[Hit, ...]:
    """Return the documents of a page of results, each as its best passage with others under it.

    :param vector: the query's, shape (1, dimensions).
    :param same: how many near-identical passages each key stands for.
    """
    # The best passage of each document first: its sentence is looked for most closely.
    passages = [group.passages[0] for group in groups]
    passages += [one for group in groups for one in group.passages[1 : MORE + 1]]
    views = catalogue.passages([one.key for one in passages])

    def near(sentences: Sequence[str]) -> list[float]:
        return [float(one) for one in embedder.embed_passages(sentences) @ vector[0]]

    # All sentences of the page in one go: the model is asked once.
    texts = [views[one.key].text for one in passages]
    marked = highlight_all(texts, wanted, near, closely=len(groups))
    marked = [
        _below_heading(views[one.key], read, wanted, near)
        for one, read in zip(passages, marked, strict=True)
    ]
    hits = {
        one.key: Hit(
            views[one.key],
            one.score,
            read.sentence,
            read.marks,
            same=same.get(one.key, 0),
            place=catalogue.path_at(views[one.key], read.sentence),
        )
        for one, read in zip(passages, marked, strict=True)
    }
    return tuple(
        replace(hits[first.key], more=tuple(hits[one.key] for one in others[:MORE]))
        for first, *others in (group.passages for group in groups)
    )


def _below_heading(view: PassageView, read: Marked, wanted: QueryTerms, near: Meaning) -> Marked:
    """Return the marks with a sentence that is no heading, where the passage has another."""
    start = _length_of_heading(view)
    if read.sentence.start >= start or not view.text[start:].strip():
        return read
    sentence = best_sentence(view.text[start:], wanted, near)
    return replace(read, sentence=Span(start + sentence.start, start + sentence.end))


def _length_of_heading(view: PassageView) -> int:
    """Return where the text of a passage begins below the heading it opens with; 0 without one."""
    line, newline, _ = view.text.partition("\n")
    folded = fold(line)
    if not newline or len(line) > LONGEST_HEADING:
        return 0
    return len(line) + 1 if any(fold(title) in folded for title in view.heading if title) else 0
