"""What a sentence tells twice, and what of a time beside a citation is the next clause's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.check_results import Checked, CheckVerdict
from index.library import Library
from ingest import pipeline

R, W, U = CheckVerdict.RIGHT, CheckVerdict.WRONG, CheckVerdict.UNSURE
A = CheckVerdict.AMBIGUOUS
CT = "Chỉ thị số 24-CT/TU"
BODY = "Ban Thường vụ Tỉnh ủy ban hành"


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    opened = Library.open(sample_library)
    yield opened
    opened.close()


def first(library: Library, text: str) -> Checked:
    return library.check(pipeline.parse_text(f"Mở đầu.\n{text}", "nháp")).references[0]


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        # One of two times that agrees does not make the other right.
        (f"Tháng 3/2024, {BODY} {CT} ngày 18/3/2023.", W, "ghi 18/3/2023"),
        (f"Năm 2023, {BODY} {CT} ngày 18/3/2024.", W, "ghi năm 2023"),
        (f"Ngày 19/3/2024, {BODY} {CT} ngày 18/3/2024.", W, "ghi 19/3/2024"),
        (f"Năm 2024, {BODY} {CT} (tháng 5/2024).", W, "ghi tháng 5/2024"),
        (f"{CT} ngày 18/3/2024 được ban hành năm 2023.", W, "ghi năm 2023"),
        (f"Năm 2024, {BODY} {CT} (tháng 3/2024).", R, "ngày"),
        (f"Từ khi {CT} ra đời ngày 18/4/2024, phong trào lan rộng.", W, "ghi 18/4/2024"),
        # The next clause may begin with a time of its own.
        (f"Thực hiện {CT}, năm 2025 huyện An Lạc mở lớp.", U, "chưa rõ năm 2025 có phải"),
        (f"Thực hiện {CT}, tháng 5/2025 toàn tỉnh mở lớp.", U, "chưa rõ tháng 5/2025 có phải"),
        (f"Thực hiện {CT}, ngày 10/5/2025 huyện họp.", U, "chưa rõ 10/5/2025 có phải"),
        (f"Thực hiện {CT} ngày 18/3/2024, tháng 5/2025 huyện An Lạc mở lớp.", R, "ngày"),
        (f"Thực hiện {CT} ngày 18/3/2024, ngày 10/5 huyện An Lạc họp.", R, "ngày"),
        (f"Ngày 18/3/2024, {BODY} {CT}, năm 2025 huyện sơ kết.", R, "ngày"),
        (f"Ngày 18/3/2024, {BODY} {CT}, tháng 5/2025 huyện sơ kết.", R, "ngày"),
        ("Sau Chỉ thị số 19-CT/TU, năm 2023 toàn tỉnh mở 30 lớp.", A, "2 văn bản"),
        (f"{CT}, ngày 19/3/2024 của Tỉnh ủy đã rõ.", W, "ghi 19/3/2024"),
        # Who makes it known issued nothing; of two days nobody knows whose each is.
        (f"Ngày 10/4/2024, Huyện ủy An Lạc công bố {CT} của Tỉnh ủy.", R, "cơ quan ban hành"),
        (
            "Tháng 9/2023 và tháng 11/2024, Tỉnh ủy ban hành Quy định số 31-QĐ/TU và Quy định số "
            "52-QĐ/TU.",
            R,
            "cơ quan ban hành",
        ),
        # Which meeting of a province's committee adopted it is not known.
        ("Nghị quyết số 45-NQ/TU được thông qua tại Hội nghị lần thứ mười.", U, "hội nghị"),
    ],
)
def test_every_time_told_is_compared_and_no_other(
    library: Library, text: str, verdict: CheckVerdict, told: str
) -> None:
    """Khớp ngày is said of no day that was not looked at; the next clause's day is no fault."""
    one = first(library, text)
    assert (one.verdict, told in one.detail) == (verdict, True), one.detail


def test_the_meeting_is_read_behind_its_verb(library: Library) -> None:
    """A wrong plenum is told however the sentence says that it adopted the document."""
    said = "được thông qua tại Hội nghị lần thứ {} Ban Chấp hành Trung ương khóa XI."
    number = "Nghị quyết số 29-NQ/TW, ngày 04/11/2013 "
    assert first(library, number + said.format("tám")).verdict is R
    wrong = first(library, number + said.format("bảy"))
    assert (wrong.verdict, "đúng là Hội nghị lần thứ 8" in wrong.detail) == (W, True)


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("Chỉ thị 19 năm 2023 về tuyên truyền miệng của Tỉnh ủy.", R, "cơ quan ban hành, trích"),
        ("Chỉ thị 19 năm 2023 về tuyên truyền miệng của Huyện ủy.", W, "Sai cơ quan ban hành"),
        (
            "Quyết định số 82-QĐ/TU về thành lập Đảng bộ xã Tân Hòa trực thuộc Đảng bộ tỉnh.",
            R,
            "trích yếu",
        ),
        ("Hướng dẫn số 11-HD/BTGDVTU, hướng dẫn này thay mọi bản trước.", R, "Khớp số hiệu, loại"),
    ],
)
def test_a_subject_ends_before_what_is_none(
    library: Library, text: str, verdict: CheckVerdict, told: str
) -> None:
    """The body behind a subject is the issuer; what the sentence goes on with is no subject."""
    one = first(library, text)
    assert (one.verdict, told in one.detail) == (verdict, True), one.detail


def test_a_term_that_nobody_knows_opens_no_document(library: Library) -> None:
    """What was typed and could not be compared leaves a document short of beyond doubt."""
    assert library.lookup("24-CT/TU").is_settled
    asked = library.lookup("24-CT/TU khóa XVI")
    assert [one.card.number for one in asked.matches] == ["24-CT/TU"]
    assert not asked.is_settled
