"""Fonts of the runs of a Word file, and their text in Unicode whatever the font's encoding.

Files from before Unicode keep the encoding in the font alone: of the run, of its
style, or of the file's defaults.
"""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from ingest.readers import legacy_encodings

SOFT_HYPHEN = "\u00ad"
"""Word keeps this code apart as an element; in TCVN3 it is the letter ư."""


class RunFonts:
    """What each run of a Word file says in Unicode.

    ``used`` are the legacy encodings that were converted, ``left`` says whether any
    text with more than ASCII stayed as it was.
    """

    def __init__(self, word: WordFile) -> None:
        self.used: set[str] = set()
        self.left = False
        styles = word.styles.element
        self._styles = {
            style.get(qn("w:styleId"), ""): style for style in styles.findall(qn("w:style"))
        }
        self._by_style: dict[str, str] = {}
        defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
        self._default = _named(defaults) or ""
        self._normal = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"
            ),
            "",
        )
        self._fonts = legacy_encodings.Fonts()
        self._fonts.learn(self._runs(word.element.body))

    def text(self, node: Element) -> str:
        """Return the text of a ``w:t`` or ``w:softHyphen`` in Unicode."""
        raw = _raw(node)
        font = self._font(node)
        if not font:
            return raw if node.tag == qn("w:t") else ""
        # A soft hyphen cuts a TCVN3 word in two runs of text: the whole run decides.
        run = node.getparent()
        whole = raw if run is None else "".join(map(_raw, run))
        encoding = self._fonts.encoding(font, whole)
        if encoding is None:
            self.left = self.left or not raw.strip(SOFT_HYPHEN).isascii()
            return raw if node.tag == qn("w:t") else ""
        if not raw.isascii():
            self.used.add(encoding)
        return legacy_encodings.convert(raw, encoding=encoding, font=font)

    def _runs(self, body: Element) -> Iterator[tuple[str, str]]:
        for run in body.iter(qn("w:r")):
            yield self._font(run[0]) if len(run) else "", "".join(map(_raw, run))

    def _font(self, node: Element) -> str:
        """Return the font of the run a node stands in: its own, its styles', the default."""
        run = node.getparent()
        if run is None:
            return self._default
        run_font = _named(run)
        if run_font:
            return run_font
        character_style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        if character_style is not None and (
            font := self._of_style(character_style.get(qn("w:val"), ""))
        ):
            return font
        paragraph = next(run.iterancestors(qn("w:p")), None)
        style = None
        if paragraph is not None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        key = self._normal if style is None else style.get(qn("w:val"), "")
        return self._of_style(key) or self._default

    def _of_style(self, key: str) -> str:
        if key not in self._by_style:
            self._by_style[key] = ""  # a style based on itself ends here
            style = self._styles.get(key)
            if style is not None:
                based = style.find(qn("w:basedOn"))
                above = "" if based is None else self._of_style(based.get(qn("w:val"), ""))
                self._by_style[key] = _named(style) or above
        return self._by_style[key]


def _raw(node: Element) -> str:
    if node.tag == qn("w:t"):
        return node.text or ""
    return SOFT_HYPHEN if node.tag == qn("w:softHyphen") else ""


def _named(element: Element | None) -> str:
    """Return the font that an element's run properties name, "" without one."""
    if element is None:
        return ""
    fonts = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    if fonts is None:
        return ""
    return fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""
