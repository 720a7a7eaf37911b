"""``python -m index.training.syllables --data DIR``: counts for :mod:`index.query.diacritics`.

Counts of single syllables and of adjacent pairs over the training text, in-domain text
in full and news in part; pairs seen often enough to matter are kept.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from index.analysis.syllable_counts import START, Counts, clauses, write
from index.training.data import clean, read_rows
from ingest.text.vietnamese import is_syllable

OUT = Path(__file__).parents[1] / "data" / "syllables.tsv.gz"
LEAST_SINGLE, LEAST_PAIR, MOST_PAIRS = 20, 6, 330_000
LIMITS = {"vietnews": 25_000, "vntc": 12_000, "viwiki": 15_000, "hddtvn": 3_000, "trends": 2_000}
"""Rows read of the general sets: enough for everyday words."""


def read_clauses(folder: Path) -> Iterator[list[str]]:
    """Yield the clauses of the training text (:func:`index.analysis.syllable_counts.clauses`)."""
    for path in sorted(folder.glob("*.jsonl.zst")):
        limit = LIMITS.get(path.name.split(".")[0], 10**9)
        for seen, row in enumerate(read_rows(path)):
            if seen >= limit:
                break
            text = " \n ".join(row.get(key, "") for key in ("anchor", "positive", "title", "text"))
            yield from clauses(clean(text))


def main() -> int:
    """Count and write the model."""
    parser = argparse.ArgumentParser(prog="python -m index.training.syllables")
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for words in read_clauses(options.data):
        single.update(words)
        pairs.update(pairwise(words))
    kept = {
        word: count
        for word, count in single.items()
        if word == START or (count >= LEAST_SINGLE and is_syllable(word))
    }
    chosen = [
        (pair, count)
        for pair, count in pairs.most_common(MOST_PAIRS)
        if count >= LEAST_PAIR and pair[0] in kept and pair[1] in kept
    ]
    write(OUT, Counts.of(kept, dict(chosen)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
