"""Whether a reference must mean a document although a fact of it differs."""

from __future__ import annotations

from index.citations import committees
from index.citations.issuers import bodies_of, same_issuer
from index.citations.known_documents import KnownDocument
from index.citations.titles import same_title
from ingest.citations import Reference


def must_be(reference: Reference, known: KnownDocument) -> bool:
    """Say whether ``reference`` must mean ``known`` although its date or type differs.

    Within a term a Party number names one document of its type and its body; a State number
    holds its year; the same date under another type word is the type word's slip.
    """
    if _of_another_body(reference, known):
        return False
    day, known_day = reference.issued, known.card.issued
    kinds_agree = reference.kind in (None, known.card.kind)
    if day is not None and known_day is not None and day != known_day:
        if not kinds_agree:
            return False
        if not known.party:
            return known.number_year is not None or known_day.year == day.year
        # Terms number anew; a title that recurs does so on another day of the year.
        slip = (day.day, day.month) == (known_day.day, known_day.month)
        return committees.same_term(day, known_day) or (slip and _titled(reference, known))
    return not kinds_agree and ((day is not None and day == known_day) or _titled(reference, known))


def _of_another_body(reference: Reference, known: KnownDocument) -> bool:
    """Say whether the number is one that every province has, and another's is cited."""
    if reference.issuer is None or (known.number and "TW" in (known.number.body or "")):
        return False
    if known.number_year is not None:
        return False
    names = bodies_of(known.card)
    return bool(names) and all(same_issuer(reference.issuer, name) is False for name in names)


def _titled(reference: Reference, known: KnownDocument) -> bool:
    subject, known_subject = reference.subject, known.card.subject
    return bool(subject and known_subject and same_title(known_subject, subject))
