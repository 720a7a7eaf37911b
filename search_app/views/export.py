"""Collections and reports as files: Word with real footnotes, Markdown.

python-docx has no call for making footnotes, so their part of the package is written
here: ECMA-376 Part 1, 17.11 (footnotes), with the two separators Word asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from search_app.persistence.collections import Item

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FIRST = 1
"""Footnotes 0 and -1 are the separators."""
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return ``text`` without characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)


def _note_xml(number: int, text: str, link: str) -> str:
    """Return a footnote; a link is a field, which needs no relation of its own."""
    run = f'<w:r><w:t xml:space="preserve"> {escape(legal(text))}</w:t></w:r>'
    if link:
        field = quoteattr(f' HYPERLINK "{link}" ')
        run = f"<w:fldSimple w:instr={field}>{run}</w:fldSimple>"
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f"{run}</w:p></w:footnote>"
    )


def _separator(number: int, kind: str, element: str) -> str:
    return (
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{element}/></w:r></w:p>'
        "</w:footnote>"
    )


def _notes_xml(notes: Sequence[tuple[str, str]]) -> bytes:
    """Return the part of footnotes: of each its text and the link it carries."""
    body = _separator(-1, "separator", "separator")
    body += _separator(0, "continuationSeparator", "continuationSeparator")
    body += "".join(_note_xml(n, *note) for n, note in enumerate(notes, start=_FIRST))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:footnotes xmlns:w="{_MAIN}">{body}</w:footnotes>'.encode()


def _attach(file: WordFile, notes: Sequence[tuple[str, str]]) -> None:
    name = PackURI("/word/footnotes.xml")
    part = Part(name, _TYPE, _notes_xml(notes), file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _refer(paragraph: Paragraph, number: int) -> None:
    run = paragraph.add_run()
    run.style = "Footnote Reference"
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), str(number))
    run._r.append(mark)


def styled() -> WordFile:
    """Return an empty file in the letters and margins of Party documents."""
    file = docx.Document()
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    for style in file.styles:
        if style.type is WD_STYLE_TYPE.PARAGRAPH and style.name.startswith(("Heading", "Title")):
            style.font.name = "Times New Roman"
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for face in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(face), None)
    mark = file.styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    note = file.styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.size = normal, Pt(11)
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    return file


def saved(file: WordFile) -> bytes:
    """Return the file as it is written to disk."""
    kept = BytesIO()
    file.save(kept)
    return kept.getvalue()


def word(name: str, items: Sequence[Item], root: str = "", notes: Sequence[str] = ()) -> bytes:
    """Return the collection as .docx: quotations, remarks, footnotes, documents cited.

    :param root: where the library is served; footnotes lead there to their provisions.
    :param notes: what became of each quotation, "" where nothing is known.
    """
    file = styled()
    file.core_properties.title, file.core_properties.author = name, ""
    file.add_heading(legal(name), level=0)
    for number, item in enumerate(items, start=_FIRST):
        if item.remark:
            file.add_paragraph(legal(item.remark))
        quoted = file.add_paragraph(f"“{legal(item.taken.quotation.strip())}”")
        quoted.paragraph_format.left_indent = Cm(1)
        _refer(quoted, number)
        _note(file, notes[number - _FIRST] if notes else "")
    file.add_heading("Văn bản được viện dẫn", level=1)
    for document in dict.fromkeys(item.taken.document for item in items):
        file.add_paragraph(legal(document), style="List Number")
    _attach(file, [(item.taken.footnote, _link(item, root)) for item in items])
    return saved(file)


def _note(file: WordFile, note: str) -> None:
    """Add what became of a quotation, where the eye meets it before the next one."""
    if not note:
        return
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(1)
    run = paragraph.add_run(legal(note))
    run.bold, run.font.color.rgb = True, RGBColor(0xA4, 0x16, 0x1A)


def _link(item: Item, root: str) -> str:
    """Return the lasting address of an item as a link; "" where it has none."""
    return root.rstrip("/") + item.taken.address if root and item.taken.address else ""


def markdown(name: str, items: Sequence[Item], root: str = "", notes: Sequence[str] = ()) -> str:
    """Return the collection as Markdown with footnotes (parameters as in :func:`word`)."""
    lines = [f"# {name}", ""]
    for number, item in enumerate(items, start=1):
        lines += [item.remark, ""] if item.remark else []
        quoted = item.taken.quotation.strip().replace("\n", "\n> ")
        lines += [f"> “{quoted}”[^{number}]", ""]
        note = notes[number - 1] if notes else ""
        lines += [f"> **{note}**", ""] if note else []
    for n, item in enumerate(items, start=1):
        link = _link(item, root)
        lines.append(f"[^{n}]: {item.taken.footnote}" + (f" <{link}>" if link else ""))
    lines += ["", "## Văn bản được viện dẫn", ""]
    documents = dict.fromkeys(item.taken.document for item in items)
    return "\n".join(lines + [f"{n}. {d}" for n, d in enumerate(documents, start=1)]) + "\n"
