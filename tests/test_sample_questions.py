"""The judged questions that ship, over the sample documents, with the shipped model."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.evaluation.judgement import read_judged
from index.evaluation.library_eval import evaluate_library
from index.library import Library
from index.results import SearchRequest


def test_the_questions_that_ship_name_what_the_sample_documents_say(
    root: Path, library: Library
) -> None:
    questions = read_judged(root / "benchmarks" / "corpus_queries.jsonl")
    with library.parts() as parts:
        report = evaluate_library(parts, library.search, questions, accents=("full",))
    hybrid = next(run for run in report.runs if run.name == "hybrid")
    assert hybrid.scores["recall@10"].value > 0.9
    assert sum(not one.entries for one in questions) >= 30


@pytest.mark.parametrize(
    ("query", "first"),
    [("95%", "09-KL/TU"), ("95 %", "09-KL/TU"), ("tư nhân", None), ("mua nhà trả góp", None)],
)
def test_a_short_question_is_answered_where_all_its_words_stand(
    library: Library, query: str, first: str | None
) -> None:
    answer = library.search(SearchRequest(query))
    numbers = [hit.passage.document.number for hit in answer.hits]
    assert (numbers[0] if numbers else None) == first
