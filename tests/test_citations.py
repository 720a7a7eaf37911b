"""Resolving: evidence in order, ambiguity kept, the reason told."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from index.citations import committees, resolver
from index.citations.known_documents import InMemoryDirectory
from index.citations.register import RegisterEntry
from index.citations.resolver import Resolution
from index.results import DocumentCard, ResolutionStatus
from ingest.references import find
from ingest.vocabulary import issuers
from ingest.vocabulary.document_numbers import DocumentNumber
from tests.test_lookup import KNOWN


def resolved(text: str, document: DocumentCard | None = None) -> list[Resolution]:
    return list(resolver.resolve_all(find.find(text), document, KNOWN))


def one(text: str) -> Resolution:
    return resolved(text)[-1]


@pytest.mark.parametrize(
    ("text", "issued", "reason"),
    [
        ("Thực hiện Nghị quyết số 21-NQ/TW, ngày 25/10/2017.", date(2017, 10, 25), "đúng ngày"),
        ("Thực hiện Nghị quyết số 21-NQ/TW năm 2022.", date(2022, 6, 16), "đúng năm"),
        ("Thực hiện Nghị quyết số 21-NQ/TW khóa X.", date(2008, 1, 30), "đúng khóa X"),
        (
            "Nghị quyết số 21-NQ/TW về công tác dân số trong tình hình mới.",
            date(2017, 10, 25),
            "trùng trích yếu",
        ),
        ("Quy định số 85-QĐ/TW của Ban Bí thư.", date(2022, 10, 7), "đúng cơ quan"),
        ("Quy định số 100-QĐ/TW nêu rõ.", date(2023, 2, 28), "duy nhất"),
        ("Theo Quy định 37 thì", date(2021, 10, 25), "duy nhất"),
    ],
)
def test_evidence_settles(text: str, issued: date, reason: str) -> None:
    found = one(text)
    assert found.resolution is ResolutionStatus.KNOWN
    assert found.known is not None
    assert found.known.card.issued == issued
    assert reason in found.reason


def test_a_bare_number_of_three_terms_stays_ambiguous() -> None:
    found = one("Thực hiện Nghị quyết số 21-NQ/TW.")
    assert found.resolution is ResolutionStatus.AMBIGUOUS
    assert len(found.candidates) == 3
    assert any("khóa XIII" in match.reason for match in found.candidates)


def test_what_came_later_cannot_have_been_cited() -> None:
    citing = DocumentCard("a" * 16, "5-KH/TU", "Kế hoạch", None, None, date(2010, 1, 1), None)
    (found,) = resolved("Thực hiện Nghị quyết số 21-NQ/TW.", citing)
    assert found.known is not None
    assert found.known.card.issued == date(2008, 1, 30)


def test_the_type_word_decides_and_never_the_code() -> None:
    found = one("Quyết định số 85-QĐ/TW của Ban Bí thư.")
    assert found.resolution is ResolutionStatus.ABSENT
    assert "Quy định" in found.candidates[0].reason


def test_another_date_is_no_match_but_is_told() -> None:
    found = one("Quy định số 37-QĐ/TW, ngày 26/10/2021.")
    assert found.resolution is ResolutionStatus.ABSENT
    assert "25/10/2021" in found.candidates[0].reason


def test_a_short_form_repeats_the_full_one() -> None:
    text = "Nghị quyết số 21-NQ/TW, ngày 16/6/2022 về xây dựng tổ chức. Nghị quyết 21 nêu rõ."
    found = one(text)
    assert found.known is not None
    assert found.known.card.issued == date(2022, 6, 16)
    assert "đã nêu đầy đủ" in found.reason


def test_the_document_itself() -> None:
    own = DocumentCard("b" * 16, "5-QĐ/TU", "Quy định", None, None, None, None)
    found = resolved("Quy định này có hiệu lực từ ngày ký. Theo khoản 2 Điều này.", own)
    assert [c.known.card.id for c in found if c.known] == ["b" * 16] * len(found)


def test_a_plenum_with_one_known_document_stays_open() -> None:
    found = one("Thực hiện Nghị quyết Trung ương 4 khóa XII.")
    assert found.resolution is ResolutionStatus.AMBIGUOUS
    assert found.candidates[0].card.number == "04-NQ/TW"


def test_a_congress_by_name() -> None:
    found = one("Thực hiện Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng.")
    assert found.resolution is ResolutionStatus.KNOWN
    local = one("Thực hiện Nghị quyết Đại hội Đảng bộ tỉnh Minh Hà lần thứ XIII.")
    assert local.resolution is ResolutionStatus.ABSENT


def test_a_held_document_is_held() -> None:
    number = DocumentNumber.parse("52-QĐ/TU")
    card = DocumentCard("c" * 16, str(number), "Quy định", None, None, date(2024, 1, 2), None)
    entry = RegisterEntry(number, "Quy định", date(2024, 1, 2), "Tỉnh ủy", "việc khác", places=2)
    known = InMemoryDirectory([card], [entry])
    (found,) = resolver.resolve_all(find.find("Quy định số 52-QĐ/TU."), None, known)
    assert found.resolution is ResolutionStatus.HELD
    assert found.known is not None
    assert found.known.entry is entry


def test_a_merged_body_is_found_under_its_old_code() -> None:
    found = one("Hướng dẫn số 38-HD/BTGTW, ngày 20/11/2025 nêu.")
    assert found.known is not None
    assert str(found.known.number) == "38-HD/BTGDVTW"


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(1998, 7, 16), 8),
        (date(2008, 1, 30), 10),
        (date(2017, 10, 25), 12),
        (date(2022, 6, 16), 13),
        (date(2026, 2, 9), 14),
        (date(2021, 2, 1), 13),
    ],
)
def test_the_term_of_a_day(day: date, number: int) -> None:
    term = committees.term_of(day)
    assert term is not None
    assert term.number == number


def test_terms_follow_one_another() -> None:
    terms = committees.terms()
    assert all(a.until == b.since for a, b in itertools.pairwise(terms))
    assert [t.number for t in terms] == list(range(5, 15))


def test_every_body_pattern_matches_its_examples() -> None:
    for row in issuers._data()["families"]:
        for example in row["examples"]:
            found = issuers.body(example)
            assert found is not None, example
            assert found.rank == row["rank"], example


@pytest.mark.parametrize(
    ("by", "of", "allowed"),
    [
        ("Bộ Chính trị", "Ban Bí thư", True),
        ("Ban Bí thư", "Ban Bí thư Trung ương Đảng", True),
        ("Huyện ủy Sông Trăng", "Tỉnh ủy Minh Hà", False),
        ("Tỉnh ủy Minh Hà", "Huyện ủy Sông Trăng", True),
        ("Chính phủ", "Bộ Chính trị", None),
        ("Hội Cựu chiến binh", "Ban Bí thư", None),
    ],
)
def test_who_may_change_what(by: str, of: str, *, allowed: bool | None) -> None:
    assert issuers.may_change(by, of) is allowed


def test_a_law_by_name_alone_may_be_of_another_year() -> None:
    number = DocumentNumber.parse("33/2024/QH15")
    entry = RegisterEntry(number, "Luật", date(2024, 6, 21), "Quốc hội", "Lưu trữ", places=2)
    known = InMemoryDirectory([], [entry])
    (bare,) = resolver.resolve_all(find.find("Theo Luật Lưu trữ thì"), None, known)
    assert bare.resolution is ResolutionStatus.AMBIGUOUS
    (dated,) = resolver.resolve_all(find.find("Theo Luật Lưu trữ năm 2024"), None, known)
    assert dated.resolution is ResolutionStatus.KNOWN
