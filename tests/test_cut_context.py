"""What stands right around a quotation: cut negations, limits, numbers of clauses, amendments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.check_results import CheckReport, CheckVerdict, QuotationVerdict
from index.library import Library
from index.quotations.extract import quotations
from ingest import pipeline

V, A, E = QuotationVerdict.VERBATIM, QuotationVerdict.ALTERED, QuotationVerdict.ELSEWHERE


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    opened = Library.open(sample_library)
    yield opened
    opened.close()


def judged(library: Library, text: str) -> CheckReport:
    return library.check(pipeline.parse_text(f"Mở đầu.\n{text}", "nháp"))


HOUSE, LEADER, DIRECTIVE = "Quy chế số 09-QC/TU", "Quy định số 31-QĐ/TU", "Chỉ thị số 24-CT/TU"


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        # A negation that stands words before the quotation.
        (f"{DIRECTIVE} đề nghị “người dân đi lại quá hai lần cho một thủ tục”.", A, "không để"),
        (f"{DIRECTIVE} nói về cảnh “người dân đi lại quá hai lần cho một thủ tục”.", V, "Đúng"),
        (f"{DIRECTIVE} yêu cầu chớ để “người dân đi lại quá hai lần cho một thủ tục”.", V, "Đúng"),
        (
            "Nghị quyết số 45-NQ/TU cho phép có “tình trạng nể nang, né tránh”.",
            A,
            "Cắt mất phần phủ định “không để”",
        ),
        (f"{HOUSE} nêu việc “làm thay cơ quan nhà nước”.", V, "văn bản ghi “không bao biện,”"),
        # A lead that forbids only in its condition forbids nothing of its points.
        (f"{LEADER}: bí thư phải “thông báo công khai lý do và lịch tiếp bù”.", V, "Đúng"),
        # A sentence that takes back a part of what is quoted.
        (
            f"{LEADER}: “vụ việc phức tạp được kéo dài”.",
            V,
            "còn nói tiếp “nhưng không quá 45 ngày”",
        ),
        (
            "Nghị quyết số 45-NQ/TU: “Chi ủy chuẩn bị nội dung bằng văn bản và gửi đảng viên trước "
            "ba ngày”.",
            V,
            "còn nói tiếp “trừ trường hợp đột xuất”",
        ),
        # Numbers of clauses left out.
        (
            "Quy định số 15-QĐ/TU: “Tự giác, thường xuyên, nói đi đôi với làm; cấp trên làm gương "
            "cho cấp dưới”.",
            V,
            "Đúng nguyên văn",
        ),
        (
            "Quy định số 22-QĐ/TU: “thời gian không quá 30 ngày. Bước kết thúc: thông báo kết quả "
            "bằng văn bản trong 15 ngày”.",
            A,
            "“15”, văn bản ghi “20”",
        ),
        # Text that was repealed or amended since.
        (
            f"{LEADER}: “Đối thoại đột xuất được tổ chức trong vòng 10 ngày”.",
            V,
            "Khoản 2 Điều 4 bị bãi bỏ bởi Quy định số 52-QĐ/TU",
        ),
        (
            f"{LEADER}: “bí thư huyện ủy, thành ủy ít nhất 02 ngày trong một tháng”.",
            V,
            "Khoản 1 Điều 3 được sửa đổi bởi Quy định số 52-QĐ/TU",
        ),
        (f"{LEADER}: “Đối thoại định kỳ được tổ chức ít nhất hai lần trong năm”.", V, "Đúng"),
        # What an amendment put in is of the amended document.
        (
            f"Điều 5a {LEADER}: “Không công khai nội dung thuộc bí mật nhà nước và thông tin đời "
            "tư của người phản ánh”.",
            V,
            "là văn bản sửa đổi, bổ sung Quy định số 31-QĐ/TU",
        ),
        (
            f"Điều 3 {LEADER}: “Không công khai nội dung thuộc bí mật nhà nước và thông tin đời tư "
            "của người phản ánh”.",
            E,
            "không thấy câu này",
        ),
        (
            f"{LEADER}: “các cấp ủy trực thuộc chịu trách nhiệm thi hành Quy định này”.",
            E,
            "khoản 2 Điều 2 Quy định 52-QĐ/TU",
        ),
    ],
)
def test_what_stands_around_the_words_is_told(
    library: Library, text: str, verdict: QuotationVerdict, told: str
) -> None:
    (one,) = judged(library, text).quotations
    assert (one.verdict, told in one.detail) == (verdict, True), one.detail


def test_numbers_of_clauses_left_out_are_noted(library: Library) -> None:
    text = "Quy định số 15-QĐ/TU: “Tự giác, thường xuyên, nói đi đôi với làm. Cấp trên làm gương”."
    (one,) = judged(library, text).quotations
    assert one.notes == ("khác dấu câu, gạch nối hoặc dấu ngoặc", "bỏ số thứ tự “2” của văn bản")


def test_words_that_an_amendment_put_in_make_no_citation_wrong(library: Library) -> None:
    text = (
        f"Khoản 1 Điều 3 {LEADER} nêu “bí thư cấp ủy tiếp dân đột xuất khi có từ năm người trở "
        "lên cùng kiến nghị một nội dung”."
    )
    (one,) = judged(library, text).references
    # The amendment is to be told of all the same.
    assert one.verdict is CheckVerdict.REPLACED


@pytest.mark.parametrize(
    "text",
    [
        'Ông nói “một câu dài hơn năm chữ" rồi thôi.\nSau đó “một câu khác” nữa.',
        'Ông nói "một câu dài hơn năm chữ” rồi thôi.',
        "Ông nói <<một câu dài hơn năm chữ>> rồi thôi.",
    ],
)
def test_marks_of_two_kinds_open_and_close_a_quotation(text: str) -> None:
    assert [one.span.of(text) for one in quotations(text, ())] == ["một câu dài hơn năm chữ"]


def test_a_quotation_of_a_document_named_before_is_laid_on_it(library: Library) -> None:
    for word, verdict in (("trễ", V), ("chậm", A)):
        text = (
            "Đã có Chỉ thị số 24-CT/TU của Tỉnh ủy. Chỉ thị nêu trên yêu cầu “xin lỗi bằng văn bản "
            f"khi {word} hẹn hồ sơ”."
        )
        (one,) = judged(library, text).quotations
        assert (one.verdict, one.doubt) == (verdict, "")
