"""Whether there is an answer, and which stretch of a passage is marked as it."""

from __future__ import annotations

import json

import pytest

from index.analysis.analyser import query_terms, syllables
from index.dense.token_table import TokenTable
from index.lexical.tantivy_index import TantivyText
from index.ports import TextEntry
from index.ranking import ScoredKey
from index.search.answering_stretch import depth, under_heading, with_items
from index.search.fusion import fuse, is_read, nearness_of_first
from index.search.highlighting import best_sentence
from index.search.score_floor import MARGIN, elsewhere, encoder_floor
from index.search.term_matching import QueryTerms
from index.storage.store import BuildRecord
from ingest.text.vietnamese import sentence_bounds
from tests.fakes import FakeEmbedder, FakeEncoder, FakeVectors


def wanted(text: str) -> QueryTerms:
    read = syllables(text)
    plain = QueryTerms(read, (), {}, deliberate=True)
    return QueryTerms(read, (), {plain.term(one): 1.0 for one in read}, deliberate=True)


def marked(text: str, asked: str) -> str:
    return best_sentence(text, wanted(asked)).of(text)


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("Phần thứ nhất", 1),
        ("II. Nhiệm vụ", 2),
        ("**Điều 12.** Hồ sơ", 3),
        ("3. Thẩm quyền", 4),
        ("3.1. Ban Thường vụ", 5),
        ("3.1.2. Trường hợp khác", 6),
        ("a) Đơn xin", 8),
        ("c) Bản tự khai", 8),
        ("i) Lý lịch", 8),
        ("- Sơ yếu lý lịch", 9),
        ("+ Bản sao", 10),
        ("Sơ yếu lý lịch", 100),
        ("2025 là năm cuối", 100),
        ("21-NQ/TW của Trung ương", 100),
    ],
)
def test_labels_tell_how_deep_a_line_stands(line: str, level: int) -> None:
    assert depth(line) == level


FORM = (
    "5.2. Hồ sơ xét cấp giấy phép\n- Đơn đề nghị có xác nhận của xã.\n"
    "- Hồ sơ thửa đất.\n5.3. Lệ phí\nKhông thu."
)


def test_a_heading_is_never_the_answer() -> None:
    assert marked(FORM, "hồ sơ xét cấp giấy phép gồm những gì") == "- Hồ sơ thửa đất."
    text = "6.3. Chuyển sinh hoạt tạm thời.\na) Khi đi học dưới một năm.\nb) Khi đi công tác xa."
    assert marked(text, "khi nào chuyển sinh hoạt tạm thời") != "6.3. Chuyển sinh hoạt tạm thời."
    capitals = "CHẾ ĐỘ TIỀN THƯỞNG\nMức chi do thủ trưởng quyết định."
    assert marked(capitals, "chế độ tiền thưởng") == "Mức chi do thủ trưởng quyết định."


@pytest.mark.parametrize(
    "text",
    [
        # A sentence of the same depth as the next is none, nor is the last line.
        "4. Đơn vị có ba người thì lập một tổ.\n5. Tổ có tổ trưởng.",
        "1. Chuẩn bị hồ sơ\n2. Nộp hồ sơ",
        "Lệ phí cấp giấy phép là hai trăm đồng.\n- Miễn cho hộ nghèo.",
        "7. Lệ phí",
    ],
)
def test_what_only_looks_like_a_heading_is_marked(text: str) -> None:
    assert under_heading(text, list(sentence_bounds(text)), 0) is None


def test_a_leading_line_is_marked_with_its_items() -> None:
    text = (
        "1. Giấy phép bị thu hồi trong các trường hợp sau đây:\na) Khai gian hồ sơ;\n"
        "b) Cho thuê giấy phép. Việc cho thuê do thanh tra kết luận.\n2. Người bị thu hồi nộp lại."
    )
    found = marked(text, "trường hợp nào giấy phép bị thu hồi")
    assert found.startswith("1. Giấy phép")
    assert found.endswith("thanh tra kết luận.")
    # A paragraph after a colon is one item.
    text = "Mức thưởng như sau:\nHai triệu đồng một người.\nTiền chi một lần."
    assert marked(text, "mức thưởng") == "Mức thưởng như sau:\nHai triệu đồng một người."


def test_a_long_list_is_not_marked_whole() -> None:
    items = "".join(f"- Việc thứ {n} phải làm trong quý này của năm nay;\n" for n in range(60))
    bounds = list(sentence_bounds("Các việc:\n" + items))
    start, end = with_items("Các việc:\n" + items, bounds, 0)
    assert start == 0
    assert 500 < end <= 600


def test_nearness_is_the_encoders_of_what_comes_first() -> None:
    words, model = [ScoredKey(1, 9.0)], [ScoredKey(1, 0.2), ScoredKey(2, 0.6)]
    unread = fuse(words, model, 10.0)
    assert nearness_of_first(unread) is None
    assert not is_read(unread)
    # The encoder's cosines go from 0.75 to 0.95.  Passage 3 is nearer, but 1 comes first.
    read = [ScoredKey(1, 0.8), ScoredKey(3, 0.9)]
    ranked = fuse(words, model, 10.0, encoder=read)
    assert ranked[0].key == 1
    assert nearness_of_first(ranked) == pytest.approx(0.25)
    # One that was not read comes first: the encoder says nothing of it.
    other = fuse([ScoredKey(2, 9.0)], model, 10.0, encoder=read)
    assert other[0].key == 2
    assert nearness_of_first(other) is None
    assert is_read(other)
    assert nearness_of_first(fuse([], [], 0.0)) is None


def filled(model: FakeEmbedder, texts: list[str]) -> FakeVectors:
    vectors = FakeVectors()
    vectors.add(list(range(len(texts))), model.embed_passages(texts))
    return vectors


def floor_over(texts: list[str]) -> float:
    """Return the floor of the encoder in a library of ``texts``."""
    model, encoder = FakeEmbedder(), FakeEncoder()
    tokens = TokenTable.new(encoder.token_dimensions)
    read = encoder.read_passages(texts)
    tokens.add(range(len(texts)), [one.tokens for one in read])
    entries = [TextEntry(n, query_terms(text)) for n, text in enumerate(texts)]
    words = TantivyText.in_memory(entries, "words")
    return encoder_floor(
        words, filled(model, texts), model, filled(encoder, texts), tokens, encoder
    )


def test_the_floor_stands_above_what_chance_gives() -> None:
    floor = floor_over(["Chi bộ họp mỗi tháng một lần.", "Đảng viên nộp đảng phí."])
    assert MARGIN <= floor < 1
    # Where what is asked elsewhere is all a library holds, chance gives more.
    assert floor_over(list(elsewhere())) > floor


def test_what_a_record_notes_besides_is_left_aside() -> None:
    record = BuildRecord("1", "", "", "", "", "", 1, 1, 1, "", 0.2, encoded=1)
    written = json.loads(record.to_json())
    assert BuildRecord.from_json(json.dumps(written | {"other": 0.35})) == record
