"""A letter behind a serial makes another number of it: 30a/2008/NQ-CP is not 30/2008/NQ-CP."""

from __future__ import annotations

import pytest

from index.citations.asked_facts import fits_number
from index.citations.known_documents import KnownDocument
from index.citations.number_query import parse_number_query
from index.results import DocumentCard
from ingest.vocabulary.document_numbers import DocumentNumber


@pytest.mark.parametrize(
    ("typed", "number", "fits"),
    [
        ("30a/2008/NQ-CP", "30a/2008/NQ-CP", True),
        ("30a/2008/NQ-CP", "30/2008/NQ-CP", False),
        ("24a-CT/TU", "24-CT/TU", False),
        ("24-CT/TU", "24-CT/TU", True),
    ],
)
def test_a_number_with_a_letter_is_no_number_without_it(
    typed: str, number: str, fits: bool
) -> None:
    """What is typed with a letter never opens the document without one."""
    card = DocumentCard(id="a", number=number, kind=None, issuer=None, deciding_body=None,
                        issued=None, subject=None, source="a.pdf", pages=1)  # fmt: skip
    known = KnownDocument(card, DocumentNumber.parse(number), None)
    assert fits_number(known, parse_number_query(typed)) is fits
