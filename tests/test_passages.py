"""Passages: one slice each, every word of the body in exactly one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import pipeline
from ingest.layout.canonical_text import lay_out
from ingest.model import Document
from ingest.pages import Origin, ReadFile, ReadPage, TextLine
from ingest.structure.passages import LONGEST, SHORTEST, size_of
from ingest.structure.provisions import read_structure

SENTENCE = "Cấp ủy các cấp lãnh đạo, chỉ đạo việc thực hiện nghiêm túc quy định này. "


def check(document: Document, body: list[tuple[int, int]]) -> None:
    """Assert that passages are slices and that each word of ``body`` is in exactly one."""
    covered = [0] * (len(document.text) + 1)
    for passage in document.passages:
        assert document.text[passage.span.start : passage.span.end] == passage.text
        assert passage.text == passage.text.strip()
        for at in range(passage.span.start, passage.span.end):
            covered[at] += 1
    assert max(covered) <= 1
    for start, end in body:
        for word in re.finditer(r"\w+", document.text[start:end]):
            assert covered[start + word.start()] == 1, document.text[start + word.start() :][:80]


labels = st.sampled_from(
    ["I. ", "II. ", "III- ", "1. ", "2. ", "3- ", "1.1. ", "1.2. ", "a) ", "b) ", "c) ", "- ", "+ ",
     "Điều 1. ", "Điều 2. ", "Chương I\n", "Chương II ", "Phần thứ nhất\n", "Phụ lục I\n", "Mục 1 ",
     "“Điều 5. ", "", "", "Nơi nhận:\n- Lưu. ", "T/M BAN THƯỜNG VỤ\nBÍ THƯ\nNguyễn Văn Mẫu\n",
     "(1) ", "PHỤ LỤC\n", "QUY CHẾ\n(Kèm theo Quyết định này)\n", "MỤC LỤC\nChương I ..... 3\n",
     "-----\n"]
)  # fmt: skip
lengths = st.integers(0, 22)
paragraph = st.tuples(labels, lengths).map(lambda pair: pair[0] + SENTENCE * pair[1])


@settings(max_examples=150, deadline=None)
@given(st.lists(paragraph, min_size=1, max_size=25), st.booleans())
def test_every_word_of_the_body_is_in_exactly_one_passage(made: list[str], headed: bool) -> None:
    head = ["TỈNH ỦY MINH HÀ", "Số 08-QĐ/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", "QUY ĐỊNH", "về thử nghiệm"]
    lines = "\n".join([*(head if headed else []), *made]).split("\n")
    page = ReadPage(
        1, tuple(TextLine(line.strip(), paragraph_end=True) for line in lines if line.strip())
    )
    document = pipeline.assemble(ReadFile("a.txt", "0" * 64, "text", (page,), paged=False))
    laid = lay_out(ReadFile("a.txt", "0" * 64, "text", (page,), paged=False))
    from ingest.header.header import body_start, read_header

    structure = read_structure(laid, body_start(laid, read_header(laid)))
    check(document, [(span.start, span.end) for span in structure.body])
    assert all(size_of(passage.text) <= LONGEST + SHORTEST for passage in document.passages)
    assert len({passage.id for passage in document.passages}) == len(document.passages)


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    clause = "các cơ quan, đơn vị có liên quan phối hợp chặt chẽ với nhau trong công việc; "
    document = pipeline.parse_text("Điều 1. Trách nhiệm\n" + clause * 40)
    assert len(document.passages) > 2
    assert all(size_of(passage.text) <= LONGEST + SHORTEST for passage in document.passages)
    assert all(passage.path == ("Điều 1",) for passage in document.passages)


def test_a_bare_heading_goes_with_what_it_heads_and_the_path_is_the_deeper() -> None:
    document = pipeline.parse_text(
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1. "
        + SENTENCE * 8
        + "\n2. "
        + SENTENCE * 8
        + "\n3. "
        + SENTENCE * 8
    )
    assert [passage.path[-1] for passage in document.passages] == ["khoản 1", "khoản 2", "khoản 3"]
    assert document.passages[0].text.startswith("Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1.")
    assert document.passages[1].heading == ("QUY ĐỊNH CHUNG", "Phạm vi")


def test_small_siblings_are_kept_under_their_parent() -> None:
    document = pipeline.parse_text(
        "Điều 1. Nguyên tắc\n1. Công khai.\n2. Dân chủ.\n3. Đúng luật.\nĐiều 2. Hiệu lực\nTừ nay."
    )
    assert [passage.path for passage in document.passages] == [("Điều 1",), ("Điều 2",)]


def test_header_and_signature_are_no_passages() -> None:
    document = pipeline.parse_text(
        "TỈNH ỦY MINH HÀ\n*\nSố 08-QĐ/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nMinh Hà, ngày 10/5/2021\n"
        "QUY ĐỊNH\nvề thử nghiệm\nĐiều 1. Phạm vi\nPhạm vi ở đây.\nNơi nhận:\n- Các huyện ủy,\n"
        "- Lưu.\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nLê Thị Mẫu"
    )
    assert [passage.text for passage in document.passages] == ["Điều 1. Phạm vi\nPhạm vi ở đây."]


def test_a_note_carries_the_path_of_its_mark(root: Path) -> None:
    document = pipeline.parse(root / "corpus" / "27-hd-btghu-2023.pdf", isolated=False)
    notes = {passage.note: passage.path for passage in document.passages if passage.note}
    assert notes == {"¹": ("mục II", "mục 3"), "²": ("mục II", "mục 5")}


def test_pages_of_a_passage_over_a_page_break(root: Path) -> None:
    document = pipeline.parse(root / "corpus" / "08-qd-tu-2021.pdf", isolated=False)
    for passage in document.passages:
        assert passage.pages == document.pages_of(passage.span)
    assert any(len(passage.pages) == 2 for passage in document.passages)


@pytest.mark.parametrize(
    "pattern",
    ["party__*294.pdf", "party__*06.pdf", "gov__*nghi-dinh-so-156*", "gov__*12-2024-tt-bldtbxh*"],
)
def test_real_documents_are_covered(shared: Path, pattern: str) -> None:
    file = next((shared / "pdf").glob(pattern))
    document = pipeline.parse(file, isolated=False)
    check(document, [])
    whole = sum(len(re.findall(r"\w+", passage.text)) for passage in document.passages)
    everything = len(re.findall(r"\w+", document.text))
    # The rest is the header's block, the signature and the marks of notes.
    assert whole >= 0.93 * everything
    assert document.pages[0].origin is Origin.TEXT
