"""The faces pages are set in: Liberation Serif as it is, or in an encoding from before Unicode.

A :class:`Face` turns text into runs of codes, each in one font.  A Unicode face has one
run; TCVN3 sets the capitals it has no code for in the font whose name ends in ``H``, and
VNI sets a letter and its marks as two codes.  The old fonts are Liberation Serif with
its glyphs mapped to the codes of the encoding and another name, so the picture is right
and the text layer is not, as in files of the time.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pymupdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

FONTS = Path("/usr/share/fonts/truetype/liberation2")
STYLES = {"regular": "Regular", "bold": "Bold", "italic": "Italic"}
_ONE_IN = 5
"""One word in so many of a mixed file is in Unicode."""
_CODES = Path(__file__).resolve().parents[2] / "ingest" / "data" / "legacy.json"
_AT_X_Y = 0x0002  # a component is placed by offsets, not by points
_SIGNS = "–—‘’“”…•×§¹²³"


@dataclass(frozen=True, slots=True)
class Run:
    """Codes that one font draws."""

    codes: str
    font: pymupdf.Font


class Face(Protocol):
    """What text is set in."""

    def runs(self, text: str, style: str) -> list[Run]:
        """Return the codes and fonts that show ``text``."""
        ...


def width(runs: list[Run], size: float) -> float:
    """Return how wide runs are, in points."""
    return float(sum(run.font.text_length(run.codes, size) for run in runs))


class UnicodeFace:
    """Liberation Serif with its own codes."""

    def __init__(self) -> None:
        self._fonts = {style: _opened(_plain(style)) for style in STYLES}

    def runs(self, text: str, style: str) -> list[Run]:
        """Return one run."""
        return [Run(text, self._fonts[style])]


class Tcvn3Face:
    """TCVN3 (ABC): one code a letter, capitals with tones in a font of their own."""

    def __init__(self) -> None:
        letters = _encoding("tcvn3")
        self._codes = {letter: code for code, letter in letters.items()}
        self._small = {s: _opened(_tcvn3(s, ".VnTime", letters)) for s in STYLES}
        raised = {code: letter.upper() for code, letter in letters.items() if letter.islower()}
        raised |= {chr(code): chr(code).upper() for code in range(ord("a"), ord("z") + 1)}
        self._capitals = {s: _opened(_tcvn3(s, ".VnTimeH", raised)) for s in STYLES}

    def runs(self, text: str, style: str) -> list[Run]:
        """Return runs of the small and the capitals font."""
        runs: list[Run] = []
        for word in _kept_spaces(text):
            letters = [c for c in word if c.isalpha()]
            whole = len(letters) > 1 and all(c.isupper() for c in letters) and not word.isascii()
            for letter in word:
                runs = _joined(runs, self._run(letter, style, raised=whole))
        return runs

    def _run(self, letter: str, style: str, *, raised: bool) -> Run:
        if raised and letter.isalpha():
            return Run(self._code(letter.lower()), self._capitals[style])
        if letter.isascii() or letter in self._codes:
            return Run(self._code(letter), self._small[style])
        if letter.lower() in self._codes:
            return Run(self._code(letter.lower()), self._capitals[style])
        return Run(letter, self._small[style])

    def _code(self, letter: str) -> str:
        return self._codes.get(letter, letter)


class VniFace:
    """VNI: a letter's tones and marks are a second code, drawn over the first."""

    def __init__(self) -> None:
        letters = _encoding("vni")
        self._codes: dict[str, str] = {}
        for code, letter in letters.items():
            # "Aù" and "AÙ" are both Á; a capital takes its mark in capitals.
            if letter not in self._codes or code == code.upper():
                self._codes[letter] = code
        self._fonts = {s: _opened(_vni(s, "VNI-Times", letters)) for s in STYLES}

    def runs(self, text: str, style: str) -> list[Run]:
        """Return one run of codes."""
        return [Run("".join(self._codes.get(c, c) for c in text), self._fonts[style])]


class MixedFace:
    """A file of old codes that somebody went on with in Unicode: some words are in either."""

    def __init__(self, old: Face) -> None:
        self._old, self._new = old, UnicodeFace()

    def runs(self, text: str, style: str) -> list[Run]:
        """Return runs of both, the same for a word wherever it stands."""
        runs: list[Run] = []
        for word in _kept_spaces(text):
            new = sum(map(ord, word.strip())) % _ONE_IN == 0
            for run in (self._new if new else self._old).runs(word, style):
                runs = _joined(runs, run)
        return runs


@cache
def face(form: str) -> Face:
    """Return the face a form of file is set in."""
    if form == "tcvn3":
        return Tcvn3Face()
    if form == "mixed":
        return MixedFace(face("vni"))
    return VniFace() if form == "vni" else UnicodeFace()


