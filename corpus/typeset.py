"""Make the sample documents: ``corpus/sources/*.md`` become the files beside this one.

Run ``python corpus/typeset.py`` after changing a source; the results are committed,
so a reader of the library never needs this.  Pages follow the older Party form
(66-QĐ/TW of 2017, 36-HD/VPTW of 2018) or the State form (Nghị định 30/2020/NĐ-CP):
two header blocks, the type word alone in capitals, notes at the foot of the page that
run on over a page break, recipients left and signature right.

A source starts with ``key: value`` lines, then ``---``, then paragraphs, one a line:
``**bold**``, ``*italic*``, ``[^1]`` a note's mark and ``[^1]: text`` the note.
``== TITLE`` is centred and bold; ``=== page`` starts a new page.
Fonts: Liberation Serif (Debian: fonts-liberation2).
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import docx
import numpy as np
import pymupdf
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
FONTS = Path("/usr/share/fonts/truetype/liberation2")
WIDTH, HEIGHT = 595.0, 842.0  # A4, points
LEFT, RIGHT, TOP, BOTTOM = 85.0, 57.0, 62.0, 57.0  # margins: 30, 20, 22 and 20 mm
BODY, NOTE, LEADING = 14.0, 10.5, 1.32
SAMPLE = "VĂN BẢN MẪU"
SAMPLE_LINE = "(Văn bản mẫu, soạn để minh họa phần mềm; không phải văn bản của cơ quan nào)"
INLINE = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|\[\^(\d+)\]")
RED = (0.78, 0.1, 0.12)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word with its style; ``mark`` is the note it points to."""

    text: str
    style: str = "regular"
    mark: str | None = None
    glue: bool = False
    """No space before this piece."""


@dataclass(slots=True)
class SourceText:
    """A source file, taken apart."""

    facts: dict[str, str]
    paragraphs: list[str]
    notes: dict[str, str] = field(default_factory=dict)


def read_source(path: Path) -> SourceText:
    """Split a source into its facts, paragraphs and notes."""
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    source = SourceText(facts, [])
    for line in body.splitlines():
        note = re.match(r"\[\^(\d+)\]: (.*)", line)
        if note:
            source.notes[note[1]] = note[2]
        elif line.strip():
            source.paragraphs.append(line.strip())
    return source


def pieces_of(paragraph: str) -> list[Piece]:
    """Return the styled words of a paragraph."""
    pieces: list[Piece] = []

    def add(text: str, style: str) -> None:
        glue = bool(pieces) and not text.startswith(" ")
        for n, word in enumerate(text.split()):
            pieces.append(Piece(word, style, glue=glue and n == 0 and not last_space[0]))
        if text:
            last_space[0] = text.endswith(" ")

    last_space = [True]
    at = 0
    for found in INLINE.finditer(paragraph):
        add(paragraph[at : found.start()], "regular")
        if found[3]:
            pieces.append(Piece(found[3], "regular", mark=found[3], glue=True))
            last_space[0] = False
        else:
            add(found[1] or found[2], "bold" if found[1] else "italic")
        at = found.end()
    add(paragraph[at:], "regular")
    return pieces


