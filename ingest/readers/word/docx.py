"""Word files (.docx): paragraphs, tables, automatic numbers and notes, in document order."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from unicodedata import combining

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element as Element

from ingest.errors import DamagedFile, ReaderLimit
from ingest.pages import Origin, ReadPage, Role, TextLine
from ingest.readers import legacy_encodings
from ingest.readers.word.fonts import RunFonts
from ingest.readers.word.formatting import Formatting, is_on
from ingest.readers.word.letterhead import letterhead
from ingest.readers.word.numbering import Numbering
from ingest.text.loose_tones import tones_at_home
from ingest.text.spans import Span
from ingest.text.vietnamese import clean

MAX_UNPACKED = 300_000_000
"""Bytes a Word file may unpack to: beyond this it is a bomb."""
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RULE = re.compile(r"[-_–—=\s]{3,}|\*{4,}")
_SPACES = re.compile(r"[ \t\n\r]+")
_SIDES = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập|^Nơi nhận"
    r"|^(?:TM|KT|TL|TUQ)\.|^[TK]/[MLT]",
    re.IGNORECASE | re.MULTILINE,
)
"""Words of a header or signature: a table with them only sets its two sides."""
_STRUCK = "Chữ bị gạch ngang trong tệp Word không được đọc vào văn bản."
_LONG = 3000
"""More letters than this are no header or signature."""
_CENTRED = -1
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = qn("w:txbxContent")
_TEXT = frozenset({qn("w:t"), qn("w:delText")})
_GONE = frozenset({qn("w:del"), qn("w:moveFrom"), _FALLBACK})
"""Deleted and moved-away text, and the copy of a text box for older programs."""


def read_docx(path: Path) -> tuple[ReadPage, ...]:
    """Return the one page of a Word file; footnotes and endnotes follow the body.

    :raises DamagedFile: when it is no whole Word file.
    :raises ReaderLimit: when it unpacks to far more than a document.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise ReaderLimit(f"Tệp Word “{path.name}” phình ra quá lớn khi mở.")
        word = docx.Document(str(path))
        fonts = RunFonts(word)
        notes = _Notes(word, fonts)
        body = _Body(word, notes, fonts)
        lines = _merge_titles(body.lines())
        lines.extend(notes.lines())
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        AttributeError,
        etree.XMLSyntaxError,
        OSError,
    ) as error:
        raise DamagedFile(f"Không mở được tệp Word “{path.name}”.") from error
    if not lines:
        return (ReadPage(1, (), Origin.BLANK),)
    remarks = [_STRUCK] if body.has_struck else []
    if fonts.used:
        remarks.insert(0, legacy_encodings.remark(fonts.used, whole=not fonts.left))
    origin = Origin.CONVERTED if fonts.used else Origin.TEXT
    return (ReadPage(1, tuple(lines), origin, remarks=tuple(remarks)),)


class _Notes:
    """Footnotes and endnotes, numbered in the order their marks appear."""

    def __init__(self, word: WordFile, fonts: RunFonts) -> None:
        self._fonts = fonts
        self._texts: dict[tuple[str, str], str] = {}
        self._used: dict[tuple[str, str], int] = {}
        for relation in word.part.rels.values():
            for kind in ("footnote", "endnote"):
                if relation.reltype.endswith(f"/{kind}s"):
                    self._read(kind, relation.target_part.blob)

    def _read(self, kind: str, data: bytes) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for note in etree.fromstring(data, parser).findall(qn(f"w:{kind}")):
            if note.get(qn("w:type")) is None:
                text = " ".join(self._plain(paragraph) for paragraph in note.iter(qn("w:p")))
                self._texts[kind, note.get(qn("w:id"), "")] = clean(text).strip()

    def _plain(self, paragraph: Element) -> str:
        nodes = paragraph.iter(qn("w:t"), qn("w:softHyphen"))
        return "".join(self._fonts.text(node) for node in nodes if not _is_gone(node))

    def mark(self, kind: str, key: str) -> str:
        """Return the printed mark of a note, numbered as the reader meets it."""
        number = self._used.setdefault((kind, key), len(self._used) + 1)
        return str(number).translate(_SUPERSCRIPT)

    def lines(self) -> Iterator[TextLine]:
        """Yield the notes that the body refers to."""
        for key, number in self._used.items():
            mark = str(number).translate(_SUPERSCRIPT)
            text = f"{mark} {self._texts.get(key, '')}".strip()
            yield TextLine(text, marks=(Span(0, len(mark)),), role=Role.NOTE, paragraph_end=True)


