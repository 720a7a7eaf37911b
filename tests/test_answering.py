"""Whether there is an answer, and which stretch of a passage is marked as it."""

from __future__ import annotations

import json

import pytest

from index.analysis.analyser import syllables
from index.ranking import ScoredKey
from index.search.answering_stretch import depth, under_heading, with_items
from index.search.fusion import fuse, nearness
from index.search.highlighting import best_sentence
from index.search.score_floor import MARGIN, elsewhere, nearness_floor
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


def test_nearness_is_half_of_each_and_words_have_no_part() -> None:
    words, model = [ScoredKey(1, 9.0)], [ScoredKey(1, 0.2), ScoredKey(2, 0.6)]
    assert nearness(fuse(words, model, 10.0)) is None
    # The encoder's cosines go from 0.75 to 0.95; the best of each, whichever passages have them.
    read = [ScoredKey(1, 0.9), ScoredKey(3, 0.8)]
    assert nearness(fuse(words, model, 10.0, encoder=read)) == pytest.approx((0.6 + 0.75) / 2)
    assert nearness(fuse([], [], 0.0)) is None


def filled(model: FakeEmbedder, texts: list[str]) -> FakeVectors:
    vectors = FakeVectors()
    vectors.add(list(range(len(texts))), model.embed_passages(texts))
    return vectors


def test_the_floor_stands_above_what_chance_gives() -> None:
    model, encoder = FakeEmbedder(), FakeEncoder()
    held = ["Chi bộ họp mỗi tháng một lần.", "Đảng viên nộp đảng phí."]
    floor = nearness_floor(filled(model, held), model, filled(encoder, held), encoder)
    assert MARGIN <= floor < 1
    # Where what is asked elsewhere is all a library holds, chance gives more.
    mine = list(elsewhere())
    assert nearness_floor(filled(model, mine), model, filled(encoder, mine), encoder) > floor


def test_what_a_record_notes_besides_is_left_aside() -> None:
    record = BuildRecord("1", "", "", "", "", "", 1, 1, 1, "", 0.2, encoded=1)
    written = json.loads(record.to_json())
    assert BuildRecord.from_json(json.dumps(written | {"other": 0.35})) == record
