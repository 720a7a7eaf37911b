"""The sample documents say in print what their sources say, and are marked as samples."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import docx
import pymupdf
import pytest

from corpus.typeset.faces import FONTS
from corpus.typeset.make import make
from corpus.typeset.sheet import SAMPLE
from corpus.typeset.source import read_source
from ingest.pipeline import parse
from ingest.vocabulary.document_numbers import DocumentNumber

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
SOURCES = sorted((CORPUS / "sources").glob("*.md"))


def made_from(source: Path) -> Path:
    return next(path for path in CORPUS.glob(f"{source.stem}.*"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_header_is_read_as_the_source_says(source: Path) -> None:
    facts = read_source(source).facts
    if facts.get("as") == "scan" and not shutil.which("tesseract"):
        pytest.skip("needs tesseract with Vietnamese to read the scanned sample")
    header = parse(made_from(source)).header
    assert header.number is not None
    assert header.number.value == DocumentNumber.parse(facts["number"])
    assert header.issued is not None
    assert header.issued.value == date.fromisoformat(facts["date"])
    assert header.kind is not None
    # "Chương trình hành động" is a programme: the type word may be read short or whole.
    assert facts["kind"].lower().startswith(header.kind.value.lower())
    assert header.subject is not None
    assert header.subject.value.lower() == facts["subject"].lower()
    assert header.issuer is not None
    # "ỦY BAN NHÂN DÂN" / "TỈNH MINH HÀ" is one body set on two lines.
    assert header.issuer.value.lower() in f"{facts['superior']} {facts['issuer']}".lower()
    assert header.issuer.value.lower().endswith(facts["issuer"].lower())


def test_manifest_lists_every_sample_and_nothing_else() -> None:
    lines = [json.loads(line) for line in (CORPUS / "manifest.jsonl").read_text().splitlines()]
    listed = {line["file"] for line in lines if "file" in line}
    samples = {p.name for p in CORPUS.iterdir() if p.suffix in {".pdf", ".docx", ".txt"}}
    assert listed == samples
    assert all(line["sample"] for line in lines if "file" in line)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.pdf")), ids=lambda path: path.stem)
def test_pdf_properties_say_sample(path: Path) -> None:
    with pymupdf.open(path) as pdf:
        assert pdf.metadata["subject"] == SAMPLE


def test_word_properties_say_sample() -> None:
    paths = list(CORPUS.glob("*.docx"))
    assert paths
    for path in paths:
        assert docx.Document(str(path)).core_properties.subject == SAMPLE


@pytest.mark.parametrize(
    "name",
    [
        "52-qd-tu-2024.pdf",
        "17-nq-tu-2004.pdf",
        "25-kl-hu-2007.pdf",
        "05-kh-du-2025.docx",
        "09-kl-tu-2026.pdf",
    ],
)
def test_samples_are_what_their_sources_make(name: str, tmp_path: Path) -> None:
    if not FONTS.is_dir():
        pytest.skip("needs the font files of fonts-liberation2 to typeset")
    made = make(CORPUS / "sources" / f"{Path(name).stem}.md", tmp_path)
    assert made.name == name
    assert made.read_bytes() == (CORPUS / name).read_bytes()
