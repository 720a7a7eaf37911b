"""A talk as slides (.pptx): a passage a slide, its source in the foot, a code that leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.text.text import _Run as Run
from pptx.util import Emu, Inches, Pt

from ingest.text.vietnamese import sentences
from search_app.views.export import legal
from search_app.views.lesson_sheets import code
from search_app.views.talk import ItemView
from search_app.views.talk_file import TalkFile

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_TITLE, _SECTION, _TITLE_ONLY = 0, 2, 5
"""Layouts of the template that python-pptx ships."""
_SIZES = (32, 28, 26, 24, 22, 20, 18)
"""Points of a quotation, from a short one to a long one; what is longer goes on on a next slide."""
_LETTER, _LINE = 0.45, 1.22
"""Width of a letter and height of a line, in parts of the size of the letters."""
_BOX = (Inches(0.6), Inches(1.35), Inches(12.1), Inches(4.45))
_FOOT = (Inches(0.6), Inches(5.95), Inches(10.4), Inches(1.35))
_CODE = (Inches(11.45), Inches(5.95), Inches(1.3))
_INK, _SOFT, _RED = (
    RGBColor(0x1D, 0x1D, 0x1B),
    RGBColor(0x45, 0x42, 0x3C),
    RGBColor(0xA4, 0x16, 0x1A),
)
QUOTATION = "Trích nguyên văn"
"""The name of the shape that holds a quotation."""
ONLY_HERE = "(mã và địa chỉ chỉ mở được trên máy đang chạy kho)"


@dataclass(frozen=True, slots=True)
class _Piece:
    """What of a quotation stands on one slide."""

    text: str
    size: int
    first: bool
    last: bool


def slides(talk: TalkFile) -> bytes:
    """Return a talk as .pptx; remarks are the speaker's notes."""
    deck = pptx.Presentation()
    _widen(deck)
    deck.core_properties.title, deck.core_properties.author = legal(talk.name), ""
    opening = deck.slides.add_slide(deck.slide_layouts[_TITLE])
    opening.shapes.title.text = legal(talk.name)
    opening.placeholders[1].text = legal(talk.compared)
    for view in talk.parts:
        if view.item.is_heading:
            section = deck.slides.add_slide(deck.slide_layouts[_SECTION])
            section.shapes.title.text = legal(view.item.remark)
            _drop(section.placeholders[1])
            continue
        for piece in pieces(view.item.taken.quotation.strip()):
            _slide(deck, talk, view, piece)
    made = BytesIO()
    deck.save(made)
    return made.getvalue()


def _widen(deck: Deck) -> None:
    """Make the slides of the template as wide as screens are, and everything on them with them."""
    factor = WIDTH / deck.slide_width
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            if shape.element.spPr.xfrm is not None:
                shape.left, shape.width = (
                    Emu(int(shape.left * factor)),
                    Emu(int(shape.width * factor)),
                )


def _drop(shape: BaseShape) -> None:
    parent = shape.element.getparent()
    if parent is not None:
        parent.remove(shape.element)


def _slide(deck: Deck, talk: TalkFile, view: ItemView, piece: _Piece) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    taken = view.item.taken
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _BOX[0], Inches(0.3), _BOX[2], Inches(0.95)
    title.text = legal(taken.short or taken.document) + ("" if piece.first else " (tiếp theo)")
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    title.text_frame.word_wrap = True
    _write(title.text_frame.paragraphs[0].runs, 26, _SOFT, bold=True)
    _quote(slide, piece)
    _foot(slide, talk, view)
    if link := talk.link(view):
        picture = slide.shapes.add_picture(BytesIO(code(link)), _CODE[0], _CODE[1], _CODE[2])
        picture.name = "Mã QR"
        picture.element.nvPicPr.cNvPr.set("descr", f"Mã QR: {link}")
    if piece.first:
        told = [view.item.remark, f"Nguồn: {taken.footnote}", *view.warnings, talk.link(view)]
        slide.notes_slide.notes_text_frame.text = legal("\n\n".join(filter(None, told)))


def _write(runs: Iterable[Run], size: float, colour: RGBColor, *, bold: bool = False) -> None:
    for run in runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour


def _quote(slide: Slide, piece: _Piece) -> None:
    """Put a quotation on a slide: its words in runs of their own, the marks around them apart."""
    box = slide.shapes.add_textbox(*_BOX)
    box.name = QUOTATION
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    lines = piece.text.split("\n")
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(piece.size / 3)
        if n == 0 and piece.first:
            paragraph.add_run().text = "“"
        paragraph.add_run().text = legal(line)
        if n == len(lines) - 1 and piece.last:
            paragraph.add_run().text = "”"
        _write(paragraph.runs, piece.size, _INK)
        for run in paragraph.runs:
            run.font.name = "Times New Roman"


def _foot(slide: Slide, talk: TalkFile, view: ItemView) -> None:
    """Put the source below the words, and what became of them."""
    box = slide.shapes.add_textbox(*_FOOT)
    box.name = "Nguồn"
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    lines = [(line, 14, _RED) for line in view.warnings]
    lines.append((view.item.taken.footnote, 14, _SOFT))
    link = talk.link(view)
    if link:
        lines.append((f"{link} {ONLY_HERE}" if talk.is_local else link, 11, _SOFT))
    for n, (line, size, colour) in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = legal(line)
        _write([run], size, colour, bold=colour is _RED)
        if line.startswith(link) and link:
            run.hyperlink.address = link


def pieces(quotation: str) -> tuple[_Piece, ...]:
    """Cut a quotation into what fits on a slide; nothing but white space is left between."""
    size = next((size for size in _SIZES if _fits(quotation, size)), 0)
    if size:
        return (_Piece(quotation, size, True, True),)
    parts = sum(1 for _ in _cut(quotation, len(quotation)))
    # As long as one another: no slide is left with a single line.
    texts = list(_cut(quotation, len(quotation) // parts))
    return tuple(
        _Piece(text, _SIZES[-1], n == 0, n == len(texts) - 1) for n, text in enumerate(texts)
    )


def _cut(quotation: str, enough: int) -> Iterator[str]:
    """Yield stretches of whole sentences that fit at the smallest size.

    A longer sentence stands alone.

    :param enough: characters of a stretch that is not added to.
    """
    start = end = 0
    for sentence in sentences(quotation):
        fits = _fits(quotation[start : sentence.end], _SIZES[-1])
        if end > start and (end - start >= enough or not fits):
            yield quotation[start:end]
            start = sentence.start
        end = sentence.end
    if end > start:
        yield quotation[start:end]


def _fits(text: str, size: int) -> bool:
    """Say whether a text has room in the box at a size; counted in letters of middling width."""
    a_line = _BOX[2] / Pt(size) / _LETTER
    lines = sum(ceil((len(line) + 2) / a_line) for line in text.split("\n"))
    apart = text.count("\n") / 3
    return (lines * _LINE + apart) * Pt(size) <= _BOX[3]
