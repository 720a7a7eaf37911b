"""Is a page's text layer the page's text?  If not, recognise the picture.

A page with *some* text is not yet a page with *its* text: a signature stamp or a
watermark may be all there is over a scan, or a scanner's bad OCR lies under it, or an
annex was put in as a picture.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pymupdf

from ingest.errors import ToolMissing
from ingest.pages import Origin, ReadPage, Role, TextLine
from ingest.readers.ocr.confusions import corrected
from ingest.readers.ocr.deskew import Turn
from ingest.readers.ocr.pool import Recogniser
from ingest.readers.ocr.red_stamps import marked_lines
from ingest.readers.ocr.tesseract import Recognised, picture_of
from ingest.readers.pdf import page_images
from ingest.text.vietnamese import WORD, is_syllable

ENOUGH_LETTERS = 40
"""Fewer letters than this beside a page-sized picture are a stamp, not the page's text."""
GOOD_SHARE = 0.75
"""Share of letter words that are valid syllables above which Vietnamese text is believed.

Chosen, not measured: foreign names and abbreviations take some of a good layer, a legacy
encoding breaks most syllables with a diacritic.  A broken font map whose wrong letters
split words can still pass.
"""
GOOD_ACCENTED = 0.6
"""Share of words with more than ASCII that are syllables on a page that is no scan."""
FEW_WORDS = 5
"""Fewer such words than this prove nothing."""
ALIEN_SHARE = 0.03
"""Share of alien signs above which a page's font map is taken to be broken."""
PICTURE_SHARE = 0.5
"""A picture over this share of the page makes it a scan."""

PendingPage = Callable[[], ReadPage]


@dataclass(frozen=True, slots=True)
class Layer:
    """What was measured on a text layer."""

    letters: int
    valid: float
    """Share of letter words that are Vietnamese syllables."""
    picture: float
    """Share of the page that pictures cover."""
    accented: float = 1.0
    """The same share of words with more than ASCII only; 1 where hardly any are."""
    alien: float = 0.0
    """Share of signs that Vietnamese text does not have: a broken font map shows them."""


Pictures = Sequence[Mapping[str, Any]]
"""What the library says of a page's pictures; to ask it costs as much as the page's text."""


def measure(page: pymupdf.Page, read: ReadPage, pictures: Pictures) -> Layer:
    """Measure a page's text layer against its pictures."""
    # A signature's stamp and slanted watermarks are set aside as furniture: no page's text.
    texts = [line.text for line in read.lines if line.role is not Role.FURNITURE]
    words = [word for text in texts for word in WORD.findall(text) if word.isalpha()]
    valid = sum(map(is_syllable, words)) / len(words) if words else 0.0
    area = abs(page.rect)
    picture = sum(abs(pymupdf.Rect(info["bbox"]) & page.rect) for info in pictures if area)
    covered = min(1.0, picture / area if area else 0.0)
    signs = sum(len(part) for text in texts for part in text.split())
    alien = sum(len(_ALIEN.findall(text)) for text in texts) / signs if signs else 0.0
    marked = [word for word in words if not word.isascii()]
    accented = sum(map(is_syllable, marked)) / len(marked) if len(marked) >= FEW_WORDS else 1.0
    return Layer(sum(map(len, words)), valid, covered, accented, alien)


_ALIEN = re.compile("[\ufffd\u0250-\u02c5\u02de-\u02ff\u0400-\u058f]")
"""Cyrillic, Armenian, spacing modifiers and what stands for none; but no hats of formulas."""


def start_page(page: pymupdf.Page, read: ReadPage, recogniser: Recogniser) -> PendingPage:
    """Judge a page's layer and begin to recognise what it lacks; the answer finishes it.

    Without the OCR program a scan stays :attr:`Origin.UNREADABLE` with a remark: its
    doubtful layer is never passed off as its text.  The first page's red stamps are
    read besides where it holds pictures: a secrecy mark there is in no text layer.
    """
    pictures = page.get_image_info()
    layer = measure(page, read, pictures)
    scanned = layer.picture > PICTURE_SHARE
    whole = layer.alien <= ALIEN_SHARE
    if _is_believed(layer, scanned=scanned, whole=whole):
        trusted = replace(read, confidence=round(layer.valid, 3))
        finish = _with_parts(page, trusted, recogniser, pictures)
    elif layer.letters == 0 and not scanned and not page.get_drawings():
        figures = any(map(_has_figures, read.lines))
        finish = _done(read if figures else replace(read, lines=(), origin=Origin.BLANK))
    elif whole and not scanned and layer.letters < ENOUGH_LETTERS:
        # A short page (a title, figures): nothing speaks against its layer.
        finish = _with_parts(page, read, recogniser, pictures)
    else:
        return _recognise(page, read, recogniser, pictures)
    return _with_stamps(page, finish, pictures)


