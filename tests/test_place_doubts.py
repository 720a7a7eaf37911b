"""Places of a scan that reading could not prove: handed to a person, once a page.

Judged before the code.
"""

from __future__ import annotations

import pytest

from index.catalogue.doubts import PLACE, doubt_rows
from ingest import pipeline
from ingest.claims import Doubt
from ingest.pages import Box, Origin, ReadFile, ReadPage, TextLine

HEAD = (
    "UBND TỈNH MINH HÀ",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 12/QĐ-UBND",
    "QUYẾT ĐỊNH",
    "Về việc giao kế hoạch năm",
    "QUYẾT ĐỊNH:",
)


def _page(number: int, texts: tuple[str, ...], origin: Origin) -> ReadPage:
    lines = tuple(
        TextLine(text, Box(90, 120 + 20 * n, 500, 132 + 20 * n), size=12.0, paragraph_end=True)
        for n, text in enumerate(texts)
    )
    return ReadPage(number, lines, origin, 0.95, 595.0, 842.0)


def place_doubts(*pages: tuple[str, ...], origin: Origin = Origin.OCR) -> list[Doubt]:
    read = tuple(_page(n, texts, origin) for n, texts in enumerate(pages, start=1))
    document = pipeline.assemble(ReadFile("quet.pdf", "0" * 64, "pdf", read, paged=True))
    return [doubt for doubt in document.doubts if doubt.field == PLACE]


LOST = (*HEAD, "Điều 1. Giao kế hoạch", "1. Sở Y tế.", "3. Sở Tài chính.", "Điều 2. Thi hành")
LOOSE = (
    *HEAD,
    "Điều 1. Giao kế hoạch",
    "a) Sở Y tế lập danh sách;",
    "b) Sở Tài chính cấp kinh phí.",
    "Kinh phí lấy từ nguồn của năm trước chuyển sang theo quy định.",
    "Điều 2. Thi hành",
)
WHOLE = (*HEAD, "Điều 1. Giao kế hoạch", "1. Sở Y tế.", "2. Sở Tài chính.", "Điều 2. Thi hành")


def test_a_lost_number_of_a_scan_is_handed_to_a_person() -> None:
    (doubt,) = place_doubts(LOST)
    assert (doubt.page, doubt.read, doubt.stated) == (1, "", False)
    assert "1." in doubt.reason
    assert "3." in doubt.reason
    assert doubt.box is not None and doubt.box.y0 >= 120 + 20 * 8


def test_a_paragraph_whose_levels_are_dropped_is_told_with_the_level_that_is_sure() -> None:
    (doubt,) = place_doubts(LOOSE)
    assert "Kinh phí lấy từ nguồn" in doubt.reason
    assert "Điều 1" in doubt.reason


@pytest.mark.parametrize(
    ("pages", "origin"), [((WHOLE,), Origin.OCR), ((LOST, LOOSE), Origin.TEXT)]
)
def test_sure_places_and_files_with_text_ask_nothing(
    pages: tuple[tuple[str, ...], ...], origin: Origin
) -> None:
    assert place_doubts(*pages, origin=origin) == []


def test_each_page_asks_once_and_the_catalogue_keeps_it() -> None:
    second = ("4. Sở Nội vụ.", "7. Sở Công Thương.", "9. Sở Tư pháp.", "Điều 3. Hiệu lực")
    doubts = place_doubts(LOST, second)
    assert [doubt.page for doubt in doubts] == [1, 2]
    read = (_page(1, LOST, Origin.OCR),)
    document = pipeline.assemble(ReadFile("quet.pdf", "0" * 64, "pdf", read, paged=True))
    assert PLACE in [row[2] for row in doubt_rows(1, document)]
