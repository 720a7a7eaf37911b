"""A page is read as coarsely as its letters allow, and again where that was too coarse."""

from __future__ import annotations

import pytest
from PIL import Image

from ingest.pages import Box
from ingest.readers.ocr import second_reading, tesseract
from ingest.readers.ocr.deskew import unskewed, unskewed_part

COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text"


def _table(height: int, *words: str) -> str:
    rows = (
        f"5\t1\t1\t1\t1\t{n}\t{n * 60}\t100\t50\t{height}\t90\t{word}\n"
        for n, word in enumerate(words)
    )
    return "\t".join(COLUMNS.split()) + "\n" + "".join(rows)


GOOD = ("Kế", "hoạch", "công", "tác")


@pytest.mark.parametrize(
    ("height", "coarse", "fine", "sizes", "kept"),
    [
        (21, GOOD, GOOD, [150], 150),
        (12, GOOD, (*GOOD, "năm"), [150, 300], 300),  # small print
        (12, GOOD, GOOD[:2], [150, 300], 150),  # no better for it
        (21, ("xqz", "kkl", "Kế", "hoạch"), GOOD, [150, 300], 300),  # a doubtful page
    ],
)
def test_a_page_is_read_at_the_size_its_letters_ask_for(
    monkeypatch: pytest.MonkeyPatch,
    height: int,
    coarse: tuple[str, ...],
    fine: tuple[str, ...],
    sizes: list[int],
    kept: int,
) -> None:
    asked: list[int] = []

    def run(picture: bytes, dpi: int, segmentation: int) -> str:
        asked.append(dpi)
        assert picture.startswith(b"P5")
        return _table(height * dpi // 150, *(coarse if dpi == 150 else fine))

    monkeypatch.setattr(tesseract, "_run", run)
    page = tesseract.PagePicture(Image.new("RGB", (2480, 3508), "white"), 300)
    found = tesseract.recognise(page, None)
    assert asked == sizes
    assert found.lines[0].text.split() == list(fine if kept == 300 else coarse)
    box = found.lines[0].words[1].box
    assert (box.x0, box.y0) == pytest.approx((60 * 72 / kept, 100 * 72 / kept), abs=0.02)


def test_a_page_with_a_letterhead_is_read_at_all_its_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def run(picture: bytes, dpi: int, segmentation: int) -> str:
        asked.append(dpi)
        return _table(21 * dpi // 150, "Độc", "lập", "-", "Tự", "do")

    monkeypatch.setattr(tesseract, "_run", run)
    image = Image.new("RGB", (2480, 3508), "white")
    tesseract.recognise(tesseract.PagePicture(image, 300), None)
    assert asked == [150, 300]
    tesseract.recognise(tesseract.PagePicture(image, 300, first=True), None)
    assert asked == [150, 300, 300]


def test_parts_are_read_again_from_the_whole_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[Box, float]] = []

    def picture_of(image: Image.Image, degrees: float, zone: Box, size: float) -> Image.Image:
        taken.append((zone, size))
        return image.crop((0, 0, 10, 10))

    monkeypatch.setattr(second_reading, "picture_of", picture_of)
    monkeypatch.setattr(
        tesseract, "_run", lambda picture, dpi, segmentation: _table(21, "Nơi", "nhận:", *GOOD)
    )
    page = tesseract.PagePicture(Image.new("RGB", (2480, 3508), "white"), 300)
    found = tesseract.recognise(page, None)
    assert [size for _, size in taken] == [size for _, size in second_reading.WAYS]
    # Sixty points above the label, which stands at a hundred dots of 150 an inch.
    assert taken[0][0].x1 == 2480
    assert taken[0][0].y1 == pytest.approx(200 + 190 / 72 * 300)
    assert found.again


@pytest.mark.parametrize("degrees", [0.0, 1.3, -2.7])
def test_a_part_turned_by_itself_is_that_of_the_turned_page(degrees: float) -> None:
    noise = Image.effect_noise((601, 900), 80)
    part = Box(250.4, 300.0, 700.0, 500.9)
    assert (
        unskewed_part(noise, degrees, part).tobytes()
        == unskewed(noise, degrees).crop((250, 300, 601, 500)).tobytes()
    )
