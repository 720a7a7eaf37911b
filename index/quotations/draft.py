"""The quotations of a draft, each judged against the document it is said to be from."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.check_results import CheckedQuotation, Place, QuotationVerdict
from index.citations.provisions import PlacePath, on_path, parse_pinpoints
from index.quotations.extract import Quotation, quotations
from index.quotations.finder import Shelf
from index.quotations.given import NOTHING, Given
from index.quotations.judge import judge
from index.results import DocumentCard
from ingest.model import Document, Reference
from ingest.text.spans import Span

Meant = Mapping[Span, Sequence[DocumentCard]]
"""The documents that the reference at a span may mean, held or only known."""


def check_quotations(
    document: Document, meant: Meant, shelf: Shelf, until: float | None = None
) -> tuple[tuple[Quotation, CheckedQuotation], ...]:
    """Judge every quotation of a draft, in reading order.

    What no quotation marks stand around is told only where the library holds it nearly:
    else it is the writer's own words.

    :param until: the second of :func:`time.monotonic` at which to stop, however many are left.
    """
    pairs = []
    for quotation in quotations(document.text, document.references):
        if until is not None and time.monotonic() > until:
            break
        pair = _of_any_source(document.text, quotation, meant, shelf)
        if quotation.marked or pair[1].verdict in _OF_UNMARKED:
            pairs.append(pair)
    return tuple(pairs)


def _of_any_source(
    text: str, quotation: Quotation, meant: Meant, shelf: Shelf
) -> tuple[Quotation, CheckedQuotation]:
    """Judge a quotation against what it may be from: the first source that holds it decides.

    Where none does, the citation that the others tell more of is its source.
    """
    sources = (quotation.cited, *quotation.heads)
    answers = []
    for cited in sources:
        given = _given(cited, meant)
        judged = judge(text, quotation.span, shelf, given, marked=quotation.marked)
        answers.append((replace(quotation, cited=cited), judged))
        if judged.verdict is QuotationVerdict.VERBATIM:
            return answers[-1]
    return answers[-1]


_OF_UNMARKED = (QuotationVerdict.VERBATIM, QuotationVerdict.ALTERED, QuotationVerdict.ELSEWHERE)


def _given(cited: Reference | None, meant: Meant) -> Given:
    if cited is None:
        return NOTHING
    held = tuple(card.id for card in meant.get(cited.span, ()) if card.id is not None)
    places = parse_pinpoints(cited.provision) if cited.provision else ()
    name = " ".join(cited.text.split())
    if not places:
        return Given(held, name)
    return Given(held, name, str(cited.provision), lambda place: _holds(place, places))


def _holds(place: Place, pinpoints: tuple[PlacePath, ...]) -> bool:
    return not place.provision or any(on_path(one, place.provision) for one in pinpoints)