def _has_figures(line: TextLine) -> bool:
    """Say whether a line without a letter says something: a sum or a day, not a page's number."""
    if line.role is Role.FURNITURE or line.text.strip(" -–—").isdigit():
        return False
    return sum(map(str.isdigit, line.text)) > 1


def _is_believed(layer: Layer, *, scanned: bool, whole: bool) -> bool:
    if scanned:
        # A scanner's bad layer leaves the accents off: every word counts.
        return whole and layer.valid >= GOOD_SHARE and layer.letters >= ENOUGH_LETTERS
    # English names, formulas and tables of signs are no reason to distrust a layer.
    return whole and layer.letters > 0 and layer.accented >= GOOD_ACCENTED


def _done(read: ReadPage) -> PendingPage:
    return lambda: read


def _with_stamps(
    page: pymupdf.Page, finish: PendingPage, pictures: Pictures, turn: Turn | None = None
) -> PendingPage:
    if page.number or not pictures:
        return finish

    def stamped() -> ReadPage:
        read = finish()
        return replace(read, lines=(*marked_lines(page, turn), *read.lines))

    return stamped


def _with_parts(
    page: pymupdf.Page, read: ReadPage, recogniser: Recogniser, pictures: Pictures
) -> PendingPage:
    """Return the page with what its pictures say that its layer does not (an ink test)."""
    begun = [
        (part, recogniser.submit(part.picture))
        for part in page_images.without_text(page, read.lines, pictures)
    ]
    if not begun:
        return _done(read)

    def finish() -> ReadPage:
        try:
            return page_images.joined(read, [(part, future.result()) for part, future in begun])
        except ToolMissing as missing:
            remark = f"Trang {read.number}: ảnh trên trang chưa được nhận dạng. {missing}"
            return replace(read, remarks=(*read.remarks, remark))
        except subprocess.SubprocessError:
            remark = f"Trang {read.number}: ảnh trên trang nhận dạng không xong."
            return replace(read, remarks=(*read.remarks, remark))

    return finish


def _recognise(
    page: pymupdf.Page, read: ReadPage, recogniser: Recogniser, pictures: Pictures
) -> PendingPage:
    begun = recogniser.submit(picture_of(page))

    def finish() -> ReadPage:
        try:
            recognised = begun.result()
        except ToolMissing as missing:
            return _unreadable(read, str(missing))
        except subprocess.SubprocessError:
            return _unreadable(read, f"Trang {read.number}: nhận dạng chữ không xong.")
        page_read = _of_picture(read, recognised)
        return _with_stamps(page, _done(page_read), pictures, recognised.turn)()

    return finish


def _unreadable(read: ReadPage, remark: str) -> ReadPage:
    return replace(read, lines=(), origin=Origin.UNREADABLE, confidence=0.0, remarks=(remark,))


def _of_picture(read: ReadPage, recognised: Recognised) -> ReadPage:
    """Return the page as OCR read its picture."""
    if not recognised.lines:
        # An empty sheet, or writing that recognition does not see: which, nobody looked.
        remarks = (*recognised.remarks, f"Trang {read.number}: không nhận dạng được chữ nào.")
        return replace(read, lines=(), origin=Origin.BLANK, remarks=remarks)
    lines, changes = corrected(recognised.lines, read.number)
    turned = _turn_remark(recognised.turn, read.number)
    return replace(
        read,
        lines=lines,
        origin=Origin.OCR,
        confidence=recognised.confidence,
        remarks=(*recognised.remarks, *turned, *changes),
        again=recognised.again,
        head_again=recognised.head_again,
        stamps=recognised.stamps,
    )


def _turn_remark(turn: Turn | None, number: int) -> tuple[str, ...]:
    if turn is None or not turn.quarters:
        return ()
    how = {1: "nằm ngang", 2: "lộn ngược", 3: "nằm ngang"}[turn.quarters]
    return (f"Trang {number} quét {how}, đã được xoay lại để nhận dạng.",)
