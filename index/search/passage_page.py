"""Passages of a library as a page to look in: by their readings, or by their texts.

Readings say all that a text does, but for a few passages that do not fit them (words parted by
hundreds of spaces, a number that ends within one): these are taken apart as texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.analysis.codepoints import Ints
from index.arrays import Vectors
from index.catalogue.reader import Catalogue
from index.catalogue.schema import document_of
from index.ports import Embedder
from index.readings.readings import Readings, ReadPage
from index.results import PassageView
from index.search.highlighting import MeaningOf, meaning_of_texts
from index.search.text_page import Page, TextPage
from ingest.text.spans import Span

_SEVERAL = -2
"""Stands for a stretch whose sentences stand in different provisions."""


def page_of(keys: Sequence[int], texts: Sequence[str], readings: Readings) -> Page:
    """Return passages, with their texts, as a page."""
    if readings.are_readable(keys):
        return readings.page(keys, texts)
    return TextPage(texts)


def meaning_of(page: Page, embedder: Embedder, vector: Vectors) -> MeaningOf:
    """Return what says how near sentences of a page are to a query's vector.

    :param vector: shape (1, dimensions).
    """

    def by_text(sentences: Sequence[str]) -> list[float]:
        return [float(one) for one in embedder.embed_passages(sentences) @ vector[0]]

    tokens = embedder.by_tokens
    if not isinstance(page, ReadPage) or tokens is None:
        return meaning_of_texts(page, by_text)

    def by_tokens(sentences: Ints) -> list[float]:
        # Not by BLAS, which shares so few rows out to threads that wait for one another.
        rows = np.einsum("nd,d->n", tokens.embed(*page.tokens(sentences)), vector[0])
        near: list[float] = rows.tolist()
        return near

    return by_tokens


def places_of(
    page: Page,
    keys: Sequence[int],
    views: Sequence[PassageView],
    stretches: Sequence[Span],
    catalogue: Catalogue,
) -> list[tuple[str, ...]]:
    """Return the path of the smallest provision that a stretch of each passage stands in."""
    if not isinstance(page, ReadPage) or not len(keys):
        return [
            catalogue.path_at(view, stretch) for view, stretch in zip(views, stretches, strict=True)
        ]
    provisions = _provisions(page, stretches)
    wanted = {(document_of(key), n) for key, n in zip(keys, provisions, strict=True) if n >= 0}
    paths = catalogue.provision_paths_at(sorted(wanted))
    found = []
    for key, view, stretch, n in zip(keys, views, stretches, provisions, strict=True):
        if n == _SEVERAL:
            found.append(catalogue.path_at(view, stretch))
        else:
            found.append(view.path if n < 0 else paths[document_of(key), n])
    return found


def _provisions(page: ReadPage, stretches: Sequence[Span]) -> list[int]:
    """Return the provision that all sentences of each stretch stand in, :data:`_SEVERAL` else."""
    bounds, provisions = page.bounds, page.provisions
    if not len(bounds):
        return [_SEVERAL] * len(stretches)
    spans = np.array([(one.start, one.end) for one in stretches], np.int64) + page.firsts[:, None]
    firsts = np.minimum(np.searchsorted(bounds[:, 0], spans[:, 0]), len(bounds) - 1)
    lasts = np.minimum(np.searchsorted(bounds[:, 1], spans[:, 1]), len(bounds) - 1)
    whole = (bounds[firsts, 0] == spans[:, 0]) & (bounds[lasts, 1] == spans[:, 1])
    one = whole & (provisions[firsts] == provisions[lasts])
    found: list[int] = np.where(one, provisions[firsts], _SEVERAL).tolist()
    for n in np.flatnonzero(one & (lasts > firsts + 1)).tolist():
        if np.any(provisions[firsts[n] : lasts[n]] != found[n]):
            found[n] = _SEVERAL
    return found
