"""Collections in the layout of BEIR (Thakur et al., 2021), which many published sets come in.

::

    corpus.jsonl         {"_id": …, "title": …, "text": …}
    queries.jsonl        {"_id": …, "text": …}
    qrels/SPLIT.tsv      a line of headings, then query, passage and score, parted by tabs

A passage with a score above 0 is a right one; questions of other splits are left out.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from index.evaluation.bench import Bench, BenchQuery, read_rows
from ingest.errors import UsageError


def read_beir(folder: Path, split: str) -> Bench:
    """Read a collection.

    :raises UsageError: a file is missing, or a line is not what it should be.
    """
    right = _judgements(folder / "qrels" / f"{split}.tsv")
    rows = list(read_rows(folder / "corpus.jsonl", {"_id", "text"}))
    asked = read_rows(folder / "queries.jsonl", {"_id", "text"})
    queries = tuple(
        BenchQuery(str(row["_id"]), str(row["text"]), tuple(right[str(row["_id"])]))
        for row in asked
        if str(row["_id"]) in right
    )
    if not rows or not queries:
        raise UsageError(f"Bộ “{folder.name}” không có đoạn văn hoặc không có câu hỏi nào.")
    return Bench(
        tuple(str(row["_id"]) for row in rows),
        tuple(f"{row.get('title') or ''}\n{row['text']}".strip() for row in rows),
        queries,
    )


def _judgements(path: Path) -> dict[str, list[str]]:
    """Return the right passages of each question that has any."""
    right: defaultdict[str, list[str]] = defaultdict(list)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in list(csv.reader(lines, delimiter="\t"))[1:]:
                query, passage, score = row
                if float(score) > 0:
                    right[query].append(passage)
    except OSError as error:
        raise UsageError(f"Không đọc được tệp “{path.name}”.") from error
    except ValueError as error:
        raise UsageError(f"Tệp “{path.name}” không phải ba cột cách nhau bằng tab.") from error
    return dict(right)
