"""A growing PDF: a cursor, lines, paragraphs and the note area at the foot of the page."""

from __future__ import annotations

from collections import deque

import pymupdf

from corpus.typeset import faces
from corpus.typeset.source import Piece, pieces_of

WIDTH, HEIGHT = 595.0, 842.0  # A4, points
LEFT, RIGHT, TOP, BOTTOM = 85.0, 57.0, 62.0, 57.0  # margins: 30, 20, 22 and 20 mm
BODY, NOTE, LEADING = 14.0, 10.5, 1.32
SAMPLE = "VĂN BẢN MẪU"


class Sheet:
    """Pages being set: ``y`` is the cursor, in points from the top of the page."""

    def __init__(self, notes: dict[str, str], face: faces.Face) -> None:
        self.notes, self.face = notes, face
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
        width = faces.width(self.face.runs(text, style), size)
        x -= {"left": 0, "centre": width / 2, "right": width}[align]
        self._show(text, x, y, style, size)
        return width

    def _show(self, text: str, x: float, y: float, style: str, size: float) -> None:
        for run in self.face.runs(text, style):
            self.writer.append((x, y), run.codes, font=run.font, fontsize=size)
            x += run.font.text_length(run.codes, size)

    def width_of(self, piece: Piece, size: float) -> float:
        """Return a piece's width in points; marks are set smaller."""
        runs = self.face.runs(piece.text, piece.style)
        return faces.width(runs, size * (0.62 if piece.mark else 1))

    def space(self, size: float) -> float:
        """Return the width of a space, in points."""
        return faces.width(self.face.runs(" ", "regular"), size)

    def wrap(
        self, pieces: list[Piece], width: float, size: float, indent: float
    ) -> list[list[Piece]]:
        """Break pieces into lines; glued pieces stay with the one before."""
        space = self.space(size)
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
        space = self.space(size)
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
                self._show(shown, x, y - size * 0.36, "regular", size * 0.62)
            else:
                self._show(shown, x, y, piece.style, size)
            x += self.width_of(piece, size)

    # --- paragraphs ------------------------------------------------------------

    def paragraph(self, text: str, *, size: float = BODY, indent: float = 28.0) -> None:
        """Set a justified paragraph; a line brings its notes to its own page."""
        lines = self.wrap(pieces_of(text), WIDTH - LEFT - RIGHT, size, indent)
        for n, line in enumerate(lines):
            marks = [piece.mark for piece in line if piece.mark]
            need = size * LEADING + sum(NOTE * LEADING + 8 for _ in marks)
            if self.y + need > self.floor:
                self.new_page()
            for mark in marks:
                self._bring_note(mark, self.y + size * LEADING)
            self.y += size * LEADING
            first = indent if n == 0 else 0.0
            width = WIDTH - LEFT - RIGHT - first
            self.set_line(line, LEFT + first, self.y, width, size, justify=n + 1 < len(lines))
        self.y += 5

    def centred(
        self, text: str, size: float = BODY, style: str = "bold", width: float = 400
    ) -> None:
        """Set centred lines."""
        for line in self.broken(text, size, style, width):
            if self.y + size * LEADING > self.floor:
                self.new_page()
            self.y += size * LEADING
            self.put(line, WIDTH / 2, self.y, style, size, "centre")

    def broken(self, text: str, size: float, style: str, width: float) -> list[str]:
        """Break text of one style into lines."""
        pieces = [Piece(word, style) for word in text.split()]
        return [" ".join(p.text for p in line) for line in self.wrap(pieces, width, size, 0)]

    def _bring_note(self, mark: str, y: float) -> None:
        """Put as much of a note as fits at the foot of this page; the rest waits."""
        pieces = [Piece(mark, mark=mark), *pieces_of(self.notes[mark])]
        lines = self.wrap(pieces, WIDTH - LEFT - RIGHT, NOTE, 0)
        for n, line in enumerate(lines):
            fits = y + (len(self.foot) + 1) * NOTE * LEADING + 14 < HEIGHT - BOTTOM
            if (fits or n == 0) and not self.waiting:
                self.foot.append((line, n + 1 < len(lines)))
            else:
                self.waiting.append(line)
