"""What documents can be narrowed by: type, body, year, term, and how many of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

from index.citations import committees
from index.results import DocumentCard, Facets, FacetValue
from ingest.pages import Origin

_RECOGNISED = (Origin.OCR, Origin.MIXED)
_bodies = attrgetter("deciding_body", "issuer")


def facets(cards: Sequence[DocumentCard]) -> Facets:
    """Return what the documents can be narrowed by; commonest first, years newest first."""
    if not cards:
        return Facets()
    years, terms = zip(*map(_dated, map(attrgetter("issued"), cards)), strict=True)
    origins = list(map(attrgetter("origin"), cards))
    scanned = sum(map(origins.count, _RECOGNISED))
    return Facets(
        kinds=counted(map(attrgetter("kind"), cards)),
        issuers=counted(body or issuer for body, issuer in map(_bodies, cards)),
        years=tuple(sorted(counted(years), key=lambda facet: facet.value, reverse=True)),
        terms=tuple(sorted(counted(terms), key=lambda facet: -int(facet.value))),
        scanned=_valued({"yes": scanned, "no": len(cards) - scanned}),
    )


@lru_cache(maxsize=1 << 14)
def _dated(issued: date | None) -> tuple[str | None, str | None]:
    """Return the year and the term of a day, as facets name them."""
    term = committees.term_of(issued) if issued else None
    return str(issued.year) if issued else None, str(term.number) if term else None


def term_number(card: DocumentCard) -> int | None:
    """Return the term of the Central Committee a document was issued in, None where unknown."""
    term = committees.term_of(card.issued) if card.issued else None
    return term.number if term else None


def is_scanned(card: DocumentCard) -> bool:
    """Say whether text of the document was recognised from pictures of its pages."""
    return card.origin in _RECOGNISED


def counted(values: Iterable[str | None]) -> tuple[FacetValue, ...]:
    """Return each value with its count, commonest first, then by name; None is left out."""
    return _valued(Counter(values))


def _valued(counts: Mapping[str | None, int]) -> tuple[FacetValue, ...]:
    return tuple(
        FacetValue(value, count)
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0] or ""))
        if value and count
    )
