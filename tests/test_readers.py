"""Files are told by their content, and their words come out in order."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import (
    DamagedFile,
    FileUnreadable,
    PasswordProtected,
    ReaderLimit,
    ToolMissing,
    TypeMismatch,
    UnknownFileType,
)
from ingest.layout.canonical_text import lay_out
from ingest.pages import Origin, Role
from ingest.readers import READABLE, archive, kind_of, plain, read
from ingest.readers.word import doc
from tests.hostile import zip_of


def _file(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def _text(path: Path) -> str:
    return lay_out(read(path)).text


# --- what a file is ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.pdf", "<!DOCTYPE html><html><body>x</body></html>", TypeMismatch),
        ("a.pdf", "Chỉ là chữ", TypeMismatch),
        ("a.docx", "%PDF-1.7 ...", TypeMismatch),
        ("a.txt", "%PDF-1.7 ...", TypeMismatch),
        ("a.png", "\xff\xd8\xff", TypeMismatch),
        ("a.pdf", "", DamagedFile),
        ("a.pdf", "%PDF-1.7\n1 0 obj", DamagedFile),
        ("a.docx", b"PK\x03\x04 cut off", DamagedFile),
        ("a.xyz", "chữ", UnknownFileType),
        ("a.txt", b"\x00\x01\x02" * 50, UnknownFileType),
        ("a.txt", "Điều lệ".encode("utf-16-le"), UnknownFileType),
        ("a.jpg", b"\xff\xd8\xff not a picture", DamagedFile),
    ],
)
def test_bad_files_are_named_for_what_they_are(
    tmp_path: Path, name: str, data: bytes | str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        read(_file(tmp_path, name, data))


def test_a_missing_file_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read(tmp_path / "không có.pdf")


def test_a_truncated_pdf_is_damaged(tmp_path: Path, root: Path) -> None:
    whole = (root / "corpus" / "45-nq-tu-2022.pdf").read_bytes()
    with pytest.raises(DamagedFile):
        read(_file(tmp_path, "cụt.pdf", whole[: len(whole) // 5]))


def test_a_spreadsheet_is_no_word_file(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.docx", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b""})
    with pytest.raises(TypeMismatch):
        kind_of(path)


def test_an_office_file_under_a_password(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(PasswordProtected):
        read(_file(tmp_path, "a.docx", data))


def test_old_word_files_say_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    doc.probe.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="LibreOffice"):
        read(_file(tmp_path, "a.doc", data))
    doc.probe.cache_clear()


def test_old_word_files_are_read_through_libreoffice(shared: Path) -> None:
    try:
        doc.probe()
    except ToolMissing as missing:
        pytest.skip(str(missing))
    text = _text(shared / "word" / "ocr_truth__10209608.doc")
    assert "SỐ 03/2010/NĐ-CP NGÀY 13 THÁNG 01 NĂM 2010" in text
    assert "\nĐiều 2. " in text


def test_archives_are_not_readable_by_themselves(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": b"x"})
    assert ".zip" not in READABLE
    with pytest.raises(UnknownFileType):
        read(path)


# --- archives ---------------------------------------------------------------------


def test_members_cannot_leave_the_folder(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip",
        {"../../trèo.txt": b"1", "/gốc.txt": b"2", "sâu\\hai.txt": b"3", "__MACOSX/x": b"4"},
    )
    into = tmp_path / "into"
    members = archive.unpack(path, into)
    assert [member.path.read_bytes() for member in members if member.path] == [b"1", b"2", b"3"]
    assert all(member.path and member.path.parent.parent == into for member in members)
    assert [member.name for member in members] == [
        "a.zip!/trèo.txt",
        "a.zip!/gốc.txt",
        "a.zip!/sâu/hai.txt",
    ]
    assert sorted(child.name for child in tmp_path.iterdir()) == ["a.zip", "into"]


def test_a_bomb_is_stopped_as_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": bytes(5_000_000), "b.txt": b"b"})
    monkeypatch.setattr(archive, "MAX_MEMBER", 1_000_000)
    bomb, other = archive.unpack(path, tmp_path / "into")
    assert isinstance(bomb.failed, ReaderLimit)
    assert bomb.path is None
    assert other.path is not None
    assert [p for p in (tmp_path / "into").rglob("*") if p.is_file()] == [other.path]


def test_all_members_together_have_one_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = zip_of(tmp_path / "i.zip", {"c.txt": bytes(700_000)}).read_bytes()
    path = zip_of(tmp_path / "a.zip", {"a.txt": bytes(600_000), "i.zip": inner, "b.txt": b"b"})
    monkeypatch.setattr(archive, "MAX_TOTAL", 1_000_000)
    members = archive.unpack(path, tmp_path / "into")
    assert [(m.name, m.path is not None) for m in members] == [
        ("a.zip!/a.txt", True),
        ("a.zip!/i.zip!/c.txt", False),
        ("a.zip!/b.txt", False),
    ]


def test_an_archive_in_an_archive_is_opened_and_no_deeper(tmp_path: Path) -> None:
    data = b"x"
    for name in ("c", "b", "a"):
        inner = "d.txt" if name == "c" else f"{chr(ord(name) + 1)}.zip"
        data = zip_of(tmp_path / f"{name}.zip", {inner: data, f"{name}.txt": b"1"}).read_bytes()
    members = archive.unpack(tmp_path / "a.zip", tmp_path / "into")
    assert [(m.name, type(m.failed).__name__) for m in members] == [
        ("a.zip!/b.zip!/c.zip", "ReaderLimit"),
        ("a.zip!/b.zip!/b.txt", "NoneType"),
        ("a.zip!/a.txt", "NoneType"),
    ]


def test_a_bad_member_costs_one_member(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"một.txt": b"chu" * 99, "hai.txt": b"2", "một.tx": b"3"})
    data = bytearray(path.read_bytes())
    data[data.index("một.txt".encode()) + 9] ^= 0xFF  # inside the packed bytes of the first
    path.write_bytes(data)
    members = archive.unpack(path, tmp_path / "into")
    assert [member.path is not None for member in members] == [False, True, True]
    assert isinstance(members[0].failed, DamagedFile)


def test_too_many_members_are_named_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zip_of(tmp_path / "a.zip", {f"{n}.txt": b"x" for n in range(9)})
    monkeypatch.setattr(archive, "MAX_MEMBERS", 4)
    members = archive.unpack(path, tmp_path / "into")
    assert [member.path is not None for member in members] == [True] * 4 + [False]
    assert "quá 4 tệp" in str(members[-1].failed)


def test_names_in_utf8_that_do_not_say_so(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"Quyết định.txt": b"x", "b.txt": b"y"})
    data = path.read_bytes()
    # Bit 11 of the flags, in the local header and in the directory.
    data = data.replace(b"PK\x03\x04\x14\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00")
    data = data.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00"
    )
    path.write_bytes(data)
    assert archive.unpack(path, tmp_path / "into")[0].name == "a.zip!/Quyết định.txt"


def test_an_empty_archive_or_none_at_all(tmp_path: Path) -> None:
    with pytest.raises(DamagedFile):
        archive.unpack(zip_of(tmp_path / "a.zip", {}), tmp_path / "into")
    with pytest.raises(TypeMismatch):
        archive.unpack(_file(tmp_path, "b.zip", "chữ"), tmp_path / "into")


def test_a_word_file_that_unpacks_to_far_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.readers.word import docx as reader

    path = zip_of(tmp_path / "a.docx", {"word/document.xml": bytes(100_000)})
    monkeypatch.setattr(reader, "MAX_UNPACKED", 50_000)
    with pytest.raises(ReaderLimit):
        read(path)


# --- web pages --------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>Cổng</title><style>p {color: red}</style></head><body>
<table><tr><td><p><b>TỈNH ỦY MINH HÀ</b></p><p>*</p><p>Số 07-CTr/TU</p></td>
<td><p>ĐẢNG CỘNG SẢN VIỆT NAM</p></td></tr></table>
<p>Căn cứ Điều lệ Đảng<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>;<br>dòng&nbsp;hai</p>
<script>alert("không phải chữ")</script><p style="display: none">ẩn</p>
<table><tr><th>TT</th><th>Việc</th></tr><tr><td>1</td><td>Rà soát</td></tr></table>
<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1"><sup>[1]</sup></a> Ghi chú một.</p></div>
</body></html>"""


