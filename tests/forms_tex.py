"""A typeset PDF as TeX made them from VnTeX's bitmap fonts: letters of T5, and no ToUnicode.

Its fonts become Type 3 fonts whose glyphs bear no names that say a letter, so that a
reader is left with the codes alone; the picture of the page stays what it was.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pymupdf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

_LETTERS = Path(__file__).parents[1] / "ingest" / "data" / "legacy.json"
_SIGNS = {"–": "endash", "“": "quotedblleft", "”": "quotedblright", "…": "ellipsis", "•": "bullet"}
_FREE = range(1, 0x1A)
"""Codes that T5 gives no letter: what is no letter of it stands there under its own name."""
_SHOW = re.compile(rb"/(?P<font>\w+)\s+[\d.]+\s+Tf|<(?P<codes>[0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<(\w+)> <(\w+)> <(\w+)>")
_CHAR = re.compile(r"^<(\w+)> <(\w+)>$", re.MULTILINE)


def in_tex(pdf: bytes) -> bytes:
    """Return a PDF of fonts with two-byte codes with its text in T5."""
    made = pymupdf.open(stream=pdf)
    used: dict[int, set[int]] = {}
    for page in made:
        named = {font[4]: font[0] for font in page.get_fonts() if font[2] == "Type0"}
        for xref in page.get_contents():
            for name, glyphs in _shown(made.xref_stream(xref)):
                if name in named:
                    used.setdefault(named[name], set()).update(glyphs)
    fonts = {xref: _Font.of(made, xref, glyphs) for xref, glyphs in used.items()}
    for page in made:
        names = {font[4]: fonts[font[0]] for font in page.get_fonts() if font[0] in fonts}
        for xref in page.get_contents():
            made.update_stream(xref, _recoded(made.xref_stream(xref), names))
    for xref, font in fonts.items():
        made.update_object(xref, font.written(made))
    return bytes(made.tobytes(garbage=4, deflate=True, no_new_id=True))


@dataclass(frozen=True, slots=True)
class _Font:
    """A font of the file: the code of each glyph, and the font program."""

    codes: dict[int, int]
    names: dict[int, str]
    program: TTFont

    @staticmethod
    def of(pdf: pymupdf.Document, xref: int, used: set[int]) -> _Font:
        """Read the glyphs of a Type 0 font that are used."""
        t5 = {said: ord(code) for code, said in _letters().items()}
        codes: dict[int, int] = {}
        names: dict[int, str] = {}
        free = iter(_FREE)
        for glyph, sign in _said(pdf, xref):
            if glyph not in used:
                continue
            if sign in t5 or " " <= sign < "\x7f":
                code, name = t5.get(sign, ord(sign)), ""
            else:
                code, name = next(free), _SIGNS.get(sign, f"uni{ord(sign):04X}")
            codes[glyph], names[code] = code, name or f"a{code}"
        return _Font(codes, names, TTFont(io.BytesIO(_program(pdf, xref))))

    def written(self, pdf: pymupdf.Document) -> str:
        """Write the glyphs as streams; return the Type 3 font's object."""
        order, shapes = self.program.getGlyphOrder(), self.program.getGlyphSet()
        procs, widths = [], dict.fromkeys(range(256), 0)
        for glyph, code in self.codes.items():
            pen = _Path(shapes)
            shapes[order[glyph]].draw(pen)
            width = widths[code] = int(shapes[order[glyph]].width)
            xref = pdf.get_new_xref()
            pdf.update_object(xref, "<<>>")
            drawn = f"{width} 0 -500 -700 2500 2500 d1\n" + "\n".join([*pen.drawn, "f"])
            pdf.update_stream(xref, drawn.encode())
            procs.append(f"/{self.names[code]} {xref} 0 R")
        differences = " ".join(f"{code} /{name}" for code, name in sorted(self.names.items()))
        step = 1 / self.program["head"].unitsPerEm
        return (
            f"<</Type/Font/Subtype/Type3/FontMatrix[{step:.8f} 0 0 {step:.8f} 0 0]"
            f"/FontBBox[-500 -700 2500 2500]/Resources<<>>/CharProcs<<{' '.join(procs)}>>"
            f"/Encoding<</Type/Encoding/Differences[{differences}]>>"
            f"/FirstChar 0/LastChar 255/Widths[{' '.join(map(str, widths.values()))}]>>"
        )


class _Path(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Draws a glyph as the operators of a page."""

    def __init__(self, shapes: object) -> None:
        super().__init__(shapes)
        self.drawn: list[str] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  # fontTools' name
        self.drawn.append(f"{pt[0]} {pt[1]} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(f"{pt[0]} {pt[1]} l")

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(" ".join(f"{x:.1f} {y:.1f}" for x, y in points) + " c")

    def _closePath(self) -> None:  # noqa: N802
        self.drawn.append("h")


def _letters() -> dict[str, str]:
    letters: dict[str, str] = json.loads(_LETTERS.read_text("utf-8"))["vntex"]["letters"]
    return letters


def _said(pdf: pymupdf.Document, xref: int) -> Iterator[tuple[int, str]]:
    """Yield each glyph of a font that is used and what it says, from its ToUnicode."""
    table = pdf.xref_stream(_reference(pdf, xref, "ToUnicode")).decode("latin-1")
    for first, last, sign in _RANGE.findall(table):
        for n in range(int(last, 16) - int(first, 16) + 1):
            yield int(first, 16) + n, chr(int(sign, 16) + n)
    for glyph, sign in _CHAR.findall(table):
        yield int(glyph, 16), chr(int(sign, 16))


def _program(pdf: pymupdf.Document, xref: int) -> bytes:
    descendants = pdf.xref_get_key(xref, "DescendantFonts")[1]
    descendant = int(descendants.strip("[] ").split()[0])
    descriptor = _reference(pdf, descendant, "FontDescriptor")
    return bytes(pdf.xref_stream(_reference(pdf, descriptor, "FontFile2")))


def _reference(pdf: pymupdf.Document, xref: int, key: str) -> int:
    return int(pdf.xref_get_key(xref, key)[1].split()[0])


def _shown(content: bytes) -> Iterator[tuple[str, list[int]]]:
    """Yield the glyph numbers a page shows, with the name of their font."""
    name = ""
    for found in _SHOW.finditer(content):
        name = found["font"].decode() if found["font"] else name
        yield name, _glyphs(found["codes"] or b"")


def _glyphs(codes: bytes) -> list[int]:
    return [int(codes[n : n + 4], 16) for n in range(0, len(codes), 4)]


def _recoded(content: bytes, fonts: dict[str, _Font]) -> bytes:
    """Return a page's content with two-byte glyph numbers as one-byte codes."""
    current: list[_Font | None] = [None]

    def one(found: re.Match[bytes]) -> bytes:
        if found["font"]:
            current[0] = fonts.get(found["font"].decode())
            return found[0]
        font = current[0]
        if font is None:
            return found[0]
        return b"<" + b"".join(b"%02x" % font.codes[g] for g in _glyphs(found["codes"])) + b">"

    return _SHOW.sub(one, content)
