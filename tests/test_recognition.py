"""Scans: turned upright, read side by side, numbers proved, nothing of a secret kept."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.header.secrecy import secrecy_mark
from ingest.pages import TURNED, Box, Origin, ReadFile, ReadPage, TextLine, Word
from ingest.readers.ocr import tesseract
from ingest.readers.ocr.confusions import corrected
from ingest.readers.ocr.deskew import Turn, is_sideways, quartered, skew
from ingest.readers.ocr.lines import words_of
from ingest.readers.ocr.pool import Recogniser
from ingest.readers.pdf import text_layer

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
WORDS = (
    "QUYẾT ĐỊNH",
    "thành lập tổ công tác của huyện Minh Hà",
    "Điều 1. Thành lập tổ công tác giúp việc",
    "Ban Thường vụ trong năm kế hoạch này.",
    "Điều 2. Văn phòng chịu trách nhiệm",
    "thi hành quyết định này từ ngày ký.",
    "Nơi nhận: các chi bộ, lưu văn phòng.",
    "Người ký: Trưởng ban Nguyễn Văn Mẫu",
)


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    if not FONT.is_file():
        pytest.skip("needs the DejaVu fonts")
    font = ImageFont.truetype(str(FONT), 34)
    picture = Image.new("L", (900, 1200), 255)
    draw = ImageDraw.Draw(picture)
    for n, text in enumerate(WORDS):
        draw.text((90, 100 + n * 90), text, fill=0, font=font)
    return picture


@pytest.mark.parametrize("degrees", [-6.0, -2.0, -0.7, 0.0, 1.3, 5.0])
def test_skew_is_measured(sheet: Image.Image, degrees: float) -> None:
    leaning = sheet.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert skew(leaning) == pytest.approx(degrees, abs=0.25)


@pytest.mark.parametrize(("quarters", "sideways"), [(0, False), (1, True), (2, False), (3, True)])
def test_a_page_on_its_side(sheet: Image.Image, quarters: int, sideways: bool) -> None:
    assert is_sideways(quartered(sheet, quarters)) is sideways


def test_an_empty_sheet_and_a_photograph_are_left_alone() -> None:
    for shade in (255, 20):
        flat = Image.new("L", (900, 1200), shade)
        assert skew(flat) == 0.0
        assert not is_sideways(flat)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [0.0, 3.0])
def test_boxes_go_back_to_where_the_ink_is(quarters: int, degrees: float) -> None:
    picture = Image.new("L", (600, 900), 255)
    ImageDraw.Draw(picture).rectangle((100, 200, 130, 220), fill=0)
    upright = quartered(picture, quarters).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    left, top, right, bottom = upright.point(lambda dot: 255 - dot).getbbox()
    turn = Turn(quarters, degrees, upright.width, upright.height)
    box = turn.back(Box(left, top, right, bottom))
    assert (box.x0 + box.x1) / 2 == pytest.approx(115, abs=2)
    assert (box.y0 + box.y1) / 2 == pytest.approx(210, abs=2)


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_turned_scan_is_read_in_its_order(sheet: Image.Image, quarters: int) -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract")
    found = tesseract.recognise(tesseract.PagePicture(quartered(sheet, quarters), 200), None)
    assert [line.text for line in found.lines[:3]] == list(WORDS[:3])
    assert found.turn is not None
    assert found.turn.quarters == 4 - quarters
    first = found.lines[0].words[0].box
    middle = ((first.x0 + first.x1) / 2 * 200 / 72, (first.y0 + first.y1) / 2 * 200 / 72)
    wanted = {1: (1200 - 120, 150), 2: (900 - 150, 1200 - 120)}[quarters]
    assert middle == pytest.approx(wanted, abs=40)


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Nghị định số 1O5/2025/ND-CP ngày", "Nghị định số 105/2025/NĐ-CP ngày"),
        ("Số: l5/2010/TT-BTC", "Số: 15/2010/TT-BTC"),
        ("số 14-QÐ/TW", "số 14-QĐ/TW"),
        ("Luật số 33/2024/QHl5", "Luật số 33/2024/QH15"),
        ("36-NQ/DU", "36-NQ/ĐU"),
        ("Số 34O-CV/ĐU", "Số 340-CV/ĐU"),
        # Nothing proves these wrong.
        ("12-HD/TW", None),
        ("31l/QĐ-SYT", None),
        ("lO-NQ/TW", None),
        ("điện thoại O38-385O, giai đoạn 2O21-2025", None),
        ("15/2022/TT-BLDTBXH", None),
    ],
)
def test_numbers_are_put_right_where_their_form_proves_it(read: str, right: str | None) -> None:
    words = tuple(Word(word, Box(n, 0, n + 1, 1), 0.9) for n, word in enumerate(read.split()))
    lines, remarks = corrected((TextLine(read, Box(0, 0, 9, 1), words),), 3)
    assert lines[0].text == (right or read)
    assert [word.text for word in lines[0].words] == (right or read).split()
    assert [word.box for word in lines[0].words] == [word.box for word in words]
    if right is None:
        assert not remarks
    else:
        assert remarks[0].startswith("Trang 3: “")


def page_saying(number: int, *texts: str) -> ReadPage:
    lines = tuple(TextLine(t, Box(0, 20.0 * n, 99, 20.0 * n + 9)) for n, t in enumerate(texts))
    return ReadPage(number, lines, width=600, height=800)


def test_a_secret_upside_down_is_one_too() -> None:
    page = page_saying(1, "MẬT", "KẾ HOẠCH")
    low = tuple(
        replace(line, box=Box(0, 700 - 20 * n, 9, 709 - 20 * n), block=TURNED)
        for n, line in enumerate(page.lines)
    )
    read = ReadFile("a.pdf", "", "pdf", (replace(page, lines=low),), paged=True)
    assert secrecy_mark(read) == "MẬT"


def test_pages_come_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        tesseract, "recognise", lambda picture, folder: tesseract.Recognised((), picture.dpi)
    )

    def begin(number: int, one: Recogniser) -> text_layer.PendingPage:
        future = one.submit(tesseract.PagePicture(Image.new("L", (1, 1)), number))
        return lambda: page_saying(int(future.result().confidence), "x")

    with Recogniser() as one:
        begun = (begin(number, one) for number in range(1, 8))
        assert [page.number for page in one.in_order(begun)] == list(range(1, 8))


SPOKEN = "Phụ lục kèm theo danh sách các tổ công tác của huyện trong năm kế hoạch"
LAYER = "Hướng dẫn thực hiện nghị quyết về công tác xây dựng Đảng trong sạch, vững mạnh"


@pytest.mark.parametrize(
    ("said", "confidence", "origin"),
    [
        (SPOKEN, 0.92, Origin.MIXED),
        ("xqz trbn kkl wvzp qqr tmn bbx zzk lpt", 0.92, Origin.TEXT),  # a photograph's specks
        (SPOKEN, 0.4, Origin.TEXT),
    ],
)
def test_a_picture_of_print_on_a_page_of_text(
    monkeypatch: pytest.MonkeyPatch,
    sheet: Image.Image,
    said: str,
    confidence: float,
    origin: Origin,
) -> None:

    found = tesseract.Recognised((TextLine(said, Box(5, 5, 90, 15)),), confidence)
    monkeypatch.setattr(tesseract, "recognise", lambda picture, folder: found)
    page = pymupdf.open().new_page(width=600, height=800)
    packed = io.BytesIO()
    sheet.save(packed, "PNG")
    page.insert_image(pymupdf.Rect(100, 300, 400, 700), stream=packed.getvalue())
    lines = (TextLine(LAYER, Box(60, 60, 500, 72)), TextLine("Nơi nhận", Box(60, 720, 200, 732)))
    with Recogniser() as one:
        read = text_layer.start_page(page, ReadPage(2, lines, width=600, height=800), one)()
    assert read.origin is origin
    if origin is Origin.MIXED:
        assert [line.text for line in read.lines] == [LAYER, said, "Nơi nhận"]
        assert read.lines[1].box == Box(105, 305, 190, 315)
        assert read.confidence == confidence
        assert any("một phần trang là ảnh" in remark for remark in read.remarks)
    else:
        assert read.lines == lines


def test_a_small_seal_is_no_part(monkeypatch: pytest.MonkeyPatch, sheet: Image.Image) -> None:

    monkeypatch.setattr(
        tesseract, "recognise", lambda picture, folder: pytest.fail("was recognised")
    )
    page = pymupdf.open().new_page(width=600, height=800)
    packed = io.BytesIO()
    sheet.save(packed, "PNG")
    page.insert_image(pymupdf.Rect(400, 600, 500, 700), stream=packed.getvalue())
    layer = ReadPage(2, (TextLine(LAYER, Box(60, 60, 500, 72)),), width=600, height=800)
    with Recogniser() as one:
        assert text_layer.start_page(page, layer, one)().origin is Origin.TEXT


def _table(*words: tuple[str, int]) -> str:
    """A table of one line of words with their confidences, as tesseract writes it."""
    names = "level page_num block_num par_num line_num word_num left top width height conf text"
    rows = [names.split()]
    for n, (text, confidence) in enumerate(words):
        row = (5, 1, 1, 1, 1, n + 1, 100 + 200 * n, 100, 180, 40, confidence, text)
        rows.append([str(value) for value in row])
    return "\n".join("\t".join(row) for row in rows)


def test_a_syllable_among_sure_words_is_no_speck() -> None:
    table = _table(("BIÊN", 90), ("BẢN", 92), ("KIỂM", 0), ("TRA", 91), ("~]", 5), ("xq", 8))
    assert [word.text for _, word in words_of(table)] == ["BIÊN", "BẢN", "KIỂM", "TRA"]


def test_a_syllable_among_specks_is_one() -> None:
    table = _table(("ngu", 3), ("c.c", 40), ("ccn", 45), ("tại", 8))
    assert [word.text for _, word in words_of(table)] == ["c.c", "ccn"]