def test_a_web_page_is_its_words(tmp_path: Path) -> None:
    laid = lay_out(read(_file(tmp_path, "a.html", PAGE)))
    assert laid.text.split("\n") == [
        "TỈNH ỦY MINH HÀ",
        "*",
        "Số 07-CTr/TU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Căn cứ Điều lệ Đảng¹;",
        "dòng hai",
        "TT | Việc",
        "1 | Rà soát",
        "¹ Ghi chú một.",
    ]
    (note,) = laid.notes
    assert note.text == "Ghi chú một."
    assert note.anchor is not None
    assert note.anchor.of(laid.text) == "¹"


def test_a_web_page_nested_without_end(tmp_path: Path) -> None:
    deep = "<html><body>" + "<div>" * 20_000 + "Điều 1" + "</div>" * 20_000
    assert isinstance(_text(_file(tmp_path, "a.html", deep)), str)


# --- Word -------------------------------------------------------------------------


def _numbered(paragraph: object, number: int, level: int = 0) -> None:
    properties = paragraph._p.get_or_add_pPr()  # type: ignore[attr-defined]
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
            f'<w:numId w:val="{number}"/></w:numPr>'
        )
    )


@pytest.fixture
def word() -> docx.document.Document:
    made = docx.Document()
    numbering = made.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="5">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
            '<w:lvlText w:val="%1."/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            '<w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>'
        )
    )
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    for number, override in ((1, ""), (2, anew)):
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="5"/>'
                f"{override}</w:num>"
            )
        )
    return made


