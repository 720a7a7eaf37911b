"""The paragraphs of a canonical text, with what the layout knows of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.layout.canonical_text import LaidOut
from ingest.pages import Role
from ingest.text.spans import Span
from ingest.text.vietnamese import WORD, fold, whole_capitals

# Dots or spaces that lead to a page number: a line of a table of contents.
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{0,4}\s*$|…{2,}\s*\d{0,4}\s*$|\t\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its words without surrounding space, and where they stand.

    What was meant as capitals is capitals here (:func:`~ingest.text.vietnamese.whole_capitals`).
    """

    text: str
    span: Span
    table: bool = False
    bold: bool = False
    page: int = 1

    @property
    def folded(self) -> str:
        """Lower case without diacritics, same length."""
        return fold(self.text)

    @property
    def capitals(self) -> bool:
        """Whether every letter is a capital."""
        return self.text.isupper()

    @property
    def contents(self) -> bool:
        """Whether it is a line of a table of contents."""
        return _CONTENTS.search(self.text) is not None

    @property
    def size(self) -> int:
        """The number of words."""
        return len(WORD.findall(self.text))


def paragraphs_of(laid: LaidOut) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the body, in order; the notes are left out."""
    bold = {span.start for span in laid.bold}
    roles = {line.span.start: line for line in laid.lines if line.span is not None}
    paragraphs: list[Paragraph] = []
    at = 0
    page = 1
    for raw in laid.text[: laid.body_end].split("\n"):
        line = roles.get(at)
        page = line.page if line else page
        text = whole_capitals(raw.strip())
        if text:
            start = at + len(raw) - len(raw.lstrip())
            table = line is not None and line.role is Role.TABLE
            paragraphs.append(
                Paragraph(text, Span(start, start + len(text)), table, at in bold, page)
            )
        at += len(raw) + 1
    return tuple(paragraphs)
