"""What a person should look at, with what other documents of the library say of it.

A number that a scan does not give may stand in a document that cites it: the same type, the
same subject, body and day.  It is offered with where it comes from, and stated by nobody but
the person who accepts it: a claim made at build would tell readers what a document says that
stands in a folder closed to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.citations.copies import is_body_of
from index.citations.graph import Citation
from index.citations.titles import same_title
from index.generation import Generation
from index.results import DocumentCard, DoubtedFile
from ingest.claims import Doubt

_LEAST_WORDS = 4
"""Words of a subject that tells documents of one day and body apart."""
_Key = tuple[str, date]


def open_doubts(generation: Generation) -> tuple[DoubtedFile, ...]:
    """Return the documents of which a person should look at something."""
    files = generation.catalogue.doubts()
    if not any(_is_askable(file.card) for file in files):
        return files
    citing = _by_type_and_day(generation.citations)
    return tuple(_with_cited(file, citing) for file in files)


def _is_askable(card: DocumentCard) -> bool:
    return None not in (card.kind, card.issued, card.subject) and card.number is None


def _by_type_and_day(citations: Iterable[Citation]) -> dict[_Key, list[Citation]]:
    found: dict[_Key, list[Citation]] = defaultdict(list)
    for citation in citations:
        reference = citation.reference
        if reference.number and reference.number.body and reference.kind and reference.issued:
            found[reference.kind, reference.issued].append(citation)
    return found


def _with_cited(file: DoubtedFile, citing: dict[_Key, list[Citation]]) -> DoubtedFile:
    card = file.card
    if card.kind is None or card.issued is None or card.number is not None:
        return file
    naming = list(_naming(card, citing.get((card.kind, card.issued), ())))
    numbers = {str(one.reference.number) for one in naming}
    if len(numbers) != 1:
        return file
    doubts = tuple(
        _offered(doubt, str(naming[0].reference.number), naming[0]) for doubt in file.doubts
    )
    return replace(file, doubts=doubts)


def _naming(card: DocumentCard, citations: Sequence[Citation]) -> Iterator[Citation]:
    """Yield the citations of a document's subject, by no other body."""
    subject = card.subject or ""
    for citation in citations:
        reference = citation.reference
        said = reference.subject or ""
        long_enough = min(len(said.split()), len(subject.split())) >= _LEAST_WORDS
        if citation.place.document.id == card.id or not long_enough:
            continue
        if same_title(said, subject) and is_body_of(reference.issuer, card):
            yield citation


def _offered(doubt: Doubt, number: str, citation: Citation) -> Doubt:
    if doubt.field != "number" or doubt.stated:
        return doubt
    by = citation.place.document
    where = by.number or by.title or by.subject or "một văn bản trong kho"
    why = f"Theo văn bản dẫn chiếu {where}: cùng loại, ngày và trích yếu, ghi số {number}."
    return replace(doubt, read=number, reason=f"{doubt.reason} {why}")