def test_automatic_numbers_are_text(tmp_path: Path, word: docx.document.Document) -> None:
    for text, number, level in (
        ("Mục đích", 1, 0),
        ("Một", 1, 1),
        ("Hai", 1, 1),
        ("Nội dung", 1, 0),
        ("Lại một", 1, 1),
        ("Bắt đầu lại", 2, 0),
    ):
        _numbered(word.add_paragraph(text), number, level)
    word.save(str(tmp_path / "a.docx"))
    assert _text(tmp_path / "a.docx").split("\n") == [
        "I. Mục đích",
        "1) Một",
        "2) Hai",
        "II. Nội dung",
        "1) Lại một",
        "IV. Bắt đầu lại",
    ]


def test_tables_of_word_are_rows_and_headers_are_sides(
    tmp_path: Path, word: docx.document.Document
) -> None:
    header = word.add_table(2, 2)
    for (row, column), text in {
        (0, 0): "TỈNH ỦY MINH HÀ\n*",
        (0, 1): "ĐẢNG CỘNG SẢN VIỆT NAM",
        (1, 0): "Số 08-QĐ/TU",
        (1, 1): "Minh Hà, ngày 02 tháng 3 năm 2021",
    }.items():
        header.cell(row, column).text = text
    title = word.add_paragraph("Về việc rà soát")
    more = word.add_paragraph("tổ chức cơ sở đảng")
    for paragraph in (title, more):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = word.add_table(2, 2)
    for number, text in enumerate(("TT", "Việc", "1", "Rà soát")):
        rows.cell(number // 2, number % 2).text = text
    word.save(str(tmp_path / "a.docx"))
    laid = lay_out(read(tmp_path / "a.docx"))
    assert laid.text.split("\n") == [
        "TỈNH ỦY MINH HÀ",
        "*",
        "Số 08-QĐ/TU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Minh Hà, ngày 02 tháng 3 năm 2021",
        "Về việc rà soát tổ chức cơ sở đảng",
        "TT | Việc",
        "1 | Rà soát",
    ]
    assert [line.role for line in laid.lines][-2:] == [Role.TABLE, Role.TABLE]


def test_footnotes_and_deleted_words_of_word(tmp_path: Path, word: docx.document.Document) -> None:
    space = nsdecls("w")
    paragraph = word.add_paragraph("Quy định của Ban Bí thư")
    paragraph._p.append(parse_xml(f'<w:r {space}><w:footnoteReference w:id="7"/></w:r>'))
    paragraph._p.append(parse_xml(f"<w:del {space}><w:r><w:t>bỏ</w:t></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>; thêm</w:t></w:r></w:ins>"))
    plain = tmp_path / "plain.docx"
    word.save(str(plain))
    notes = (
        f'<w:footnotes {space}><w:footnote w:id="7"><w:p><w:r><w:t>Quy định số 85-QĐ/TW.</w:t>'
        "</w:r></w:p></w:footnote></w:footnotes>"
    )
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "a.docx", "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                link = f'<Relationship Id="n1" Type="{kind}/footnotes" Target="footnotes.xml"/>'
                data = data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            if entry.filename == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/word/footnotes.xml" ContentType="application/xml"/>'
                    b"</Types>",
                )
            new.writestr(entry, data)
        new.writestr("word/footnotes.xml", notes)
    laid = lay_out(read(tmp_path / "a.docx"))
    assert laid.text == "Quy định của Ban Bí thư¹; thêm\n¹ Quy định số 85-QĐ/TW."
    assert laid.notes[0].anchor is not None


