"""Places without a document: inside only where they exist, else in the one named, else nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.citations.resolver import resolve_all
from index.results import DocumentCard, ResolutionStatus
from ingest.citations import Reference, ReferenceForm
from ingest.model import Document
from ingest.pipeline import parse_text
from tests.test_lookup import KNOWN

FILE = Path(__file__).parent / "cases" / "internal_references.json"
CASES = json.loads(FILE.read_text("utf-8"))


def _of(document: Document, reference: Reference) -> str | None:
    if reference.of is None:
        return None
    named = document.references[reference.of]
    return named.number.key if named.number else named.name


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:30] for case in CASES])
def test_places_lie_where_they_exist_or_are_named(case: dict[str, Any]) -> None:
    document = parse_text(case["text"])
    places = [ref for ref in document.references if ref.form is ReferenceForm.INTERNAL]
    assert [ref.text for ref in places] == [wanted["at"] for wanted in case["places"]]
    for ref, wanted in zip(places, case["places"], strict=True):
        assert ref.inside is wanted["inside"]
        if ref.inside is False:
            assert _of(document, ref) == wanted["of"]


@pytest.mark.parametrize("case", [case for case in CASES if "aliases" in case])
def test_an_agreed_short_name_stands_for_its_document(case: dict[str, Any]) -> None:
    document = parse_text(case["text"])
    for wanted in case["aliases"]:
        at = case["text"].index(wanted["at"])
        (ref,) = [ref for ref in document.references if ref.span.start == at]
        assert ref.form is ReferenceForm.SHORT
        assert _of(document, ref) == wanted["of"]


OWN = DocumentCard("own", "12-QĐ/TU", "Quy định", None, "Tỉnh ủy", None, None)


def _concluded(text: str, at: str) -> tuple[ResolutionStatus, str, str | None]:
    document = parse_text(text)
    conclusions = resolve_all(document.references, OWN, KNOWN)
    place = next(n for n, ref in enumerate(document.references) if ref.text == at)
    named = conclusions[place].known
    return conclusions[place].resolution, conclusions[place].reason, named and named.card.number


def test_a_place_is_concluded_to_lie_in_the_document_it_is_of() -> None:
    text = "Thực hiện Quy định số 85-QĐ/TW, ngày 07/10/2022 (Điều 9, 10) và báo cáo."
    status, reason, number = _concluded(text, "Điều 9, 10")
    assert (status, number) == (ResolutionStatus.KNOWN, "85-QĐ/TW")
    assert "văn bản đã nêu" in reason


def test_a_place_that_exists_nowhere_points_to_none() -> None:
    text = "Điều 1. Phạm vi\nCấp ủy.\nĐiều 2. Áp dụng\nThực hiện khoản 7 Điều 40."
    status, reason, number = _concluded(text, "khoản 7 Điều 40")
    assert (status, number) == (ResolutionStatus.ABSENT, None)
    assert "chưa rõ" in reason
    assert _concluded(text.replace("khoản 7 Điều 40", "Điều 1 và khoản"), "Điều 1")[2] == "12-QĐ/TU"


def test_an_account_and_a_share_are_no_places() -> None:
    text = "Số dư của tài khoản 421 và khoản 20% không sử dụng hết theo Điều 5."
    document = parse_text(text)
    assert [ref.text for ref in document.references] == ["Điều 5"]
