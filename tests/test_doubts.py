"""What of a scan's header is stated, what is withheld and handed to a person, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest import pipeline
from ingest.claims import ClaimSource
from ingest.document_json import from_json, to_json
from ingest.model import Document
from ingest.pages import Box, Origin, ReadFile, ReadPage, TextLine, Word

WIDTH, HEIGHT = 595.0, 842.0
SIGNED = (
    ("Nơi nhận:", 80, 620, 0.9),
    ("- Như trên;", 80, 634, 0.9),
    ("- Lưu: VT.", 80, 648, 0.9),
)


def line(text: str, x: float, y: float, confidence: float = 0.95) -> TextLine:
    words, at = [], x
    for word in text.split():
        words.append(Word(word, Box(at, y, at + 6 * len(word), y + 11), confidence))
        at += 6 * len(word) + 4
    return TextLine(text, Box.around(word.box for word in words), tuple(words), 11.0)


def centred(text: str, middle: float, y: float, confidence: float = 0.95) -> TextLine:
    wide = sum(6 * len(word) for word in text.split()) + 4 * (len(text.split()) - 1)
    return line(text, middle - wide / 2, y, confidence)


def page(
    number: str = "Số: 129/QĐ-SYT",
    day: str = "Minh Hà, ngày 18 tháng 01 năm 2023",
    kind: str = "QUYẾT ĐỊNH",
    subject: tuple[str, ...] = ("Về việc phê duyệt quy hoạch đường ven biển",),
    body: str = "Điều 1. Giao các phòng thực hiện việc này trong năm kế hoạch.",
) -> ReadPage:
    lines = [
        line("UBND TỈNH MINH HÀ", 70, 40),
        line("SỞ Y TẾ", 100, 54),
        line(number, 85, 80),
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 280, 40),
        line("Độc lập - Tự do - Hạnh phúc", 320, 54),
        line(day, 330, 80),
        centred(kind, 297, 130),
        *(centred(text, 297, 146 + 14 * n) for n, text in enumerate(subject)),
        centred("GIÁM ĐỐC SỞ Y TẾ", 297, 220),
        line("Căn cứ Luật Tổ chức chính quyền địa phương;", 100, 250),
        line("QUYẾT ĐỊNH:", 260, 280),
        line(body, 100, 310),
        *(line(text, x, y, sure) for text, x, y, sure in SIGNED),
    ]
    return ReadPage(1, tuple(lines), Origin.OCR, 0.93, WIDTH, HEIGHT)


# Judged before the code: a list of recipients is told whole or not at all.
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["- Như trên;", "- Lưu: VT."], ("Như trên", "Lưu: VT")),
        (["- Như trên;", "Ủy ban các xã;", "- Lưu: VT."], ("Như trên", "Ủy ban các xã", "Lưu: VT")),
        (["- Như trên;", "KT. BỘ TRƯỞNG ỉ", "- Lưu: VT."], ("Như trên", "Lưu: VT")),
        (
            ["- Như trên;", "„BỌ TRƯỞNG 6", "- Lưu: VT.", "- Chúng tôi gồm:"],
            ("Như trên", "Lưu: VT"),
        ),
        (["- Như trên;", "tHóé “*HÁ LANH VĂN PHONG Ă ề", "- Lưu: VT."], ("Như trên", "Lưu: VT")),
        (["- Như trên;", "-", "- Lưu: VT."], ()),
        (["- Như trên.", "Ban QLDATW;", "- Lưu: VT."], ()),
        (["- Các phòng } Website", "- Lưu: VT."], ()),
        (["Sông Thao; - Công ty in của tỉnh", "- Lưu: VT."], ()),
        (["- Như trên;", "- Ủy ban các xã;"], ()),
    ],
)
def test_recipients_of_a_scan_are_whole_or_none(lines: list[str], said: tuple[str, ...]) -> None:
    head = [one for one in page().lines if one.text not in {text for text, *_ in SIGNED}]
    below = [line(text, 80, 620 + 14 * n) for n, text in enumerate(["Nơi nhận:", *lines])]
    read = ReadPage(1, (*head, *below), Origin.OCR, 0.93, WIDTH, HEIGHT)
    assert parsed(read).header.recipients == said


def test_a_body_whose_middle_is_lost_is_no_issuer() -> None:
    lines = [
        line("BỘ LAO ĐỘNG ~-THƯƠNGBINH", 70, 40),
        line("VÀ XÃ HỘI", 100, 54),
        *(one for one in page().lines if one.text not in ("UBND TỈNH MINH HÀ", "SỞ Y TẾ")),
    ]
    read = ReadPage(1, tuple(lines), Origin.OCR, 0.93, WIDTH, HEIGHT)
    assert parsed(read).header.issuer is None


def parsed(*pages: ReadPage) -> Document:
    return pipeline.assemble(ReadFile("quet.pdf", "0" * 64, "pdf", pages, paged=True))


def doubt_of(document: Document, field: str) -> str | None:
    found = [doubt for doubt in document.doubts if doubt.field == field]
    assert len(found) < 2
    return found[0].read if found else None


def test_a_clear_scan_leaves_no_doubt() -> None:
    document = parsed(page())
    header = document.header
    assert header.number is not None
    assert str(header.number.value) == "129/QĐ-SYT"
    assert header.issued is not None
    assert header.subject is not None
    assert document.doubts == ()


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("Số: /‡06/QĐ-SYT", "06/QĐ-SYT"),
        ("Số: ¿ 06/QĐ-SYT", "06/QĐ-SYT"),
        ("Số: đế” /QĐ-SYT", "/QĐ-SYT"),
        ("Số: 12/TB-SYT", "12/TB-SYT"),
    ],
)
def test_a_number_that_is_not_surely_the_papers_is_withheld(number: str, read: str) -> None:
    document = parsed(page(number=number))
    assert document.header.number is None
    assert doubt_of(document, "number") == read
    box = next(doubt.box for doubt in document.doubts if doubt.field == "number")
    assert box is not None
    assert box.y0 == 80


@pytest.mark.parametrize("day", ["ngày 2tháng 3 năm 2023", "ngày 12 tháng 1 năm 2023"])
def test_a_lost_zero_of_a_day_is_a_doubt(day: str) -> None:
    document = parsed(page(day=f"Minh Hà, {day}"))
    assert document.header.issued is None
    assert doubt_of(document, "issued")


def test_a_day_is_told_of_march_to_september_without_a_zero() -> None:
    document = parsed(page(day="Minh Hà, ngày 12 tháng 3 năm 2023"))
    assert document.header.issued is not None


@pytest.mark.parametrize(
    ("again", "stated"),
    [
        ("Minh Hà, ngày 18 tháng 01 năm 2023", True),
        ("Minh Hà, ngày I8 tháng 01 năm 2023", True),
        ("Minh Hà, ngày 13 tháng 01 năm 2023", False),
    ],
)
def test_two_readings_of_a_day_must_not_differ(again: str, stated: bool) -> None:
    document = parsed(replace(page(), head_again=(line(again, 330, 80),)))
    assert (document.header.issued is not None) is stated
    assert (doubt_of(document, "issued") is None) is stated


def test_a_subject_under_a_stamp_is_withheld_where_it_lost_its_beginning() -> None:
    whole = parsed(replace(page(), stamps=(Box(20, 140, 210, 215),)))
    assert whole.header.subject is not None
    cut = page(subject=())
    shifted = line("phê duyệt quy hoạch đường ven biển", 250, 146)
    cut = replace(cut, lines=(*cut.lines[:7], shifted, *cut.lines[7:]))
    document = parsed(replace(cut, stamps=(Box(20, 140, 260, 215),)))
    assert document.header.subject is None
    assert doubt_of(document, "subject") == "phê duyệt quy hoạch đường ven biển"


def test_capitals_are_spelled_as_the_text_spells_them() -> None:
    misread = ("VẬN CHUYÊN HÀNG HÓA NGUY HIẾM",)
    body = "Điều 1. Cho phép vận chuyển hàng hóa nguy hiểm trên địa bàn."
    document = parsed(page(subject=misread, body=body))
    assert document.header.subject is not None
    assert document.header.subject.value == "VẬN CHUYỂN HÀNG HÓA NGUY HIỂM"
    unproven = parsed(page(subject=misread))
    assert unproven.header.subject is None
    assert doubt_of(unproven, "subject") == misread[0]


def signature(*readings: tuple[str, ...]) -> tuple[tuple[TextLine, ...], ...]:
    return tuple(
        tuple(centred(text, 430, 600 + 16 * n) for n, text in enumerate(texts))
        for texts in readings
    )


@pytest.mark.parametrize(
    ("readings", "signatory", "position"),
    [
        (
            (("KT. GIÁM ĐÓC", "PHÓ GIÁM ĐỌC", "Nguyễn Văn Mẫu"),) * 2,
            "Nguyễn Văn Mẫu",
            "Phó Giám đốc",
        ),
        # What stands in for the director is lost: his office is not the signer's.
        ((("KT. GIÁM ĐỐC", "Nguyễn Văn Mẫu"),) * 2, "Nguyễn Văn Mẫu", None),
        ((("KT. GIÁM ĐỐC", "GIÁM ĐỐC", "Nguyễn Văn Mẫu"),) * 2, "Nguyễn Văn Mẫu", None),
        ((("V*T. GIÁM ĐỐC",), ("GIÁM ĐỐC",), ("GIÁM ĐỐC",)), None, None),
        ((("GIÁM ĐỐC", "- Ó GIẦM ĐỐC"), ("GIÁM ĐỐC",)), None, None),
        # One reading of a name is none, and two names are none.
        ((("GIÁM ĐỐC", "Nguyễn Tân Mẫu"), ("GIÁM ĐỐC", "Nguyễn Tấn Mẫu")), None, "Giám đốc"),
        # The first name of three was lost, and with it what proves that the office is whole.
        ((("GIÁM ĐỐC", "Hoàng Anh"),) * 2, None, None),
        (
            (("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Lê Văn Ví Dụ"),) * 2,
            "Lê Văn Ví Dụ",
            "Chánh Văn phòng",
        ),
    ],
)
def test_a_signature_is_stated_where_readings_agree(
    readings: tuple[tuple[str, ...], ...], signatory: str | None, position: str | None
) -> None:
    header = parsed(replace(page(), again=signature(*readings))).header
    assert (header.signatory.value if header.signatory else None) == signatory
    assert (header.position.value if header.position else None) == position


def test_an_office_off_the_middle_of_the_name_has_lost_a_word() -> None:
    reading = (line("GIÁM ĐỐC", 424, 600), centred("Nguyễn Văn Mẫu", 430, 660))
    header = parsed(replace(page(), again=(reading, reading))).header
    assert header.signatory is not None
    assert header.position is None


def annex(text: str) -> ReadPage:
    lines = (centred("PHỤ LỤC", 297, 60), centred(text, 297, 76), line("1. Danh mục", 100, 110))
    return ReadPage(2, lines, Origin.OCR, 0.93, WIDTH, HEIGHT)


BLANK = page(number="Số: đế” /QĐ-SYT", day="Minh Hà, ngày ©_ tháng 01 năm 2023")


def test_an_annex_says_number_and_day_of_its_own_document() -> None:
    named = "(Kèm theo Quyết định số 1849/QĐ-SYT ngày 18/01/2023 của Sở Y tế)"
    document = parsed(BLANK, annex(named))
    number, issued = document.header.number, document.header.issued
    assert number is not None
    assert (str(number.value), number.source) == ("1849/QĐ-SYT", ClaimSource.ANNEX)
    assert issued is not None
    assert (issued.value.isoformat(), issued.source) == ("2023-01-18", ClaimSource.ANNEX)
    assert document.doubts == ()


@pytest.mark.parametrize(
    "named",
    [
        "(Kèm theo Quyết định số 1849/QĐ-BYT ngày 18/01/2023 của Bộ Y tế)",
        "(Kèm theo Thông báo số 1849/TB-SYT ngày 18/01/2023 của Sở Y tế)",
        "(Kèm theo Quyết định số 1849/QĐ-SYT ngày 18/02/2023 của Sở Y tế)",
        "Thực hiện Quyết định số 1849/QĐ-SYT ngày 18/01/2023 của Sở Y tế",
    ],
)
def test_an_annex_of_another_document_says_nothing(named: str) -> None:
    header = parsed(BLANK, annex(named)).header
    assert header.number is None
    assert header.issued is None


def test_two_annexes_that_differ_say_nothing() -> None:
    first = annex("(Kèm theo Quyết định số 1849/QĐ-SYT ngày 18/01/2023 của Sở Y tế)")
    second = annex("(Kèm theo Quyết định số 1850/QĐ-SYT ngày 18/01/2023 của Sở Y tế)")
    assert parsed(BLANK, first, replace(second, number=3)).header.number is None


@pytest.mark.parametrize(
    ("mark", "urgency"),
    [
        ("HỎA TỐC", "Hỏa tốc"),
        ("HOA TOC", "Hỏa tốc"),
        ("HỎA TỐC HẸN GIỜ", "Hỏa tốc hẹn giờ"),
        ("THƯỢNG KHẨN", "Thượng khẩn"),
        ("KHẨN", "Khẩn"),
        ("ỨNG PHÓ KHẨN CẤP", None),
        ("khẩn", None),
        ("KHÁN", None),
    ],
)
def test_a_mark_of_urgency_stands_alone_in_capitals(mark: str, urgency: str | None) -> None:
    marked = page()
    marked = replace(marked, lines=(*marked.lines[:3], line(mark, 90, 96), *marked.lines[3:]))
    claim = parsed(marked).header.urgency
    assert (claim.value if claim else None) == urgency


def test_the_same_words_in_the_body_are_no_mark() -> None:
    below = page()
    below = replace(below, lines=(*below.lines, line("KHẨN", 300, 700)))
    assert parsed(below).header.urgency is None


def test_doubts_survive_the_keeping_of_a_document() -> None:
    document = parsed(page(number="Số: đế” /QĐ-SYT"))
    assert document.doubts
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize(
    ("printed", "symbol"),
    [("Số: ¿ -KH/TU", "-KH/TU"), ("Số: đế” /2010/TT-BCT", "/2010/TT-BCT"), ("Số: ...", "")],
)
def test_of_an_unread_number_the_symbol_is_offered(printed: str, symbol: str) -> None:
    document = parsed(page(number=printed, kind="KẾ HOẠCH"))
    assert document.header.number is None
    assert doubt_of(document, "number") == symbol


@pytest.mark.parametrize(
    ("day", "left"),
    [
        ("Minh Hà, ngày ©_ tháng 12 năm 2017", "/12/2017"),
        ("Minh Hà, ngày 4Ä tháng năm 2017", ""),
    ],
)
def test_of_an_unread_day_month_and_year_are_offered(day: str, left: str) -> None:
    document = parsed(page(day=day))
    assert document.header.issued is None
    assert doubt_of(document, "issued") == left