# --- fonts -------------------------------------------------------------------------


def _encoding(name: str) -> dict[str, str]:
    letters: dict[str, str] = json.loads(_CODES.read_text("utf-8"))[name]["letters"]
    return letters


def _plain(style: str) -> TTFont:
    """Return Liberation Serif with the letters of Vietnamese alone, without hinting."""
    font = TTFont(FONTS / f"LiberationSerif-{STYLES[style]}.ttf", recalcTimestamp=False)
    wanted = {*map(chr, range(0x20, 0x100)), *_SIGNS, *_encoding("tcvn3").values()}
    wanted |= {letter.upper() for letter in wanted if len(letter.upper()) == 1}
    options = Options(hinting=False, layout_features=[], glyph_names=True, name_IDs=["*"])
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "kern", "FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted)))
    subsetter.subset(font)
    return font


def _opened(font: TTFont) -> pymupdf.Font:
    written = io.BytesIO()
    font.save(written)
    return pymupdf.Font(fontbuffer=written.getvalue())


def _mapped(font: TTFont, glyphs: dict[str, str], family: str, style: str) -> TTFont:
    """Give a font other codes and another name."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = {ord(code): glyph for code, glyph in glyphs.items()}
    font["cmap"].tables = [table for table in font["cmap"].tables if table.isUnicode()]
    shown = family if style == "regular" else f"{family}-{STYLES[style]}"
    for record in list(font["name"].names):
        if record.nameID in (1, 4, 6, 16):
            font["name"].setName(
                shown, record.nameID, record.platformID, record.platEncID, record.langID
            )
        elif record.nameID in (2, 17):
            font["name"].setName(
                STYLES[style], record.nameID, record.platformID, record.platEncID, record.langID
            )
        elif record.nameID in (3, 7):
            font["name"].removeNames(nameID=record.nameID)
    return font


def _tcvn3(style: str, family: str, letters: dict[str, str]) -> TTFont:
    font = _plain(style)
    own: dict[int, str] = font.getBestCmap()
    glyphs = {chr(code): own[code] for code in range(0x20, 0x7F)}
    if family.endswith("H"):
        # One code a glyph, or the text layer could not be told back from the picture.
        glyphs = {code: glyph for code, glyph in glyphs.items() if not code.isalpha()}
    glyphs |= {code: own[ord(letter)] for code, letter in letters.items()}
    return _mapped(font, glyphs, family, style)


def _vni(style: str, family: str, letters: dict[str, str]) -> TTFont:
    font = _plain(style)
    own: dict[int, str] = font.getBestCmap()
    glyphs = {chr(code): own[code] for code in range(0x20, 0x100) if code in own}
    for code, letter in letters.items():
        if len(code) == 1:
            glyphs[code] = own[ord(letter)]
    for code, letter in letters.items():
        base, mark = code[0], code[-1]
        # Marks are drawn as over "a" (every vowel has nearly its width).
        if len(code) == 2 and base in "aA" and base.isupper() == mark.isupper():
            glyphs[mark] = _mark(font, own[ord(letter)], own[ord(base)], f"vni{ord(mark):02x}")
    return _mapped(font, glyphs, family, style)


def _mark(font: TTFont, letter: str, base: str, name: str) -> str:
    """Add the marks of a composite letter as a glyph of no width that falls back over it."""
    advance = font["hmtx"][base][0]
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for part, x, y in _leaves(font, letter):
        if part == base:
            continue
        component = GlyphComponent()
        component.glyphName, component.x, component.y = part, x - advance, y
        component.flags = _AT_X_Y
        glyph.components.append(component)
    font["glyf"][name] = glyph
    font.setGlyphOrder([*[g for g in font.getGlyphOrder() if g != name], name])
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (0, glyph.xMin)
    return name


def _leaves(font: TTFont, name: str, x: int = 0, y: int = 0) -> list[tuple[str, int, int]]:
    glyph: Any = font["glyf"][name]
    if not glyph.isComposite():
        return [(name, x, y)]
    return [
        leaf
        for part in glyph.components
        for leaf in _leaves(font, part.glyphName, x + part.x, y + part.y)
    ]


def _kept_spaces(text: str) -> list[str]:
    """Split before every word, each keeping the spaces behind it."""
    parts: list[str] = []
    for letter in text:
        if parts and (letter == " " or not parts[-1].endswith(" ")):
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _joined(runs: list[Run], run: Run) -> list[Run]:
    if runs and runs[-1].font is run.font:
        return [*runs[:-1], Run(runs[-1].codes + run.codes, run.font)]
    return [*runs, run]
