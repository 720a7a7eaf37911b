"""Reading rows of the catalogue's tables as what they stand for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any

from index.catalogue.facets import is_scanned, term_number
from index.citations.graph import Citation
from index.metadata.corrections import FIELDS
from index.results import DocumentCard, Filters, Match, ResolutionStatus, Resolved, Status
from ingest.citations import Effect, Reference, ReferenceForm, Relation
from ingest.errors import LibraryCorrupt
from ingest.pages import Origin
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber


@contextmanager
def readable() -> Iterator[None]:
    """Tell of a row that is not what was written.

    :raises LibraryCorrupt
    """
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise LibraryCorrupt(f"Danh mục của kho bị hỏng ({error}).") from error


@lru_cache(maxsize=1 << 15)
def several(said: str) -> tuple[Any, ...]:
    """Return a list kept as JSON; paths and pages are the same for many passages."""
    return tuple(json.loads(said))


def newest_first(found: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return citations by the day of the citing document, the newest first."""
    return tuple(sorted(found, key=lambda one: one.place.document.issued or date.min, reverse=True))


def resolved(row: tuple[Any, ...], matches: tuple[Match, ...]) -> Resolved:
    """Return a reference of a document with what it was concluded to be."""
    _, start, stop, text, form, relation, resolution, passage, path, pages, sentence, pin = row
    return Resolved(
        Span(start, stop),
        text,
        ReferenceForm(form),
        Relation(relation),
        ResolutionStatus(resolution),
        matches,
        passage,
        several(path or "[]"),
        several(pages or "[]"),
        sentence,
        pin,
    )


def reference(row: Sequence[Any]) -> Reference:
    """Return a reference (the columns of ``index.catalogue.reader``)."""
    start, stop, text, form, kind, number, serial, issued, *rest = row
    year, term, issuer, subject, name, provision, relation, of, inside = rest
    return Reference(
        Span(start, stop),
        text,
        ReferenceForm(form),
        kind,
        DocumentNumber.parse(number) if number else None,
        serial,
        date.fromisoformat(issued) if issued else None,
        year,
        term,
        issuer,
        subject,
        name,
        provision,
        Relation(relation),
        None,
        of,
        None if inside is None else bool(inside),
    )


def card_of(row: tuple[Any, ...]) -> DocumentCard:
    """Return a document as it is shown in lists."""
    name, number, kind, issuer, body, issued, subject, source, pages, origin, sure, *rest = row
    sample, title, told, hand = rest
    return DocumentCard(
        name,
        number,
        kind,
        issuer,
        body,
        date.fromisoformat(issued) if issued else None,
        subject,
        source,
        pages,
        Origin(origin) if origin else None,
        sure,
        bool(sample),
        tuple(one["field"] for one in json.loads(hand or "[]") if one["field"] in FIELDS),
        title,
        elsewhere=tuple(json.loads(told or "{}").items()),
    )


def match_of(card: str, reason: str) -> Match:
    """Return a candidate of a reference."""
    with readable():
        return Match(card_from_json(card), reason)


STATUS = (
    "n, id, target_card, actor_card, holder, ordinal, effect, said, sentence, provision, start,"
    " stop, added, partial, since, passage, path, pages, review, source, build"
)
"""The columns that :func:`status_of_row` reads."""


def status_of_row(row: tuple[Any, ...]) -> Status:
    """Return what became of a document (the columns of :data:`STATUS`)."""
    n, name, target, actor, holder, ordinal, effect, said, sentence, provision, *rest = row
    start, stop, added, partial, since, passage, path, pages, review, source, build = rest
    with readable():
        return Status(
            id=name,
            n=n,
            effect=Effect(effect),
            target=card_from_json(target),
            by=card_from_json(actor),
            said=said,
            sentence=sentence,
            provision=provision,
            place=None if start is None else Span(start, stop),
            added=bool(added),
            partial=bool(partial),
            since=date.fromisoformat(since) if since else None,
            passage=passage,
            path=several(path),
            pages=several(pages),
            ordinal=ordinal,
            holder=holder,
            review=review,
            source=source,
            build=build,
        )


def card_from_json(text: str) -> DocumentCard:
    """Read what :func:`index.catalogue.encode.card_to_json` wrote."""
    data = json.loads(text)
    data["issued"] = date.fromisoformat(data["issued"]) if data["issued"] else None
    data["origin"] = Origin(data["origin"]) if data["origin"] else None
    data["corrected"] = tuple(data.get("corrected", ()))
    data["elsewhere"] = tuple((field, what) for field, what in data.get("elsewhere", ()))
    data["from_copies"] = tuple(data.get("from_copies", ()))
    return DocumentCard(**data)


def passes(card: DocumentCard, filters: Filters) -> bool:
    """Say whether ``filters`` let a document through."""
    issued = card.issued
    return (
        (not filters.kinds or fold(card.kind or "") in map(fold, filters.kinds))
        and (not filters.issuers or _issued_by(card, filters.issuers))
        and (not filters.years or (issued is not None and issued.year in filters.years))
        and (filters.since is None or (issued is not None and issued >= filters.since))
        and (filters.until is None or (issued is not None and issued <= filters.until))
        and (filters.number is None or _numbered(card, filters.number))
        and (not filters.documents or card.id in filters.documents)
        and (filters.scanned is None or filters.scanned == is_scanned(card))
        and (not filters.terms or term_number(card) in filters.terms)
    )


def _issued_by(card: DocumentCard, issuers: tuple[str, ...]) -> bool:
    bodies = {fold(name) for name in (card.issuer, card.deciding_body) if name}
    return any(fold(name) in bodies for name in issuers)


def _numbered(card: DocumentCard, number: str) -> bool:
    """Compare numbers without leading zeros; diacritics count (HD is not HĐ)."""
    printed = (card.number or "").lstrip("0").upper()
    wanted = number.strip().lstrip("0").upper()
    # Digits alone mean the serial.
    return printed == wanted or (
        wanted.isdecimal() and printed.split("-")[0].split("/")[0] == wanted
    )
