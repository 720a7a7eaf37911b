"""A library answers: cited passages, numbers, nothing where there is nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from index import __main__ as command
from index.analysis.analyser import syllables
from index.library import Library
from index.query.question_words import strip_question_words
from index.ranking import FusedHit, ScoredKey
from index.results import AnswerKind, Filters, SearchRequest, Sort
from index.search.fusion import fuse, in_context
from index.search.grouping import continues
from index.search.highlighting import best_sentence, highlight_all
from index.search.term_matching import QueryTerms
from ingest.errors import QueryError
from tests.libraries import build, built, small_library, without_children, write_corpus


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with small_library(tmp_path_factory.mktemp("search")) as made:
        yield made


def ask(library: Library, query: str, **more: object) -> list[str]:
    answer = library.search(replace(SearchRequest(query), **more))
    return [hit.passage.document.source or "" for hit in answer.hits]


def test_quotations_are_slices_of_the_document(library: Library) -> None:
    for query in ("tiếp dân ở đâu", "bảo vệ rừng", "tổ công nghệ số"):
        for hit in library.search(SearchRequest(query)).hits:
            view = library.document(hit.passage.document.id or "")
            assert view is not None
            assert hit.passage.span.of(view.document.text) == hit.passage.text
            assert hit.sentence.of(hit.passage.text).strip()
            assert all(0 <= m.start < m.end <= len(hit.passage.text) for m in hit.marks)


@pytest.mark.parametrize(
    "query", ["tuần tra rừng", "tuan tra rung", "tuần tra rung", "TUẦN TRA RỪNG"]
)
def test_accents_typed_or_not_find_the_text(library: Library, query: str) -> None:
    answer = library.search(SearchRequest(query))
    assert answer.hits[0].passage.document.number == "19-CT/TU"
    marked = [m.of(answer.hits[0].passage.text) for m in answer.hits[0].marks]
    assert "tuần tra" in " ".join(marked)


def test_an_accent_typed_counts(library: Library) -> None:
    assert library.search(SearchRequest('"tuấn trà"')).kind is AnswerKind.NONE


def test_the_sentence_that_answers_is_marked(library: Library) -> None:
    hit = library.search(SearchRequest("ghi sổ nhật ký bảo vệ rừng")).hits[0]
    assert "ghi sổ nhật ký" in hit.sentence.of(hit.passage.text)


def test_quotation_marks_are_exact(library: Library) -> None:
    assert ask(library, '"lấn chiếm đất rừng"') == ["19-ct-tu.txt"]
    # No passage holds it: its words are searched for, and the answer says so.
    loose = library.search(SearchRequest('"đất rừng lấn chiếm"'))
    assert loose.understood.unquoted == ("đất rừng lấn chiếm",)
    assert loose.hits[0].passage.document.source == "19-ct-tu.txt"
    exact = library.search(SearchRequest('"đất rừng lấn chiếm"', as_typed=True))
    assert exact.kind is AnswerKind.NONE
    assert ask(library, '"đất rừng" "trái phép"') == ["19-ct-tu.txt"]
    assert ask(library, '"lan chiem dat"') == ["19-ct-tu.txt"]


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("loại:chỉ thị rừng", ["19-ct-tu.txt"]),
        ("loai:quy dinh tiep dan", ["31-qd-tu.txt"]),
        ("năm:2023 số:31 tiếp dân", ["31-qd-tu.txt"]),
        ("từ:1/9/2023 tiếp dân", ["31-qd-tu.txt"]),
        ("đến:8/2023 rừng", ["19-ct-tu.txt"]),
        ("loại:chỉ thị", ["19-ct-tu.txt"]),
        ("năm:2023", ["31-qd-tu.txt", "19-ct-tu.txt"]),
    ],
)
def test_filters_narrow(library: Library, query: str, sources: list[str]) -> None:
    assert ask(library, query) == sources


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("loại:xyz rừng", ["Chỉ thị", "Quy định"]),
        ("loại:quy rừng", ["Quy định"]),
        ("cơ quan:abc", ["Tỉnh ủy"]),
        ("năm:1990 rừng", ["2023"]),
        ("từ:2030", ["2023"]),
        ("số:31-QĐ/XYZ", ["31-QĐ/TU"]),
    ],
)
def test_a_filter_no_document_passes_tells_what_there_is(
    library: Library, query: str, known: list[str]
) -> None:
    with pytest.raises(QueryError) as told:
        library.search(SearchRequest(query))
    assert all(value in (told.value.advice or "") for value in known)
    # A document whose header was not read may be one.
    assert told.value.message.startswith("Chưa thấy ")


def test_ticked_filters_narrow_too_and_facets_count_documents(library: Library) -> None:
    answer = library.search(SearchRequest("tiếp dân", filters=Filters(kinds=("Chỉ thị",))))
    assert {hit.passage.document.number for hit in answer.hits} <= {"19-CT/TU"}
    facets = library.search(SearchRequest("năm:2023")).facets
    assert [(one.value, one.count) for one in facets.years] == [("2023", 2)]
    assert {one.value for one in facets.kinds} == {"Quy định", "Chỉ thị"}


@pytest.mark.parametrize("query", ["cách nấu phở bò ngon", "giá vàng hôm nay", "zzzz qqqq", "!!!"])
def test_nothing_is_an_answer(library: Library, query: str) -> None:
    answer = library.search(SearchRequest(query))
    assert answer.kind is AnswerKind.NONE
    assert answer.hits == ()


def test_an_empty_query_has_no_answer(library: Library) -> None:
    assert library.search(SearchRequest("  ")).kind is AnswerKind.NONE


@pytest.mark.parametrize("query", ["31-QĐ/TU", "quy định 31", "qd 31 tu", "số 31-QĐ/TU"])
def test_a_number_goes_to_its_document(library: Library, query: str) -> None:
    answer = library.search(SearchRequest(query))
    assert answer.kind is AnswerKind.NUMBER
    assert [hit.passage.document.source for hit in answer.hits] == ["31-qd-tu.txt"]
    assert answer.lookup is not None
    assert [one.document.number for one in answer.lookup.cited_by] == ["19-CT/TU"]


def test_a_number_the_library_lacks_goes_to_what_cites_it(library: Library) -> None:
    found = library.lookup("21-KL/TW")
    assert all(match.card.id is None for match in found.matches)
    assert [one.document.number for one in found.cited_by] == ["31-QĐ/TU"]
    assert "21-KL/TW, ngày 25/10/2021" in found.cited_by[0].sentence
    assert library.passage(found.cited_by[0].passage) is not None


def test_an_unknown_number_is_not_found(library: Library) -> None:
    found = library.lookup("9999-QĐ/TU")
    assert (found.matches, found.cited_by) == ((), ())
    assert library.search(SearchRequest("9999-QĐ/TU")).kind is AnswerKind.NONE


def test_the_same_question_gets_the_same_answer(library: Library) -> None:
    request = SearchRequest("trách nhiệm của bí thư huyện ủy trong tiếp dân")
    assert library.search(request) == library.search(request)


def test_pages_of_an_answer_join_up(library: Library) -> None:
    request = SearchRequest("năm:2023", per_page=1)
    pages = [library.search(replace(request, page=page)) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [1, 1, 0]
    assert {page.total for page in pages} == {2}


def test_order_by_date(library: Library) -> None:
    found = {
        sort: ask(library, "tiếp dân Tỉnh ủy rừng", sort=sort)
        for sort in (Sort.NEWEST, Sort.OLDEST)
    }
    dated = [name for name in found[Sort.NEWEST] if name != "hoi-dap.txt"]
    assert dated == ["31-qd-tu.txt", "19-ct-tu.txt"]
    assert [n for n in found[Sort.OLDEST] if n != "hoi-dap.txt"] == dated[::-1]


def test_the_document_page_has_everything(library: Library) -> None:
    card = library.lookup("31-QĐ/TU").matches[0].card
    view = library.document(card.id or "")
    assert view is not None
    assert [one.number for one in (view.card,)] == ["31-QĐ/TU"]
    assert [one.document.number for one in view.cited_by] == ["19-CT/TU"]
    assert any("21-KL/TW" in one.text for one in view.cites)
    original = library.original(card.id or "")
    assert original is not None
    assert "Điều 2. Thời gian tiếp dân" in original.read_text("utf-8")
    assert library.document("khong-co") is None
    assert library.original("khong-co") is None
    assert library.passage("khong-co") is None


def test_suggestions(library: Library) -> None:
    assert [one.text for one in library.suggest("31-q")] == ["Quy định 31-QĐ/TU"]
    assert [one.document for one in library.suggest("bao ve rung")] == [
        library.lookup("19-CT/TU").matches[0].card.id
    ]
    assert library.suggest("") == ()


def test_the_overview_counts(library: Library) -> None:
    overview = library.overview()
    assert len(overview.documents) == 3
    assert [one.number for one in overview.documents][:2] == ["31-QĐ/TU", "19-CT/TU"]
    assert any(one.card.number == "21-KL/TW" for one in overview.missing)
    assert overview.passages > 3


def test_near_identical_passages_are_folded_with_a_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_children(monkeypatch)
    corpus = tmp_path / "c"
    corpus.mkdir()
    for number in range(4):
        text = "Chi bộ sinh hoạt định kỳ vào ngày mùng ba hằng tháng tại nhà văn hóa của thôn Đông"
        (corpus / f"{number}.txt").write_text(f"{text} {number}.\n", "utf-8")
    build(corpus, tmp_path / "l")
    answer = Library.open(tmp_path / "l").search(SearchRequest("chi bộ sinh hoạt định kỳ"))
    assert [hit.same for hit in answer.hits] == [3]


def test_a_newer_generation_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_children(monkeypatch)
    library = built(tmp_path)
    assert not library.refresh()
    (tmp_path / "corpus" / "moi.txt").write_text("Lịch phun thuốc muỗi của thôn Tây.\n", "utf-8")
    build(tmp_path / "corpus", tmp_path / "library")
    assert ask(library, "lịch phun thuốc muỗi")[0] == "moi.txt"
    for turn in range(4):
        (tmp_path / "corpus" / "moi.txt").write_text(f"Lịch phun thuốc lần {turn}.\n", "utf-8")
        build(tmp_path / "corpus", tmp_path / "library")
    names = sorted(path.name for path in (tmp_path / "library" / "generations").iterdir())
    # The one in service, the last good one, and the one this library still reads.
    assert len(names) == 3
    assert library.refresh()


def test_json_keeps_its_contract(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(library._store.root)
    assert command.main(["search", "tuần", "tra", "rừng", "--json", "--library", root]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"query", "understood", "kind", "results"} <= set(found)
    wanted = "passage document number kind issuer issued subject path page printed_page text score"
    first = found["results"][0]
    assert {*wanted.split(), "sentence"} <= set(first)
    assert first["issued"] == "2023-08-07"
    assert set(first["sentence"]) == {"start", "end"}
    assert command.main(["lookup", "31-QĐ/TU", "--json", "--library", root]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["matches"][0]) >= {
        "document",
        "number",
        "kind",
        "issuer",
        "issued",
        "subject",
        "reason",
    }
    assert set(found["cited_by"][0]) >= {
        "document",
        "passage",
        "path",
        "page",
        "sentence",
        "relation",
    }


def test_commands_speak(
    library: Library, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root = str(library._store.root)
    assert command.main(["search", "nấu phở bò", "--library", root]) == 0
    assert "Không tìm thấy" in capsys.readouterr().out
    assert command.main(["lookup", "21-KL/TW", "--library", root]) == 0
    out = capsys.readouterr().out
    assert "không có trong kho" in out
    assert "Được dẫn ở 1 chỗ" in out
    assert command.main(["info", "--library", root]) == 0
    assert "3 văn bản" in capsys.readouterr().out
    assert command.main(["search", "năm:xưa", "--library", root]) == 40
    assert command.main(["search", "x", "--page", "0", "--library", root]) == 2
    assert command.main(["lookup", "21-KL/TW", "--library", str(tmp_path)]) == 20


def test_looking_up_loads_no_model(library: Library, root: Path) -> None:
    probe = (
        "import sys; from index.__main__ import main; code = main(sys.argv[1:]);"
        "heavy = {'torch', 'faiss', 'sentence_transformers', 'whoosh'} & set(sys.modules);"
        "sys.exit(f'{code} {heavy}' if heavy or code else 0)"
    )
    arguments = ["lookup", "31-QĐ/TU", "--library", str(library._store.root)]
    done = subprocess.run(
        [sys.executable, "-c", probe, *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "31-QĐ/TU" in done.stdout


def test_children_parse_in_parallel_and_the_command_reports(tmp_path: Path, root: Path) -> None:
    corpus = write_corpus(tmp_path / "c")
    (corpus / "hong.pdf").write_bytes(b"%PDF-1.7 nothing")
    arguments = [str(corpus), "--library", str(tmp_path / "l"), "--jobs", "2"]
    done = subprocess.run(
        [sys.executable, "build_index.py", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "3 văn bản" in done.stdout
    assert "hong.pdf" in done.stdout
    assert "Đọc văn bản" in done.stderr


def test_fusion_is_on_a_fixed_scale() -> None:
    words, meaning = [ScoredKey(1, 6.0), ScoredKey(2, 3.0)], [ScoredKey(2, 0.9), ScoredKey(3, 0.5)]
    fused = fuse(words, meaning, 12.0, weight=0.5)
    assert [(one.key, one.score) for one in fused] == [
        (2, pytest.approx(0.575)),
        (1, pytest.approx(0.5)),
        (3, pytest.approx(0.25)),
    ]
    assert fuse([], [], 0.0) == []
    assert fuse([ScoredKey(1, 1.0)], [], 0.0) == []


def test_equal_scores_keep_an_order() -> None:
    assert [one.key for one in fuse([], [ScoredKey(9, 0.5), ScoredKey(4, 0.5)], 1.0)] == [4, 9]


def test_marks_join_neighbours_and_leave_common_words_alone() -> None:
    text = "Việc của Đảng và của dân: cán bộ của Đảng."
    wanted = QueryTerms(
        syllables("cán bộ của"), (), {}, deliberate=False, common=frozenset({"của"})
    )
    (marked,) = highlight_all([text], wanted)
    assert [span.of(text) for span in marked.marks] == ["cán bộ của"]
    assert best_sentence("", wanted).of("") == ""


def ranking(*scores: float) -> list[FusedHit]:
    return [FusedHit(key, score, score, 0.0) for key, score in enumerate(scores, 10)]


def test_a_passage_moves_towards_the_text_it_stands_in() -> None:
    # 10 and 11 run on in one text, 13 and 14 in another, 12 and 15 stand alone.
    moved = in_context(
        ranking(0.9, 0.54, 0.55, 0.52, 0.1, 0.2), lambda keys: np.isin(keys, [11, 14])
    )
    scores = {one.key: one.score for one in moved}
    assert scores[11] > scores[12] > scores[13]
    assert (scores[12], scores[15]) == (0.55, 0.2)
    assert [one.score for one in moved] == sorted(scores.values(), reverse=True)
    assert in_context([], lambda keys: keys > 0) == []
    alone = ranking(0.9, 0.5)
    assert in_context(alone, lambda keys: keys < 0) == alone


def test_articles_do_not_run_on_but_parts_of_a_report_do() -> None:
    assert continues(("II", "1"), ("II", "2"))
    assert not continues(("I", "3"), ("II", "1"))
    assert continues(("Chương I", "Điều 2", "Khoản 1"), ("Chương I", "Điều 2", "Khoản 2"))
    assert not continues(("Chương I", "Điều 2"), ("Chương I", "Điều 3"))
    assert continues((), ())


def test_question_words_are_taken_out() -> None:
    data = json.loads((resources.files("index") / "data/question_words.json").read_text("utf-8"))
    for row in data["words"]:
        asked, left = row["example"]
        assert strip_question_words(asked) == left
    assert strip_question_words("vì sao?") == "vì sao?"
    assert strip_question_words("21-NQ/TW nói gì về sử dụng đất") == "21-NQ/TW nói, về sử dụng đất"