# --- pictures ---------------------------------------------------------------------


def test_a_blank_picture_is_a_blank_page(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1240, 1754), "white").save(tmp_path / "a.png", dpi=(150, 150))
    found = read(tmp_path / "a.png")
    (page,) = found.pages
    assert found.paged
    assert page.origin in {Origin.BLANK, Origin.UNREADABLE}
    assert page.width == pytest.approx(595, abs=1)


def test_a_sentence_that_runs_over_a_line_end_is_one_paragraph() -> None:
    text = "\n".join(
        (
            "Các chi bộ nghiêm túc thực hiện và báo cáo theo Quy định số",
            "31-QĐ/TU về tiếp dân.",
            "Cấp ủy cơ sở chỉ đạo các tổ chức đảng trực thuộc tổ chức quán triệt",
            "đầy đủ nội dung này trong sinh hoạt chi bộ.",
            "a) Ý thứ nhất",
            "b) Ý thứ hai",
        )
    )
    assert [line.text for line in plain.paragraphs(text, markdown=False)] == [
        "Các chi bộ nghiêm túc thực hiện và báo cáo theo Quy định số 31-QĐ/TU về tiếp dân.",
        "Cấp ủy cơ sở chỉ đạo các tổ chức đảng trực thuộc tổ chức quán triệt đầy đủ nội dung này"
        " trong sinh hoạt chi bộ.",
        "a) Ý thứ nhất",
        "b) Ý thứ hai",
    ]


def test_marks_of_emphasis_in_pasted_text_join_no_lines() -> None:
    text = (
        "**QUY ĐỊNH**\n**về chế độ công tác**\n**Điều 1.** Phạm vi\nNội dung.\n**Điều 2.** Hiệu lực"
    )
    assert [line.text for line in plain.paragraphs(text, markdown=True)] == [
        "QUY ĐỊNH",
        "về chế độ công tác",
        "Điều 1. Phạm vi",
        "Nội dung.",
        "Điều 2. Hiệu lực",
    ]
