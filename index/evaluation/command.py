"""``python -m index evaluate``: measure files of passages, or a library built from files."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.evaluation.beir import read_beir
from index.evaluation.bench import Bench, read_bench
from index.evaluation.judgement import JudgedQuestion, read_judged
from index.evaluation.library_eval import LibraryReport, report_json
from index.evaluation.measures import table, to_json
from index.evaluation.ranking_eval import Rankings, evaluate
from index.evaluation.reader_eval import reader_table
from ingest.errors import UsageError

Backends = Callable[[Path, Bench, str | None, str | None], Rankings]
"""Indexes a bench in a folder (``index.evaluation.run.rankings``)."""
Measured = Callable[[Path, tuple[JudgedQuestion, ...], str | None, str | None], LibraryReport]
"""Measures a library (``index.evaluation.run.measured``)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's options."""
    parser.add_argument("--queries", type=Path, metavar="Q.jsonl", help="tệp câu hỏi đã chấm")
    over = parser.add_mutually_exclusive_group(required=True)
    over.add_argument("--passages", type=Path, metavar="P.jsonl", help="đo trên tệp đoạn văn")
    over.add_argument(
        "--beir", type=Path, metavar="THƯ_MỤC", help="đo trên một bộ theo lối BEIR (docs/json.md)"
    )
    over.add_argument("--library", type=Path, metavar="KHO", help="đo trên một kho đã dựng")
    parser.add_argument(
        "--split", default="test", metavar="TÊN", help="phần của bộ BEIR (mặc định: test)"
    )
    parser.add_argument("--model", metavar="TÊN", help="mô hình; bỏ trống là mô hình kèm sẵn")
    parser.add_argument("--rerank", metavar="TÊN", help="mô hình xếp hạng lại (cross-encoder)")
    parser.add_argument("--json", action="store_true", help="in kết quả dưới dạng JSON")


def run(options: argparse.Namespace, backends: Backends, measured: Measured) -> int:
    """Evaluate and print."""
    if options.queries is None and options.beir is None:
        raise UsageError("Chưa nêu --queries.")
    figures, shown = _library(options, measured) if options.library else _files(options, backends)
    if options.json:
        json.dump(figures, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(shown)
    return 0


def _files(options: argparse.Namespace, backends: Backends) -> tuple[dict[str, Any], str]:
    if options.beir:
        bench = read_beir(options.beir, options.split)
    else:
        bench = read_bench(options.passages, options.queries)
    with tempfile.TemporaryDirectory() as folder:
        runs = evaluate(bench, backends(Path(folder), bench, options.model, options.rerank))
    return to_json(bench, runs), table(runs)


def _library(options: argparse.Namespace, measured: Measured) -> tuple[dict[str, Any], str]:
    report = measured(options.library, read_judged(options.queries), options.model, options.rerank)
    return report_json(report), f"{table(report.runs)}\n{reader_table(report.reader)}"
