"""Facts of a table's other cells, subjects told in other places and words, parts by any numeral."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.check_results import FactVerdict
from index.citations.facts import compare
from index.citations.known_documents import KnownDocument
from index.citations.provisions import parse_pinpoints, presence
from index.citations.row_facts import with_row_facts
from index.citations.unmarked_subject import bracketed_subject, subject_before, with_quoted_words
from index.results import DocumentCard
from ingest import pipeline
from ingest.citations import Reference

HEADING = "| TT | Số, ký hiệu | Ngày ban hành | Cơ quan ban hành | Trích yếu |\n"


def read(text: str) -> tuple[Reference, ...]:
    document = pipeline.parse_text(f"Danh mục kèm theo.\n\n{text}\n", "danh-muc")
    return with_row_facts(document.text, document.references)


def test_cells_of_a_row_are_facts_of_its_document() -> None:
    (one,) = read(f"{HEADING}| 1 | 31-QĐ/TU | 12/9/2023 | Tỉnh ủy | Quy định về việc tiếp dân |")
    assert one.issued == date(2023, 9, 12)
    assert one.issuer == "Tỉnh ủy"
    assert one.subject == "về việc tiếp dân"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # Without a heading only the cell beside the number is its day.
        ("| 62-KL/TU | 18/7/2024 |", [date(2024, 7, 18)]),
        ("| 62-KL/TU | Tỉnh ủy | 18/7/2024 |", [None]),
        ("| Văn bản | Ngày nhận |\n| 62-KL/TU | 18/7/2024 |", [None]),
        ("| Văn bản | Ngày cập nhật |\n| 62-KL/TU | 18/7/2024 |", [None]),
        ("| Văn bản | Ngày hết hạn |\n| 62-KL/TU | 18/7/2024 |", [None]),
        ("| Văn bản | Ngày |\n| 62-KL/TU | 18/7/2024 |", [date(2024, 7, 18)]),
        ("| Văn bản | Ngày có hiệu lực |\n| 62-KL/TU | 18/7/2024 |", [None]),
        ("| Văn bản | Hạn xong |\n| 62-KL/TU | 18/7/2024 |", [None]),
        (
            "| Số hiệu | Ngày ký |\n|---|---|\n| 62-KL/TU | 18 tháng 7 năm 2024 |",
            [date(2024, 7, 18)],
        ),
        ("| Số hiệu | Ngày ký |\n|---|---|\n| 62-KL/TU | ngày 18.7.2024 |", [date(2024, 7, 18)]),
        # A row of two documents tells of each behind its number.
        (
            "| Cũ | Ngày | Mới | Ngày |\n| 08-QĐ/TU | 10/5/2021 | 31-QĐ/TU | 12/9/2023 |",
            [date(2021, 5, 10), date(2023, 9, 12)],
        ),
        ("Theo 62-KL/TU | ngày họp 18/7/2024", [None]),
    ],
)
def test_only_a_column_of_days_of_issue_tells_one(text: str, days: list[date | None]) -> None:
    assert [one.issued for one in read(text)] == days


@pytest.mark.parametrize(
    ("behind", "subject"),
    [
        (" (về chuyển đổi số) đã nêu", "về chuyển đổi số"),
        (" (V/v chuyển đổi số)", "V/v chuyển đổi số"),
        (" (về nội dung này)", None),
        (" (về khoản 2 Điều 3)", None),
        (" về chuyển đổi số", None),
    ],
)
def test_a_subject_in_brackets_is_read(behind: str, subject: str | None) -> None:
    assert bracketed_subject(behind, 0) == subject


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nghị quyết về chuyển đổi số (số 05-NQ/TU)", ("Nghị quyết", "về chuyển đổi số")),
        ("Chỉ thị chuyên đề về giữ rừng (số 05-CT/TU)", ("Chỉ thị", "về giữ rừng")),
        ("Nghị quyết bàn về việc ấy; số 05-NQ/TU", None),
    ],
)
def test_a_subject_before_the_number_is_read(text: str, told: tuple[str, str] | None) -> None:
    document = pipeline.parse_text(f"Mở đầu.\n{text} giao việc.", "nháp")
    assert subject_before(document.text, document.references[-1]) == told


def test_words_in_quotation_marks_are_of_a_title_that_has_some() -> None:
    text = "Chỉ thị số 24-CT/TU về phong trào “Dân vận giỏi” đã rõ"
    known = "về phong trào “Dân vận khéo”"
    subject = "về phong trào"
    assert with_quoted_words(text, 19, subject, known) == "về phong trào “Dân vận giỏi”"
    assert with_quoted_words(text, 19, subject, "về phong trào thi đua") == subject


TITLE = "về trách nhiệm nêu gương và văn hóa ứng xử của cán bộ, đảng viên"


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ("về trách nhiệm nêu gương và văn hóa ứng xử", FactVerdict.AGREES),
        ("về trách nhiệm nêu gương và văn hóa giao tiếp của cán bộ", FactVerdict.CONTRADICTS),
        ("về trách nhiệm nêu gương và văn hóa nói năng của cán bộ", FactVerdict.CONTRADICTS),
        ("về văn hóa ứng xử và trách nhiệm nêu gương", FactVerdict.UNKNOWN),
        ("quy định về văn hóa ứng xử và trách nhiệm nêu gương", FactVerdict.UNKNOWN),
        ("về trách nhiệm và văn hóa ứng xử của đảng viên", FactVerdict.UNKNOWN),
        ("về trách nhiệm nêu gương và văn hóa đến nay vẫn còn mới mẻ", FactVerdict.UNKNOWN),
        ("về trách nhiệm không nêu gương và văn hóa ứng xử", FactVerdict.CONTRADICTS),
    ],
)
def test_a_subject_told_in_other_order_or_cut_is_open(stated: str, verdict: FactVerdict) -> None:
    card = DocumentCard(
        id="a" * 16, number="15-QĐ/TU", kind="Quy định", issuer=None, deciding_body=None,
        issued=None, subject=TITLE, source="", pages=1,
    )  # fmt: skip
    (reference,) = pipeline.parse_text("Quy định số 15-QĐ/TU.", "nháp").references
    facts = compare(replace(reference, subject=stated), KnownDocument(card, None))
    assert [one.verdict for one in facts if one.fact == "subject"] == [verdict]


CHAPTERS = (("Chương I", "Điều 1"), ("Chương II", "Điều 2"))
PARTS = (("mục I", "mục 1", "mục 1.1"), ("mục I", "mục 1", "mục 1.2"), ("mục II", "mục 1"))


@pytest.mark.parametrize(
    ("place", "paths", "holds"),
    [
        ("Chương 2", CHAPTERS, True),
        ("Chương thứ hai", CHAPTERS, True),
        ("Chương 3", CHAPTERS, False),
        ("Phần II", PARTS, True),
        ("Phần thứ hai", PARTS, True),
        ("Phần III", PARTS, False),
        ("điểm 1.2 mục 1 phần I", PARTS, True),
        ("điểm 1.3 mục 1 phần I", PARTS, False),
    ],
)
def test_parts_and_chapters_are_one_by_any_numeral(
    place: str, paths: tuple[tuple[str, ...], ...], holds: bool
) -> None:
    (named,) = parse_pinpoints(place)
    assert presence(named, paths).holds is holds
