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

from search_app.views.talk_file import TalkFile

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FIRST = 1
"""Footnotes 0 and -1 are the separators."""
RED = RGBColor(0xA4, 0x16, 0x1A)
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


def word(talk: TalkFile) -> bytes:
    """Return a talk as .docx: headings, remarks, quotations, footnotes, documents cited.

    Footnotes lead to the lasting addresses of their provisions.
    """
    file = styled()
    titled(file, talk.name)
    for view in talk.parts:
        if view.item.is_heading:
            file.add_heading(legal(view.item.remark), level=1)
            continue
        if view.item.remark:
            file.add_paragraph(legal(view.item.remark))
        quoted = file.add_paragraph(f"“{legal(view.item.taken.quotation.strip())}”")
        quoted.paragraph_format.left_indent = Cm(1)
        _refer(quoted, view.number)
        warn(file, view.warnings)
    file.add_heading("Văn bản được viện dẫn", level=1)
    for document in talk.documents:
        file.add_paragraph(legal(document), style="List Number")
    closed(file, talk)
    _attach(file, [(v.item.taken.footnote, talk.link(v)) for v in talk.passages])
    return saved(file)


def titled(file: WordFile, name: str) -> None:
    """Put the name of a talk on its first page and into the file's own facts."""
    file.core_properties.title, file.core_properties.author = legal(name), ""
    file.add_heading(legal(name), level=0)


def closed(file: WordFile, talk: TalkFile) -> None:
    """Say at the end what holding the talk against the library gave."""
    run = file.add_paragraph().add_run(legal(talk.compared))
    run.italic, run.font.size = True, Pt(11)


def warn(file: WordFile, warnings: Sequence[str]) -> None:
    """Add what became of a quotation, where the eye meets it before the next one."""
    for warning in warnings:
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(1)
        run = paragraph.add_run(legal(warning))
        run.bold, run.font.color.rgb = True, RED


def markdown(talk: TalkFile) -> str:
    """Return a talk as Markdown with footnotes."""
    lines = [f"# {talk.name}", ""]
    for view in talk.parts:
        if view.item.is_heading:
            lines += [f"## {view.item.remark}", ""]
            continue
        lines += [view.item.remark, ""] if view.item.remark else []
        quoted = view.item.taken.quotation.strip().replace("\n", "\n> ")
        lines += [f"> “{quoted}”[^{view.number}]", ""]
        for warning in view.warnings:
            lines += [f"> **{warning}**", ""]
    for view in talk.passages:
        link = talk.link(view)
        note = view.item.taken.footnote
        lines.append(f"[^{view.number}]: {note}" + (f" <{link}>" if link else ""))
    lines += ["", "## Văn bản được viện dẫn", ""]
    lines += [f"{n}. {document}" for n, document in enumerate(talk.documents, start=1)]
    return "\n".join([*lines, "", f"*{talk.compared}*"]) + "\n"
