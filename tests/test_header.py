"""The header's claims, each with its source; absent is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest import pipeline
from ingest.claims import ClaimSource
from ingest.model import Document
from ingest.pages import Box, Origin, ReadFile, ReadPage, TextLine, Word
from ingest.vocabulary.issuer_names import ordinary

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = json.loads((HERE / "cases" / "headers.json").read_text("utf-8"))
FIELDS = (
    "number",
    "kind",
    "issued",
    "place",
    "superior",
    "issuer",
    "subject",
    "deciding_body",
    "urgency",
)


def read(lines: list[str]) -> Document:
    page = ReadPage(1, tuple(TextLine(line, paragraph_end=True) for line in lines))
    return pipeline.assemble(ReadFile("a.txt", "0" * 64, "text", (page,), paged=False))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_claims(case: dict[str, Any]) -> None:
    header = read(case["lines"]).header
    for name in FIELDS:
        if name in case:
            claim = getattr(header, name)
            assert (None if claim is None else str(claim.value)) == case[name], name


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_claim_stands_where_it_says(case: dict[str, Any]) -> None:
    document = read(case["lines"])
    for name in ("place", "subject"):
        claim = getattr(document.header, name)
        if claim is not None:
            assert claim.span is not None
            shown = " ".join(claim.span.of(document.text).split())
            assert claim.value in shown or claim.value.split()[0] in shown


def test_an_overlay_is_named_as_the_source() -> None:
    case = next(case for case in CASES if case["name"].startswith("digits laid over"))
    header = read(case["lines"]).header
    assert header.number is not None
    assert header.issued is not None
    assert header.number.source is ClaimSource.OVERLAY
    assert header.issued.source is ClaimSource.OVERLAY


def test_digits_on_the_same_printed_line_fill_a_blank_number() -> None:
    def line(text: str, x: float, y: float) -> TextLine:
        return TextLine(text, Box(x, y, x + 6.0 * len(text), y + 13), size=13)

    def number(y: float) -> str | None:
        lines = (
            line("UBND TỈNH MINH HÀ", 80, 60),
            line("Số:          /QĐ-UBND", 80, 90),
            line("1568", 105, y),
            line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 280, 60),
            line("Minh Hà, ngày 05 tháng 3 năm 2024", 300, 110),
            line("QUYẾT ĐỊNH", 250, 150),
            line("Ban hành Quy chế thử nghiệm", 200, 170),
        )
        page = ReadPage(1, lines, Origin.TEXT, width=595, height=842)
        header = pipeline.assemble(ReadFile("a.pdf", "0" * 64, "pdf", (page,), True)).header
        return str(header.number.value) if header.number else None

    assert number(91) == "1568/QĐ-UBND"
    assert number(700) is None


def test_a_number_read_with_little_confidence_is_not_stated() -> None:
    def line(text: str, y: float, confidence: float) -> TextLine:
        words, x = [], 80.0
        for word in text.split():
            words.append(Word(word, Box(x, y, x + 7 * len(word), y + 12), confidence))
            x += 7 * len(word) + 5
        return TextLine(text, Box(80, y, x, y + 12), tuple(words), 12)

    def document(confidence: float) -> Document:
        lines = (
            line("UBND TỈNH MINH HÀ", 60, 0.95),
            line("Số: 9334/QĐ-SYT", 80, confidence),
            line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 100, 0.95),
            line("QUYẾT ĐỊNH", 140, 0.95),
            line("Về việc thử nghiệm", 160, 0.95),
        )
        page = ReadPage(1, lines, Origin.OCR, 0.9, 595, 842)
        return pipeline.assemble(ReadFile("a.pdf", "0" * 64, "pdf", (page,), True))

    sure, doubtful = document(0.9), document(0.4)
    assert sure.header.number is not None
    assert doubtful.header.number is None
    assert any("9334/QĐ-SYT" in remark for remark in doubtful.remarks)


def test_a_number_with_a_hole_before_its_symbol_is_not_stated() -> None:
    def header(gap: float) -> Document:
        boxes = [Box(60, 80, 82, 92), Box(86, 80, 92, 92), Box(92 + gap, 80, 150 + gap, 92)]
        words = [Word(t, b, 0.9) for t, b in zip(("Số:", "1", "/QĐ-BTP"), boxes, strict=True)]
        number = TextLine("Số: 1 /QĐ-BTP", Box(60, 80, 160, 92), tuple(words), 12)
        others = [
            TextLine(text, Box(200, y, 500, y + 12), size=12)
            for text, y in (("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 100), ("QUYẾT ĐỊNH", 140))
        ]
        page = ReadPage(1, (number, *others), Origin.OCR, 0.9, 595, 842)
        return pipeline.assemble(ReadFile("a.pdf", "0" * 64, "pdf", (page,), True))

    assert str(header(3).header.number.value) == "1/QĐ-BTP"  # type: ignore[union-attr]
    holed = header(24)
    assert holed.header.number is None
    assert any("1/QĐ-BTP" in remark for remark in holed.remarks)


def test_figures_read_from_a_signature_picture_are_an_overlay() -> None:
    box = Box(100, 80, 120, 92)
    words = (Word("Số", Box(80, 80, 95, 92)), Word("21", box, 0.9))
    words = (*words, Word("-HD/BTCTU", Box(125, 80, 190, 92)))
    lines = (
        TextLine("BAN TỔ CHỨC", Box(80, 60, 190, 72)),
        TextLine("Số 21-HD/BTCTU", Box(80, 80, 190, 92), words),
        TextLine("ĐẢNG CỘNG SẢN VIỆT NAM", Box(300, 60, 480, 72)),
        TextLine("HƯỚNG DẪN", Box(250, 120, 340, 132)),
    )
    page = ReadPage(1, lines, Origin.TEXT, 1.0, 595, 842)
    header = pipeline.assemble(ReadFile("a.pdf", "0" * 64, "pdf", (page,), True)).header
    assert header.number is not None
    assert str(header.number.value) == "21-HD/BTCTU"
    assert header.number.source is ClaimSource.OVERLAY


def test_the_signature() -> None:
    body = ["Điều 1. Phạm vi", "Phạm vi.", "Nơi nhận:", "- Các huyện ủy,", "- Lưu Văn phòng."]
    head = CASES[0]["lines"][:9]
    header = read([*head, *body, "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Lê Thị Mẫu"]).header
    assert header.recipients == ("Các huyện ủy", "Lưu Văn phòng")
    assert header.signatory is not None
    assert header.position is not None
    assert header.deciding_body is not None
    assert header.signatory.value == "Lê Thị Mẫu"
    assert header.position.value == "Phó Bí thư"
    assert header.deciding_body.value == "Ban Thường vụ"
    assert header.deciding_body.source is ClaimSource.SIGNATURE


def test_an_office_is_no_deciding_body() -> None:
    head = CASES[0]["lines"][:9]
    header = read([*head, "Điều 1. A", "B.", "K/T TRƯỞNG BAN PHÓ TRƯỞNG BAN", "Lê Thị Mẫu"]).header
    assert header.deciding_body is None
    assert header.position is not None
    assert header.position.value == "Phó Trưởng ban"


def test_an_office_misread_is_no_deciding_body() -> None:
    head = CASES[0]["lines"][:9]
    header = read([*head, "Điều 1. A", "B.", "KT. GIÁM ĐÓC", "PHÓ GIÁM ĐỐC", "Lê Thị Mẫu"]).header
    assert header.deciding_body is None
    assert header.position is not None
    assert header.position.value == "Phó Giám đốc"


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH MINH HÀ", "Ủy ban nhân dân tỉnh Minh Hà"),
        ("HUYỆN ỦY AN LẠC", "Huyện ủy An Lạc"),
        ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Bộ Lao động - Thương binh và Xã hội"),
        ("THƯỜNG TRỰC BAN BÍ THƯ", "Thường trực Ban Bí thư"),
        ("Ban Bí thư", "Ban Bí thư"),
        ("BỘ TRƯỞNG", "Bộ trưởng"),
        ("TỔNG BÍ THƯ", "Tổng Bí thư"),
        ("PHÓ THỦ TƯỚNG", "Phó Thủ tướng"),
        ("TRUNG TÂM THÔNG TIN - THƯ VIỆN", "Trung tâm Thông tin - Thư viện"),
        ("CỤC CÔNG NGHỆ THÔNG TIN", "Cục Công nghệ thông tin"),
        ("TỈNH ỦY HÀ TĨNH", "Tỉnh ủy Hà Tĩnh"),
        ("ĐẢNG ỦY XÃ HUYỀN SƠN", "Đảng ủy xã Huyền Sơn"),
        ("ỦY BAN NHÂN DÂN XÃ THANH TỊNH", "Ủy ban nhân dân xã Thanh Tịnh"),
        ("ỦY BAN NHÂN DÂN XÃ THÀNH LỢI", "Ủy ban nhân dân xã Thành Lợi"),
        ("ĐẢNG BỘ THỊ XÃ PHÚ THỊ", "Đảng bộ thị xã Phú Thị"),
        ("TRƯỜNG THPT MINH HÀ", "Trường THPT Minh Hà"),
        ("ĐOÀN TNCS HỒ CHÍ MINH", "Đoàn TNCS Hồ Chí Minh"),
        ("UY BAN NHAN DAN TINH MINH HA", "Ủy ban nhân dân tỉnh Minh Ha"),
    ],
)
def test_names_in_ordinary_letters(printed: str, written: str) -> None:
    assert ordinary(printed) == written


def test_wrong_tones_are_put_right_in_recognised_text_only() -> None:
    assert ordinary("ỦY BAN NHÂN DẨN TÌNH MINH HÀ", recognised=True).startswith(
        "Ủy ban nhân dân tỉnh"
    )
    assert ordinary("ĐẢNG ỦY XÃ TÌNH SƠN") == "Đảng ủy xã Tình Sơn"


GOLDEN = [
    json.loads(line) for line in (HERE / "golden" / "headers.jsonl").read_text("utf-8").splitlines()
]
DOZEN = [row for row in GOLDEN if row.get("dozen")]


@pytest.mark.parametrize("row", DOZEN, ids=[row["file"][:40] for row in DOZEN])
def test_a_dozen_real_documents(row: dict[str, Any], shared: Path) -> None:
    file = next(f for f in (shared / "pdf").iterdir() if f.name.startswith(row["file"]))
    assert pipeline.digest_of(file) == row["digest"]
    header = pipeline.parse(file, isolated=False).header
    assert (str(header.number.value) if header.number else None) == row["number"]
    assert (header.kind.value if header.kind else None) == row["kind"]
    assert (header.issued.value.isoformat() if header.issued else None) == row["issued"]
    assert (header.subject.value if header.subject else None) == row["subject"]
