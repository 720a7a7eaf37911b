"""Whether a known document has the number, the day, the year and the term that were asked for."""

from __future__ import annotations

from datetime import date

from index.citations.known_documents import KnownDocument
from index.citations.number_query import NumberQuery
from index.citations.resolver import LAWS
from index.citations.typed_codes import kinds_of, same_type_code

ALIKE_KINDS = (
    frozenset(LAWS),
    frozenset({"Chương trình", "Chương trình hành động"}),
)
"""Types whose words readers use for one another; their numbers share a code, or have none."""


def fits_number(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether type, code and year typed are the number's own."""
    number, kind = known.number, known.card.kind
    if number is None or not number.serial_text.lower().endswith(asked.letter):
        return False
    alike = next((same for same in ALIKE_KINDS if same & set(asked.kinds)), frozenset())
    kinds = (*asked.kinds, *alike)
    if kinds and kind is not None and kind not in kinds:
        return False
    if asked.code and not _is_of_code(asked.code, known):
        return False
    if asked.is_whole and not asked.code and number.type_code:
        return False
    return asked.number_year in (None, number.year) or _is_said_year(known, asked)


def _is_said_year(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether the year typed inside a Party number, which has none, is that of its day.

    State numbers with a year and without one are two series: 29/2010/QĐ-TTg, 29/QĐ-TTg.
    """
    issued = known.card.issued
    return known.party and issued is not None and issued.year == asked.number_year


def _is_of_code(code: str, known: KnownDocument) -> bool:
    """Say whether a type code is the number's, or what its type word has where it has none."""
    own = known.number.type_code if known.number else None
    if own is None:
        # "nq 43 qh15": numbers of the National Assembly leave the type out.
        return known.card.kind in kinds_of(code)
    return same_type_code(code, own)


def fits_facts(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether date, year and term, where both sides have them, agree."""
    card = known.card
    if asked.plenum is not None and known.plenum not in (None, asked.plenum):
        return False
    if card.issued is None:
        # A law's own year stands in its number.
        fits = asked.year is None or known.number_year in (None, asked.year)
        return fits and _fits_term(known, asked)
    if asked.issued is not None and card.issued != asked.issued:
        return False
    if asked.year is not None and asked.year not in (card.issued.year, known.number_year):
        return False
    if not _fits_part_of_day(card.issued, asked):
        return False
    return _fits_term(known, asked)


def _fits_part_of_day(issued: date, asked: NumberQuery) -> bool:
    """Say whether the day and the month that were typed without more are those of ``issued``."""
    return asked.month in (None, issued.month) and asked.day in (None, issued.day)


def _fits_term(known: KnownDocument, asked: NumberQuery) -> bool:
    return asked.term is None or known.is_in_term(asked.term) is not False


def fits_year(known: KnownDocument, asked: NumberQuery) -> bool:
    """A law by name and year is none of another year, nor one whose year is not known."""
    years = (known.number_year, known.card.issued.year if known.card.issued else None)
    editions = known.entry.years if known.entry else ()
    return asked.year is None or asked.year in (*years, *editions)