@dataclass(slots=True)
class _Words:
    """The words of a paragraph as they are gathered."""

    text: str = ""
    marks: list[tuple[int, int]] = field(default_factory=list)
    letters: int = 0
    bold: int = 0

    def put_before(self, number: str) -> None:
        """Put a list's number before the words."""
        self.text = number + self.text.lstrip(" ") if number else self.text
        shift = len(number)
        self.marks = [(a + shift, b + shift) for a, b in self.marks]


class _Body:
    """The body of a Word file, walked in order."""

    def __init__(self, word: WordFile, notes: _Notes, fonts: RunFonts) -> None:
        self._word, self._notes, self._fonts = word, notes, fonts
        self._numbers = Numbering(word)
        self._formatting = Formatting(word)
        self.has_struck = False
        self._bold_styles = {
            style.get(qn("w:styleId"))
            for style in word.styles.element.findall(qn("w:style"))
            if _says_bold(style)
        }

    def lines(self) -> Iterator[TextLine]:
        """Yield the lines of the body."""
        head = letterhead(self._word)
        if head is not None:
            yield from self._blocks(head)
        yield from self._blocks(self._word.element.body)

    def _blocks(self, parent: Element) -> Iterator[TextLine]:
        for element in parent.iterchildren():
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
                yield from self._blocks(element)

    def _paragraph(self, element: Element) -> Iterator[TextLine]:
        """Yield the text boxes that hang on a paragraph, then the lines of the paragraph."""
        words, gone = _Words(), False
        for node in _own_nodes(element):
            if node.tag == _BOX:
                if not _is_gone(node):
                    yield from self._blocks(node)
            else:
                self._add(words, node)
                gone = gone or (node.tag in _TEXT and self._is_left_out(node))
        if gone and not words.text.strip():
            # Moved or deleted with its words: Word counts it no more.
            return
        number = self._numbers.next(element)
        if not words.text.strip():
            return
        words.put_before(f"{number} " if number else "")
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        styled = style is not None and style.get(qn("w:val")) in self._bold_styles
        bold = styled or words.bold * 2 > max(words.letters, 1)
        for part, span in _split(words.text):
            inside = tuple(
                Span(a - span.start, b - span.start)
                for a, b in words.marks
                if span.start <= a and b <= span.end
            )
            role = Role.FURNITURE if _RULE.fullmatch(part) else None
            block = _CENTRED if _is_centred(element) else 0
            yield TextLine(
                part, bold=bold, marks=inside, role=role, paragraph_end=True, block=block
            )

    def _add(self, words: _Words, node: Element) -> None:
        piece = self._piece(node)
        if piece is None or self._is_left_out(node):
            return
        is_text = node.tag == qn("w:t")
        if not is_text and node.tag.endswith("Reference"):
            words.marks.append((len(words.text), len(words.text) + len(piece)))
        elif is_text and piece.strip().isdigit() and _is_raised(node):
            start = len(words.text) + len(piece) - len(piece.lstrip())
            words.marks.append((start, start + len(piece.strip())))
        if piece.startswith(" ") and words.text[-1:] in {" ", ""}:
            piece = piece.lstrip(" ")
        if combining(piece.lstrip()[:1] or " ") and not words.marks:
            # A tone in a run of its own.
            words.text, piece = tones_at_home(clean(words.text + piece)), ""
        words.text += piece
        if is_text:
            words.letters += len(piece.strip())
            words.bold += len(piece.strip()) if _is_on(_property(node, "b")) else 0

    def _is_left_out(self, node: Element) -> bool:
        """Say whether a node is deleted, moved away, hidden or struck out."""
        if _is_gone(node):
            return True
        struck = node.tag == qn("w:t") and self._formatting.is_struck(node)
        self.has_struck = self.has_struck or struck
        return struck

    def _piece(self, node: Element) -> str | None:
        if node.tag in {qn("w:t"), qn("w:softHyphen")}:
            text = tones_at_home(_SPACES.sub(" ", clean(self._fonts.text(node))))
            return text.upper() if self._formatting.shows_capitals(node) else text
        if node.tag == qn("w:tab"):
            # A tab among the words; the tab stops of a paragraph's properties have a value.
            return None if node.get(qn("w:val")) else " "
        if node.tag in {qn("w:br"), qn("w:cr")}:
            return "\n"
        if node.tag == qn("w:noBreakHyphen"):
            return "-"
        for kind in ("footnote", "endnote"):
            if node.tag == qn(f"w:{kind}Reference"):
                return self._notes.mark(kind, node.get(qn("w:id"), ""))
        return None

    def _table(self, element: Element) -> Iterator[TextLine]:
        """Yield a table; one whose cells hold blocks (the header's) is read cell by cell."""
        rows = [
            [list(self._blocks(cell)) for cell in row.iterchildren(qn("w:tc"))]
            for row in element.iter(qn("w:tr"))
            if next(row.iterancestors(qn("w:tbl"))) is element
        ]
        text = "\n".join(line.text for row in rows for cell in row for line in cell)
        if _SIDES.search(text) and len(text) < _LONG and max(map(len, rows)) > 1:
            yield from _by_sides(rows)
            return
        for cells in rows:
            shown = [[c for c in cell if c.role is not Role.FURNITURE] for cell in cells]
            if len(cells) == 1 or any(len(cell) > 1 for cell in shown):
                for cell in cells:
                    yield from cell
            elif any(shown):
                yield _row(shown)


