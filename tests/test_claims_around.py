"""What a draft claims beside a citation: who signed, from when in effect, how many articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.check_results import CheckReport, CheckVerdict
from index.citations.claims_around import Claims, claims
from index.library import Library
from ingest import pipeline

R, W, U = CheckVerdict.RIGHT, CheckVerdict.WRONG, CheckVerdict.UNSURE


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    opened = Library.open(sample_library)
    yield opened
    opened.close()


def judged(library: Library, text: str) -> CheckReport:
    return library.check(pipeline.parse_text(f"Mở đầu.\n{text}", "nháp"))


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("Quy định số 31-QĐ/TU do đ/c Nguyễn Văn Mẫu ký.", R, "người ký"),
        ("Quy định số 31-QĐ/TU được đồng chí Trần Thị Mẫu ký.", W, "đúng là Bí thư Nguyễn Văn Mẫu"),
        ("Ông Phạm Văn Thử, Bí thư Tỉnh ủy đã ký Quy định số 31-QĐ/TU.", W, "Nguyễn Văn Mẫu"),
        ("Bí thư Tỉnh ủy Minh Hà ký ban hành Quy định số 31-QĐ/TU.", R, "người ký"),
        ("Phó Bí thư Tỉnh ủy ký ban hành Quy định số 31-QĐ/TU.", W, "Bí thư Nguyễn Văn Mẫu"),
        ("Quy định số 37-QĐ/TW do Tổng Bí thư ký.", U, "người ký (văn bản chưa có trong kho)"),
        # The right name with another office: one of several, or that of our days.
        ("Quy định số 31-QĐ/TU do ông Nguyễn Văn Mẫu, Chủ tịch ký.", U, "chức vụ văn bản ghi"),
        ("Chỉ thị số 24-CT/TU do Lê Minh Mẫu, Bí thư Tỉnh ủy ký.", U, "“Phó Bí thư Thường trực”"),
        # An office in capitals is no name.
        ("Chỉ thị số 24-CT/TU do đồng chí Phó Bí thư Thường trực ký.", R, "người ký"),
        ("Quy định số 22-QĐ/TU (3 chương, 9 điều) đã in.", W, "đúng là 3 chương, 8 điều"),
        ("Quy định số 22-QĐ/TU (2 điều đã sửa) đã in.", R, "Khớp số hiệu, loại văn bản."),
        (
            "Nghị quyết số 05-NQ/TU về chuyển đổi số tỉnh Minh Hà đến năm 2025, định hướng đến năm "
            "2030, gồm 9 phần.",
            W,
            "đúng là 5 phần",
        ),
        # Who registers, signs a contract or only issues has signed nothing here.
        ("Chi bộ đã đăng ký Quy định số 15-QĐ/TU.", R, "Khớp số hiệu, loại văn bản."),
        ("Quy định số 15-QĐ/TU được Ủy ban Kiểm tra ký giao ước.", R, "Khớp số hiệu, loại văn"),
        ("Tỉnh ủy Hà Nam Ninh ký kết theo Quy định số 15-QĐ/TU.", R, "Khớp số hiệu, loại"),
        ("Quy định số 15-QĐ/TU (gồm 3 phần, 8 điều) đã in.", R, "kết cấu"),
        ("Quy định số 15-QĐ/TU bao gồm ba phần với chín điều.", W, "đúng là 3 phần, 8 điều"),
        ("Quy định số 15-QĐ/TU có 3 điều về ứng xử.", R, "Khớp số hiệu, loại văn bản."),
        ("Quyết định số 214-QĐ/HU gồm 9 điều.", U, "kết cấu"),
        ("Quyết định số 318/QĐ-UBND có hiệu lực kể từ ngày 01/3/2026.", R, "ngày có hiệu lực"),
        ("Quyết định số 318/QĐ-UBND có hiệu lực từ ngày ký.", W, "đúng là 01/3/2026"),
        ("Quyết định số 318/QĐ-UBND có hiệu lực từ tháng 3/2026.", R, "ngày có hiệu lực"),
        ("Chỉ thị số 24-CT/TU có hiệu lực từ ngày 18/3/2024.", U, "chưa rõ văn bản có hiệu lực"),
        ("Khoản 2 Điều 4 Quy định số 15-QĐ/TU, tr. 2 nói vậy.", R, "trang"),
        ("Khoản 2 Điều 1 Quy định số 15-QĐ/TU, tr. 2 nói vậy.", U, "ở trang 1"),
    ],
)
def test_a_claim_is_compared_or_told_as_open(
    library: Library, text: str, verdict: CheckVerdict, told: str
) -> None:
    """No citation is right while something claimed of its document was not looked at."""
    (one,) = judged(library, text).references
    assert (one.verdict, told in one.detail) == (verdict, True), one.detail


def test_what_recognition_read_of_a_scan_contradicts_no_claim(library: Library) -> None:
    (one,) = judged(library, "Kết luận số 09-KL/TU do đồng chí Đinh Văn Thử ký.").references
    assert one.verdict is CheckVerdict.UNSURE
    assert "người ký" in one.detail


@pytest.mark.parametrize(
    "behind",
    [" có 2 điều mới.", " gồm 2 điều sau đây:", " ký hiệu rõ ràng.", " do chi bộ đăng ký học."],
)
def test_what_is_no_claim_is_none(behind: str) -> None:
    assert claims("", behind, (0,)) == Claims()


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("Quý II/2024, Tỉnh ủy ban hành Chỉ thị số 24-CT/TU.", W, "ghi quý II/2024"),
        ("Chỉ thị số 24-CT/TU ban hành quý 1 năm 2024.", R, "ngày"),
        ("Chỉ thị số 24-CT/TU được ký ngày 18/3/2024.", R, "ngày"),
        ("Chỉ thị số 24-CT/TU được ký ngày 19/3/2024.", W, "18/3/2024"),
        ("Chỉ thị số 24-CT/TU ký ngày 18/3/23.", W, "ghi 18/3/2023"),
        (
            "Nghị quyết số 29-NQ/TW, ngày 04/11/2013 của Ban Chấp hành Trung ương tại Hội nghị "
            "lần thứ 9.",
            W,
            "đúng là Hội nghị lần thứ 8",
        ),
        ("Chỉ thị số 24-CT/TU có tháng 5/2024 là hạn báo cáo.", R, "Khớp số hiệu, loại văn bản."),
        (
            "Hội nghị Trung ương 8 khóa XI đã bàn.\nTại Hội nghị lần thứ tư, Ban Chấp hành Trung "
            "ương khóa XI ban hành Nghị quyết số 29-NQ/TW.",
            W,
            "đúng là Hội nghị lần thứ 8",
        ),
        (
            "Nghị quyết số 18-NQ/TW, ngày 25/10/2017, được Hội nghị Trung ương 5 khóa XII "
            "thông qua.",
            W,
            "đúng là Hội nghị lần thứ 6",
        ),
    ],
)
def test_days_and_meetings_are_read_wherever_the_sentence_tells_them(
    library: Library, text: str, verdict: CheckVerdict, told: str
) -> None:
    one = judged(library, text).references[-1]
    assert (one.verdict, told in one.detail) == (verdict, True), one.detail


@pytest.mark.parametrize(
    ("text", "verdicts", "told"),
    [
        (
            "Quy định số 52-QĐ/TU, ngày 05/11/2024 sửa đổi khoản 1 Điều 3 Quy định số 31-QĐ/TU.",
            [R, R],
            "việc “khoản 1 Điều 3 được sửa đổi bởi 52-QĐ/TU”",
        ),
        (
            "Quy định số 52-QĐ/TU, ngày 05/11/2024 sửa đổi khoản 3 Điều 3 Quy định số 31-QĐ/TU.",
            [R, U],
            "trong kho ghi nhận",
        ),
        (
            "Khoản 1 Điều 3 Quy định số 31-QĐ/TU bị bãi bỏ bởi Quy định số 52-QĐ/TU.",
            [W, R],
            "đã biết là Quy định 52-QĐ/TU ngày 05/11/2024 sửa đổi, bổ sung khoản 1 Điều 3",
        ),
        (
            "Khoản 2 Điều 4 Quy định số 31-QĐ/TU bị bãi bỏ bởi Quy định số 52-QĐ/TU.",
            [R, R],
            "việc “khoản 2 Điều 4 bị bãi bỏ bởi 52-QĐ/TU”",
        ),
        (
            "Quy định số 52-QĐ/TU bổ sung Điều 5a vào Quy định số 31-QĐ/TU.",
            [R, R],
            "được bổ sung bởi 52-QĐ/TU",
        ),
    ],
)
def test_what_a_draft_says_was_done_to_a_provision_is_compared(
    library: Library, text: str, verdicts: list[CheckVerdict], told: str
) -> None:
    """What the draft tells itself is no subject told wrongly, and no news to it."""
    references = judged(library, text).references
    assert [one.verdict for one in references] == verdicts
    assert any(told in one.detail for one in references), [one.detail for one in references]


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("Báo cáo số 215-BC/TU, ngày 27/12 của Tỉnh ủy.", R, "loại văn bản, ngày"),
        ("Báo cáo số 215-BC/TU, ngày 28 tháng 12 của Tỉnh ủy.", U, "chưa rõ 28/12"),
        ("Trang 9 Quy định số 22-QĐ/TU nói rõ.", U, "trang 9"),
        ("Tại trang 2 của Quy định số 22-QĐ/TU nói rõ.", R, "Khớp"),
        ("Báo cáo số 215-BC/TU tổng kết 07 năm thực hiện Nghị quyết số 18-NQ/TW.", R, "trích yếu"),
        ("Báo cáo số 215-BC/TU tổng kết 08 năm thực hiện Nghị quyết số 18-NQ/TW.", W, "trích yếu"),
        ("Điều 3.2 Quy định số 15-QĐ/TU nói rõ.", R, "điều khoản"),
        ("Điều 3.5 Quy định số 15-QĐ/TU nói rõ.", W, "chỉ có khoản 1 đến khoản 2"),
        ("Đã có Quy định số 22-QĐ/TU. Điều 12 Quy định nói trên giao việc.", R, "Khớp"),
        ("Chỉ thị số 24-CT/TU của Ban Chấp hành Đảng bộ tỉnh.", W, "đúng là Ban Thường vụ"),
    ],
)
def test_facts_in_other_forms_are_compared(
    library: Library, text: str, verdict: CheckVerdict, told: str
) -> None:
    one = judged(library, text).references[0]
    assert (one.verdict, told in one.detail) == (verdict, True), one.detail


def test_a_place_of_a_document_named_before_is_told_where_it_is_at_fault(library: Library) -> None:
    text = "Đã có Quy định số 22-QĐ/TU. {} Quy định nói trên giao việc."
    right = judged(library, text.format("Điều 8")).references
    wrong = judged(library, text.format("Điều 12")).references
    assert [one.verdict for one in right] == [R]
    assert [one.verdict for one in wrong] == [R, W]
    assert "chỉ có Điều 1 đến Điều 8" in wrong[-1].detail
