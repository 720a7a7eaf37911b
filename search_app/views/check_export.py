"""The judgement on a draft as a Word file: one table of usable widths, with the remarks."""

from __future__ import annotations

import docx.document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

from search_app.views.check import CheckView, JudgedView, VerdictGroupView
from search_app.views.export import legal, saved, styled

_WIDTHS = (1.2, 7.2, 3.6, 13.2)
"""Centimetres of the columns, on a page on its side with 25.2 between its margins."""
_HEADS = ("TT", "Trong bản thảo", "Kết quả", "Chi tiết, điều đúng và nguồn")
NOTE = (
    "Kết quả chỉ đối chiếu với kho văn bản và danh mục kèm sẵn; “khớp” không có nghĩa là "
    "văn bản còn hay hết hiệu lực."
)


def word_report(view: CheckView) -> bytes:
    """Return the judgement as .docx, faults first."""
    file = styled()
    _turn(file)
    file.add_heading("Kiểm tra viện dẫn và câu trích trong bản thảo", level=0)
    file.add_paragraph(legal(view.summary))
    for remark in view.remarks:
        file.add_paragraph(legal(remark), style="List Bullet")
    table = file.add_table(rows=1, cols=len(_WIDTHS), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, _HEADS, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    _repeat(table.rows[0]._tr)
    for group in view.groups:
        _add_group(table, group)
    _set_widths(table)
    file.add_paragraph(NOTE)
    return saved(file)


def _set_widths(table: Table) -> None:
    """Set widths in the grid, which LibreOffice goes by, and in the cells, which Word goes by."""
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        cells = row.cells
        if len(set(cells)) < len(_WIDTHS):
            cells[0].width = Cm(sum(_WIDTHS))
            continue
        for cell, width in zip(cells, _WIDTHS, strict=True):
            cell.width = Cm(width)


def _turn(file: docx.document.Document) -> None:
    """Lay the page on its side: four columns of text need the width."""
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2.2)
    file.styles["Normal"].font.size = Pt(12)


def _repeat(row: object) -> None:
    """Let Word print the head of the table on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]  # python-docx's own element


def _add_group(table: object, group: VerdictGroupView) -> None:
    if not group.judged:
        return
    first = table.add_row().cells  # type: ignore[attr-defined]  # python-docx's table
    whole = first[0].merge(first[-1])
    whole.paragraphs[0].add_run(f"{group.title}: {len(group.judged)}").bold = True
    for judgement in group.judged:
        cells = table.add_row().cells  # type: ignore[attr-defined]
        cells[0].text = str(judgement.number)
        cells[1].text = legal(f"{judgement.what.capitalize()}: {judgement.text}")
        cells[2].text = judgement.verdict
        _detail(cells[3], judgement)


def _detail(cell: _Cell, judgement: JudgedView) -> None:
    parts = [judgement.detail, *(f"{status.line}." for status in judgement.became.here)]
    cell.text = legal(" ".join(part for part in parts if part))
    for place in judgement.places[:1]:
        if judgement.differences:
            cell.add_paragraph(legal(f"Văn bản ghi: “{place.text}”"))
    if judgement.notes:
        cell.add_paragraph(legal(f"({'; '.join(judgement.notes)})"))
