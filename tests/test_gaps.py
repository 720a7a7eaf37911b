"""Words that stand apart on the page are apart in the text; words printed twice are read once."""

from __future__ import annotations

import itertools

import pymupdf
import pytest

from corpus.typeset.faces import FONTS
from ingest.pages import Box, TextLine
from ingest.readers.page.lines import close_up, printed_once
from ingest.readers.pdf.reader import layer_of

WORDS = ["Chi", "bộ", "đã", "nghị", "sự", "về", "kế", "hoạch", "của", "tổ", "đảng"]


def _page(gap: float) -> pymupdf.Page:
    """Return a page with a line of words that no space parts, ``gap`` points between them."""
    path = FONTS / "LiberationSerif-Regular.ttf"
    if not path.is_file():
        pytest.skip("needs the font files of fonts-liberation2 to typeset")
    font = pymupdf.Font(fontfile=str(path))
    page = pymupdf.open().new_page()
    writer, x = pymupdf.TextWriter(page.rect), 72.0
    for word in WORDS:
        writer.append((x, 100), word, font=font, fontsize=12)
        x += font.text_length(word, 12) + gap
    writer.write_text(page)
    return page


def test_a_gap_after_an_accented_letter_is_a_space() -> None:
    (line,) = layer_of(_page(3.0)).lines
    assert line.text == " ".join(WORDS)
    assert [word.text for word in line.words] == WORDS
    boxes = [word.box for word in line.words]
    assert all(a.x1 < b.x0 for a, b in itertools.pairwise(boxes))


def test_letters_that_stand_close_are_one_word() -> None:
    (line,) = layer_of(_page(0.0)).lines
    assert line.text == "".join(WORDS)


def _line(text: str, x: float, y: float, end: float) -> TextLine:
    return TextLine(text, Box(x, y, end, y + 12), size=12.0)


def test_a_shadow_is_read_once() -> None:
    shadow, print_ = _line("Lát cắt", 101.5, 101.5, 140), _line("Lát cắt", 100, 100, 138)
    again = _line("Lát cắt", 100, 130, 138)
    assert printed_once([shadow, print_, again]) == [shadow, again]


def test_lines_of_print_that_overlap_do_not_run_into_one_word() -> None:
    (line,) = close_up([_line("trong trường", 70, 100, 300), _line("hợp này", 72, 104, 120)])
    assert line.text == "trong trường hợp này"
