"""Automatic list numbers of Word files: text the reader sees, though the file holds none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"))
_SMALL_ROMAN = ((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


class Numbering:
    """Counts the numbered paragraphs of a Word file as Word does.

    Lists that share an abstract definition share their counters, unless one says
    where it starts anew.
    """

    def __init__(self, word: WordFile) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._list: dict[str, str] = {}
        self._restart: dict[str, dict[int, int]] = defaultdict(dict)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._styles = _style_numbers(word)
        try:
            root = word.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for item in root.findall(qn("w:abstractNum")):
            self._abstract[item.get(qn("w:abstractNumId"))] = {
                int(level.get(qn("w:ilvl"), "0")): _level(level)
                for level in item.findall(qn("w:lvl"))
            }
        for item in root.findall(qn("w:num")):
            number = item.get(qn("w:numId"))
            self._list[number] = _value(item, "abstractNumId", "")
            for override in item.findall(qn("w:lvlOverride")):
                start = _value(override, "startOverride", "")
                if start.isdigit():
                    self._restart[number][int(override.get(qn("w:ilvl"), "0"))] = int(start)

    def next(self, paragraph: Element) -> str:
        """Return the number of this paragraph as printed, "" when it has none."""
        number, depth = self._place(paragraph)
        levels = self._abstract.get(self._list.get(number, ""), {})
        if depth not in levels:
            return ""
        counts = self._counts[self._list[number]]
        start = self._restart[number].pop(depth, None)
        if start is not None:
            counts[depth] = start - 1
        level = levels[depth]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return "-"
        if level.form == "none":
            return ""
        return _fill(level.pattern, levels, counts, depth)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """Return the list and the level of a paragraph, its own or its style's."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return "", 0
        properties_of_list = properties.find(qn("w:numPr"))
        style = self._styles.get(_value(properties, "pStyle", ""), ("", 0))
        if properties_of_list is None:
            return style
        number = _value(properties_of_list, "numId", style[0])
        depth = _value(properties_of_list, "ilvl", str(style[1]))
        return number, int(depth) if depth.isdigit() else 0


def _style_numbers(word: WordFile) -> dict[str, tuple[str, int]]:
    numbers_of_styles: dict[str, tuple[str, int]] = {}
    for style in word.styles.element.findall(qn("w:style")):
        numbers = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbers is not None:
            depth = _value(numbers, "ilvl", "0")
            numbers_of_styles[style.get(qn("w:styleId"), "")] = (
                _value(numbers, "numId", ""),
                int(depth),
            )
    return numbers_of_styles


def _value(element: Element, name: str, default: str) -> str:
    child = element.find(qn(f"w:{name}"))
    return default if child is None else str(child.get(qn("w:val"), default))


def _level(level: Element) -> _Level:
    start = _value(level, "start", "1")
    return _Level(
        _value(level, "numFmt", "decimal"),
        _value(level, "lvlText", ""),
        int(start) if start.isdigit() else 1,
    )


def _fill(pattern: str, levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    for at in range(depth + 1):
        level = levels.get(at, _Level("decimal", "", 1))
        pattern = pattern.replace(
            f"%{at + 1}", _print_number(counts.get(at, level.start), level.form)
        )
    return pattern.strip()


def _print_number(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        # After z Word doubles the letter: aa, bb.
        letter = _LETTERS[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(number)
        return roman.lower() if form == "lowerRoman" else roman
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    numeral = ""
    for value, sign in _ROMAN + _SMALL_ROMAN:
        while number >= value:
            numeral, number = numeral + sign, number - value
    return numeral
