"""Drafts as the files clerks bring: Word with a header, a text box, tables and footnotes; PDF.

The lines of a draft are plain text; what a file has besides is marked at a line's beginning:
``| a | b |`` a table's row, ``[^1]: `` a footnote's text (its mark stands in a line above),
``=header= `` and ``=box= `` a page's header and a text box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pymupdf
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = f'xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml"'
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_MARK = re.compile(r"\[\^(\d+)\]")
_NOTE = re.compile(r"\[\^(\d+)\]: (.+)")
_HEADER, _BOX = "=header= ", "=box= "


def write(draft: dict[str, Any], folder: Path) -> Path:
    """Write a draft in its form (docx, pdf, md or txt) and return the file."""
    form = draft.get("form", "txt")
    path = folder / f"{draft['name']}.{form}"
    if form == "docx":
        _write_word(draft["text"], path)
    elif form == "pdf":
        _write_pdf(draft["text"], path)
    else:
        path.write_text("\n".join(draft["text"]) + "\n", "utf-8")
    return path


def _write_word(lines: Sequence[str], path: Path) -> None:
    word = docx.Document()
    notes: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in lines:
        note = _NOTE.fullmatch(line)
        if note is not None:
            notes[note[1]] = note[2]
        elif line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip("| ").split(" | ")])
            continue
        _add_table(word, rows)
        rows = []
        if note is None:
            _add_line(word, line)
    _add_table(word, rows)
    if notes:
        _add_notes(word, notes)
    word.save(str(path))


def _add_line(word: WordFile, line: str) -> None:
    if line.startswith(_HEADER):
        word.sections[0].header.paragraphs[0].text = line.removeprefix(_HEADER)
    elif line.startswith(_BOX):
        _add_box(word.add_paragraph(), line.removeprefix(_BOX))
    else:
        _add_marked(word.add_paragraph(), line)


def _add_marked(paragraph: Paragraph, line: str) -> None:
    """Add a line whose "[^1]" become marks of footnotes."""
    pieces = _MARK.split(line)
    for at, piece in enumerate(pieces):
        run = paragraph.add_run("" if at % 2 else piece)
        if at % 2:
            run._r.append(parse_xml(f'<w:footnoteReference {_NAMES} w:id="{piece}"/>'))


def _add_table(word: WordFile, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = word.add_table(len(rows), max(map(len, rows)))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text


def _add_box(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run()._r.append(
        parse_xml(
            f'<w:pict {_NAMES}><v:shape style="width:300pt;height:60pt"><v:textbox>'
            f"<w:txbxContent><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict>"
        )
    )


def _add_notes(word: WordFile, notes: dict[str, str]) -> None:
    # Word and LibreOffice take the first two notes for the lines that separate notes.
    body = "".join(
        f'<w:footnote w:type="{kind}" w:id="{key}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for key, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    body += "".join(
        f'<w:footnote w:id="{key}"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        for key, text in notes.items()
    )
    blob = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {_NAMES}>{body}</w:footnotes>'
    package = word.part.package
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, blob.encode(), package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _write_pdf(lines: Sequence[str], path: Path) -> None:
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    story = pymupdf.Story(html, user_css="p {font-family: serif; font-size: 13px}")
    page = pymupdf.paper_rect("a4")
    box = pymupdf.Rect(page.x0 + 85, page.y0 + 57, page.x1 - 57, page.y1 - 57)
    writer = pymupdf.DocumentWriter(str(path))
    more = True
    while more:
        device = writer.begin_page(page)
        more, _ = story.place(box)
        story.draw(device)
        writer.end_page()
    writer.close()
