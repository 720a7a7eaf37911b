"""A talk as slides (.pptx): a passage a slide, its source in the foot, a code that leads to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
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
_LETTER, _LINE = 0.46, 1.22
"""Width of a letter and height of a line, in parts of the size of the letters."""
_BOX = (Inches(0.6), Inches(1.35), Inches(12.1), Inches(4.45))
_FOOT_WIDTH, _FOOT_HEIGHT, _FOOT_END = Inches(10.4), Inches(1.4), Inches(7.35)
_FOOT_SIZES, _SMALL = (14, 12, 11, 10), 10
_MARGIN = Inches(0.05)
"""Above and below the text of a box."""
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


@dataclass(frozen=True, slots=True)
class _Foot:
    """What stands below a quotation: lines with their colours, and where it begins."""

    lines: tuple[tuple[str, RGBColor], ...]
    size: int
    address: str
    link: str
    top: int


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
        foot = _foot_of(talk, view)
        for piece in pieces(view.item.taken.quotation.strip(), foot.top - _BOX[1]):
            _slide(deck, talk, view, piece, foot)
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


def _slide(deck: Deck, talk: TalkFile, view: ItemView, piece: _Piece, foot: _Foot) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    taken = view.item.taken
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _BOX[0], Inches(0.3), _BOX[2], Inches(0.95)
    name = legal(taken.short or taken.document)
    title.text = name[:1].upper() + name[1:] + ("" if piece.first else " (tiếp theo)")
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    title.text_frame.word_wrap = True
    _write(title.text_frame.paragraphs[0].runs, 26, _SOFT, bold=True)
    _quote(slide, piece, foot.top - _BOX[1])
    _source(slide, foot)
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


def _quote(slide: Slide, piece: _Piece, height: int) -> None:
    """Put a quotation on a slide: its words in runs of their own, the marks around them apart."""
    box = slide.shapes.add_textbox(*_BOX[:3], Emu(height))
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


def _foot_of(talk: TalkFile, view: ItemView) -> _Foot:
    """Return the source, what became of the words and their address, as large as there is room."""
    link = talk.link(view)
    lines = [(line, _RED) for line in view.warnings]
    lines.append((view.item.taken.footnote, _SOFT))
    address = f"{link} {ONLY_HERE}" if link and talk.is_local else link
    for size in _FOOT_SIZES:
        height = sum(_height(line, size, _FOOT_WIDTH) for line, _ in lines)
        height += _height(address, _SMALL, _FOOT_WIDTH) + 2 * _MARGIN
        if height <= _FOOT_HEIGHT:
            break
    return _Foot(tuple(lines), size, address, link, int(_FOOT_END - max(height, _FOOT_HEIGHT)))


def _source(slide: Slide, foot: _Foot) -> None:
    """Put the source below the words, and what became of them."""
    box = slide.shapes.add_textbox(
        _BOX[0], Emu(foot.top), Emu(_FOOT_WIDTH), Emu(_FOOT_END - foot.top)
    )
    box.name = "Nguồn"
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    paragraph = frame.paragraphs[0]
    for n, (line, colour) in enumerate(foot.lines):
        paragraph = paragraph if n == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = legal(line)
        _write([run], foot.size, colour, bold=colour is _RED)
    if foot.link:
        run = frame.add_paragraph().add_run()
        run.text = legal(foot.address)
        run.hyperlink.address = foot.link
        _write([run], _SMALL, _SOFT)


def pieces(quotation: str, height: int = _BOX[3]) -> tuple[_Piece, ...]:
    """Cut a quotation into what fits on a slide; nothing but white space is left between."""

    def fits(text: str, size: int) -> bool:
        apart = text.count("\n") * Pt(size) / 3
        return _height(text, size, _BOX[2]) + apart + 2 * _MARGIN <= height

    size = next((size for size in _SIZES if fits(quotation, size)), 0)
    if size:
        return (_Piece(quotation, size, True, True),)
    smallest = partial(fits, size=_SIZES[-1])
    parts = sum(1 for _ in _cut(quotation, len(quotation), smallest))
    # As long as one another: no slide is left with a single line.
    texts = list(_cut(quotation, len(quotation) // parts, smallest))
    return tuple(
        _Piece(text, _SIZES[-1], n == 0, n == len(texts) - 1) for n, text in enumerate(texts)
    )


def _cut(quotation: str, enough: int, fits: Callable[[str], bool]) -> Iterator[str]:
    """Yield stretches of whole sentences that fit; a longer sentence stands alone.

    :param enough: characters of a stretch that is not added to.
    """
    start = end = 0
    for sentence in sentences(quotation):
        longer = quotation[start : sentence.end]
        if end > start and (end - start >= enough or not fits(longer)):
            yield quotation[start:end]
            start = sentence.start
        end = sentence.end
    if end > start:
        yield quotation[start:end]


def _height(text: str, size: int, width: int) -> float:
    """Return how high a text stands at a size, counted in letters of middling width."""
    a_line = width / Pt(size) / _LETTER
    lines = sum(max(1, ceil((len(line) + 2) / a_line)) for line in text.split("\n"))
    return lines * _LINE * Pt(size) if text else 0
