"""Which document is meant: never another one, and no surety that was not earned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.citations import register
from index.citations.known_documents import InMemoryDirectory
from index.citations.lookup import lookup, understood
from index.citations.number_query import parse_number_query
from index.citations.provision_lookup import look_up_provision
from index.inventory import TableRequest
from index.library import Library
from index.results import DocumentCard, LookupAnswer
from ingest.pipeline import parse_text
from search_app import create_app
from search_app.settings import Settings
from search_app.views import citation_styles

REPORT = "về tình hình tiêm phòng tháng 3-2024 và việc cần làm tháng 4-2024"


def _known(*rows: dict[str, str]) -> InMemoryDirectory:
    return InMemoryDirectory([], [register.entry({"kind": "Quy định", **row}) for row in rows])


def _numbers(answer: LookupAnswer) -> list[str | None]:
    return [match.card.number for match in answer.matches]


def test_a_law_and_a_resolution_of_one_number_are_both_known() -> None:
    known = InMemoryDirectory([], register.load())
    kinds = {match.card.kind for match in lookup("100/2015/QH13", known).matches}
    assert kinds == {"Bộ luật", "Nghị quyết"}
    (food,) = lookup("Luật An toàn thực phẩm số 55/2010/QH12", known).matches
    assert food.card.kind == "Luật"
    (penal,) = lookup("blhs 2015", known).matches
    assert penal.card.kind == "Bộ luật"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Luật Đất đai số 33/2024/QH15", "trích yếu không có chữ “đất đai”"),
        ("nghị quyết 68 kinh tế nhà nước", "trích yếu không có chữ “nhà nước”"),
    ],
)
def test_words_that_a_title_lacks_are_told_and_open_nothing(typed: str, said: str) -> None:
    answer = lookup(typed, InMemoryDirectory([], register.load()))
    assert not answer.is_settled
    assert any(said in match.reason for match in answer.matches)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31-QĐ/TƯ", "ký hiệu QĐ/TU, không phải TƯ (Trung ương) như đã gõ"),
        ("31-QĐ/TU của Ban Chấp hành Đảng bộ tỉnh", "văn bản ghi Ban Thường vụ Tỉnh ủy"),
    ],
)
def test_what_differs_of_the_body_is_said(typed: str, said: str) -> None:
    known = _known({"number": "31-QĐ/TU", "issued": "2023-09-12", "body": "Ban Thường vụ Tỉnh ủy"})
    answer = lookup(typed, known)
    assert not answer.is_settled
    (match,) = answer.matches
    assert said in match.reason


def test_a_citys_committee_is_no_provinces() -> None:
    known = _known({"number": "31-QĐ/TU", "issued": "2023-09-12", "body": "Ban Thường vụ Tỉnh ủy"})
    answer = lookup("31-QĐ/TU của Thành ủy", known)
    assert not answer.matches
    assert "của Ban Thường vụ Tỉnh ủy" in answer.nearest[0].reason


def test_a_plenum_beside_a_number_must_be_its_own() -> None:
    known = InMemoryDirectory([], register.load())
    (match,) = lookup("nghị quyết 18 hội nghị trung ương 5 khóa XIII", known).matches
    assert match.card.issued == date(2022, 6, 16)
    assert "của Hội nghị Trung ương 5" in match.reason
    refused = lookup("nghị quyết 18 hội nghị trung ương 6 khóa XIII", known)
    assert not refused.matches
    assert "của Hội nghị Trung ương 5" in refused.nearest[0].reason


@pytest.mark.parametrize(
    ("typed", "serial", "issued"),
    [
        ("Kế hoạch số 12-KH/HU thực hiện Nghị quyết số 45-NQ/TU, ngày 20/12/2022", 12, None),
        ("kế hoạch 12 thực hiện Nghị quyết số 45-NQ/TU", 12, None),
        (
            "Kế hoạch số 12-KH/HU ngày 15 tháng 02 năm 2023 thực hiện Nghị quyết số 45-NQ/TU "
            "ngày 20/12/2022",
            12,
            date(2023, 2, 15),
        ),
        ("18-NQ/TW, 19-NQ/TW ngày 25/10/2017", 18, date(2017, 10, 25)),
        ("kl 62 tu 18.7.24", 62, date(2024, 7, 18)),
    ],
)
def test_the_day_and_the_number_are_those_of_the_first_document(
    typed: str, serial: int, issued: date | None
) -> None:
    asked = parse_number_query(typed)
    assert (asked.serial, asked.issued) == (serial, issued)


def test_the_term_of_an_assembly_is_the_subjects() -> None:
    assert parse_number_query("chỉ thị 45 bầu cử đại biểu Quốc hội khóa XV").term is None
    assert parse_number_query("nghị quyết 78 của Quốc hội khóa XV").term == 15


@pytest.mark.parametrize(
    "typed",
    [
        f"Báo cáo {REPORT}",
        f"mục II.8 Báo cáo của Sở Y tế tỉnh Minh Hà {REPORT}",
        f"Sở Y tế tỉnh Minh Hà: Báo cáo, {REPORT}, mục II.8, tr. 3 của tệp PDF.",
    ],
)
def test_a_document_without_a_number_opens_by_its_whole_title(typed: str) -> None:
    facts = (None, "Báo cáo", "Sở Y tế tỉnh Minh Hà", None, date(2024, 3, 29), REPORT)
    known = InMemoryDirectory([DocumentCard("bao-cao", *facts)], register.load())
    answer = lookup(typed, known)
    assert [match.card.id for match in answer.matches] == ["bao-cao"]
    assert answer.is_settled
    assert (answer.place is None) == ("mục" not in typed)
    assert not lookup(f"Báo cáo {REPORT} và kế hoạch năm 2025", known).matches


TREE = """QUYẾT ĐỊNH
ban hành Quy chế tiếp dân

