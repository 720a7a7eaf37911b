"""Write a sample as a Word file, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from corpus.typeset.printed import SAMPLE_LINE
from corpus.typeset.sheet import SAMPLE
from corpus.typeset.source import SourceText, pieces_of


def worded(source: SourceText) -> bytes:
    """Return the Word file of a source (sources without notes only)."""
    facts = source.facts
    word = docx.Document()
    word.styles["Normal"].font.name = "Times New Roman"
    word.styles["Normal"].font.size = Pt(14)
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text = f"{facts['superior']}\n{facts['issuer']}\n*\nSố {facts['number']}"
    table.cell(0, 1).text = f"ĐẢNG CỘNG SẢN VIỆT NAM\n\n{facts['place']}, {source.day}"
    for text in (facts["kind"], facts["subject"], SAMPLE_LINE):
        word.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for paragraph in source.paragraphs:
        added = word.add_paragraph()
        heading = paragraph.startswith("== ")
        if heading:
            added.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for piece in pieces_of(paragraph.removeprefix("== ")):
            run = added.add_run(("" if piece.glue or not added.runs else " ") + piece.text)
            run.bold, run.italic = heading or piece.style == "bold", piece.style == "italic"
    ending = word.add_table(rows=1, cols=2)
    recipients = "\n".join(f"- {one}," for one in facts["recipients"].split("; "))
    ending.cell(0, 0).text = f"Nơi nhận:\n{recipients}"
    ending.cell(0, 1).text = facts["signing"].replace(" | ", "\n")
    core = word.core_properties
    core.title, core.subject, core.author = facts["subject"], SAMPLE, "Vankien"
    core.created = core.modified = datetime(2026, 1, 1, tzinfo=UTC)
    written = io.BytesIO()
    word.save(written)
    return _undated(written.getvalue())


def _undated(packed: bytes) -> bytes:
    """Return the same zip with fixed times, so that making it twice gives the same bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(result, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (2026, 1, 1, 0, 0, 0))
            new.writestr(fixed, old.read(entry), zipfile.ZIP_DEFLATED)
    return result.getvalue()
