"""What documents can be narrowed by: type, body, year, term, and how many of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from index.citations import committees
from index.results import DocumentCard, Facets, FacetValue
from ingest.model import Origin


def facets(cards: Sequence[DocumentCard]) -> Facets:
    """Return what the documents can be narrowed by; commonest first, years newest first."""
    if not cards:
        return Facets()
    years, terms = zip(*(_dated(card.issued) for card in cards), strict=True)
    return Facets(
        kinds=counted(card.kind for card in cards),
        issuers=counted(card.deciding_body or card.issuer for card in cards),
        years=tuple(sorted(counted(years), key=lambda facet: facet.value, reverse=True)),
        terms=tuple(sorted(counted(terms), key=lambda facet: -int(facet.value))),
        scanned=counted("yes" if is_scanned(card) else "no" for card in cards),
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
    return card.origin in (Origin.OCR, Origin.MIXED)


def counted(values: Iterable[str | None]) -> tuple[FacetValue, ...]:
    """Return each value with its count, commonest first, then by name; None is left out."""
    counts = Counter(values)
    return tuple(
        FacetValue(value, count)
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0] or ""))
        if value
    )
