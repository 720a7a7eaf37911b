"""Headers as Word files have them: text boxes, page headers, capitals as formatting, tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml import OxmlElement, parse_xml
from docx.text.paragraph import Paragraph

from ingest import pipeline
from ingest.model import Document

NAMES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }.items()
)
LEFT = ("TỈNH ỦY HOA LƯ", "BAN THƯỜNG VỤ", "*", "Số 23-NQ/TU")
RIGHT = ("ĐẢNG CỘNG SẢN VIỆT NAM", "Hoa Lư, ngày 12 tháng 3 năm 2025")
BODY = (
    "NGHỊ QUYẾT",
    "về phát triển thư viện cơ sở",
    "Thư viện là nơi đọc.",
    "1- Mở cửa hằng ngày.",
)


def read(word: WordFile, tmp_path: Path) -> Document:
    path = tmp_path / "tep.docx"
    word.save(str(path))
    return pipeline.parse(path, isolated=False)


def typed(word: WordFile, lines: Sequence[str]) -> None:
    for line in lines:
        word.add_paragraph(line)


def content(lines: Sequence[str]) -> str:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f"<w:txbxContent>{paragraphs}</w:txbxContent>"


def new_box(lines: Sequence[str]) -> str:
    old = f"<mc:Fallback><w:pict><v:textbox>{content(lines)}</v:textbox></w:pict></mc:Fallback>"
    drawn = f"<w:drawing><wps:txbx>{content(lines)}</wps:txbx></w:drawing>"
    choice = f'<mc:Choice Requires="wps">{drawn}</mc:Choice>'
    return f"<w:r {NAMES}><mc:AlternateContent>{choice}{old}</mc:AlternateContent></w:r>"


def old_box(lines: Sequence[str]) -> str:
    return f"<w:r {NAMES}><w:pict><v:textbox>{content(lines)}</v:textbox></w:pict></w:r>"


def claims(document: Document) -> list[str | None]:
    header = document.header
    found = (header.number, header.kind, header.superior, header.issuer, header.subject)
    return [None if claim is None else str(claim.value) for claim in found]


@pytest.mark.parametrize("box", [new_box, old_box])
@pytest.mark.parametrize("title", ["", "NGHỊ QUYẾT"])
def test_a_header_in_text_boxes(
    box: Callable[[Sequence[str]], str], title: str, tmp_path: Path
) -> None:
    word = docx.Document()
    anchor = word.add_paragraph(title)
    for lines in (RIGHT, LEFT):
        anchor._p.insert(0, parse_xml(box(lines)))
    typed(word, BODY[1:] if title else BODY)
    document = read(word, tmp_path)
    assert claims(document) == [
        "23-NQ/TU",
        "Nghị quyết",
        "Tỉnh ủy Hoa Lư",
        "Ban Thường vụ",
        "về phát triển thư viện cơ sở",
    ]
    assert document.text.count("TỈNH ỦY HOA LƯ") == 1


def test_a_letterhead_in_the_page_header(tmp_path: Path) -> None:
    word = docx.Document()
    header = word.sections[0].header
    for line in (*LEFT, *RIGHT):
        header.add_paragraph(line)
    typed(word, BODY)
    assert claims(read(word, tmp_path))[0] == "23-NQ/TU"


def test_a_running_line_in_the_page_header_is_none(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Đảng Cộng sản Việt Nam - Tỉnh ủy Minh Hà"
    typed(word, (*LEFT, *RIGHT, *BODY))
    assert "Tỉnh ủy Minh Hà" not in read(word, tmp_path).text


def capitals(paragraph: Paragraph, text: str, switch: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    run._r.get_or_add_rPr().append(OxmlElement(switch))


@pytest.mark.parametrize("switch", ["w:caps", "w:smallCaps"])
def test_capitals_that_are_formatting(switch: str, tmp_path: Path) -> None:
    word = docx.Document()
    for text in ("Ubnd tỉnh Minh Hà", "Sở Y tế"):
        capitals(word.add_paragraph(), text, switch)
    word.add_paragraph("Số: 88/QĐ-SYT")
    capitals(word.add_paragraph(), "Cộng hòa xã hội chủ nghĩa Việt Nam", switch)
    word.add_paragraph("Minh Hà, ngày 15 tháng 4 năm 2025")
    capitals(word.add_paragraph(), "Quyết định", switch)
    typed(word, ("Về việc thành lập Tổ kiểm tra", "Căn cứ Luật Dược;", "Điều 1. Thành lập Tổ."))
    assert claims(read(word, tmp_path)) == [
        "88/QĐ-SYT",
        "Quyết định",
        "UBND tỉnh Minh Hà",
        "Sở Y tế",
        "Về việc thành lập Tổ kiểm tra",
    ]


def test_capitals_of_a_style_and_a_style_it_is_based_on(tmp_path: Path) -> None:
    word = docx.Document()
    base = word.styles.add_style("Dau", 1)
    base.element.get_or_add_rPr().append(OxmlElement("w:caps"))
    word.styles.add_style("DauTrai", 1).base_style = base
    word.add_paragraph("Huyện ủy Tân Sơn", style="DauTrai")
    assert "HUYỆN ỦY TÂN SƠN" in read(word, tmp_path).text


def test_struck_words_are_left_out_and_told(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Thư viện mở cửa ")
    paragraph.add_run("năm ngày").font.strike = True
    paragraph.add_run("bảy ngày một tuần.")
    word.add_paragraph().add_run("Cả dòng bị bỏ.").font.double_strike = True
    document = read(word, tmp_path)
    assert document.text == "Thư viện mở cửa bảy ngày một tuần."
    assert any("gạch ngang" in remark for remark in document.remarks)


def test_moved_and_deleted_items_leave_no_empty_dash(tmp_path: Path) -> None:
    word = docx.Document()
    for change, words in (
        (None, "Mua sách."),
        ("moveFrom", "Đóng giá."),
        ("del", "Sơn tường."),
        ("moveTo", "Đóng giá."),
    ):
        paragraph = word.add_paragraph(words if change is None else "", style="List Bullet")
        tag = "delText" if change == "del" else "t"
        run = f"<w:r><w:{tag}>{words}</w:{tag}></w:r>"
        if change is not None:
            paragraph._p.append(parse_xml(f'<w:{change} {NAMES} w:id="1">{run}</w:{change}>'))
    assert read(word, tmp_path).text.split("\n") == ["- Mua sách.", "- Đóng giá."]


def test_a_bold_subject_ends_where_light_text_begins(tmp_path: Path) -> None:
    word = docx.Document()
    typed(word, (*LEFT, *RIGHT))
    for line in BODY[:2]:
        word.add_paragraph().add_run(line).bold = True
    typed(word, ("Thư viện tỉnh ta đã khởi sắc", "nhưng chưa bền vững, cần làm nhanh hơn."))
    assert claims(read(word, tmp_path))[-1] == BODY[1]
