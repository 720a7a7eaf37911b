"""What documents can be narrowed by: type, body, year, term, and how many of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from index.citations import committees
from index.results import DocumentCard, Facets, FacetValue
from ingest.model import Origin


def facets(cards: Sequence[DocumentCard]) -> Facets:
    """Return what the documents can be narrowed by; commonest first, years newest first."""
    return Facets(
        kinds=counted(card.kind for card in cards),
        issuers=counted(card.deciding_body or card.issuer for card in cards),
        years=tuple(
            sorted(
                counted(str(card.issued.year) if card.issued else None for card in cards),
                key=lambda facet: facet.value,
                reverse=True,
            )
        ),
        terms=tuple(
            sorted(
                counted(str(n) for n in map(term_number, cards) if n is not None),
                key=lambda facet: -int(facet.value),
            )
        ),
        scanned=counted("yes" if is_scanned(card) else "no" for card in cards),
    )


def term_number(card: DocumentCard) -> int | None:
    """Return the term of the Central Committee a document was issued in, None where unknown."""
    term = committees.term_of(card.issued) if card.issued else None
    return term.number if term else None


def is_scanned(card: DocumentCard) -> bool:
    """Say whether text of the document was recognised from pictures of its pages."""
    return card.origin in (Origin.OCR, Origin.MIXED)


def counted(values: Iterable[str | None]) -> tuple[FacetValue, ...]:
    """Return each value with its count, commonest first, then by name; None is left out."""
    counts = Counter(value for value in values if value)
    return tuple(
        FacetValue(value, count)
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
