"""Files as offices have them, judged before the code: header, tree, text, notes.

The lines of ``cases/office_texts.jsonl`` and ``cases/office_pages.jsonl`` are our own; those of
pages are [x0, y0, x1, size, text, more] in points.  Cases of half "kept" were not looked at while
the code was written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest

from ingest import pipeline
from ingest.model import Document
from tests.test_page_layouts import read_pages

CASES = Path(__file__).parent / "cases"
TEXTS = [json.loads(row) for row in (CASES / "office_texts.jsonl").read_text("utf-8").splitlines()]
PAGES = [json.loads(row) for row in (CASES / "office_pages.jsonl").read_text("utf-8").splitlines()]
ENDINGS = {"text": "txt", "html": "html", "md": "md"}


def fact(document: Document, field: str) -> str | None:
    """Return a claim of the header as the cases write it."""
    claim = getattr(document.header, field)
    return None if claim is None else str(claim.value)


def faults(document: Document, want: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what was read otherwise than judged: field, (read, judged)."""
    read: dict[str, Any] = {
        "refused": document.refused is not None,
        "recipients": list(document.header.recipients),
        "paths": [" > ".join(provision.path) for provision in document.provisions],
        "pairs": _signer(document, want.get("pairs", ())),
        "notes": [note.text for note in document.notes],
        "contains": [words for words in want.get("contains", ()) if words in document.text],
        "without": [words for words in want.get("without", ()) if words not in document.text],
    }
    found = {field: read[field] if field in read else fact(document, field) for field in want}
    return {field: (found[field], want[field]) for field in want if found[field] != want[field]}


def _signer(document: Document, pairs: list[list[str]]) -> list[list[str]]:
    """Return ``pairs`` where who is said to sign is one of them, or nobody is; else the claim."""
    said = [fact(document, "signatory"), fact(document, "position")]
    return pairs if said in pairs or said[0] is None else [[str(one) for one in said]]


@pytest.mark.parametrize("case", TEXTS, ids=[case["what"] for case in TEXTS])
def test_a_text_of_an_office(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / f"tep.{ENDINGS[case['form']]}"
    path.write_text(case["text"], "utf-8")
    assert faults(pipeline.parse(path, isolated=False), case["want"]) == {}


@pytest.mark.parametrize("case", PAGES, ids=[case["what"] for case in PAGES])
def test_a_page_of_an_office(case: dict[str, Any]) -> None:
    assert faults(pipeline.assemble(read_pages(case)), case["want"]) == {}


ROWS = [
    ("own", ("TT", "Đơn vị", "Quý I"), ("", "Xã Hòa An", "5"), "| Xã Hòa An | 5"),
    ("own", ("TT", "Đơn vị", "Quý I"), ("", "Cộng", ""), "Cộng"),
    ("kept", ("TT", "Đơn vị", "Quý I", "Quý II"), ("", "", "3", "4"), "| | 3 | 4"),
    ("kept", ("Họ tên", "Chữ ký"), ("", "(đã ký)"), "(đã ký)"),
    ("own", ("TT", "Đơn vị", "Quý I", "Quý II"), ("1", "Xã Tân Lập", "", "4"), "Tân Lập | | 4"),
]


@pytest.mark.parametrize(("half", "head", "row", "read"), ROWS)
def test_a_value_of_a_word_table_stands_below_its_heading(
    half: str, head: tuple[str, ...], row: tuple[str, ...], read: str, tmp_path: Path
) -> None:
    word = docx.Document()
    word.add_paragraph(f"Bảng tổng hợp ({half})")
    table = word.add_table(2, len(head))
    for cells, texts in zip((table.rows[0].cells, table.rows[1].cells), (head, row), strict=True):
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text
    path = tmp_path / "tep.docx"
    word.save(str(path))
    line = pipeline.parse(path, isolated=False).text.split("\n")[-1]
    assert line.endswith(read) if read[0] != "|" else line == read