class Sheet:
    """A growing PDF with a cursor, a note area and the fonts."""

    def __init__(self, facts: dict[str, str], notes: dict[str, str]) -> None:
        self.facts, self.notes = facts, notes
        names = {"regular": "Regular", "bold": "Bold", "italic": "Italic"}
        self.fonts = {
            style: pymupdf.Font(fontfile=str(FONTS / f"LiberationSerif-{name}.ttf"))
            for style, name in names.items()
        }
        self.pdf = pymupdf.open()
        self.waiting: deque[list[Piece]] = deque()
        self.foot: list[tuple[list[Piece], bool]] = []
        self.new_page()

    # --- pages -----------------------------------------------------------------

    def new_page(self) -> None:
        """Finish the page and start the next; notes that wait go to its foot first."""
        if self.pdf.page_count:
            self.finish_page()
        self.page = self.pdf.new_page(width=WIDTH, height=HEIGHT)
        self.writer = pymupdf.TextWriter(self.page.rect)
        self.y = TOP
        if self.pdf.page_count > 1:
            self.put(str(self.pdf.page_count), WIDTH / 2, 40, "regular", 13, "centre")
        self.put(SAMPLE, WIDTH - RIGHT, 40, "regular", 9, "right")
        self.foot = []
        while self.waiting and len(self.foot) * NOTE * LEADING < HEIGHT / 3:
            self.foot.append((self.waiting.popleft(), True))

    def finish_page(self) -> None:
        """Set the notes and write the page."""
        y = HEIGHT - BOTTOM - len(self.foot) * NOTE * LEADING
        if self.foot:
            self.page.draw_line((LEFT, y - 4), (LEFT + 140, y - 4), width=0.6)
        for line, justified in self.foot:
            y += NOTE * LEADING
            self.set_line(line, LEFT, y, WIDTH - RIGHT - LEFT, NOTE, justify=justified)
        self.writer.write_text(self.page)

    @property
    def floor(self) -> float:
        """Where the note area begins."""
        return HEIGHT - BOTTOM - (len(self.foot) * NOTE * LEADING + 8 if self.foot else 0)

    # --- lines -----------------------------------------------------------------

    def put(self, text: str, x: float, y: float, style: str, size: float, align: str) -> float:
        """Write a string at a point; return its width in points."""
        font = self.fonts[style]
        width = font.text_length(text, size)
        x -= {"left": 0, "centre": width / 2, "right": width}[align]
        self.writer.append((x, y), text, font=font, fontsize=size)
        return width

    def width_of(self, piece: Piece, size: float) -> float:
        """Return a piece's width in points; marks are set smaller."""
        return float(
            self.fonts[piece.style].text_length(piece.text, size * (0.62 if piece.mark else 1))
        )

    def wrap(
        self, pieces: list[Piece], width: float, size: float, indent: float
    ) -> list[list[Piece]]:
        """Break pieces into lines; glued pieces stay with the one before."""
        space = self.fonts["regular"].text_length(" ", size)
        lines: list[list[Piece]] = [[]]
        room = width - indent
        groups: list[list[Piece]] = []
        for piece in pieces:
            if piece.glue and groups:
                groups[-1].append(piece)
            else:
                groups.append([piece])
        for group in groups:
            need = sum(self.width_of(piece, size) for piece in group)
            if lines[-1] and need + space > room:
                lines.append([])
                room = width
            room -= need + (space if lines[-1] else 0)
            lines[-1].extend(group)
        return lines

    def set_line(
        self, line: list[Piece], x: float, y: float, width: float, size: float, justify: bool
    ) -> None:
        """Write one line; real space characters stand between words, stretched to fit."""
        space = self.fonts["regular"].text_length(" ", size)
        gaps = sum(1 for piece in line[1:] if not piece.glue)
        natural = sum(self.width_of(piece, size) for piece in line)
        stretch = (width - natural) / gaps if justify and gaps else space
        stretch = min(stretch, space * 3.2)
        for n, piece in enumerate(line):
            if n and not piece.glue:
                x += stretch
            last = n + 1 == len(line) or line[n + 1].glue
            shown = piece.text + ("" if last else " ")
            if piece.mark:
                self.writer.append(
                    (x, y - size * 0.36), shown, font=self.fonts["regular"], fontsize=size * 0.62
                )
            else:
                self.writer.append((x, y), shown, font=self.fonts[piece.style], fontsize=size)
            x += self.width_of(piece, size)

    def note_lines(self, mark: str) -> list[list[Piece]]:
        """Return a note broken into lines, its mark first."""
        pieces = [Piece(mark, mark=mark), *pieces_of(self.notes[mark])]
        return self.wrap(pieces, WIDTH - LEFT - RIGHT, NOTE, 0)

    # --- blocks ----------------------------------------------------------------

    def paragraph(self, text: str, *, size: float = BODY, indent: float = 28.0) -> None:
        """Set a justified paragraph; a line brings its notes to its own page."""
        lines = self.wrap(pieces_of(text), WIDTH - LEFT - RIGHT, size, indent)
        for n, line in enumerate(lines):
            marks = [piece.mark for piece in line if piece.mark]
            need = size * LEADING + sum(NOTE * LEADING + 8 for _ in marks)
            if self.y + need > self.floor:
                self.new_page()
            for mark in marks:
                self.bring_note(mark, self.y + size * LEADING)
            self.y += size * LEADING
            first = indent if n == 0 else 0.0
            width = WIDTH - LEFT - RIGHT - first
            self.set_line(line, LEFT + first, self.y, width, size, justify=n + 1 < len(lines))
        self.y += 5

    def bring_note(self, mark: str, y: float) -> None:
        """Put as much of a note as fits at the foot of this page; the rest waits."""
        lines = self.note_lines(mark)
        for n, line in enumerate(lines):
            fits = y + (len(self.foot) + 1) * NOTE * LEADING + 14 < HEIGHT - BOTTOM
            if (fits or n == 0) and not self.waiting:
                self.foot.append((line, n + 1 < len(lines)))
            else:
                self.waiting.append(line)

    def centred(
        self, text: str, size: float = BODY, style: str = "bold", width: float = 400
    ) -> None:
        """Set centred lines."""
        pieces = [Piece(word, style) for word in text.split()]
        for line in self.wrap(pieces, width, size, 0):
            if self.y + size * LEADING > self.floor:
                self.new_page()
            self.y += size * LEADING
            self.put(" ".join(p.text for p in line), WIDTH / 2, self.y, style, size, "centre")

    def header(self) -> None:
        """Set the two header blocks, the type word and the subject."""
        facts, party = self.facts, self.facts["form"] == "party"
        left, right = LEFT + 95, WIDTH - RIGHT - 125
        day = facts["date"].split("-")[::-1]
        month = day[1] if int(day[1]) < 3 else str(int(day[1]))
        date = f"{facts['place']}, ngày {day[0]} tháng {month} năm {day[2]}"
        prefix = "Số" if party else "Số:"
        y = TOP + 14
        self.put(facts["superior"], left, y, "regular", 13, "centre")
        self.put(facts["issuer"], left, y + 16, "bold", 13, "centre")
        self.put(
            "*" if party else "_______", left, y + (32 if party else 24), "regular", 13, "centre"
        )
        self.put(f"{prefix} {facts['number']}", left, y + 47, "regular", 13, "centre")
        if party:
            self.put("ĐẢNG CỘNG SẢN VIỆT NAM", right, y, "bold", 14, "centre")
            self.page.draw_line((right - 92, y + 5), (right + 92, y + 5), width=0.8)
        else:
            self.put("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, y, "bold", 12, "centre")
            self.put("Độc lập - Tự do - Hạnh phúc", right, y + 16, "bold", 13, "centre")
            self.page.draw_line((right - 85, y + 21), (right + 85, y + 21), width=0.8)
        self.put(date, right, y + 47, "italic", 13, "centre")
        self.y = y + 78
        self.centred(facts["kind"], 16)
        self.centred(facts["subject"], BODY)
        self.centred("-----" if party else "_______", 12, "regular")
        self.y += 4
        self.centred(SAMPLE_LINE, 10, "italic", 460)
        self.y += 10

    def ending(self) -> None:
        """Set the recipients and the signature, with a red seal."""
        recipients = self.facts["recipients"].split("; ")
        signing = self.facts["signing"].split(" | ")
        if self.y + 150 > self.floor:
            self.new_page()
        top = self.y + 16
        y = top
        self.put("Nơi nhận:", LEFT, y, "bold", 12, "left")
        for n, one in enumerate(recipients):
            end = "." if n + 1 == len(recipients) else ","
            self.put(f"- {one}{end}", LEFT, y + 14 * (n + 1), "regular", 11, "left")
        x = WIDTH - RIGHT - 110
        for n, title in enumerate(signing[:-1]):
            self.put(title, x, top + 17 * n, "bold", 13, "centre")
        seal = (x - 62, top + 48)
        self.page.draw_circle(seal, 34, color=RED, width=1.8)
        self.page.draw_circle(seal, 29, color=RED, width=0.6)
        self.page.insert_text((seal[0] - 13, seal[1] + 4), "MAU", fontsize=12, color=RED)
        self.put(signing[-1], x, top + 100, "bold", 13, "centre")
        self.finish_page()

    def save(self) -> bytes:
        """Return the finished PDF's bytes."""
        self.pdf.set_metadata(
            {
                "title": f"{self.facts['kind'].capitalize()} {self.facts['subject']}",
                "author": "Vankien",
                "subject": SAMPLE,
                "keywords": SAMPLE,
                "creationDate": "D:20260101000000Z",
                "modDate": "D:20260101000000Z",
            }
        )
        self.pdf.subset_fonts()
        return bytes(self.pdf.tobytes(garbage=4, deflate=True, no_new_id=True))


def typeset(source: SourceText) -> bytes:
    """Return the PDF of a source."""
    sheet = Sheet(source.facts, source.notes)
    sheet.header()
    for paragraph in source.paragraphs:
        if paragraph.startswith("=== page"):
            sheet.new_page()
        elif paragraph.startswith("== "):
            sheet.y += 4
            sheet.centred(paragraph[3:])
            sheet.y += 5
        else:
            sheet.paragraph(paragraph)
    sheet.ending()
    return sheet.save()


def scanned(pdf: bytes, seed: int) -> bytes:
    """Return a picture-only PDF: 200 dpi, grey paper, noise, blur and a slight turn."""
    noise = np.random.default_rng(seed)
    result = pymupdf.open()
    for page in pymupdf.open(stream=pdf):
        pixels = page.get_pixmap(dpi=200)
        image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
        turned = image.rotate(
            noise.uniform(-0.7, 0.7), Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
        ).filter(ImageFilter.GaussianBlur(0.7))
        array = np.asarray(turned, dtype=np.float32) * 0.94 + noise.normal(
            4, 7, (turned.height, turned.width, 1)
        )
        picture = io.BytesIO()
        Image.fromarray(array.clip(0, 255).astype(np.uint8)).save(picture, "JPEG", quality=62)
        result.new_page(width=WIDTH, height=HEIGHT).insert_image(
            pymupdf.Rect(0, 0, WIDTH, HEIGHT), stream=picture.getvalue()
        )
    result.set_metadata({"subject": SAMPLE, "keywords": SAMPLE, "author": "Vankien"})
    return bytes(result.tobytes(garbage=4, deflate=True, no_new_id=True))


def worded(source: SourceText) -> bytes:
    """Return the Word file of a source (sources without notes only)."""
    facts = source.facts
    word = docx.Document()
    word.styles["Normal"].font.name = "Times New Roman"
    word.styles["Normal"].font.size = Pt(14)
    day = facts["date"].split("-")[::-1]
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text = f"{facts['superior']}\n{facts['issuer']}\n*\nSố {facts['number']}"
    table.cell(
        0, 1
    ).text = (
        f"ĐẢNG CỘNG SẢN VIỆT NAM\n\n{facts['place']}, ngày {day[0]} tháng {day[1]} năm {day[2]}"
    )
    for text in (facts["kind"], facts["subject"], SAMPLE_LINE):
        word.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for paragraph in source.paragraphs:
        added = word.add_paragraph()
        for piece in pieces_of(paragraph):
            run = added.add_run(("" if piece.glue or not added.runs else " ") + piece.text)
            run.bold, run.italic = piece.style == "bold", piece.style == "italic"
    ending = word.add_table(rows=1, cols=2)
    recipients = "\n".join(f"- {one}," for one in facts["recipients"].split("; "))
    ending.cell(0, 0).text = f"Nơi nhận:\n{recipients}"
    ending.cell(0, 1).text = facts["signing"].replace(" | ", "\n")
    core = word.core_properties
    core.title, core.subject, core.author = facts["subject"], SAMPLE, "Vankien"
    core.created = core.modified = datetime(2026, 1, 1, tzinfo=UTC)
    written = io.BytesIO()
    word.save(written)
    return undated(written.getvalue())


def undated(packed: bytes) -> bytes:
    """Return the same zip with fixed times, so that making it twice gives the same bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(result, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (2026, 1, 1, 0, 0, 0))
            new.writestr(fixed, old.read(entry), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def make(path: Path, seed: int) -> Path:
    """Make one sample from its source, in the form its facts ask for; return its path."""
    source = read_source(path)
    form = source.facts.get("as", "pdf")
    target = HERE / f"{path.stem}.{'docx' if form == 'docx' else 'pdf'}"
    if form == "docx":
        target.write_bytes(worded(source))
    else:
        pdf = typeset(source)
        target.write_bytes(scanned(pdf, seed) if form == "scan" else pdf)
    return target


def main() -> int:
    """Make every sample document and the manifest; print each name."""
    sources = sorted((HERE / "sources").glob("*.md"))
    lines = [{"ignore": "sources/*"}, {"ignore": "*.py"}, {"ignore": "register.jsonl"}]
    for number, path in enumerate(sources):
        target = make(path, number)
        lines.append({"file": target.name, "sample": True})
        sys.stdout.write(f"{target.name}\n")
    lines.extend({"file": path.name, "sample": True} for path in sorted(HERE.glob("*.txt")))
    manifest = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (HERE / "manifest.jsonl").write_text(manifest, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
