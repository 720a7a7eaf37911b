"""A red secrecy stamp on a scan refuses the file, although red is taken off before recognition."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import pipeline
from ingest.readers.ocr.red_stamps import only_red
from ingest.readers.ocr.stamp_pictures import stamps_of

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")
HEADER = (
    (150, 120, "UBND TỈNH MINH HÀ"),
    (150, 170, "Số: 12/KH-UBND"),
    (800, 120, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (800, 170, "Độc lập - Tự do - Hạnh phúc"),
    (650, 380, "KẾ HOẠCH"),
    (400, 440, "Tổ chức hội nghị tổng kết công tác năm 2024"),
    (150, 560, "Căn cứ chương trình công tác, Ủy ban nhân dân tỉnh tổ chức hội nghị"),
)


@pytest.fixture
def fonts() -> ImageFont.FreeTypeFont:
    if not FONT.is_file() or shutil.which("tesseract") is None:
        pytest.skip("needs tesseract and the DejaVu fonts")
    return ImageFont.truetype(str(FONT), 30)


def scan(folder: Path, font: ImageFont.FreeTypeFont, stamp: str | None) -> Path:
    picture = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(picture)
    for x, y, text in HEADER:
        draw.text((x, y), text, fill="black", font=font)
    if stamp:
        draw.rectangle((170, 230, 470, 310), outline=(200, 30, 40), width=5)
        draw.text((200, 250), stamp, fill=(200, 30, 40), font=font)
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    path = folder / "quet.pdf"
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=595, height=842)
        page.insert_image(page.rect, stream=packed.getvalue())
        pdf.save(path)
    return path


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_red_stamp_on_a_scan(tmp_path: Path, fonts: ImageFont.FreeTypeFont, stamp: str) -> None:
    cache = tmp_path / "cache"
    document = pipeline.parse(scan(tmp_path, fonts, stamp), cache=cache, isolated=False)
    assert document.refused is not None
    assert f"“{stamp}”" in document.refused
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_the_same_scan_without_a_stamp(tmp_path: Path, fonts: ImageFont.FreeTypeFont) -> None:
    cache = tmp_path / "cache"
    document = pipeline.parse(scan(tmp_path, fonts, None), cache=cache, isolated=False)
    assert document.refused is None
    assert document.header.kind is not None
    assert document.header.kind.value == "Kế hoạch"
    assert [path for path in cache.rglob("*") if path.is_file()]


def test_a_page_without_red_is_not_read_for_stamps() -> None:
    assert only_red(Image.new("RGB", (100, 100), "white")) is None


@pytest.mark.parametrize("degrees", [-9, 0, 12])
def test_a_leaning_stamp_is_levelled_and_loses_its_frame(degrees: int) -> None:
    sheet = Image.new("L", (1600, 1100), 255)
    stamp = Image.new("L", (360, 110), 255)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((4, 4, 355, 105), outline=0, width=6)
    for n in range(6):
        draw.rectangle((40 + 50 * n, 35, 66 + 50 * n, 80), fill=0)
    turned = stamp.rotate(degrees, expand=True, fillcolor=255)
    sheet.paste(turned, (200, 300))
    # A seal is round, and no mark stands in it.
    ImageDraw.Draw(sheet).ellipse((1000, 300, 1300, 600), outline=0, width=12)
    (found,) = stamps_of(sheet, 200)
    ink = np.asarray(found) < 128
    rows, columns = np.nonzero(ink)
    assert np.ptp(columns) == pytest.approx(276, abs=14)
    assert np.ptp(rows) == pytest.approx(45, abs=14)
