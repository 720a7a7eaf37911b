"""Typed forms, judged before the code that reads them: right documents, and never a wrong one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from benchmarks.typed_forms import FORMS, judge, opened, read
from index.citations import register
from index.citations.known_documents import InMemoryDirectory
from index.citations.lookup import lookup
from index.citations.provision_lookup import look_up_provision
from index.citations.provisions import parse_pinpoints
from index.library import Library
from index.results import AnswerKind, DocumentCard, SearchRequest
from ingest.pages import Origin
from ingest.pipeline import parse_text
from search_app.views.lookup import lookup_view
from tests.libraries import small_library

CASES = Path(__file__).parent / "cases"


def forms() -> Iterator[dict[str, str]]:
    for path in FORMS:
        yield from read(path)


def _card(row: dict[str, str | None]) -> DocumentCard:
    issued = date.fromisoformat(row["issued"]) if row["issued"] else None
    facts = (row["number"], row["kind"], row["issuer"], row["deciding_body"])
    return DocumentCard(row["id"], *facts, issued, row["subject"])


@cache
def directory(name: str) -> InMemoryDirectory:
    """Return what the library ``name`` knows: facts of its documents, beside the register."""
    if name == "known":
        lines = [
            line
            for file in ("known.jsonl", "typed_forms_known.jsonl")
            for line in (CASES / file).read_text("utf-8").splitlines()
        ]
        named = [entry for entry in register.load() if entry.number is None]
        return InMemoryDirectory([], [*(register.entry(json.loads(x)) for x in lines), *named])
    rows = map(json.loads, (CASES / "typed_forms_cards.jsonl").read_text("utf-8").splitlines())
    return InMemoryDirectory([_card(r) for r in rows if r["library"] == name], register.load())


def test_there_are_enough_forms_and_half_are_for_reporting() -> None:
    rows = list(forms())
    assert len(rows) >= 800
    assert sum(row["set"] == "report" for row in rows) * 2 >= len(rows) - 24


@pytest.mark.parametrize("row", list(forms()), ids=lambda row: row["typed"])
def test_a_typed_form(row: dict[str, str]) -> None:
    answer = lookup(row["typed"], directory(row["library"]))
    judged = judge(row["expected"], answer)
    assert judged.right, judged.shown
    assert judged.wrong == 0
    assert opened(row.get("settled"), answer)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with small_library(tmp_path) as made:
        yield made


def test_a_provision_is_opened_denied_or_not_held(library: Library) -> None:
    (match,) = library.lookup("31-QĐ/TU điều 2").matches
    found = match.provision
    assert found is not None
    assert found.exists is True
    assert found.path == ("Điều 2",)
    document = library.document(match.card.id or "")
    assert document is not None
    assert found.span is not None
    assert found.text == document.document.text[found.span.start : found.span.end]
    assert found.passage is not None
    (match,) = library.lookup("dieu 9 quy dinh 31").matches
    assert match.provision is not None
    assert (match.provision.exists, match.provision.range) == (False, "Điều 1–Điều 2")
    (match,) = library.lookup("điều 6 quy định 37-QĐ/TW").matches
    assert match.card.id is None
    assert match.provision is not None
    assert match.provision.exists is None
    assert "không có trong kho" in (match.provision.range or "")


def test_a_provision_is_not_denied_of_recognised_pages() -> None:
    text = "QUY ĐỊNH\nvề tiếp dân\n\nĐiều 1. Phạm vi\nCho chi bộ.\n\nĐiều 2. Thi hành\nTừ nay.\n"
    typed = parse_text(text, "tiep-dan.txt")
    (place,) = parse_pinpoints("Điều 9")
    assert look_up_provision(place, typed).exists is False
    pages = tuple(replace(page, origin=Origin.OCR) for page in typed.pages)
    found = look_up_provision(place, replace(typed, pages=pages))
    assert found.exists is None
    assert (found.range or "").endswith("có Điều 1–Điều 2")


def test_the_box_and_the_look_up_are_one_door(library: Library) -> None:
    for typed in ("quy dinh 31 tiep dan", "Quy định số 31-QĐ/TU, ngày 12/9/2023 của Tỉnh ủy"):
        answer = library.search(SearchRequest(typed))
        assert answer.kind is AnswerKind.NUMBER
        assert answer.lookup is not None
        assert answer.lookup.matches == library.lookup(typed).matches
        assert answer.lookup.is_settled


def test_words_beside_a_document_rank_its_passages(library: Library) -> None:
    answer = library.search(SearchRequest("quy định 31 trụ sở tiếp công dân của huyện"))
    assert answer.kind is AnswerKind.NUMBER
    assert answer.hits
    assert {hit.passage.document.number for hit in answer.hits} == {"31-QĐ/TU"}
    assert "trụ sở" in answer.hits[0].passage.text


def test_an_unknown_document_with_words_is_said_and_the_words_are_searched(
    library: Library,
) -> None:
    answer = library.search(SearchRequest("quy định 977 bảo vệ rừng đầu nguồn"))
    assert answer.lookup is not None
    assert not answer.lookup.matches
    assert answer.kind is not AnswerKind.NUMBER


@pytest.mark.parametrize("typed", ["tư nhân", "100%", "8%/năm", "điện tử", "kỷ luật", "24/7"])
def test_ordinary_words_open_no_document(library: Library, typed: str) -> None:
    assert library.search(SearchRequest(typed)).lookup is None


@pytest.mark.parametrize(
    "typed",
    [
        "văn bản nào nhắc đến quy định 31 về bảo vệ rừng",
        "tuần tra rừng mấy lần một tuần theo quy định 31",
        "quy định 31 thay thế văn bản nào về rừng",
    ],
)
def test_a_question_about_a_document_is_searched_everywhere(library: Library, typed: str) -> None:
    answer = library.search(SearchRequest(typed))
    assert answer.kind is not AnswerKind.NUMBER
    assert answer.lookup is not None
    assert [match.card.number for match in answer.lookup.matches] == ["31-QĐ/TU"]
    assert not answer.lookup.is_settled


def test_every_known_resolution_of_a_plenum_is_listed_never_one_alone() -> None:
    answer = lookup("Nghị quyết Trung ương 4 khóa XII", directory("real"))
    assert {"04-NQ/TW", "05-NQ/TW"} <= {match.card.number for match in answer.matches}
    assert not answer.is_settled
    assert all("có thể còn văn bản khác" in match.reason for match in answer.matches)


def test_a_term_is_the_one_of_the_issuing_body() -> None:
    known = directory("real")
    (union,) = lookup("điều lệ đoàn khóa XI", known).matches
    assert "đúng khóa XI" in union.reason
    assert not lookup("điều lệ đoàn khóa XII", known).matches
    assert not lookup("nghị quyết 78 ubtvqh khóa XIV", known).matches
    (local,) = lookup("kết luận 41 tỉnh ủy khóa XIII", directory("sample")).matches
    assert "chưa rõ có phải khóa XIII" in local.reason


def test_a_name_of_several_documents_is_never_settled() -> None:
    answer = lookup("quy định thi hành điều lệ đảng", directory("real"))
    assert len(answer.matches) > 1
    assert not answer.is_settled
    assert all("đúng tên gọi" in match.reason for match in answer.matches)


def test_the_page_tells_words_from_documents_and_mentions_from_requests() -> None:
    assert not lookup_view(lookup("tư nhân", directory("known"))).names
    assert lookup_view(lookup("quy định 85", directory("known"))).names
    assert lookup_view(lookup("quy định 85 mạng xã hội", directory("known"))).leads
    asked = lookup("cơ quan nào thực hiện quy định 85", directory("known"))
    assert not lookup_view(asked).leads
