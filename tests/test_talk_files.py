"""The files made of a talk: every quoted word is the document's, letter for letter."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pptx
import pytest
from PIL import Image

from search_app.persistence.talk_items import NO_WORDS, Item
from search_app.services.talk_check import Compared, Verdict, compare
from search_app.views import cloze, export, lesson_sheets, slides
from search_app.views.talk import item_views, summary, taken
from search_app.views.talk_file import TalkFile
from tests.search_app_stand import TEXT, StandLibrary

LONG = "\n".join(
    f"{n}. Cấp ủy cơ sở họp mỗi tháng một lần, báo cáo kết quả trước ngày 05/{n % 12 + 1}/2024."
    for n in range(1, 60)
)
ROOT = "http://kho.co-quan.vn/"
SENTENCE = (
    "Cấp ủy tiếp dân ít nhất hai ngày trong một tháng theo Quy định số 31-QĐ/TU, ngày 12/9/2023."
)


@pytest.fixture(scope="module")
def talk() -> TalkFile:
    library = StandLibrary()
    items = [
        Item(1, NO_WORDS, "Phần mở đầu", is_heading=True),
        *(Item(n + 2, taken(p), f"Lời {n}") for n, p in enumerate(library.passages[:2])),
    ]
    compared = compare(items, library)
    return TalkFile("Bài <A>", item_views(compared), summary(compared), "30/11/2026", ROOT)


def quoted(deck: bytes) -> list[str]:
    """Return what stands on slides as quoted, without the marks around it."""
    return [
        shape.text_frame.text.removeprefix("“").removesuffix("”")
        for slide in pptx.Presentation(BytesIO(deck)).slides
        for shape in slide.shapes
        if shape.name == slides.QUOTATION
    ]


def texts(file: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(file)).paragraphs]


def test_every_slide_quotes_the_document_and_tells_its_source(talk: TalkFile) -> None:
    made = slides.slides(talk)
    assert [words in TEXT for words in quoted(made)] == [True, True]
    assert quoted(made) == [view.item.taken.quotation for view in talk.passages]
    deck = pptx.Presentation(BytesIO(made))
    opening, part, first, _ = deck.slides
    assert opening.shapes.title.text == "Bài <A>"
    assert "2 đoạn trích, 2 nguyên văn" in opening.placeholders[1].text
    assert part.shapes.title.text == "Phần mở đầu"
    foot = next(shape for shape in first.shapes if shape.name == "Nguồn").text_frame.text
    words = talk.passages[0].item.taken
    assert "được thay thế bởi Quy định số 31-QĐ/TU" in foot
    assert words.footnote in foot
    (code,) = (shape for shape in first.shapes if shape.name == "Mã QR")
    address = ROOT.rstrip("/") + words.address
    assert code.element.nvPicPr.cNvPr.get("descr") == f"Mã QR: {address}"
    assert code.image.blob == lesson_sheets.code(address)
    assert first.notes_slide.notes_text_frame.text.startswith("Lời 0\n\nNguồn: ")


@pytest.mark.parametrize("scale", [8, 3])
def test_codes_are_read_by_a_decoder_that_is_not_ours(talk: TalkFile, scale: int) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="needs zxing-cpp, of the extra dev")
    address = ROOT.rstrip("/") + talk.passages[0].item.taken.address
    longest = ROOT + "vb/ten/" + "mot-ten-rat-dai-" * 8 + "/phan-II/dieu-12/khoan-3/diem-d"
    for link in (address, longest):
        with Image.open(BytesIO(lesson_sheets.code(link, scale))) as picture:
            assert [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))] == [link]
    # What is on the slide and in the handout, as they carry it.
    first = pptx.Presentation(BytesIO(slides.slides(talk))).slides[2]
    (shape,) = (shape for shape in first.shapes if shape.name == "Mã QR")
    with ZipFile(BytesIO(lesson_sheets.handout(talk))) as sheet:
        printed = [sheet.read(name) for name in sheet.namelist() if name.endswith(".png")]
    read = set()
    for blob in (shape.image.blob, *printed):
        with Image.open(BytesIO(blob)) as picture:
            read |= {one.text for one in zxingcpp.read_barcodes(picture.convert("L"))}
    assert read == {talk.link(view) for view in talk.passages}


def test_a_slides_title_begins_with_a_capital(talk: TalkFile) -> None:
    (view, *_) = talk.passages
    small = replace(view.item.taken, short="mục II.1 Nghị quyết số 05-NQ/TU")
    only = replace(talk, parts=(replace(view, item=replace(view.item, taken=small)),))
    slide = pptx.Presentation(BytesIO(slides.slides(only))).slides[1]
    assert slide.shapes.title.text == "Mục II.1 Nghị quyết số 05-NQ/TU"


def test_a_long_passage_goes_on_and_nothing_is_lost_between_slides() -> None:
    cut = slides.pieces(LONG)
    assert len(cut) > 2
    at = 0
    for piece in cut:
        start = LONG.index(piece.text, at)
        assert LONG[at:start].strip() == ""
        at = start + len(piece.text)
    assert at == len(LONG)
    assert [(p.first, p.last) for p in cut][:: len(cut) - 1] == [(True, False), (False, True)]
    assert slides.pieces("Một câu.")[0].size == max(slides._SIZES)


def test_the_sheets_quote_the_document_and_warn(talk: TalkFile) -> None:
    handed = texts(lesson_sheets.handout(talk))
    marked = [re.fullmatch(r"\d\. “(.*)”", text, re.S) for text in handed]
    assert [match[1] in TEXT for match in marked if match] == [True, True]
    assert not any("Lời 0" in text for text in handed)
    to_read = texts(lesson_sheets.reading_list(talk))
    address = talk.passages[1].item.taken.address
    assert f"Điều 2, tr. 3–4 ({ROOT.rstrip('/')}{address})" in to_read
    written = texts(export.word(talk))
    assert written[1] == "Phần mở đầu"
    for sheet in (handed, to_read, written, export.markdown(talk).splitlines()):
        assert any("được thay thế bởi Quy định số 31-QĐ/TU" in line for line in sheet)
        assert any("2 đoạn trích, 2 nguyên văn" in line for line in sheet)


def test_questions_are_cut_from_the_document_and_answered_with_their_place(talk: TalkFile) -> None:
    asked = lesson_sheets.questions(talk)
    assert asked
    for question, view in asked:
        assert question.sentence in view.item.taken.quotation
        assert question.question.replace(cloze.BLANK, question.answer) == question.sentence
    sheet = texts(lesson_sheets.question_sheet(talk))
    answers = sheet[sheet.index("Đáp án") :]
    assert f"1. {asked[0][0].answer} – {asked[0][1].item.taken.footnote}" in answers


def test_what_is_left_blank() -> None:
    blanks = [(sort, span.of(SENTENCE)) for sort, span in cloze._blanks(SENTENCE, "")]
    assert blanks[:4] == [
        ("số lượng, thời hạn", "hai ngày"),
        ("số lượng, thời hạn", "một tháng"),
        ("ngày, tháng, năm", "ngày 12/9/2023"),
        ("số hiệu văn bản", "31-QĐ/TU"),
    ]


def test_key_words_are_those_of_the_title_and_headings_are_no_questions() -> None:
    words = "Cấp ủy niêm yết lịch tiếp công dân tại trụ sở và trên trang thông tin."
    (made,) = cloze.cloze_of(words, "Quy định về tiếp công dân của cấp ủy")
    assert (made.sort, made.answer) == ("cụm từ chính", "tiếp công dân")
    assert cloze.cloze_of("Điều 2. Thời hạn giải quyết trong mười ngày làm việc") == ()
    assert cloze.cloze_of("Bí thư tiếp dân bao nhiêu ngày trong một tháng?") == ()


@pytest.mark.parametrize("unit", cloze._data()["units"], ids=lambda unit: unit["word"])
def test_every_unit_is_counted_in_its_example(unit: dict[str, str]) -> None:
    words = f"Có {unit['example']} được nêu."
    assert [span.of(words) for span in cloze.quantities(words)] == [unit["example"]]


def test_words_that_are_not_the_documents_any_more_say_so_everywhere(talk: TalkFile) -> None:
    item = talk.passages[0].item
    lost = TalkFile("Bài", item_views([Compared(item, Verdict.GONE)]), "", "", ROOT)
    told = "Nguồn đã thay đổi"
    for write in (export.word, lesson_sheets.handout, lesson_sheets.reading_list):
        assert any(told in text for text in texts(write(lost)))
    slide = pptx.Presentation(BytesIO(slides.slides(lost))).slides[1]
    assert any(told in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_libreoffice_opens_the_slides(talk: TalkFile, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None or not Path("/usr/lib/libreoffice/program/libsdlo.so").exists():
        pytest.skip("needs Impress (apt install libreoffice-impress-nogui), which is not here")
    (tmp_path / "bai.pptx").write_bytes(slides.slides(talk))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "odp", "--outdir", str(tmp_path)]
    done = subprocess.run(
        [*command, str(tmp_path / "bai.pptx")], capture_output=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    content = ZipFile(tmp_path / "bai.odp").read("content.xml").decode()
    assert content.count("<draw:page ") == 4
    assert "Người đứng đầu cấp ủy tiếp dân ít nhất mỗi tháng một lần." in content
