"""Drafts with planted faults (tests/cases/drafts.json): each told exactly, nothing right accused.

Half of the faults are for reporting only: ``python -m benchmarks.drafts`` counts them too.
"""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.drafts import Outcome, load, run
from index.check_results import CheckReport, CheckVerdict, QuotationVerdict
from index.cli.check_output import quotation_lines
from index.library import Library
from ingest import pipeline


@pytest.fixture(scope="module")
def outcomes(library: Library) -> list[Outcome]:
    return list(run(library))


def test_there_are_enough_faults() -> None:
    faults = [one for draft in load() for one in draft["expected"] if is_fault(one)]
    assert len(faults) >= 60
    assert 0.3 <= sum(not one["gate"] for one in faults) / len(faults) <= 0.6


def is_fault(expected: dict[str, Any]) -> bool:
    return expected["verdict"] not in ("right", "verbatim", "unsure", "ambiguous")


def test_every_planted_fault_is_told_exactly(outcomes: list[Outcome]) -> None:
    missed = [one.told() for one in outcomes if one.gated and not one.exact]
    assert not missed, "\n".join(missed)


def test_nothing_right_is_accused(outcomes: list[Outcome]) -> None:
    accused = [one.told() for one in outcomes if one.is_false_alarm]
    assert not accused, "\n".join(accused)


@pytest.mark.parametrize(
    ("draft", "verdict", "told"),
    [
        (
            "31-QĐ/TU, ngày 12/9/2023, Điều 25, tr. 3.",
            CheckVerdict.WRONG,
            "chỉ có Điều 1 đến Điều 7",
        ),
        ("31-QĐ/TU (Điều 25) nêu rõ việc ấy.", CheckVerdict.WRONG, "chỉ có Điều 1 đến Điều 7"),
        ("31-QĐ/TU, khoản 9 Điều 3.", CheckVerdict.WRONG, "chỉ có khoản 1 đến khoản 3"),
        ("31-QĐ/TU, ngày 12/9/2023, khoản 1 Điều 3, tr. 1.", CheckVerdict.REPLACED, "52-QĐ/TU"),
        ("31-QĐ/TU, ngày 12/9/2023, Điều 2, tr. 1.", CheckVerdict.RIGHT, "Khớp"),
    ],
)
def test_a_place_set_behind_a_citation_is_part_of_it(
    library: Library, draft: str, verdict: CheckVerdict, told: str
) -> None:
    """Footnotes in Party form set it last, and so do the citations copied from this project."""
    report = judged(library, f"Theo Quy định số {draft}")
    assert [one.verdict for one in report.references] == [verdict]
    assert told in report.references[0].detail


def judged(library: Library, text: str) -> CheckReport:
    return library.check(pipeline.parse_text(f"Mở đầu.\n{text}", "nháp"))


def test_what_a_scan_lacks_is_unsure_and_what_it_shows_is_altered(library: Library) -> None:
    lead = "Công văn số 1420-CV/TU, ngày 10/02/2025:"
    lacks, shows = judged(
        library,
        f"{lead} “Cấp ủy phải xét giữ lại người có năng lực, người còn trẻ; trường hợp cho nghỉ "
        "phải nêu rõ lý do bằng văn bản”.\n"
        f"{lead} “xong trước ngày 20/02/2025; tuyệt đối không gợi ý, không ép buộc”.",
    ).quotations
    assert (lacks.verdict, lacks.grave, lacks.is_fault) == (QuotationVerdict.UNSURE, False, False)
    assert "bản quét" in lacks.doubt
    assert "người còn trẻ" in lacks.doubt
    assert (shows.verdict, shows.grave, shows.is_fault) == (QuotationVerdict.ALTERED, True, True)


def test_words_of_a_document_that_is_not_held_are_unsure_where_another_has_them(
    library: Library,
) -> None:
    report = judged(
        library,
        "Điều 4 Quy định số 99-QĐ/TU, ngày 10/02/2025 nêu “Lắng nghe hết lời, trả lời đúng hẹn, "
        "xin lỗi khi sai”.\nĐiều 4 Quy định số 15-QĐ/TU, ngày 20/3/2026 nêu “Lắng nghe hết lời, "
        "trả lời đúng hẹn, xin lỗi khi sai”.",
    )
    unheld, misplaced = report.quotations
    assert unheld.verdict is misplaced.verdict is QuotationVerdict.ELSEWHERE
    assert (unheld.is_fault, misplaced.is_fault) == (False, True)
    assert "chưa có trong kho" in unheld.doubt
    # Capitals are for faults.
    assert next(quotation_lines(unheld)).startswith("[Có ở văn bản khác")
    assert next(quotation_lines(misplaced)).startswith("[KHÔNG Ở CHỖ ĐƯỢC DẪN]")
    assert [one.verdict for one in report.references] == [CheckVerdict.ABSENT, CheckVerdict.WRONG]


def test_words_like_those_of_another_document_accuse_no_quotation_of_one_not_held(
    library: Library,
) -> None:
    words = "Lắng nghe hết lời, trả lời đúng hẹn, xin lỗi người dân khi sai"
    unheld, held = judged(
        library,
        f"Điều 4 Quy định số 99-QĐ/TU, ngày 10/02/2025 nêu “{words}”.\n"
        f"Điều 4 Quy định số 15-QĐ/TU, ngày 20/3/2026 nêu “{words}”.",
    ).quotations
    assert (unheld.verdict, unheld.is_fault, unheld.grave) == (
        QuotationVerdict.UNSURE,
        False,
        False,
    )
    assert "chưa có trong kho" in unheld.doubt
    assert unheld.detail.startswith(unheld.doubt)
    assert (held.verdict, held.is_fault) == (QuotationVerdict.ALTERED, True)
    assert held.detail.startswith("Khác nguyên văn")


@pytest.mark.parametrize(
    ("lead", "verdict"),
    [
        ("cho thành viên đoàn", QuotationVerdict.ALTERED),
        ("nêu thành viên đoàn không được", QuotationVerdict.VERBATIM),
        ("nêu hành vi", QuotationVerdict.VERBATIM),
    ],
)
def test_a_point_that_its_list_forbids_is_not_quoted_as_allowed(
    library: Library, lead: str, verdict: QuotationVerdict
) -> None:
    (quoted,) = judged(
        library,
        f"Quy định số 22-QĐ/TU, ngày 05/7/2022 {lead} “nhận quà, dự chiêu đãi của đối tượng "
        "giám sát dưới mọi hình thức”.",
    ).quotations
    assert quoted.verdict is verdict
    told = f"{quoted.detail} {quoted.notes}"
    assert "Thành viên đoàn không được" in told


def test_places_that_an_amendment_put_in_exist(library: Library) -> None:
    cited = "Quy định số 31-QĐ/TU, ngày 12/9/2023"
    verdicts = [
        one.verdict
        for one in judged(
            library,
            f"Điều 5a {cited} nói về công khai.\nKhoản 2 Điều 5a {cited} cũng vậy.\n"
            f"Điều 5b {cited} thì không.\nKhoản 1 Điều 3 và Điều 5a {cited} đã sửa.",
        ).references
    ]
    assert verdicts == [
        CheckVerdict.RIGHT,
        CheckVerdict.UNSURE,
        CheckVerdict.WRONG,
        CheckVerdict.REPLACED,
    ]
