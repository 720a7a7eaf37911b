"""One document in every awkward form is one text: compared whole with its source."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from corpus.typeset.faces import FONTS
from ingest.errors import ToolMissing
from ingest.model import Document
from ingest.pages import Origin
from ingest.pipeline import parse
from tests.forms import error_rate, notes, paragraphs, source_of, written

SHORT, LONG, NOTED = "09-kl-tu-2026", "45-nq-tu-2022", "18-hd-btctu-2023"
CASES = [
    ("unicode", NOTED),
    ("tcvn3", NOTED),
    ("vni", NOTED),
    ("vntex", NOTED),
    ("mixed", NOTED),
    ("docx", LONG),
    ("html", LONG),
    ("doc", SHORT),
]
ORIGINS = {
    "tcvn3": Origin.CONVERTED,
    "vni": Origin.CONVERTED,
    "vntex": Origin.CONVERTED,
    "mixed": Origin.CONVERTED,
}
PICTURES = {"scan": 0.01, "badlayer": 0.01, "skewed": 0.02, "photo": 0.03}
"""The most letters that may be wrong in a form that must be recognised."""


@pytest.fixture(autouse=True)
def _needs_fonts() -> None:
    if not FONTS.is_dir():
        pytest.skip("needs the font files of fonts-liberation2 to typeset")


def _same_header(document: Document, name: str) -> None:
    facts, header = source_of(name).facts, document.header
    assert header.number is not None
    assert str(header.number.value) == facts["number"]
    assert header.issued is not None
    assert header.issued.value == date.fromisoformat(facts["date"])
    assert header.kind is not None
    assert header.kind.value.upper() == facts["kind"]
    assert header.subject is not None
    assert header.subject.value == facts["subject"]


@pytest.mark.parametrize(("form", "name"), CASES, ids=lambda case: case)
def test_text_that_is_there_is_read_whole(form: str, name: str, tmp_path: Path) -> None:
    try:
        path = written(form, name, tmp_path)
    except ToolMissing as missing:
        pytest.skip(str(missing))
    document = parse(path)
    _same_header(document, name)
    source = source_of(name)
    truth = paragraphs(source)
    lines = document.text.split("\n")
    begin = lines.index(truth[0])
    assert lines[begin : begin + len(truth)] == truth
    if form != "html":
        assert [note.text for note in document.notes] == notes(source)
        assert all(note.anchor is not None for note in document.notes)
    assert {page.origin for page in document.pages} == {ORIGINS.get(form, Origin.TEXT)}


@pytest.mark.parametrize("form", PICTURES)
def test_text_that_must_be_recognised(form: str, tmp_path: Path) -> None:
    if not shutil.which("tesseract"):
        pytest.skip("needs tesseract with Vietnamese to read pictures of pages")
    document = parse(written(form, SHORT, tmp_path))
    _same_header(document, SHORT)
    truth = "\n".join(paragraphs(source_of(SHORT)))
    begin, end = document.text.find(truth[:12]), document.text.rfind("Nơi nhận")
    assert 0 <= begin < end
    assert error_rate(document.text[begin:end].strip(), truth) <= PICTURES[form]
    assert {page.origin for page in document.pages} == {Origin.OCR}
    assert all(page.confidence > 0.8 for page in document.pages)


def test_the_measure_of_errors() -> None:
    assert error_rate("quyết định", "quyết định") == 0
    assert error_rate("quyêt định.", "quyết định") == pytest.approx(0.2)
    assert error_rate("", "abcd") == 1
