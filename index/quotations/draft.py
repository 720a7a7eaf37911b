"""The quotations of a draft, each judged against the document it is said to be from."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.check_results import CheckedQuotation, Place, QuotationVerdict
from index.citations.places import mentions
from index.citations.provisions import PlacePath, on_path, parse_pinpoints
from index.quotations.extract import Quotation, quotations
from index.quotations.finder import Shelf
from index.quotations.given import NOTHING, Given
from index.quotations.judge import judge
from index.results import DocumentCard, Status
from ingest.citations import Reference
from ingest.model import Document
from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class Meant:
    """The documents that a reference may mean, held or only known, and what amended them."""

    cards: tuple[DocumentCard, ...] = ()
    amendments: tuple[Status, ...] = ()


NOBODY = Meant()


def check_quotations(
    document: Document, meant: Mapping[Span, Meant], shelf: Shelf, until: float | None = None
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
    text: str, quotation: Quotation, meant: Mapping[Span, Meant], shelf: Shelf
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


def _given(cited: Reference | None, meant: Mapping[Span, Meant]) -> Given:
    if cited is None:
        return NOTHING
    of = meant.get(cited.span, NOBODY)
    held = tuple(card.id for card in of.cards if card.id is not None)
    places = parse_pinpoints(cited.provision) if cited.provision else ()
    given = Given(
        held,
        " ".join(cited.text.split()),
        amendments=tuple(dict.fromkeys(s.by.id for s in of.amendments if s.by.id is not None)),
        amends=lambda place: any(_puts_in(one, place, cited) for one in of.amendments),
    )
    if not places:
        return given
    provision = str(cited.provision)
    return replace(given, provision=provision, holds=lambda place: _holds(place, places))


def _holds(place: Place, pinpoints: tuple[PlacePath, ...]) -> bool:
    return not place.provision or any(on_path(one, place.provision) for one in pinpoints)


def _puts_in(amendment: Status, place: Place, cited: Reference) -> bool:
    """Say whether a place of an amending document is what it puts where the draft cites."""
    return (
        place.document.id == amendment.by.id
        and bool(amendment.path)
        and place.provision[: len(amendment.path)] == amendment.path
        and mentions(amendment.provision, cited.provision)
    )
