"""The day until which a document says that it counts itself: judged before the code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.check_results import CheckVerdict
from index.citations import status_words
from index.library import Library
from ingest import pipeline
from ingest.citations import Effect
from ingest.references.find import read
from tests import libraries


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Quy định này có hiệu lực từ ngày ký đến hết ngày 31/12/2025.", date(2026, 1, 1)),
        (
            "Điều 9. Nghị quyết này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2024 đến hết ngày"
            " 31 tháng 12 năm 2026.",
            date(2027, 1, 1),
        ),
        ("Quy chế này được thực hiện đến hết năm 2025.", date(2026, 1, 1)),
        ("2. Kế hoạch này hết hiệu lực từ ngày 01/7/2026.", date(2026, 7, 1)),
        ("Hướng dẫn này hết hiệu lực sau ngày 31/12/2025.", date(2026, 1, 1)),
        ("Quy định này được áp dụng thí điểm đến hết tháng 6 năm 2026.", date(2026, 7, 1)),
        ("Chương trình này được thực hiện từ năm 2021 đến hết năm 2025.", date(2026, 1, 1)),
        ("Quyết định này có hiệu lực đến ngày 30/6/2026.", date(2026, 7, 1)),
        ("Quy định này có hiệu lực từ ngày ký. Báo cáo gửi đến hết ngày 31/12/2025.", None),
        (
            "Hồ sơ nhận trước ngày Quy định này có hiệu lực được giải quyết đến hết ngày"
            " 31/12/2025.",
            None,
        ),
        ("“Quy định này có hiệu lực đến hết ngày 31/12/2020.”", None),
        ("Quy định này hết hiệu lực khi có văn bản thay thế.", None),
        ("Thẻ cấp theo Quy định này có hiệu lực đến hết ngày 31/12/2025.", None),
        (
            "Nghị quyết này có hiệu lực từ ngày 01/01/2024; các cấp ủy báo cáo đến hết ngày"
            " 31/12/2025.",
            None,
        ),
        ("Khi Quy định này hết hiệu lực từ ngày 01/01/2026, các khoản chi được quyết toán.", None),
        (
            "a) 90% kể từ thời điểm\nQuy định này có hiệu lực đến ngày 31/12/2015; 100% từ đó.",
            None,
        ),
        (
            "Điều 9. Hiệu lực thi hành\nQuy định này có hiệu lực đến ngày 31/12/2025.",
            date(2026, 1, 1),
        ),
        ("Khoản 2 Điều này có hiệu lực đến hết ngày 31/12/2025.", None),
        ("Thời gian thực hiện Đề án này: từ năm 2021 đến hết năm 2025.", None),
        ("Quyết định này có hiệu lực từ ngày ký đến khi hoàn thành nhiệm vụ.", None),
        ("Quy định này có hiệu lực từ ngày 01/7/2025, thay thế Quy định số 8-QĐ/TU.", None),
        ("Quy định này hết hiệu lực kể từ hết ngày 31/12/2025.", date(2026, 1, 1)),
        ("Kế hoạch này được thực hiện đến hết năm 2025 và những năm tiếp theo.", None),
        ("Quy định này áp dụng đến ngày 31/12/2025 đối với các xã miền núi.", None),
        ("Quy định này có hiệu lực từ ngày ký đến hết ngày 31/12/2025, trừ Điều 3.", None),
        ("Quy định này áp dụng đến hết năm 2025 hoặc đến khi có quy định mới.", None),
    ],
)
def test_the_day_until_which_a_document_counts_is_read(text: str, day: date | None) -> None:
    ends = [act for act in read(text).amendments if act.own and act.by is None]
    assert [(act.effect, act.effective) for act in ends] == (
        [(Effect.REPEALED, day)] if day else []
    )


PILOT = libraries.REGULATION + "Điều 3. Quy định này có hiệu lực từ ngày ký đến hết năm 2025.\n"
LONGER = libraries.DIRECTIVE.replace(
    "2. Thực hiện nghiêm Quy định", "2. Kéo dài thời gian thực hiện Quy định"
)


def test_a_document_tells_how_long_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "31-qd-tu.txt").write_text(PILOT, "utf-8")
    libraries.build(corpus, tmp_path / "library")
    library = Library.open(tmp_path / "library")
    (match,) = library.lookup("31-QĐ/TU").matches
    assert [status_words.sentence(one) for one in match.statuses] == [
        "Có thể hết hiệu lực theo chính văn bản này, từ ngày 01/01/2026 (cần xem lại: văn bản tự"
        " ghi thời hạn, chưa rõ có được kéo dài không)"
    ]
    view = library.document(match.card.id or "")
    assert view is not None
    assert view.acts == ()
    assert view.lineage == ()
    draft = pipeline.parse_text("Căn cứ Quy định số 31-QĐ/TU, ngày 12/9/2023;", source="bản thảo")
    (cited,) = library.check(draft).references
    assert cited.verdict is CheckVerdict.RIGHT
    assert "Lưu ý: Quy định 31-QĐ/TU ngày 12/9/2023 tự ghi hết hiệu lực từ ngày 01/01/2026" in (
        cited.detail
    )
    library.close()


def test_an_extension_is_told_beside_the_end_it_puts_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "31-qd-tu.txt").write_text(PILOT, "utf-8")
    (corpus / "19-ct-tu.txt").write_text(
        LONGER.replace("07 tháng 8 năm 2023", "07 tháng 8 năm 2025"), "utf-8"
    )
    libraries.build(corpus, tmp_path / "library")
    library = Library.open(tmp_path / "library")
    (match,) = library.lookup("31-QĐ/TU").matches
    heads = [status_words.words(one).head for one in match.statuses]
    assert heads == ["Được kéo dài thời gian thực hiện", "Có thể hết hiệu lực"]
    own = match.statuses[1]
    assert own.review == ("văn bản tự ghi thời hạn, Chỉ thị số 19-CT/TU, ngày 07/8/2025 đã kéo dài")
    library.close()
