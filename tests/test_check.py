"""Checking a draft: what is wrong is told with the right fact and its source."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.check_results import (
    CheckedQuotation,
    CheckReport,
    CheckVerdict,
    FactVerdict,
    QuotationVerdict,
)
from index.citations.checker import check, something_wrong
from index.citations.known_documents import InMemoryDirectory
from index.citations.register import RegisterEntry, Replaced
from index.cli import check_report
from index.results import DocumentCard
from ingest import pipeline
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber
from tests.test_lookup import KNOWN


def checked(text: str) -> CheckReport:
    return check(pipeline.parse_text(text, "nháp.txt"), KNOWN)


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        (
            "Quy định số 85-QĐ/TW, ngày 07/10/2022 của Ban Bí thư",
            CheckVerdict.RIGHT,
            "(2 nguồn)",
        ),
        ("Quy định số 85-QĐ/TW, ngày 08/10/2022", CheckVerdict.WRONG, "ban hành ngày 07/10/2022"),
        ("Quyết định số 85-QĐ/TW, ngày 07/10/2022", CheckVerdict.WRONG, "đúng là Quy định"),
        (
            "Quy định số 85-QĐ/TW, ngày 07/10/2022 của Bộ Chính trị",
            CheckVerdict.WRONG,
            "đúng là Ban Bí thư",
        ),
        (
            "Quy định số 37-QĐ/TW, ngày 25/10/2021 về những điều đảng viên phải làm",
            CheckVerdict.WRONG,
            "đúng là “những điều đảng viên không được làm”",
        ),
        (
            "Quy định số 73-QĐ/TW, ngày 25/10/2021 về những điều đảng viên không được làm",
            CheckVerdict.WRONG,
            "đúng là 37-QĐ/TW",
        ),
        ("Nghị quyết số 21-NQ/TW", CheckVerdict.AMBIGUOUS, "3 văn bản"),
        ("Quy định số 777-QĐ/TW, ngày 01/02/2022", CheckVerdict.ABSENT, "Chưa thấy"),
    ],
)
def test_verdict(text: str, verdict: CheckVerdict, told: str) -> None:
    (found,) = checked(f"Thực hiện {text}.").references
    assert found.verdict is verdict, found.detail
    assert told in found.detail


def test_the_span_is_the_reference() -> None:
    document = pipeline.parse_text("Thực hiện Quy định số 85-QĐ/TW, ngày 07/10/2022.", "nháp")
    (found,) = check(document, KNOWN).references
    assert found.span.of(document.text) == found.text


def test_a_title_cut_short_is_right() -> None:
    report = checked("Quy định số 22-QĐ/TW, ngày 28/7/2021 về công tác kiểm tra, giám sát.")
    assert report.references[0].verdict is CheckVerdict.RIGHT
    assert not something_wrong(report)


def test_one_number_with_two_titles_is_a_disagreement_told_once() -> None:
    report = checked(
        "Quy định số 99-QĐ/TW, ngày 27/02/2023 về cờ Đảng. "
        "Quy định số 99-QĐ/TW, ngày 27/02/2023 về cơ sở Đảng."
    )
    assert sum("không thống nhất về trích yếu" in remark for remark in report.remarks) == 1
    assert {c.verdict for c in report.references} == {CheckVerdict.UNSURE}
    assert something_wrong(report)


def test_one_wrong_date_makes_no_right_citation_doubtful() -> None:
    report = checked(
        "Quy định số 85-QĐ/TW, ngày 07/10/2022. Quy định số 85-QĐ/TW, ngày 08/10/2022."
    )
    assert [c.verdict for c in report.references] == [CheckVerdict.RIGHT, CheckVerdict.WRONG]


@pytest.mark.parametrize(
    ("text", "fact", "known"),
    [
        ("Quy định số 777-QĐ/TW, ngày 31/02/2024", "issued", "không có ngày này"),
        ("Nghị định số 951/2023/NĐ-CP ngày 14/02/2022", "issued", "2023"),
        ("Thông tư số 951/2023/NĐ-CP", "kind", "Nghị định"),
        ("Thông tư số 55/2020/TT-BCA ngày 04/6/2020 của Bộ Quốc phòng", "issuer", "Bộ Công an"),
        ("Quy định số 777-QĐ/TW của Tỉnh ủy Minh Hà", "issuer", "Bộ Chính trị"),
    ],
)
def test_what_cannot_be_is_wrong_even_where_nothing_is_held(
    text: str, fact: str, known: str
) -> None:
    (found,) = checked(f"Căn cứ {text};").references
    assert found.verdict is CheckVerdict.WRONG, found.detail
    (fault,) = [one for one in found.facts if one.verdict is FactVerdict.CONTRADICTS]
    assert fault.fact == fact
    assert known in fault.known


def test_what_was_not_compared_is_never_called_right() -> None:
    (found,) = checked("Theo Điều 3 Quy định số 85-QĐ/TW, ngày 07/10/2022.").references
    assert found.verdict is CheckVerdict.UNSURE
    assert {one.fact for one in found.facts if one.verdict is FactVerdict.AGREES} == {
        "number",
        "kind",
        "issued",
    }
    assert "Điều 3" in found.detail


def test_replaced_as_the_register_says() -> None:
    def entry(number: str, *replaces: Replaced) -> RegisterEntry:
        return RegisterEntry(
            DocumentNumber.parse(number), "Quy định", None, None, None, replaces=replaces, places=2
        )

    known = InMemoryDirectory(
        [], [entry("10-QĐ/TW", Replaced("5-QĐ/TW", None, 3)), entry("5-QĐ/TW")]
    )
    report = check(pipeline.parse_text("Theo Quy định số 05-QĐ/TW.", "nháp"), known)
    assert report.references[0].verdict is CheckVerdict.REPLACED
    assert "10-QĐ/TW" in report.references[0].detail
    assert something_wrong(report)


def test_nothing_is_ever_said_to_be_in_force() -> None:
    report = checked("Thực hiện Quy định số 85-QĐ/TW, ngày 07/10/2022.")
    assert "còn hiệu lực" not in " ".join(c.detail for c in report.references)


def test_a_draft_without_references_says_so() -> None:
    assert "Không tìm thấy viện dẫn" in " ".join(checked("Kính gửi các đồng chí.").remarks)


def test_report_as_text_and_page(tmp_path: Path) -> None:
    document = pipeline.parse_text("Theo Quy định số 85-QĐ/TW, ngày 08/10/2022 <b>.", "nháp & a")
    report = check(document, KNOWN)
    for name in ("bao-cao.txt", "bao-cao.html"):
        check_report.write(tmp_path / name, report, document)
    text = (tmp_path / "bao-cao.txt").read_text("utf-8")
    page = (tmp_path / "bao-cao.html").read_text("utf-8")
    assert "1. Quy định số 85-QĐ/TW, ngày 08/10/2022" in text
    assert "→ SAI" in text
    assert "nháp &amp; a" in page
    assert "1 viện dẫn: 1 cần sửa." in page


def test_the_report_tells_faults_first_and_every_verdict(tmp_path: Path) -> None:
    document = pipeline.parse_text(
        "Theo Quy định số 85-QĐ/TW, ngày 07/10/2022 và Điều 3 Quy định số 85-QĐ/TW. "
        "Nghị quyết số 21-NQ/TW. Quy định số 777-QĐ/TW. Quy định số 85-QĐ/TW, ngày 08/10/2022.",
        "nháp",
    )
    report = check(document, KNOWN)
    assert {c.verdict for c in report.references} == set(CheckVerdict) - {CheckVerdict.REPLACED}
    lost = CheckedQuotation(Span(0, 4), "Theo", QuotationVerdict.ABSENT, "Không thấy.")
    text = check_report.to_text(replace(report, quotations=(lost,)), document)
    told = re.findall(r"→ ([^.]+)\.", text)
    assert told[0] == "SAI"
    assert told[-1] == "Khớp"
    assert "Không thấy trong kho" in told
    assert "Chưa có trong kho và danh mục" in told
    check_report.write(tmp_path / "a.html", report, document)


def test_the_sample_directive(shared: Path) -> None:
    path = shared / "documents" / "huong-dan-tuyen-truyen-xay-dung-dang.txt"
    report = check(pipeline.parse(path, isolated=False), KNOWN)
    of_99 = [c for c in report.references if "99-QĐ/TW" in c.text]
    assert len(of_99) == 2
    assert all("không thống nhất" in c.detail for c in of_99)
    assert sum("không thống nhất" in remark for remark in report.remarks) == 1
    numbered = [c for c in report.references if "/TW" in c.text and "99-" not in c.text]
    unaccused = {CheckVerdict.RIGHT, CheckVerdict.ABSENT, CheckVerdict.UNSURE}
    assert {c.verdict for c in numbered} <= unaccused
    assert sum(c.verdict is CheckVerdict.RIGHT for c in numbered) >= 12


def test_a_term_of_another_body_is_not_held_against_those_of_the_central_committee() -> None:
    facts = ("12-KL/TWĐTN", "Kết luận", "Ban Chấp hành Trung ương Đoàn", None, date(2023, 5, 15))
    known = InMemoryDirectory([DocumentCard("a", *facts, None)])
    text = "Thực hiện Kết luận số 12-KL/TWĐTN, ngày 15/5/2023, khóa XII."
    (found,) = check(pipeline.parse_text(text, "nháp.txt"), known).references
    (term,) = (fact for fact in found.facts if fact.fact == "term")
    assert term.verdict is FactVerdict.UNKNOWN