def _by_sides(rows: list[list[list[TextLine]]]) -> Iterator[TextLine]:
    """Yield the cells of a header or signature column by column, titles as they were set."""
    for column in range(max(map(len, rows))):
        for row in rows:
            if column < len(row):
                yield from row[column]


def _is_centred(paragraph: Element) -> bool:
    alignment = paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    return alignment is not None and alignment.get(qn("w:val")) == "center"


def _merge_titles(lines: Iterator[TextLine]) -> list[TextLine]:
    """Return lines with a centred title that was typed on several of them as one."""
    merged: list[TextLine] = []
    for line in lines:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.block == line.block == _CENTRED
            and line.text[:1].islower()
            and not before.text.isupper()
            and not before.text.endswith((".", ";", ":", ","))
        ):
            shift = len(before.text) + 1
            merged[-1] = replace(
                before,
                text=f"{before.text} {line.text}",
                marks=before.marks + tuple(mark.shifted(shift) for mark in line.marks),
            )
        else:
            merged.append(line)
    return [replace(line, block=0) for line in merged]


def _row(cells: list[list[TextLine]]) -> TextLine:
    text, marks = "", []
    for number, cell in enumerate(cells):
        if number:
            text += "| " if text.endswith("| ") or not text else " | "
        for line in cell:
            marks += [mark.shifted(len(text)) for mark in line.marks]
            text += line.text
    # A value stands below its heading only while the empty cells before it stand.
    several = len(cells) > 2 and sum(map(bool, cells)) > 1
    kept = text.lstrip(" ") if several else text.lstrip(" |")
    moved = tuple(mark.shifted(len(kept) - len(text)) for mark in marks)
    return TextLine(kept.rstrip(" |"), marks=moved, role=Role.TABLE, paragraph_end=True)


def _split(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the lines of a paragraph that holds manual line breaks.

    A break before a small letter only made a heading look well: the line goes on.
    """
    start = 0
    for match in re.finditer(r"\n(?!\s*[a-zàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ][^\W\d_]*\s)|$", text):
        part = text[start : match.start()].replace("\n", " ")
        left = len(part) - len(part.lstrip())
        stripped = part.strip()
        if stripped:
            yield stripped, Span(start + left, start + left + len(stripped))
        start = match.end()


def _own_nodes(element: Element) -> Iterator[Element]:
    """Yield the nodes of a paragraph; a text box among them as one, without what it holds."""
    for child in element.iterchildren():
        yield child
        if child.tag not in {_BOX, qn("w:pPr")}:
            yield from _own_nodes(child)


def _is_gone(node: Element) -> bool:
    if any(parent.tag in _GONE for parent in node.iterancestors()):
        return True
    return _is_on(_property(node, "vanish"))


def _is_raised(node: Element) -> bool:
    raised = _property(node, "vertAlign")
    return raised is not None and raised.get(qn("w:val")) == "superscript"


def _property(node: Element, name: str) -> Element | None:
    """Return a property of the run that a node of text stands in."""
    run = node.getparent()
    return None if run is None else run.find(f"{qn('w:rPr')}/{qn(f'w:{name}')}")


def _says_bold(element: Element) -> bool:
    return _is_on(element.find(f"{qn('w:rPr')}/{qn('w:b')}"))


def _is_on(switch: Element | None) -> bool:
    return is_on(switch) is True
