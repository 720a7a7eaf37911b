"""Evaluation over a library: what a file of judged questions names, and what is measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.__main__ import main
from index.evaluation.judgement import read_judged
from index.evaluation.library_eval import evaluate_library
from index.library import Library
from index.results import AnswerKind, SearchAnswer, SearchRequest
from ingest.errors import UsageError
from tests.libraries import small_library

ROWS = [
    {
        "id": "1",
        "text": "bí thư huyện ủy tiếp dân mấy ngày",
        "relevant": [{"document": "31-QĐ/TU", "text": "ít nhất hai ngày trong một tháng"}],
    },
    {"id": "2", "text": "chỉ thị về bảo vệ rừng", "relevant": ["19-CT/TU"]},
    {"id": "3", "text": "tổ công nghệ số cộng đồng", "relevant": ["hoi-dap.txt"]},
    {"id": "4", "text": "cách nấu phở bò", "relevant": []},
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with small_library(tmp_path_factory.mktemp("judged")) as made:
        yield made


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), "utf-8")
    return path


def test_a_library_is_measured_as_its_reader_sees_it(library: Library, tmp_path: Path) -> None:
    questions = read_judged(written(tmp_path / "q.jsonl", ROWS))
    with library.parts() as parts:
        report = evaluate_library(parts, library.search, questions, accents=("full",))
    assert {run.name for run in report.runs} == {"syllables", "words", "meaning", "hybrid"}
    assert all(run.scores["recall@10"].value == 1 for run in report.runs if run.name != "meaning")
    (reader,) = report.reader
    for score in (reader.answered, reader.first, reader.sentence, reader.nothing):
        assert score is not None
        assert score.value == 1


def test_wrong_answers_are_seen(library: Library, tmp_path: Path) -> None:
    questions = read_judged(written(tmp_path / "q.jsonl", ROWS))

    def silent(request: SearchRequest) -> SearchAnswer:
        given = library.search(request)
        return replace(given, kind=AnswerKind.NONE, hits=())

    with library.parts() as parts:
        report = evaluate_library(parts, silent, questions, accents=("full",))
    (reader,) = report.reader
    assert reader.answered is not None
    assert reader.answered.value == 0
    assert reader.sentence is None


def test_another_sentence_that_answers_counts_as_marked(library: Library, tmp_path: Path) -> None:
    asked = str(ROWS[0]["text"])
    hit = library.search(SearchRequest(asked)).hits[0]
    marked = hit.sentence.of(hit.passage.text)
    # What a question names may be a line that is never marked: a heading.
    line = next(one for one in hit.passage.text.splitlines() if one and one not in marked)
    named = {"document": "31-QĐ/TU", "text": line}
    row: dict[str, object] = {"id": "1", "text": asked, "relevant": [named]}
    answers = [{"document": "31-QĐ/TU", "text": " ".join(marked.split()[:6])}]
    values = []
    for name, some in (("named", row), ("all", {**row, "answers": answers})):
        questions = read_judged(written(tmp_path / f"{name}.jsonl", [some]))
        with library.parts() as parts:
            report = evaluate_library(parts, library.search, questions, accents=("full",))
        (reader,) = report.reader
        assert reader.first is not None
        assert reader.sentence is not None
        assert reader.first.value == 1
        values.append(reader.sentence.value)
    assert values == [0, 1]


def test_what_the_library_does_not_hold_cannot_be_right(library: Library, tmp_path: Path) -> None:
    wrong = [
        {"id": "7", "text": "x", "relevant": [{"document": "31-QĐ/TU", "text": "không có câu này"}]}
    ]
    questions = read_judged(written(tmp_path / "q.jsonl", wrong))
    with library.parts() as parts, pytest.raises(UsageError, match="không có câu này"):
        evaluate_library(parts, library.search, questions)


def test_an_answer_that_names_nothing_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "q.jsonl", [{"id": "1", "text": "x", "relevant": [7]}])
    with pytest.raises(UsageError, match="không phải tên văn bản"):
        read_judged(path)


def test_the_command_prints_both_tables_and_json(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "q.jsonl", ROWS)
    given = ["evaluate", "--library", str(library._store.root), "--queries", str(path)]
    assert main(given) == 0
    out = capsys.readouterr().out
    assert "| hybrid | half |" in out
    assert "| accents | answered | first | three | sentence | nothing |" in out
    assert main([*given, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {run["accents"] for run in said["runs"]} == {"full", "none", "half"}
    assert set(said["reader"][0]) == {
        "accents",
        "answered",
        "first",
        "three",
        "sentence",
        "nothing",
    }
