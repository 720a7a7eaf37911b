"""Word files (.docx): paragraphs, tables, automatic numbers and notes, in document order."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from ingest.errors import DamagedFile
from ingest.model import Origin, ReadPage, Role, Span, TextLine
from ingest.text import clean

MAX_UNPACKED = 300_000_000
"""Bytes a Word file may unpack to: beyond this it is a bomb."""
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_docx(path: Path) -> tuple[ReadPage, ...]:
    """Return the one page of a Word file; footnotes and endnotes follow the body."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise DamagedFile(f"Tệp Word “{path.name}” phình ra quá lớn khi mở.")
        word = docx.Document(str(path))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        etree.XMLSyntaxError,
        OSError,
    ) as error:
        raise DamagedFile(f"Không mở được tệp Word “{path.name}”.") from error
    notes = _Notes(word)
    lines = list(_Body(word, notes).lines())
    lines.extend(notes.lines())
    if not lines:
        return (ReadPage(1, (), Origin.BLANK),)
    return (ReadPage(1, tuple(lines)),)


class _Notes:
    """Footnotes and endnotes in the order their marks appear."""

    def __init__(self, word: Any) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        self._used: list[tuple[str, str]] = []
        for relation in word.part.rels.values():
            for kind in ("footnote", "endnote"):
                if relation.reltype.endswith(f"/{kind}s"):
                    root = etree.fromstring(relation.target_part.blob)
                    for note in root.findall(qn(f"w:{kind}")):
                        if note.get(qn("w:type")) is None:
                            text = " ".join(_plain(p) for p in note.iter(qn("w:p")))
                            self._texts[kind, note.get(qn("w:id"))] = clean(text).strip()

    def mark(self, kind: str, key: str) -> str:
        """Return the printed mark of a note, numbered as the reader meets it."""
        if (kind, key) not in self._used:
            self._used.append((kind, key))
        return str(self._used.index((kind, key)) + 1).translate(_SUPERSCRIPT)

    def lines(self) -> Iterator[TextLine]:
        for number, key in enumerate(self._used, start=1):
            mark = str(number).translate(_SUPERSCRIPT)
            text = f"{mark} {self._texts.get(key, '')}".strip()
            yield TextLine(
                text, marks=(Span(0, len(mark)),), role=Role.NOTE, paragraph_end=True
            )


def _plain(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


class _Body:
    """The body of a Word file, walked in order."""

    def __init__(self, word: Any, notes: _Notes) -> None:
        self._word, self._notes = word, notes
        self._numbers = _Numbering(word)

    def lines(self) -> Iterator[TextLine]:
        for element in self._word.element.body.iterchildren():
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag == qn("w:sdt"):
                for paragraph in element.iter(qn("w:p")):
                    yield from self._paragraph(paragraph)

    def _paragraph(self, element: Any) -> Iterator[TextLine]:
        text, marks, bold, letters = "", [], 0, 0
        number = self._numbers.next(element)
        if number:
            text = number + " "
        for node in element.iter():
            if _deleted(node):
                continue
            piece = self._piece(node)
            if piece is None:
                continue
            if node.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                marks.append((len(text), len(text) + len(piece)))
            text += piece
            if node.tag == qn("w:t"):
                letters += len(piece)
                bold += len(piece) if _is_bold(node) else 0
        for part, span in _split(text):
            inside = tuple(
                Span(a - span.start, b - span.start) for a, b in marks if span.start <= a < span.end
            )
            yield TextLine(part, bold=bold * 2 > letters, marks=inside, paragraph_end=True)

    def _piece(self, node: Any) -> str | None:
        if node.tag == qn("w:t"):
            return clean(node.text or "")
        if node.tag == qn("w:tab"):
            # A tab inside run text; tab stops in paragraph properties have a w:val.
            return None if node.get(qn("w:val")) else " "
        if node.tag in {qn("w:br"), qn("w:cr")}:
            return "\n"
        if node.tag == qn("w:noBreakHyphen"):
            return "-"
        for kind in ("footnote", "endnote"):
            if node.tag == qn(f"w:{kind}Reference"):
                return self._notes.mark(kind, node.get(qn("w:id")))
        return None

    def _table(self, element: Any) -> Iterator[TextLine]:
        """Yield a table; one whose cells hold blocks (the header's) is read cell by cell."""
        rows = [list(row.findall(qn("w:tc"))) for row in element.findall(qn("w:tr"))]
        cells = [[list(self._cell(cell)) for cell in row] for row in rows]
        blocks = any(len(cell) > 1 for row in cells for cell in row)
        for row in cells:
            if blocks:
                for cell in row:
                    yield from cell
            else:
                text = " | ".join(line.text for cell in row for line in cell)
                if text.strip():
                    yield TextLine(text, role=Role.TABLE, paragraph_end=True)

    def _cell(self, cell: Any) -> Iterator[TextLine]:
        for paragraph in cell.iter(qn("w:p")):
            yield from self._paragraph(paragraph)


def _split(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the lines of a paragraph that holds manual line breaks."""
    at = 0
    for part in text.split("\n"):
        left = len(part) - len(part.lstrip())
        stripped = part.strip()
        if stripped:
            yield stripped, Span(at + left, at + left + len(stripped))
        at += len(part) + 1


def _deleted(node: Any) -> bool:
    return any(parent.tag == qn("w:del") for parent in node.iterancestors())


def _is_bold(node: Any) -> bool:
    properties = node.getparent().find(qn("w:rPr"))
    bold = None if properties is None else properties.find(qn("w:b"))
    return bold is not None and bold.get(qn("w:val")) not in {"0", "false"}


class _Numbering:
    """Automatic list numbers: text the reader sees, though the file holds none."""

    def __init__(self, word: Any) -> None:
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        try:
            root = word.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {
            item.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl"))): _level(level) for level in item.findall(qn("w:lvl"))
            }
            for item in root.findall(qn("w:abstractNum"))
        }
        for item in root.findall(qn("w:num")):
            link = item.find(qn("w:abstractNumId"))
            if link is not None:
                self._levels[item.get(qn("w:numId"))] = abstract.get(link.get(qn("w:val")), {})

    def next(self, paragraph: Any) -> str:
        """Return the number of this paragraph, "" when it has none."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            return ""
        key, at = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
        number = key.get(qn("w:val")) if key is not None else ""
        depth = int(at.get(qn("w:val"))) if at is not None else 0
        levels = self._levels.get(number, {})
        if depth not in levels:
            return ""
        counts = self._counts[number]
        form, pattern, start = levels[depth]
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if form == "bullet":
            return "-"
        for level in range(depth + 1):
            kind, _, first = levels.get(level, ("decimal", "", 1))
            pattern = pattern.replace(f"%{level + 1}", _printed(counts.get(level, first), kind))
        return pattern.strip()


def _level(level: Any) -> tuple[str, str, int]:
    def value(name: str, default: str) -> str:
        found = level.find(qn(f"w:{name}"))
        return default if found is None else str(found.get(qn("w:val"), default))

    return value("numFmt", "decimal"), value("lvlText", ""), int(value("start", "1"))


def _printed(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26]
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman, left = "", number
        for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            while left >= value:
                roman, left = roman + sign, left - value
        return roman if form == "upperRoman" else roman.lower()
    return str(number)
