"""``python -m index.training.syllables --data DIR``: count what :mod:`index.accents` knows.

Counts of single syllables and of adjacent pairs over the training text, in-domain text
in full and news in part; pairs seen often enough to matter are kept.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from index.training.data import clean, read_rows
from ingest.text import fold, is_syllable, lower, nfc, tone_normal

OUT = Path(__file__).parents[1] / "data" / "syllables.tsv.gz"
LEAST_SINGLE, LEAST_PAIR, MOST_PAIRS = 20, 6, 330_000
LIMITS = {"vietnews": 25_000, "vntc": 12_000, "viwiki": 15_000, "hddtvn": 3_000, "trends": 2_000}
"""Rows read of the general sets: enough for everyday words."""


def clauses(folder: Path) -> Iterator[list[str]]:
    """Yield runs of lower-case words of normal tone placement; a run begins with ``^``."""
    for path in sorted(folder.glob("*.jsonl.zst")):
        limit = LIMITS.get(path.name.split(".")[0], 10**9)
        for seen, row in enumerate(read_rows(path)):
            if seen >= limit:
                break
            text = " \n ".join(row.get(key, "") for key in ("anchor", "positive", "title", "text"))
            text = lower(tone_normal(nfc(clean(text))))
            for clause in re.split(r"[^\w\s]+|\n", text):
                words = re.findall(r"[^\W\d_]+", clause)
                # Text that lost its diacritics would teach the wrong thing.
                if len(words) > 1 and any(word != fold(word) for word in words):
                    yield ["^", *words]


def main() -> int:
    """Count and write the model."""
    parser = argparse.ArgumentParser(prog="python -m index.training.syllables")
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for words in clauses(options.data):
        single.update(words)
        pairs.update(pairwise(words))
    kept = {
        word: count
        for word, count in single.items()
        if word == "^" or (count >= LEAST_SINGLE and is_syllable(word))
    }
    chosen = [
        (pair, count)
        for pair, count in pairs.most_common(MOST_PAIRS)
        if count >= LEAST_PAIR and pair[0] in kept and pair[1] in kept
    ]
    with gzip.GzipFile(OUT, "wb", mtime=0) as out:
        for word, count in sorted(kept.items()):
            out.write(f"{word}\t\t{count}\n".encode())
        for (first, second), count in sorted(chosen):
            out.write(f"{first}\t{second}\t{count}\n".encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
