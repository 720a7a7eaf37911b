"""Our own documents in every awkward form offices have them in, with the text they must give.

A form is a function from a source (``corpus/sources``) to the bytes of a file:
``FORMS[name](source)``.  What each must be read as is :func:`paragraphs` and
:func:`notes`, the same for all: the truth is the source, not what a reader made of it.
``python -m tests.forms FOLDER`` writes one document in all of them, to be looked at.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

from corpus.typeset import faces
from corpus.typeset.printed import SAMPLE_LINE, properties, typeset
from corpus.typeset.scan import scanned
from corpus.typeset.source import SourceText, pieces_of, read_source
from corpus.typeset.word import worded
from ingest.readers.word import doc
from ingest.text.vietnamese import nfc
from tests.forms_tex import in_tex

SOURCES = Path(__file__).parents[1] / "corpus" / "sources"
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
DPI = 200
SKEW = 2.5
"""Degrees a sheet lies askew in a careless scan."""


def source_of(name: str) -> SourceText:
    """Return a source of the sample documents."""
    return read_source(SOURCES / f"{name}.md")


# --- what it says -----------------------------------------------------------------------


def paragraphs(source: SourceText) -> list[str]:
    """Return the body's paragraphs as every form of the document must give them."""
    said = [p for p in source.paragraphs if not p.startswith("=== ")]
    return [_plain(p.removeprefix("== ").removeprefix("=> ")) for p in said]


def notes(source: SourceText) -> list[str]:
    """Return the footnotes' texts in their order."""
    return [_plain(text) for text in source.notes.values()]


def _plain(paragraph: str) -> str:
    text = ""
    for piece in pieces_of(paragraph):
        glue = "" if piece.glue or not text else " "
        text += glue + (piece.text.translate(SUPERSCRIPTS) if piece.mark else piece.text)
    return nfc(text)


def error_rate(said: str, truth: str) -> float:
    """Return the letters to insert, delete or change, over the letters of the truth."""
    signs = np.array([ord(sign) for sign in truth])
    steps = np.arange(len(truth) + 1)
    row = steps.copy()
    for sign in said:
        below = np.empty_like(row)
        below[0] = row[0] + 1
        below[1:] = np.minimum(row[:-1] + (signs != ord(sign)), row[1:] + 1)
        row = np.minimum.accumulate(below - steps) + steps
    return float(row[-1]) / max(1, len(truth))


# --- pictures ---------------------------------------------------------------------------


def _sheets(pdf: bytes) -> list[Image.Image]:
    pictures = []
    for page in pymupdf.open(stream=pdf):
        pixels = page.get_pixmap(dpi=DPI)
        pictures.append(Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples))
    return pictures


def _skewed(source: SourceText) -> bytes:
    """Scan a sheet that lies askew."""
    result = pymupdf.open()
    for picture in _sheets(typeset(source)):
        turned = picture.rotate(SKEW, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))
        page = result.new_page(width=picture.width * 72 / DPI, height=picture.height * 72 / DPI)
        page.insert_image(page.rect, stream=_encoded(turned, "JPEG"))
    return bytes(result.tobytes())


def _photograph(source: SourceText) -> bytes:
    """Photograph the first page from an angle, in uneven light, on a dark desk."""
    picture = _sheets(typeset(source))[0]
    width, height = picture.size
    desk = Image.new("RGB", (width + 160, height + 160), (70, 62, 55))
    desk.paste(picture, (80, 80))
    # Where the corners of the photograph lie on the desk: the far edge looks shorter.
    corners = (0, 0, 14, desk.height, desk.width - 14, desk.height, desk.width, 0)
    seen = desk.transform(desk.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    light = np.linspace(0.78, 1.0, seen.width)[None, :, None]
    lit = Image.fromarray((np.asarray(seen) * light).clip(0, 255).astype(np.uint8))
    return _encoded(lit.filter(ImageFilter.GaussianBlur(0.6)), "JPEG")


def _encoded(picture: Image.Image, form: str) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, quality=75, dpi=(DPI, DPI))
    return written.getvalue()


# --- Word and web -----------------------------------------------------------------------


def _old_word(source: SourceText) -> bytes:
    """Return the .doc that LibreOffice makes of the .docx.

    :raises ToolMissing: LibreOffice is not installed.
    """
    command = doc.probe()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        path.write_bytes(worded(source))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        words = [command, profile, "--headless", "--convert-to", "doc", "--outdir", folder]
        subprocess.run([*words, str(path)], check=True, capture_output=True, timeout=120)
        return (Path(folder) / "a.doc").read_bytes()


def _web(source: SourceText) -> bytes:
    facts = source.facts
    left = "<br>".join((facts["superior"], facts["issuer"], "*", f"Số {facts['number']}"))
    right = f"ĐẢNG CỘNG SẢN VIỆT NAM<br><br><i>{facts['place']}, {source.day}</i>"
    body = "".join(f"<p>{escape(text)}</p>\n" for text in paragraphs(source))
    ending = "<br>".join(facts["signing"].split(" | "))
    centred = f"<h1>{facts['kind']}</h1><p><b>{facts['subject']}</b></p><p><i>{SAMPLE_LINE}</i></p>"
    return (
        "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Trang mẫu</title>"
        "<style>p {margin: 1em}</style><script>var a = 'không phải chữ';</script></head><body>"
        f"<table><tr><td>{left}</td><td>{right}</td></tr></table>{centred}{body}"
        f"<p>{ending}</p></body></html>"
    ).encode()


FORMS: dict[str, tuple[str, Callable[[SourceText], bytes]]] = {
    "unicode": ("pdf", typeset),
    "tcvn3": ("pdf", lambda source: typeset(source, faces.face("tcvn3"))),
    "vni": ("pdf", lambda source: typeset(source, faces.face("vni"))),
    "vntex": ("pdf", lambda source: in_tex(typeset(source, faces.face("unicode")))),
    "mixed": ("pdf", lambda source: typeset(source, faces.face("mixed"))),
    "docx": ("docx", worded),
    "doc": ("doc", _old_word),
    "html": ("html", _web),
    "scan": ("pdf", lambda source: scanned(typeset(source), 7, properties(source))),
    "badlayer": ("pdf", lambda source: scanned(typeset(source), 7, properties(source), layer=True)),
    "skewed": ("pdf", _skewed),
    "photo": ("jpg", _photograph),
}
"""Every form: the ending of its file, and what makes it."""


def written(form: str, name: str, folder: Path) -> Path:
    """Write a source in a form; return the file's path."""
    ending, make = FORMS[form]
    path = folder / f"{name}-{form}.{ending}"
    path.write_bytes(make(source_of(name)))
    return path


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for each in FORMS:
        sys.stderr.write(f"{written(each, '09-kl-tu-2026', target)}\n")
