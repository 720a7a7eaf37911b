"""Text copied from pages: page numbers, running lines, sentences that a line's end cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.layout.canonical_text import lay_out
from ingest.pages import ReadFile, ReadPage
from ingest.pipeline import parse_text
from ingest.readers.pasted_furniture import pages_joined, without_page_furniture
from ingest.readers.plain import paragraphs
from ingest.text.cut_lines import runs_over

NOTICE = "Tài liệu này thuộc sở hữu của Trung tâm Minh Hà"


def pages(count: int, *, number: bool = True, notice: bool = True) -> list[str]:
    """Return lines of pages whose sentences run over the page's end."""
    lines: list[str] = []
    for page in range(1, count + 1):
        lines += [
            f"đồng chí thứ {page} nói rằng việc này phải làm ngay.",
            "Các chi bộ cùng với",
            "",
        ]
        lines += [str(page)] * number + [NOTICE] * notice + [""]
    return [*lines, "cả xã đều làm."]


@pytest.mark.parametrize("number", [True, False])
def test_page_numbers_and_running_lines_go_and_sentences_go_on(number: bool) -> None:
    text = parse_text("\n".join(pages(6, number=number))).text
    assert NOTICE not in text
    assert "Các chi bộ cùng với đồng chí thứ 2" in text
    assert "Các chi bộ cùng với cả xã đều làm." in text
    assert "\n3\n" not in text


def test_a_page_number_that_stuck_to_words_goes() -> None:
    lines = ["Chi cho các đơn", "2", "vị khác.", "Một.", "3", "Hai.", "Ba cho các đơn", "4 vị nữa."]
    lines += ["Bốn.", "5", "Năm.", "6", "Sáu.", "7", "Bảy."]
    kept = without_page_furniture(lines)
    assert "vị nữa." in kept
    assert not any(line.isdigit() for line in kept)


@pytest.mark.parametrize(
    "lines",
    [
        # A document repeats a line of its own at the end of every list.
        ["- Việc một.", "Thực hiện một số nội dung khác (nếu có)."] * 5,
        # Numbers that do not grow are figures.
        ["Số hộ", "12", "Số thôn", "3", "Số xã", "12", "Số huyện", "1", "Số tỉnh", "1"],
        # Short lines wrapped at a page's width repeat the parts of sentences.
        ["giới thiệu cán bộ của Ban Chấp hành", "Trung ương Đảng khóa XIII", "và của tỉnh."] * 4,
        ["đảng viên chưa được tiếp nhận", "sinh hoạt đảng thì phải", "chờ."] * 4,
        ["1", "2", "3"],
    ],
)
def test_what_is_the_documents_own_stays(lines: list[str]) -> None:
    assert without_page_furniture(lines) == lines


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Thực hiện Quy định số", "377-QĐ/TW ngày 08/10/2025 của Bộ Chính trị"),
        ("quy định tại Khoản 1, Điều", "24):"),
        ("Trưởng đoàn đại biểu Quốc hội tỉnh khóa", "XVII."),
        ("chức danh lãnh đạo, quản lý cho cả nhiệm kỳ 2025-2030,", "2026-2031 đã được phê duyệt"),
        ("Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị", "- xã hội cấp xã"),
        ("Các chủ trương về phát triển nhanh và bền vững của", "Đảng được quán triệt"),
        ("Thực tiễn xây dựng Đảng và hệ thống chính trị nhiệm kỳ", "Đại hội XIII cho thấy"),
    ],
)
def test_a_sentence_plainly_runs_over_a_lines_end(before: str, after: str) -> None:
    assert runs_over(before, after)
    assert f"{before} {after}" in parse_text(f"{before}\n{after}").text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Kết quả đạt được trên lĩnh vực phát triển kinh tế", "- Xã Đồng Tâm thu hoạch xong."),
        ("QUY ĐỊNH VỀ TRÁCH NHIỆM VÀ QUYỀN HẠN CỦA", "BAN THƯỜNG VỤ TỈNH ỦY MINH HÀ"),
        ("Các đơn vị đã hoàn thành chỉ tiêu của cả năm.", "2026-2031 là nhiệm kỳ mới."),
        ("Đánh giá tình hình thực hiện nhiệm vụ công tác đảng", "Đảng ủy đánh giá tốt."),
        ("Nơi nhận của", "Đảng ủy"),
    ],
)
def test_what_may_end_a_paragraph_ends_it(before: str, after: str) -> None:
    assert not runs_over(before, after)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("- Đồng chí *Nguyễn Văn X *hiện là **Bí thư**", "- Đồng chí Nguyễn Văn X hiện là Bí thư"),
        ("chức danh *(chức vụ) *cao hơn của **cán bộ**", "chức danh (chức vụ) cao hơn của cán bộ"),
        ("__Nơi nhận: __ **ban**", "Nơi nhận: ban"),
    ],
)
def test_marks_of_emphasis_that_nothing_pairs(typed: str, read: str) -> None:
    assert parse_text(typed).text == read


def test_lines_of_a_form_are_no_passage_and_a_long_sentence_is_one() -> None:
    clause = "cán bộ và đảng viên của xã cùng nhau làm việc này thật tốt, "
    document = parse_text(
        f"Họ và tên: ..............................\n{clause * 20}xong.\nNgày sinh: …………………………"
    )
    assert [passage.text for passage in document.passages] == [f"{clause * 20}xong."]


NOTES = [
    json.loads(row)
    for row in (Path(__file__).parent / "cases" / "pasted_notes.jsonl")
    .read_text("utf-8")
    .split("\n")
    if row
]


@pytest.mark.parametrize("case", NOTES, ids=[case["text"][:40] for case in NOTES])
def test_footnotes_inside_pasted_text_are_notes(case: dict[str, Any]) -> None:
    lines = tuple(paragraphs(case["text"], markdown=False))
    laid = lay_out(ReadFile("dán", "0" * 64, "text", (ReadPage(1, lines),), paged=False))
    assert laid.text[: laid.body_end].split("\n") == case["paragraphs"]
    assert [[note.mark, note.text] for note in laid.notes] == case["notes"]
    for note in laid.notes:
        assert note.anchor is not None
        assert note.anchor.of(laid.text) == note.mark


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Tổng số\n15\fDòng hai.", "Tổng số\n15\nDòng hai."),
        ("Dòng một.\r\n1\r\n\r\n\fDòng hai.\r\n2\r\n", "Dòng một.\r\nDòng hai."),
        ("Dòng một.\n1\fDòng hai.", "Dòng một.\nDòng hai."),
        ("Dòng một.\n4\fDòng hai.\n5", "Dòng một.\nDòng hai."),
    ],
)
def test_only_numbers_of_pages_go_with_the_form_feeds(printed: str, read: str) -> None:
    assert pages_joined(printed).splitlines() == read.splitlines()
