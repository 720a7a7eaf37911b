"""Collections in the layout of BEIR are read as they are published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.evaluation.beir import read_beir
from ingest.errors import UsageError


def write(folder: Path, *, qrels: str) -> Path:
    (folder / "qrels").mkdir(parents=True)
    passages = [
        {"_id": "d1", "title": "Tiếp dân", "text": "Hai ngày."},
        {"_id": "d2", "text": "Rừng."},
    ]
    asked = [{"_id": "q1", "text": "tiếp dân mấy ngày"}, {"_id": "q2", "text": "của phần khác"}]
    for name, rows in (("corpus", passages), ("queries", asked)):
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text(lines + "\n", "utf-8")
    (folder / "qrels" / "test.tsv").write_text(qrels, "utf-8")
    return folder


def test_questions_of_the_split_and_right_passages_are_read(tmp_path: Path) -> None:
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n"
    bench = read_beir(write(tmp_path / "bo", qrels=qrels), "test")
    assert bench.ids == ("d1", "d2")
    assert bench.texts == ("Tiếp dân\nHai ngày.", "Rừng.")
    assert [(query.id, query.relevant) for query in bench.queries] == [("q1", ("d1",))]


@pytest.mark.parametrize("qrels", ["query-id\tcorpus-id\tscore\nq1 d1 1\n", "a\tb\tc\n"])
def test_what_is_no_collection_is_named(tmp_path: Path, qrels: str) -> None:
    folder = write(tmp_path / "bo", qrels=qrels)
    with pytest.raises(UsageError):
        read_beir(folder, "test")
    with pytest.raises(UsageError, match=r"dev\.tsv"):
        read_beir(folder, "dev")
