"""What a document is called and cited as: sentence case, owners of bodies, titles of its own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.citations.number_query import parse_number_query
from index.metadata.citable import citable, full_body
from index.metadata.own_title import own_title
from index.metadata.sentence_case import begins_sentence, in_sentence_case, is_capital
from index.results import DocumentCard
from ingest import pipeline
from ingest.model import Document
from ingest.pages import ReadFile, ReadPage, TextLine
from ingest.text.dates import find_dates
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import find_numbers
from search_app.views import citation_styles, wording

CASES = Path(__file__).parent / "cases"
QUICK = (".md", ".txt", ".docx")


def _rows(name: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]
    return [row for row in rows if not row["reported"]]


def _card(document: Document) -> DocumentCard:
    header, cited = document.header, citable(document)
    return DocumentCard(
        document.id,
        str(header.number.value) if header.number else None,
        header.kind.value if header.kind else None,
        cited.issuer,
        cited.deciding_body,
        header.issued.value if header.issued else None,
        cited.subject,
        document.source,
        title=cited.title,
    )


def _shared_file(shared: Path, name: str) -> Path:
    folders = (shared / folder for folder in ("documents", "word", "pdf"))
    return next(path for folder in folders if (path := folder / name).exists())


@pytest.mark.parametrize("row", _rows("subjects_in_sentence_case.jsonl"), ids=lambda r: r["wanted"])
def test_a_subject_in_capitals_is_written_as_a_sentence_has_it(row: dict[str, Any]) -> None:
    assert begins_sentence(in_sentence_case(row["printed"], row["body"])) == row["wanted"]


@pytest.mark.parametrize(
    ("subject", "begins"),
    [
        ("Về việc phê duyệt Đề án Số hóa", "về việc phê duyệt Đề án Số hóa"),
        ("Điều lệ Đảng", "Điều lệ Đảng"),
        ("Hồ Chí Minh và vấn đề đạo đức", "Hồ Chí Minh và vấn đề đạo đức"),
        ("CNTT trong các cơ quan đảng", "CNTT trong các cơ quan đảng"),
        ("Hướng dẫn kế toán Bảo hiểm xã hội", "hướng dẫn kế toán Bảo hiểm xã hội"),
        ("95 năm Ngày thành lập Đảng", "95 năm Ngày thành lập Đảng"),
        ("", ""),
    ],
)
def test_a_subject_goes_on_in_a_sentence(subject: str, begins: str) -> None:
    assert begins_sentence(subject) == begins


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("KẾT QUẢ CỦA BAN CHẤP HÀNH ĐẢNG BỘ XÃ", "Kết quả của Ban Chấp hành Đảng bộ xã"),
        ("VỀ ĐÓN TẾT NGUYÊN ĐÁN ẤT TỴ", "Về đón Tết Nguyên đán Ất Tỵ"),
        ("VỀ TRẠM Y TẾ PHƯỜNG THÀNH LỢI", "Về trạm y tế phường Thành Lợi"),
        ("VỀ CÁC XÃ THÀNH VIÊN HỢP TÁC XÃ", "Về các xã thành viên hợp tác xã"),
        ("VỀ SỬA CHỮA TRƯỜNG THPT LÊ LỢI", "Về sửa chữa trường THPT Lê Lợi"),
        ("VỀ CÁC TRƯỜNG THPT, THCS TRONG TỈNH", "Về các trường THPT, THCS trong tỉnh"),
        ("VỀ ĐƠN CỦA ÔNG NGUYỄN VĂN AN", "Về đơn của ông Nguyễn Văn An"),
        ("ĐỒNG CHÍ TRẦN THỊ MINH HÀ NGHỈ HƯU", "Đồng chí Trần Thị Minh Hà nghỉ hưu"),
        ("ĐỒNG CHÍ LÊ VĂN TÁM GIỮ CHỨC VỤ MỚI", "Đồng chí Lê Văn Tám giữ chức vụ mới"),
        ("VỀ THI HÀNH LUẬT ĐẤT ĐAI Ở XÃ", "Về thi hành Luật Đất đai ở xã"),
        ("VỀ THI HÀNH PHÁP LUẬT ĐẤT ĐAI Ở XÃ", "Về thi hành pháp luật đất đai ở xã"),
        ("VỀ QUY HOẠCH ĐỒNG BẰNG SÔNG HỒNG", "Về quy hoạch Đồng bằng sông Hồng"),
        ("VỀ THAM GIA CỘNG ĐỒNG ASEAN, EU", "Về tham gia Cộng đồng ASEAN, EU"),
    ],
)
def test_names_in_capitals_are_known_without_a_text_that_writes_them(
    printed: str, shown: str
) -> None:
    assert in_sentence_case(printed) == shown


def test_ordinary_letters_are_left_as_they_are() -> None:
    assert in_sentence_case("Về Phông lưu trữ", "phông lưu trữ") == "Về Phông lưu trữ"
    assert is_capital("SắC LệNH CủA CHủ TịCH CHíNH PHủ")
    assert not is_capital("Số 31-QĐ/TU")


@pytest.mark.parametrize(
    ("body", "owner", "full"),
    [
        ("Ban Tổ chức", "Ban Chấp hành Trung ương", "Ban Tổ chức Trung ương"),
        ("Văn phòng", "Ban Chấp hành Trung ương", "Văn phòng Trung ương Đảng"),
        ("Ban Tổ chức", "Thành ủy Hà Nội", "Ban Tổ chức Thành ủy Hà Nội"),
        ("Ban Thường vụ Tỉnh ủy", "Tỉnh ủy Minh Hà", "Ban Thường vụ Tỉnh ủy Minh Hà"),
        ("Ban Tuyên giáo", "Đảng bộ huyện Sông Trăng", "Ban Tuyên giáo Huyện ủy Sông Trăng"),
        ("Ban Tổ chức Trung ương", "Ban Chấp hành Trung ương", "Ban Tổ chức Trung ương"),
        ("Ban Bí thư Trung ương Đảng", None, "Ban Bí thư"),
        ("Sở Y tế", "UBND tỉnh Minh Hà", "Sở Y tế tỉnh Minh Hà"),
        (
            "Khoa Xây dựng Đảng",
            "Trường Chính trị Minh Hà",
            "Khoa Xây dựng Đảng, Trường Chính trị Minh Hà",
        ),
        ("Tỉnh ủy Minh Hà", "Đảng bộ tỉnh Minh Hà", "Tỉnh ủy Minh Hà"),
        ("Đảng ủy xã An Bình", "Đảng bộ huyện Sông Trăng", "Đảng ủy xã An Bình"),
        ("Bộ Nội vụ", None, "Bộ Nội vụ"),
        (None, "Tỉnh ủy Minh Hà", None),
    ],
)
def test_a_body_has_its_owner(body: str | None, owner: str | None, full: str | None) -> None:
    assert full_body(body, owner) == full


_ODD_HEADERS = [
    json.loads(line)
    for line in (CASES / "cited_from_headers.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", _ODD_HEADERS, ids=lambda row: row["cited"])
def test_a_citation_is_made_of_an_odd_header(row: dict[str, Any]) -> None:
    lines = tuple(TextLine(line, paragraph_end=True) for line in row["lines"])
    page = ReadPage(1, lines)
    card = _card(pipeline.assemble(ReadFile("a.txt", "0" * 64, "text", (page,), paged=False)))
    state = citation_styles.is_of_the_state(card)
    assert citation_styles.name(card, state=state) == row["cited"]
    assert card.number == row["number"]


def _own(row: dict[str, Any]) -> str:
    return row.get("file") or row["title"][0]


@pytest.mark.parametrize("row", _rows("unnumbered_titles.jsonl"), ids=_own)
def test_a_document_without_a_number_is_called_by_its_first_lines(
    row: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if "lines" in row:
        path = tmp_path / "ban-sao.md"
        path.write_text("\n\n".join(row["lines"]), "utf-8")
    else:
        path = _shared_file(request.getfixturevalue("shared"), row["file"])
        if path.suffix not in QUICK or path.stat().st_size > 200_000:
            pytest.skip("read by benchmarks.identity: too slow here")
    assert own_title(pipeline.parse(path)) in row["title"]


_QUICK_ROWS = [r for r in _rows("pasted_citations.jsonl") if Path(r["file"]).suffix in QUICK]


@pytest.mark.parametrize("row", _QUICK_ROWS, ids=_own)
def test_a_citation_of_a_real_document_can_be_pasted(row: dict[str, Any], shared: Path) -> None:
    card = _card(pipeline.parse(_shared_file(shared, row["file"])))
    state = citation_styles.is_of_the_state(card)
    assert citation_styles.name(card, state=state) in row["cited"]


CARD = DocumentCard(
    "a" * 16, "31-QĐ/TU", "Quy định", "Tỉnh ủy Minh Hà", "Ban Thường vụ Tỉnh ủy Minh Hà",
    date(2023, 9, 12), "Về công tác tiếp dân",
)  # fmt: skip


def test_one_form_of_date_is_used_everywhere() -> None:
    assert wording.day(CARD.issued) == "12/9/2023"
    named = citation_styles.name(CARD, state=False)
    assert named.startswith("Quy định số 31-QĐ/TU, ngày 12/9/2023 của Ban Thường vụ Tỉnh ủy Minh")
    assert named.endswith(" Hà về công tác tiếp dân")


def test_a_law_is_called_by_its_subject() -> None:
    law = replace(
        CARD, number="41/2024/QH15", kind="Luật", issuer="Quốc hội", deciding_body=None,
        subject="Bảo hiểm xã hội", issued=date(2024, 6, 29),
    )  # fmt: skip
    assert citation_styles.name(law, state=True) == (
        "Luật Bảo hiểm xã hội số 41/2024/QH15 ngày 29 tháng 6 năm 2024 của Quốc hội"
    )
    amending = replace(law, subject="Sửa đổi, bổ sung một số điều của Luật Lưu trữ")
    assert citation_styles.name(amending, state=True).endswith(
        "của Quốc hội sửa đổi, bổ sung một số điều của Luật Lưu trữ"
    )


def test_a_file_name_is_no_title() -> None:
    card = replace(CARD, number=None, kind=None, subject=None, title="Tài liệu sinh hoạt chi bộ")
    assert wording.title(replace(card, source="x/y.md")) == "Tài liệu sinh hoạt chi bộ"


@pytest.mark.parametrize(
    "cited",
    [row["cited"][0] for row in _rows("pasted_citations.jsonl") if " số " in row["cited"][0][:90]],
)
def test_a_pasted_citation_is_read_as_the_number_and_day_it_names(cited: str) -> None:
    asked = parse_number_query(cited)
    first = next(found for found in find_numbers(cited) if found.number.body)
    assert (asked.serial, asked.is_whole, asked.year) == (first.number.serial, True, None)
    assert asked.issued == find_dates(cited[first.span.end :])[0].value


_TITLE_WORDS = json.loads(
    (Path(__file__).parents[1] / "index/data/title_words.json").read_text("utf-8")
)


@pytest.mark.parametrize("row", _TITLE_WORDS["furniture"], ids=lambda row: row["example"])
def test_what_stands_around_a_title_is_told_by_its_example(row: dict[str, str]) -> None:
    assert re.match(row["pattern"], fold(row["example"]))


@pytest.mark.parametrize("row", _TITLE_WORDS["labels"], ids=lambda row: row["example"])
def test_what_heads_a_section_is_told_by_its_example(row: dict[str, str]) -> None:
    assert re.match(row["pattern"], row["example"])
