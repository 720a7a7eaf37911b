"""A checked Word file handed back: comments at their places, nothing else touched."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from lxml import etree

from benchmarks import draft_files
from benchmarks.word_back import TOUCHED
from benchmarks.word_back import words as plain
from index.annotation.annotate import Wanted, annotate
from index.annotation.letters import W
from index.annotation.margins import LONGEST, with_margins
from index.check_results import (
    Checked,
    CheckedQuotation,
    CheckReport,
    CheckVerdict,
    ComparedFact,
    Difference,
    FactVerdict,
    Place,
    QuotationVerdict,
)
from index.results import DocumentCard
from ingest import pipeline
from ingest.errors import DamagedFile
from ingest.model import Document
from ingest.text.spans import Span

WHEN = datetime(2026, 11, 30, 8)
FAULT = "Quy định số 31-QĐ/TU, ngày 21/9/2023"
SAID = "tiếp dân ít nhất ba ngày trong một tháng"
CARD = DocumentCard("a" * 16, "31-QĐ/TU", "Quy định", None, None, None, "tiếp dân")


def draft(*paragraphs: str) -> bytes:
    """A Word file whose runs are cut in the middle of words, one of them bold."""
    file = docx.Document()
    for text in paragraphs:
        paragraph = file.add_paragraph()
        for at in range(0, len(text), 7):
            paragraph.add_run(text[at : at + 7]).bold = at == 7
    kept = BytesIO()
    file.save(kept)
    return kept.getvalue()


def read(data: bytes, tmp: pytest.TempPathFactory) -> Document:
    path = tmp.mktemp("word") / "a.docx"
    path.write_bytes(data)
    return pipeline.parse(path, isolated=False)


def report(document: Document) -> CheckReport:
    def at(words: str) -> Span:
        start = document.text.index(words)
        return Span(start, start + len(words))

    wrong = Checked(
        at(FAULT),
        FAULT,
        CheckVerdict.WRONG,
        "Sai ngày: đúng là 12/9/2023.",
        facts=(ComparedFact("issued", "21/9/2023", "12/9/2023", FactVerdict.CONTRADICTS, "kho"),),
    )
    right = Checked(at("Chỉ thị số 19-CT/TU"), "Chỉ thị số 19-CT/TU", CheckVerdict.RIGHT)
    place = Place(CARD, ("Điều 2",), (1,), Span(0, 9), "hai ngày", "p")
    start = document.text.index("ba ngày trong")
    altered = CheckedQuotation(
        at(SAID),
        SAID,
        QuotationVerdict.ALTERED,
        "Khác nguyên văn.",
        (place,),
        (Difference("ba", "hai", Span(start, start + 2), grave=True),),
    )
    same = "ghi sổ nhật ký bảo vệ rừng"
    verbatim = CheckedQuotation(at(same), same, QuotationVerdict.VERBATIM, "", (place,))
    remarks = ("Trong chính văn bản này có chỗ khác.",)
    return CheckReport((wrong, right), remarks, (altered, verbatim))


TEXTS = (
    f"Thực hiện {FAULT} của Ban Thường vụ Tỉnh ủy.",
    f"Văn bản nêu “{SAID}”.",
    "Chỉ thị số 19-CT/TU: “ghi sổ nhật ký bảo vệ rừng”.",
)


def words(data: bytes, *, deleted: bool = False) -> str:
    root = etree.fromstring(ZipFile(BytesIO(data)).read("word/document.xml"))
    tags = (f"{W}t", f"{W}delText") if deleted else (f"{W}t",)
    inserted = {t for one in root.iter(f"{W}ins") for t in one.iter(f"{W}t")} if deleted else set()
    return "".join(t.text or "" for t in root.iter(*tags) if t not in inserted)


def commented(data: bytes) -> list[tuple[str, str]]:
    """Return (words between the marks, text of the comment)."""
    package = ZipFile(BytesIO(data))
    root = etree.fromstring(package.read("word/document.xml"))
    book = etree.fromstring(package.read("word/comments.xml"))
    rows = []
    for comment in book:
        number, inside, text = comment.get(f"{W}id"), False, ""
        for one in root.iter():
            if one.get(f"{W}id") == number and one.tag == f"{W}commentRangeStart":
                inside = True
            elif one.get(f"{W}id") == number and one.tag == f"{W}commentRangeEnd":
                inside = False
            elif inside and one.tag in (f"{W}t", f"{W}delText"):
                text += one.text or ""
        rows.append((text, "".join(comment.itertext())))
    return rows


@pytest.fixture(scope="module")
def original() -> bytes:
    return draft(*TEXTS)


@pytest.fixture(scope="module")
def document(original: bytes, tmp_path_factory: pytest.TempPathFactory) -> Document:
    return read(original, tmp_path_factory)


def test_each_fault_has_a_comment_on_its_very_words(original: bytes, document: Document) -> None:
    back = annotate(original, document, report(document), WHEN)
    rows = commented(back)
    assert rows[0] == ("", "Trong chính văn bản này có chỗ khác.")
    assert rows[1][0] == FAULT
    assert "đúng là 12/9/2023" in rows[1][1]
    assert rows[2][0] == SAID
    assert len(rows) == 3
    assert words(back) == words(original)


def test_untouched_parts_have_the_bytes_they_had(original: bytes, document: Document) -> None:
    back = annotate(original, document, report(document), WHEN, Wanted(True, True))
    one, other = ZipFile(BytesIO(original)), ZipFile(BytesIO(back))
    changed = {n for n in one.namelist() if one.read(n) != other.read(n)}
    assert changed == {
        "[Content_Types].xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
    }
    assert set(other.namelist()) - set(one.namelist()) == {
        "word/comments.xml",
        "word/footnotes.xml",
    }
    docx.Document(BytesIO(back))


def test_what_is_right_comes_back_as_it_was(original: bytes, document: Document) -> None:
    right = CheckReport(tuple(c for c in report(document).references if c.verdict.value == "right"))
    back = annotate(original, document, right, WHEN, Wanted(changes=True))
    one, other = ZipFile(BytesIO(original)), ZipFile(BytesIO(back))
    assert [one.read(n) for n in one.namelist()] == [other.read(n) for n in other.namelist()]


def test_corrections_are_tracked_changes_that_can_be_taken_back(
    original: bytes, document: Document
) -> None:
    back = annotate(original, document, report(document), WHEN, Wanted(changes=True))
    root = etree.fromstring(ZipFile(BytesIO(back)).read("word/document.xml"))
    gone = ["".join(one.itertext()) for one in root.iter(f"{W}del")]
    put = ["".join(one.itertext()) for one in root.iter(f"{W}ins")]
    assert (gone, put) == (["21/9/2023", "ba"], ["12/9/2023", "hai"])
    assert words(back, deleted=True) == words(original)
    assert "ngày 12/9/2023 của" in words(back)
    assert "ít nhất hai ngày" in words(back)


def test_verbatim_quotations_get_real_footnotes(original: bytes, document: Document) -> None:
    back = annotate(original, document, report(document), WHEN, Wanted(footnotes=True))
    notes = etree.fromstring(ZipFile(BytesIO(back)).read("word/footnotes.xml"))
    told = ["".join(note.itertext()).strip() for note in notes]
    assert told[-1].startswith("Điều 2 Quy định")
    root = etree.fromstring(ZipFile(BytesIO(back)).read("word/document.xml"))
    (mark,) = root.iter(f"{W}footnoteReference")
    assert mark.get(f"{W}id") == notes[-1].get(f"{W}id")


def test_a_second_round_adds_to_the_comments_that_are_there(
    original: bytes, document: Document
) -> None:
    once = annotate(original, document, report(document), WHEN, Wanted(footnotes=True))
    twice = annotate(once, document, report(document), WHEN, Wanted(footnotes=True))
    book = etree.fromstring(ZipFile(BytesIO(twice)).read("word/comments.xml"))
    numbers = [comment.get(f"{W}id") for comment in book]
    assert len(numbers) == len(set(numbers)) == 6
    assert words(twice) == words(original)


BOXED = "Hướng dẫn số 03-HD/BTCTU, ngày 20/11/2024"
NOTED = "Quy định số 15-QĐ/TU, ngày 30/3/2026"
HEADED = "Quy định số 22-QĐ/TU, ngày 07/5/2022"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Document]:
    """A Word file with a text box, a footnote and a header, each with a fault."""
    lines = [
        f"=header= Dự thảo theo {HEADED}",
        "Cán bộ nêu gương từ việc nhỏ[^1].",
        f"=box= Lưu ý: {BOXED}.",
        f"[^1]: {NOTED} của Tỉnh ủy.",
    ]
    folder = tmp_path_factory.mktemp("furnished")
    path = draft_files.write({"name": "a", "form": "docx", "text": lines}, folder)
    return path.read_bytes(), pipeline.parse(path, isolated=False)


def wrong(document: Document) -> CheckReport:
    """Every reference of a document, called wrong."""
    return CheckReport(
        tuple(
            Checked(one.span, one.text, CheckVerdict.WRONG, "Sai ngày.")
            for one in document.references
        )
    )


def test_faults_in_a_text_box_and_a_note_are_remarked_on_where_word_lets_them(
    furnished: tuple[bytes, Document],
) -> None:
    data, document = furnished
    back = annotate(data, document, wrong(document), WHEN)
    root = etree.fromstring(ZipFile(BytesIO(back)).read("word/document.xml"))
    for box in root.iter(f"{W}txbxContent"):
        assert not list(box.iter(f"{W}commentRangeStart", f"{W}commentReference"))
    told = [text for _, text in commented(back)]
    assert any(BOXED in text and "Sai ngày." in text for text in told)
    assert any(NOTED in text and "Sai ngày." in text for text in told)
    # Both are marked in the body: at the box's run, at the note's mark.
    assert len(list(root.iter(f"{W}commentRangeStart"))) == len(told) == 2


def test_a_header_is_checked_and_named_for_word_lets_no_comment_stand_there(
    furnished: tuple[bytes, Document],
) -> None:
    data, document = furnished
    assert HEADED not in document.text
    (remark,) = with_margins(CheckReport(()), data, wrong)
    assert remark == (f"Ở đầu trang (Word không cho chú thích ở đó): “{HEADED}”. Sai ngày.")
    assert with_margins(CheckReport((), ("có sẵn",)), draft("Không có đầu trang."), wrong) == (
        "có sẵn",
    )


def test_a_header_too_long_to_be_checked_whole_is_told() -> None:
    made = docx.Document()
    header = made.sections[0].header
    header.paragraphs[0].text = "Bản nháp của Văn phòng. " * (LONGEST // 20)
    header.add_paragraph(HEADED)
    held = BytesIO()
    made.save(held)
    (remark,) = with_margins(CheckReport(()), held.getvalue(), wrong)
    assert remark.startswith("Ở đầu trang dài hơn 4.000 ký tự")
    assert "phần sau chưa xem" in remark


def test_what_is_no_word_file_is_refused(document: Document) -> None:
    for data in (b"", b"%PDF-1.7", draft("a")[:-30]):
        with pytest.raises(DamagedFile):
            annotate(data, document, report(document), WHEN)


def test_real_files_keep_their_words_and_parts(shared: Path) -> None:
    path = shared / "word" / "CT-07-2012-TTg-chan-chinh-KKT-KCN-CCN.docx"
    data = path.read_bytes()
    read_back = pipeline.parse(path, isolated=False)
    spans = [one.span for one in read_back.references[:4]]
    found = CheckReport(
        tuple(Checked(s, s.of(read_back.text), CheckVerdict.ABSENT, "Chưa có.") for s in spans)
    )
    back = annotate(data, read_back, found, WHEN)
    told = [" ".join(one.split()) for one, _ in commented(back)]
    assert told == [" ".join(s.of(read_back.text).split()) for s in spans]
    assert plain(back) == plain(data)
    one, other = ZipFile(BytesIO(data)), ZipFile(BytesIO(back))
    assert all(one.read(n) == other.read(n) for n in one.namelist() if not TOUCHED.fullmatch(n))
