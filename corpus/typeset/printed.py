"""Set a whole document: header blocks, type word and subject, body, recipients, seal."""

from __future__ import annotations

from corpus.typeset import faces
from corpus.typeset.sheet import BODY, LEFT, RIGHT, SAMPLE, TOP, WIDTH, Sheet
from corpus.typeset.source import SourceText

SAMPLE_LINE = "(Văn bản mẫu, soạn để minh họa phần mềm; không phải văn bản của cơ quan nào)"
RED = (0.78, 0.1, 0.12)
_MADE = "D:20260101000000Z"


def typeset(source: SourceText, face: faces.Face | None = None) -> bytes:
    """Return the PDF of a source, set in the face it asks for unless another is given."""
    sheet = Sheet(source.notes, face or faces.face(source.form))
    header(sheet, source)
    for paragraph in source.paragraphs:
        if paragraph.startswith("=== page"):
            sheet.new_page()
        elif paragraph.startswith("== "):
            sheet.y += 4
            sheet.centred(paragraph[3:])
            sheet.y += 5
        elif paragraph.startswith("=> "):
            sheet.centred(paragraph[3:], style="regular")
            sheet.y += 5
        else:
            sheet.paragraph(paragraph)
    ending(sheet, source)
    return saved(sheet, source)


def header(sheet: Sheet, source: SourceText) -> None:
    """Set the two header blocks, the type word and the subject."""
    facts, party = source.facts, source.facts["form"] == "party"
    left, right = LEFT + 95, WIDTH - RIGHT - 125
    prefix = "Số" if party else "Số:"
    y = TOP + 14
    sheet.put(facts["superior"], left, y, "regular", 13, "centre")
    sheet.put(facts["issuer"], left, y + 16, "bold", 13, "centre")
    rule, below = ("*", 32) if party else ("_______", 24)
    sheet.put(rule, left, y + below, "regular", 13, "centre")
    sheet.put(f"{prefix} {facts['number']}", left, y + 47, "regular", 13, "centre")
    if party:
        sheet.put("ĐẢNG CỘNG SẢN VIỆT NAM", right, y, "bold", 14, "centre")
        sheet.page.draw_line((right - 92, y + 5), (right + 92, y + 5), width=0.8)
    else:
        sheet.put("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, y, "bold", 12, "centre")
        sheet.put("Độc lập - Tự do - Hạnh phúc", right, y + 16, "bold", 13, "centre")
        sheet.page.draw_line((right - 85, y + 21), (right + 85, y + 21), width=0.8)
    sheet.put(f"{facts['place']}, {source.day}", right, y + 47, "italic", 13, "centre")
    if facts["kind"] == "CÔNG VĂN":
        # An official letter bears its subject below its number and no type word.
        for n, line in enumerate(sheet.broken(f"V/v {facts['subject']}", 12, "italic", 190)):
            y += 15 if n else 0
            sheet.put(line, left, y + 63, "italic", 12, "centre")
        sheet.y = y + 84
    else:
        sheet.y = y + 78
        sheet.centred(facts["kind"], 16)
        sheet.centred(facts["subject"], BODY)
        sheet.centred("-----" if party else "_______", 12, "regular")
        sheet.y += 4
    sheet.centred(SAMPLE_LINE, 10, "italic", 460)
    sheet.y += 10


def ending(sheet: Sheet, source: SourceText) -> None:
    """Set the recipients and the signature, with a red seal."""
    recipients = source.facts["recipients"].split("; ")
    signing = source.facts["signing"].split(" | ")
    if sheet.y + 150 > sheet.floor:
        sheet.new_page()
    top = sheet.y + 16
    sheet.put("Nơi nhận:", LEFT, top, "bold", 12, "left")
    for n, one in enumerate(recipients):
        end = "." if n + 1 == len(recipients) else ","
        sheet.put(f"- {one}{end}", LEFT, top + 14 * (n + 1), "regular", 11, "left")
    x = WIDTH - RIGHT - 110
    for n, title in enumerate(signing[:-1]):
        sheet.put(title, x, top + 17 * n, "bold", 13, "centre")
    seal = (x - 62, top + 48)
    sheet.page.draw_circle(seal, 34, color=RED, width=1.8)
    sheet.page.draw_circle(seal, 29, color=RED, width=0.6)
    sheet.page.insert_text((seal[0] - 13, seal[1] + 4), "MAU", fontsize=12, color=RED)
    sheet.put(signing[-1], x, top + 100, "bold", 13, "centre")
    sheet.finish_page()


def properties(source: SourceText) -> dict[str, str]:
    """Return the file properties of a sample: its title, and that it is a sample."""
    return {
        "title": f"{source.facts['kind'].capitalize()} {source.facts['subject']}",
        "author": "Vankien",
        "subject": SAMPLE,
        "keywords": SAMPLE,
        "creationDate": _MADE,
        "modDate": _MADE,
    }


def saved(sheet: Sheet, source: SourceText) -> bytes:
    """Return the finished PDF's bytes."""
    sheet.pdf.set_metadata(properties(source))
    sheet.pdf.subset_fonts()
    return bytes(sheet.pdf.tobytes(garbage=4, deflate=True, no_new_id=True))
