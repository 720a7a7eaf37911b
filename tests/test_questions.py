"""How questions are read: what they ask for, slips mended, words that stand together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import cast

import pytest

from benchmarks.refusals import questions, refused
from index.analysis.analyser import syllables
from index.arrays import Vectors
from index.library import Library
from index.ports import Embedder
from index.query import diacritics
from index.query.slips import misspellings
from index.query.sought_facts import SoughtFact, asked_for, sought_facts
from index.results import AnswerKind, SearchRequest
from index.search.highlighting import best_sentence
from index.search.searcher import ordered
from index.search.standing_together import saying
from index.search.term_matching import QueryTerms
from index.search.text_page import TextPage
from ingest.text.vietnamese import tokens
from tests.libraries import build, without_children, write_corpus

RESTORER = diacritics.Restorer


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    patch = pytest.MonkeyPatch()
    without_children(patch)
    patch.setattr(diacritics, "Restorer", RESTORER)
    folder = tmp_path_factory.mktemp("questions")
    build(write_corpus(folder / "corpus"), folder / "library")
    opened = Library.open(folder / "library")
    yield opened
    opened.close()
    patch.undo()


@pytest.mark.parametrize("fact", sought_facts(), ids=lambda fact: fact.name)
def test_each_sought_fact_has_its_example(fact: SoughtFact) -> None:
    question, answer, other = fact.example
    assert asked_for(question) is fact
    assert fact.is_held(answer)
    assert not fact.is_held(other)


def test_a_sentence_that_holds_what_is_asked_for_is_marked() -> None:
    text = "Chi bộ họp định kỳ, chi bộ họp đủ. Chi bộ họp vào ngày 03 hằng tháng."
    plain = QueryTerms(syllables("chi bộ họp"), (), {"chi": 1.0, "bộ": 1.0, "họp": 1.0}, True)
    sought = replace(plain, sought=asked_for("chi bộ họp ngày nào"))
    assert best_sentence(text, plain).of(text).startswith("Chi bộ họp định kỳ")
    assert best_sentence(text, sought).of(text).startswith("Chi bộ họp vào ngày 03")


def test_words_within_a_few_lines_stand_together() -> None:
    wanted = QueryTerms(syllables("hủy tài liệu"), (), {}, True)
    near = "Việc hủy những tài liệu hết giá trị do cấp ủy quyết định."
    apart = f"Việc hủy bỏ nghị quyết. {'Cấp ủy họp mỗi quý. ' * 20} Tài sản và tư liệu."
    far = f"Việc hủy bỏ nghị quyết. {'Cấp ủy họp mỗi quý. ' * 20} Tài liệu lưu tại chi bộ."
    assert saying(TextPage([apart, near, far]), wanted) == {1}
    assert saying(TextPage([near]), QueryTerms(syllables("hủy"), (), {}, True)) == frozenset()
    two = QueryTerms(syllables("tư nhân"), (), {}, True)
    assert saying(TextPage(["Đổi mới tư duy của nhân viên."]), two) == frozenset()
    # What two texts hold together stands in neither.
    assert not saying(TextPage(["Việc hủy", "tài liệu"]), wanted)


def test_no_words_of_the_library_are_refused(library: Library) -> None:
    with library.parts() as parts:
        catalogue = parts.catalogue
        views = [v for n in sorted(catalogue.documents()) for v in catalogue.passages_of(n)]
    asked = list(questions(views, 40, 3))
    assert len(asked) == 5
    assert refused(library, asked) == []


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("tuaanf tra ruwngf", "tuần tra rừng"),
        ("tua62n tra ru72ng", "tuần tra rừng"),
        ("tuầntra rừng", "tuần tra rừng"),
        ("rungwf", "rừng"),
        ("nhật kí bão vệ rừng", "nhật kí bảo vệ rừng"),
    ],
)
def test_a_slip_is_mended_where_the_library_says_so(
    library: Library, typed: str, searched: str
) -> None:
    answer = library.search(SearchRequest(typed))
    assert (answer.understood.searched, answer.understood.restored) == (searched, True)
    assert answer.understood.did_you_mean is None
    assert answer.hits[0].passage.document.number == "19-CT/TU"
    assert library.search(SearchRequest(typed, as_typed=True)).understood.searched == typed


class _Listening:
    """An embedder that keeps what it was asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.heard: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.heard.extend(texts)
        return self._embedder.embed_queries(texts)


@pytest.mark.parametrize(("one", "other"), [("xoá tên", "xóa tên"), ("tuỳ việc", "tùy việc")])
def test_models_are_asked_for_one_tone_placement(library: Library, one: str, other: str) -> None:
    with library.parts() as parts:
        listening = _Listening(parts.embedder)
        heard = replace(parts, embedder=cast("Embedder", listening))
        for text in (one, other):
            ordered(SearchRequest(text), heard)
    assert listening.heard == [other, other]


def test_what_the_library_does_not_hold_is_only_suggested(library: Library) -> None:
    understood = library.search(SearchRequest("bổ xung ngân sách")).understood
    assert understood.searched == "bổ xung ngân sách"
    assert understood.did_you_mean == "bổ sung ngân sách"


def test_a_wrong_reading_hides_nothing(library: Library) -> None:
    # However its letters are read first, the words stand there.
    answer = library.search(SearchRequest("lan chiem dat rung"))
    assert answer.kind is AnswerKind.WORDS
    assert answer.hits[0].passage.document.number == "19-CT/TU"


def test_each_slip_has_its_example() -> None:
    slips = json.loads((resources.files("index") / "data/slips.json").read_text("utf-8"))
    for row in (*slips["initials"], *slips["finals"]):
        typed, meant = row["example"]
        words = [span.of(typed) for span in tokens(typed)]
        kept = [span.of(meant) for span in tokens(meant)]
        ((slip, right),) = [pair for pair in zip(words, kept, strict=True) if pair[0] != pair[1]]
        assert right in misspellings(slip), row


def test_the_model_that_ships_says_what_it_was_made_of() -> None:
    card = json.loads((resources.files("index") / "data/syllables.json").read_text("utf-8"))
    assert card["made_by"].startswith("python -m index.training.syllables")
    assert card["files"]
    assert Path(diacritics.__file__).parents[1].joinpath("data/syllables.npz").is_file()
