"""The pieces of a consolidated reading in their order, each a stretch of one of its texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from index.amendments.edits import AmendingText, Edit
from ingest.text.spans import Span


class Kind(StrEnum):
    """What a slice of a consolidated reading is."""

    BASE = "base"  # as the base text has it
    NEW = "new"  # put there by an edit
    GONE = "gone"  # taken out by an edit: empty
    BREAK = "break"  # a line's end or a space between slices, of no document


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text of ``source``; without one a break, or the mark of words taken out."""

    kind: Kind
    text: str
    source: AmendingText | None = None
    span: Span | None = None
    """Where the stretch stands in the text of ``source``."""
    edit: Edit | None = None

    def part(self, start: int, end: int) -> Piece:
        """Return a stretch of the piece, counted from its beginning."""
        span = Span(start, end).shifted(self.span.start) if self.span else None
        return Piece(self.kind, self.text[start:end], self.source, span, self.edit)


@dataclass(slots=True)
class Rope:
    """A text made of pieces; offsets count its code points."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of all pieces."""
        return "".join(piece.text for piece in self.pieces)

    def splice(self, start: int, end: int, pieces: Sequence[Piece]) -> int:
        """Put ``pieces`` in place of a stretch; return by how much the text grew."""
        first = self._cut(start)
        behind = self._cut(end) if end > start else first
        self.pieces[first:behind] = pieces
        return sum(len(piece.text) for piece in pieces) - (end - start)

    def _cut(self, offset: int) -> int:
        """Return the index of the piece that begins at an offset, cutting one that spans it."""
        at = 0
        for index, piece in enumerate(self.pieces):
            if at == offset and piece.text:
                return index
            end = at + len(piece.text)
            if at < offset < end:
                inner = offset - at
                self.pieces[index : index + 1] = [piece.part(0, inner), piece.part(inner, end - at)]
                return index + 1
            at = end
        return len(self.pieces)
