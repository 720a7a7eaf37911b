"""Pages judged by eye before the code: columns, notes, page numbers, pages of one line.

The lines of ``cases/page_layouts.jsonl`` are our own; each is [x0, y0, x1, size, text, more] in
points.  Cases of half "kept" were not looked at while the code was written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from ingest import pipeline
from ingest.layout.canonical_text import lay_out
from ingest.pages import TURNED, Box, ReadFile, ReadPage, Role, TextLine, Word
from ingest.readers.page.reading_order import in_reading_order
from ingest.text.spans import Span

ROWS = (Path(__file__).parent / "cases" / "page_layouts.jsonl").read_text("utf-8").splitlines()
CASES = [json.loads(row) for row in ROWS]
WIDTH, HEIGHT = 595.0, 842.0


def _line(row: list[Any]) -> TextLine:
    x0, y0, x1, size, text, more = [*row, {}][:6]
    box = Box(x0, y0, x1, more.get("y1", y0 + size))
    letter = (x1 - x0) / max(1, len(text))
    words, at = [], 0
    for part in text.split(" "):
        word = Box(x0 + at * letter, box.y0, x0 + (at + len(part)) * letter, box.y1)
        words += [Word(part, word)] if part else []
        at += len(part) + 1
    return TextLine(
        text,
        box,
        tuple(words),
        size,
        bold=more.get("bold", False),
        marks=tuple(Span(*mark) for mark in more.get("marks", ())),
        role=Role.FURNITURE if more.get("role") else None,
        block=TURNED if more.get("block") else 0,
    )


def read_pages(case: dict[str, Any]) -> ReadFile:
    """Return the pages of a case, in reading order where it asks for that."""
    pages = []
    for number, rows in enumerate(case["pages"], start=1):
        lines = [_line(row) for row in rows]
        if case.get("ordered"):
            lines = in_reading_order(lines, WIDTH, HEIGHT)
        pages.append(ReadPage(number, tuple(lines), width=WIDTH, height=HEIGHT))
    return ReadFile("a.pdf", "0" * 64, "pdf", tuple(pages), paged=True)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_page(case: dict[str, Any]) -> None:
    laid = lay_out(read_pages(case))
    paragraphs = laid.text[: laid.body_end].split("\n")
    if "paragraphs" in case:
        assert paragraphs == case["paragraphs"]
    if "notes" in case:
        assert [[note.mark, note.text] for note in laid.notes] == case["notes"]
        assert all(note.anchor is not None for note in laid.notes)
    if "printed" in case:
        assert [page.printed for page in laid.pages] == case["printed"]
    for words in case.get("contains", ()):
        assert any(words in paragraph for paragraph in paragraphs)
    for words in case.get("without", ()):
        assert words not in laid.text
    for line in laid.lines:
        assert line.span is None or len(line.span.of(laid.text)) == len(line.text)


@pytest.mark.parametrize(
    ("words", "text"),
    [("12.500.000", "12.500.000"), ("15/02/2024", "15/02/2024"), ("- 5 -", ""), ("", "")],
)
def test_a_page_of_one_line_of_figures_is_not_emptied(
    tmp_path: Path, words: str, text: str
) -> None:
    path = tmp_path / "a.pdf"
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        if words:
            page.insert_text((200, 300), words)
        pdf.save(path)
    assert pipeline.parse(path, isolated=False).text == text


def test_a_title_alone_between_two_columns_beside_a_page_of_three() -> None:
    rows: list[list[Any]] = [[240, 100, 340, 12, "TIN TRONG TUẦN"]]
    for n in range(5):
        y = 114 + 14 * n
        rows += [[50, y, 200, 12, f"việc này {n} nói"], [390, y, 540, 12, f"việc kia {n} nói"]]
    for n in range(4):
        y = 400 + 14 * n
        rows += [[x, y, x + 150, 12, f"cột {x} dòng {n}"] for x in (50, 220, 390)]
    lines = [_line(row) for row in rows]
    read = " ".join(line.text for line in in_reading_order(lines, WIDTH, HEIGHT))
    assert all(line.text in read for line in lines)
