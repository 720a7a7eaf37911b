"""Pages as an office scanner gives them: pictures, with or without a spoilt text layer."""

from __future__ import annotations

import io
import unicodedata

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

from corpus.typeset.sheet import HEIGHT, WIDTH

_DPI = 200
# What recognition without Vietnamese makes of print.
_MISREAD = str.maketrans(
    {"a": "ä", "o": "0", "l": "1", "i": "ì", "u": "ii", "m": "rn", "H": "l-l", "e": "c", "t": "f"}
)


def scanned(pdf: bytes, seed: int, properties: dict[str, str], *, layer: bool = False) -> bytes:
    """Return a PDF of pictures: grey paper, noise, blur and a slight turn.

    With ``layer`` each page also bears the invisible text that a recogniser without
    Vietnamese left there; it looks like text, and is none.
    """
    noise = np.random.default_rng(seed)
    result = pymupdf.open()
    for page in pymupdf.open(stream=pdf):
        sheet = result.new_page(width=WIDTH, height=HEIGHT)
        sheet.insert_image(pymupdf.Rect(0, 0, WIDTH, HEIGHT), stream=_picture(page, noise))
        if layer:
            _spoilt_layer(page, sheet)
    result.set_metadata(properties)
    return bytes(result.tobytes(garbage=4, deflate=True, no_new_id=True))


def _picture(page: pymupdf.Page, noise: np.random.Generator) -> bytes:
    pixels = page.get_pixmap(dpi=_DPI)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    turned = image.rotate(
        noise.uniform(-0.7, 0.7), Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )
    array = np.asarray(turned, dtype=np.float32) * 0.93
    array += noise.normal(5, 11, (turned.height, turned.width, 1))
    # Blurred with the print: a scanner's noise has no single bright pixels.
    paper = Image.fromarray(array.clip(0, 255).astype(np.uint8))
    written = io.BytesIO()
    paper.filter(ImageFilter.GaussianBlur(0.75)).save(written, "JPEG", quality=50)
    return written.getvalue()


def _spoilt_layer(page: pymupdf.Page, sheet: pymupdf.Page) -> None:
    """Write the words of ``page`` misread, invisible, where they stand."""
    for n, word in enumerate(page.get_text("words")):
        x, bottom, text = word[0], word[3], _plain(word[4])
        misread = text.translate(_MISREAD) if n % 3 else text[::-1]
        sheet.insert_text((x, bottom - 3), misread, fontsize=11, render_mode=3)


def _plain(text: str) -> str:
    """Return text without its diacritics, as such a recogniser sees it."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