Điều 1. Ban hành kèm theo Quyết định này Quy chế tiếp dân.
Điều 2. Quyết định có hiệu lực từ ngày ký.

QUY CHẾ
tiếp dân
(Ban hành kèm theo Quyết định số 08-QĐ/TU ngày 10/5/2021)
Điều 1. Mục đích
Để nghe dân.
Điều 2. Việc làm
1. Lịch tiếp dân gồm:
a) Nơi tiếp:
- Trụ sở.
- Nhà văn hóa.
"""


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("điều 2 quyết định 8", ("Điều 2",)),
        ("điều 2 quy chế kèm theo quyết định 8", ("Quy chế kèm theo", "Điều 2")),
        ("Điều 2 Quy chế ban hành kèm theo Quyết định số 08-QĐ/TU", ("Quy chế kèm theo", "Điều 2")),
        (
            "gạch đầu dòng thứ hai điểm a khoản 1 Điều 2 Quy chế kèm theo Quyết định số 08-QĐ/TU",
            ("Quy chế kèm theo", "Điều 2", "khoản 1", "điểm a", "gạch đầu dòng thứ hai"),
        ),
    ],
)
def test_a_place_is_opened_as_it_is_cited(typed: str, path: tuple[str, ...]) -> None:
    place = understood(typed, InMemoryDirectory([])).place
    assert place is not None
    assert look_up_provision(place, parse_text(TREE, "quyet-dinh.txt")).path == path


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    opened = Library.open(sample_library)
    yield opened
    opened.close()


def test_a_citation_that_a_page_makes_leads_back_to_its_place(library: Library) -> None:
    """Only a short form may leave open which of several documents of one number is meant."""
    for row in library.inventory(TableRequest(per_page=100)).rows[::3]:
        document = row.card
        opened = library.document(document.id or "")
        assert opened is not None
        passage = library.passage(opened.passages[-1].id)
        assert passage is not None
        for styled in citation_styles.styles(passage):
            for cited in (styled.first, styled.footnote):
                answer = library.lookup(cited)
                assert answer.is_settled, cited
                (match,) = answer.matches
                assert match.card.number == document.number
                found = match.provision.path if match.provision else ()
                assert found == passage.path, cited


def test_nobodys_citing_a_number_is_said_of_whole_numbers_alone(
    library: Library, tmp_path: Path
) -> None:
    client = create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()

    def page(typed: str) -> str:
        return client.get("/tra-cuu", query_string={"so": typed}).text

    nobody = "Không văn bản nào trong kho viện dẫn số này"
    assert nobody in page("977-QĐ/TU")
    # The library cites the Quy định of that number; only the day is another.
    assert nobody not in page("Quy định số 31-QĐ/TU ngày 13/9/2023")
    said = page("nghị quyết bảy khâu đột phá")
    assert nobody not in said
    assert "Kho và danh mục không có văn bản nào mang số hiệu hay tên gọi" in said
