"""Which text layers are believed: stamps over scans, broken font maps, pages of English."""

from __future__ import annotations

import pymupdf
import pytest

from ingest.pages import Box, Origin, ReadPage, Role, TextLine
from ingest.readers.ocr import tesseract
from ingest.readers.ocr.pool import Recogniser
from ingest.readers.pdf import text_layer

RECOGNISED = tesseract.Recognised(
    (TextLine("Nghị quyết của Ban Chấp hành", Box(0, 0, 9, 9)),), 0.93
)
STAMP = "Ký bởi: Cổng Thông tin điện tử Chính phủ, cơ quan Văn phòng Chính phủ"
GOOD = "Hướng dẫn thực hiện nghị quyết về công tác xây dựng Đảng trong sạch, vững mạnh"
BROKEN = "Công ty Fә SKҫQ 1ăQJ OѭӧQJ %ҧR Long theo báo cáo hoàn thành ngày tháng năm"
ENGLISH = "National technical regulation on urban railways, rolling stock and signalling"


def page(*, scanned: bool) -> pymupdf.Page:
    made = pymupdf.open().new_page(width=600, height=800)
    if scanned:
        picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 60, 80))
        picture.clear_with(255)
        made.insert_image(made.rect, pixmap=picture)
    return made


def layer(text: str, role: Role | None = None) -> ReadPage:
    return ReadPage(1, (TextLine(text, Box(0, 0, 300, 12), role=role),), width=600, height=800)


@pytest.fixture(autouse=True)
def recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "recognise", lambda picture, kept: RECOGNISED)


@pytest.mark.parametrize(
    ("text", "role", "scanned", "origin"),
    [
        (GOOD, None, False, Origin.TEXT),
        (GOOD, None, True, Origin.TEXT),
        (STAMP, Role.FURNITURE, True, Origin.OCR),
        (BROKEN, None, False, Origin.OCR),
        (ENGLISH, None, False, Origin.TEXT),
        ("Bi6n ban k1Cm tra ngdy th6ng nim cua doan lidn nganh tinh", None, True, Origin.OCR),
    ],
)
def test_outcome(text: str, role: Role | None, scanned: bool, origin: Origin) -> None:
    sheet = page(scanned=scanned)
    with Recogniser() as recogniser:
        found = text_layer.start_page(sheet, layer(text, role), recogniser)()
    assert found.origin is origin
    if origin is Origin.OCR:
        assert found.confidence == 0.93
        assert text not in {line.text for line in found.lines}
