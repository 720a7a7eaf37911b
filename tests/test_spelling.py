"""What readers type with i for y, and with figures for words, finds the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.analysis.analyser import query_terms, term_texts
from index.library import Library
from index.query.abbreviations import expansions
from index.query.diacritics import Restorer
from index.results import SearchRequest
from ingest.text.vietnamese import i_or_y, with_y, y_normal
from tests.libraries import build, without_children

NOTE = """Hỏi đáp về kỷ luật và lý luận
Chi bộ giữ nghiêm kỷ luật của Đảng trong mọi việc được giao hằng ngày ở cơ sở.
Bốn kiên định là gốc của công tác lý luận mà mỗi đảng viên cần hiểu cho đúng.
Bác sĩ xã khám bệnh cho người già mỗi quý một lần tại nhà văn hóa của thôn.
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    without_children(monkeypatch)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "hoi-dap.txt").write_text(NOTE, "utf-8")
    build(folder, tmp_path / "library")
    opened = Library.open(tmp_path / "library")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [("kỉ luật", "kỷ luật"), ("lí luận", "lý luận"), ("bác sỹ", "bác sĩ"), ("quí", "quý")],
)
def test_i_and_y_are_one_vowel(one: str, other: str, library: Library) -> None:
    assert query_terms(one) == query_terms(other)
    assert term_texts(one) == term_texts(other)
    first, second = (library.search(SearchRequest(text)) for text in (one, other))
    assert first.hits
    assert [hit.passage.id for hit in first.hits] == [hit.passage.id for hit in second.hits]
    assert first.hits[0].marks == second.hits[0].marks


def test_other_syllables_keep_their_i() -> None:
    for word in ("thi", "nghĩ", "gì", "phi", "khi", "chỉ", "lim", "đi"):
        assert y_normal(word) == word
        assert i_or_y(word) == (word,)
    assert with_y("Kỉ luật, LÍ luận") == "Kỷ luật, LÝ luận"


def test_bare_letters_are_restored_with_y() -> None:
    restorer = Restorer()
    assert restorer.restore("ki luat dang")[0] == "kỷ luật đảng"
    assert restorer.restore("li luan chinh tri")[0] == "lý luận chính trị"


def test_figures_and_words_count_the_same(library: Library) -> None:
    assert expansions("4 kiên định") == ("bốn kiên",)
    assert expansions("bốn kiên định") == ("4 kiên",)
    assert expansions("năm 2021") == expansions("đầu tư công") == ()
    answers = [library.search(SearchRequest(text)) for text in ("4 kiên định", "bốn kiên định")]
    assert all(answer.hits for answer in answers)
    assert len({answer.hits[0].passage.id for answer in answers}) == 1
