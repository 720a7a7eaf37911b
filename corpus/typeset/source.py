"""Read a source: its facts, its paragraphs, its notes and the styled words of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_INLINE = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|\[\^(\d+)\]")


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

    @property
    def form(self) -> str:
        """What kind of file is made of it: "pdf" where the source does not say."""
        return self.facts.get("as", "pdf")

    @property
    def day(self) -> str:
        """The day it was issued, as Party and State documents print it (36-HD/VPTW)."""
        year, month, day = self.facts["date"].split("-")
        shown = month if int(month) < 3 else str(int(month))
        return f"ngày {day} tháng {shown} năm {year}"


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
    spaced = True
    at = 0

    def add(text: str, style: str) -> None:
        nonlocal spaced
        glued = bool(pieces) and not text.startswith(" ") and not spaced
        for n, word in enumerate(text.split()):
            pieces.append(Piece(word, style, glue=glued and n == 0))
        if text:
            spaced = text.endswith(" ")

    for found in _INLINE.finditer(paragraph):
        add(paragraph[at : found.start()], "regular")
        if found[3]:
            pieces.append(Piece(found[3], "regular", mark=found[3], glue=True))
            spaced = False
        else:
            add(found[1] or found[2], "bold" if found[1] else "italic")
        at = found.end()
    add(paragraph[at:], "regular")
    return pieces
