"""Evaluation: measures over rankings that are known, files that are wrong, the JSON contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.__main__ import main
from index.evaluation import ranking_eval
from index.evaluation.bench import Bench, BenchQuery, read_bench, without_accents
from ingest.errors import UsageError

PASSAGES = [
    ("a", "Đảng viên phải chấp hành quy định về sử dụng mạng xã hội."),
    ("b", "Chi bộ sinh hoạt thường kỳ mỗi tháng một lần."),
    ("c", "Cấp ủy tiếp dân và đối thoại trực tiếp với dân."),
    ("d", "Xã đạt chuẩn nông thôn mới nâng cao vào năm 2030."),
]
QUERIES = [
    ("1", "quy định sử dụng mạng xã hội", ["a"]),
    ("2", "sinh hoạt chi bộ mỗi tháng", ["b"]),
    ("3", "đối thoại với dân", ["c"]),
]


@pytest.fixture
def bench(tmp_path: Path) -> tuple[Path, Path]:
    passages, queries = tmp_path / "p.jsonl", tmp_path / "q.jsonl"
    rows = ({"id": name, "title": "", "text": text} for name, text in PASSAGES)
    passages.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8"
    )
    asked = ({"id": name, "text": text, "relevant": found} for name, text, found in QUERIES)
    queries.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in asked), "utf-8"
    )
    return passages, queries


def test_every_run_is_measured_and_printed(
    bench: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    passages, queries = bench
    given = ["evaluate", "--passages", str(passages), "--queries", str(queries), "--json"]
    assert main(given) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["passages"], said["queries"]) == (4, 3)
    runs = {(run["name"], run["accents"]): run for run in said["runs"]}
    names = ("syllables", "words", "meaning", "encoder", "hybrid")
    assert set(runs) == {(name, kind) for name in names for kind in ranking_eval.ACCENTS}
    for measure in ("ndcg@10", "recall@10", "mrr@10", "p@1"):
        assert runs["words", "full"][measure] == {"value": 1.0, "low": 1.0, "high": 1.0}


def test_a_wrong_answer_lowers_the_score(bench: tuple[Path, Path]) -> None:
    read = read_bench(*bench)
    wrong = Bench(
        read.ids,
        read.texts,
        tuple(BenchQuery(q.id, q.text, ("d",)) for q in read.queries),
    )

    class Fixed:
        def ways(self) -> dict[str, object]:
            from index.ranking import ScoredKey

            return {"fixed": lambda _: [ScoredKey(0, 2.0), ScoredKey(3, 1.0)]}

    (run,) = ranking_eval.evaluate(wrong, Fixed(), accents=("full",))  # type: ignore[arg-type]
    assert run.scores["p@1"].value == 0
    assert run.scores["mrr@10"].value == 0.5


def test_each_row_counts_where_an_id_is_repeated(bench: tuple[Path, Path]) -> None:
    from index.ranking import ScoredKey

    read = read_bench(*bench)
    twice = (
        BenchQuery("1", "một", ("a",)),
        BenchQuery("1", "hai", ("d",)),
    )
    both = Bench(read.ids, read.texts, twice)

    class Fixed:
        def ways(self) -> dict[str, object]:
            return {"fixed": lambda _: [ScoredKey(0, 2.0), ScoredKey(3, 1.0)]}

    (run,) = ranking_eval.evaluate(both, Fixed(), accents=("full",))  # type: ignore[arg-type]
    assert run.scores["p@1"].value == 0.5
    assert run.scores["mrr@10"].value == 0.75


def test_accents_are_taken_off_the_same_words_each_time() -> None:
    text = "Quy định về những điều đảng viên không được làm"
    assert without_accents(text, 1.0, "x") == "Quy dinh ve nhung dieu dang vien khong duoc lam"
    half = without_accents(text, 0.5, "x")
    assert half == without_accents(text, 0.5, "x")
    assert half not in {text, without_accents(text, 1.0, "x")}


@pytest.mark.parametrize(
    ("line", "said"), [("{", "không phải là JSON"), ('{"id": 1}', "thiếu một trong")]
)
def test_a_wrong_line_is_named(bench: tuple[Path, Path], line: str, said: str) -> None:
    passages, queries = bench
    passages.write_text(passages.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(UsageError, match=f"Dòng 5.*{said}"):
        read_bench(passages, queries)
