"""Figures set over a first page as pictures are read into the gaps they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import ToolMissing
from ingest.readers import read
from ingest.readers.ocr import tesseract

FONT = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")


@pytest.fixture(autouse=True)
def _tools() -> None:
    try:
        tesseract.probe()
    except ToolMissing as missing:
        pytest.skip(str(missing))
    if not FONT.is_file():
        pytest.skip("needs the Liberation fonts to set Vietnamese")


def _signed(folder: Path, x: float) -> Path:
    """A page whose number is a picture at ``x``; the gap runs from 105 to 135 points."""
    import pymupdf

    with pymupdf.open() as drawn:
        page = drawn.new_page(width=24, height=16)
        page.insert_text((3, 13), "45", fontsize=14, fontname="L", fontfile=str(FONT))
        picture = page.get_pixmap(dpi=300)
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=595, height=842)
        body = "Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy nghiêm túc thực hiện Chỉ thị này."
        for n in range(5):
            page.insert_text(
                (85, 200 + 18 * n), body, fontsize=12, fontname="L", fontfile=str(FONT)
            )
        text = "Số" + " " * 13 + "-CT/TU"
        page.insert_text((90, 100), text, fontsize=12, fontname="L", fontfile=str(FONT))
        page.insert_image(pymupdf.Rect(x, 88, x + 24, 104), pixmap=picture)
        pdf.save(folder / "a.pdf")
    return folder / "a.pdf"


def test_a_number_in_the_gap_is_read_and_told(tmp_path: Path) -> None:
    (page,) = read(_signed(tmp_path, 109)).pages
    assert "Số 45-CT/TU" in [line.text for line in page.lines]
    assert any("“45”" in remark for remark in page.remarks)


def test_a_picture_elsewhere_is_not_put_into_the_text(tmp_path: Path) -> None:
    (page,) = read(_signed(tmp_path, 400)).pages
    assert "Số -CT/TU" in [line.text for line in page.lines]
    assert not page.remarks


def test_a_real_signed_document(shared: Path) -> None:
    page = read(shared / "pdf" / "party__tcddvhn__huongdan21.pdf").pages[0]
    texts = [line.text for line in page.lines]
    assert "Số 21-HD/BTCTU" in texts
    assert "Hà Nội, ngày 21 tháng 8 năm 2025" in texts
