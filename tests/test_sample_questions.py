"""The judged questions that ship, over the sample documents, with the shipped model."""

from __future__ import annotations

from pathlib import Path

from index.evaluation.judgement import read_judged
from index.evaluation.library_eval import evaluate_library
from index.library import Library


def test_the_questions_that_ship_name_what_the_sample_documents_say(
    root: Path, sample_library: Path
) -> None:
    questions = read_judged(root / "benchmarks" / "corpus_queries.jsonl")
    library = Library.open(sample_library)
    with library.parts() as parts:
        report = evaluate_library(parts, library.search, questions, accents=("full",))
    library.close()
    hybrid = next(run for run in report.runs if run.name == "hybrid")
    assert hybrid.scores["recall@10"].value > 0.9
    assert sum(not one.entries for one in questions) >= 30
