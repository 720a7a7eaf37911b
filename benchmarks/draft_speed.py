"""``python -m benchmarks.draft_speed --library DIR``: what the check of a long draft costs.

A draft of twenty pages with sixty references and thirty quotations is made of a library's own
documents; a third of each is altered, so that every path is walked.  Its parsing and its
check are timed apart, in seconds of processor, the best of three runs; the goal is three
seconds over 10,000 passages.  ``--make N --sample DIR`` first builds a library of about N
passages at ``--library``: documents of stretches of the sample library's text, numbered anew.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from index.library import Library
from index.results import PassageView
from ingest import pipeline
from ingest.model import Document
from ingest.text.dates import format_day

REFERENCES, QUOTATIONS = 60, 30
PAGES, WORDS_OF_A_PAGE = 20, 420
ARTICLES = 200
"""Articles of a made document, one passage each."""
RUNS = 3


def make(target: Path, sample: Path, passages: int, rng: random.Random) -> None:
    """Build a library of about ``passages`` passages out of the sample library's words."""
    words = [view.text.split() for view in _passages(sample)]
    words = [one for one in words if len(one) > 30]
    with TemporaryDirectory(prefix="vankien-") as folder:
        for number in range(1, passages // ARTICLES + 1):
            text = "\n".join(_document(number, words, rng))
            Path(folder, f"{number}.md").write_text(text, "utf-8")
        command = [sys.executable, "build_index.py", folder, "--library", str(target.resolve())]
        command += ["--jobs", "1", "--no-deepen"]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[1])


def _document(number: int, words: Sequence[Sequence[str]], rng: random.Random) -> Iterator[str]:
    d, m, y = f"{rng.randint(1, 28):02}", rng.randint(3, 12), rng.randint(2016, 2025)
    yield from ("TỈNH ỦY MINH HÀ", "*", f"Số {number}-QĐ/TU", "ĐẢNG CỘNG SẢN VIỆT NAM")
    yield from (f"Minh Hà, ngày {d} tháng {m} năm {y}", "QUY ĐỊNH", f"về {_stretch(words, rng, 9)}")
    for article in range(1, ARTICLES + 1):
        yield f"Điều {article}. {_stretch(words, rng, 5).capitalize()}"
        for clause in range(1, 5):
            yield f"{clause}. {_stretch(words, rng, 25).capitalize()} {rng.randint(2, 999)} lần."


def _stretch(words: Sequence[Sequence[str]], rng: random.Random, size: int) -> str:
    row = rng.choice(words)
    at = rng.randrange(max(1, len(row) - size))
    return " ".join(row[at : at + size]).strip(".,;:()“”\"'")


def _passages(path: Path) -> list[PassageView]:
    library = Library.open(path)
    try:
        with library.shelf() as shelf:
            return list(shelf.passages())
    finally:
        library.close()


def draft(path: Path, rng: random.Random) -> str:
    """Return a draft that cites and quotes a library's documents, a third of it altered."""
    views = [one for one in _passages(path) if one.document.number and one.document.issued]
    long = [one for one in views if len(one.text.split()) > 40]
    cited = [rng.choice(views if n % 2 else long) for n in range(REFERENCES)]
    lines = [_cited(one, n, rng) for n, one in enumerate(cited)]
    for n in range(QUOTATIONS):
        lines[n * 2] += f" Văn bản này nêu “{_quoted(cited[n * 2], n, rng)}”."
    filler = [word for one in rng.choices(views, k=400) for word in one.text.split()]
    share = (PAGES * WORDS_OF_A_PAGE - sum(len(line.split()) for line in lines)) // len(lines)
    for n, line in enumerate(lines):
        lines[n] = f"{line} {' '.join(filler[n * share : (n + 1) * share])}"
    return "\n".join(lines)


def _cited(one: PassageView, n: int, rng: random.Random) -> str:
    card = one.document
    day = card.issued.replace(day=1 + card.issued.day % 27) if n % 3 == 0 and card.issued else None
    shown = format_day(day or card.issued) if card.issued else ""
    place = f"Điều {rng.randint(1, 30)} " if n % 2 else ""
    return f"Thực hiện {place}{card.kind} số {card.number}, ngày {shown} của {card.issuer}."


def _quoted(one: PassageView, n: int, rng: random.Random) -> str:
    words = " ".join(one.text.split()).replace("“", "").replace("”", "").split(" ")
    at = rng.randrange(max(1, len(words) - 30))
    row = words[at : at + 30]
    if n % 3 == 0:
        row[15] = "không" if row[15] != "không" else "cần"
    return " ".join(row)


def best(work: Callable[[], object]) -> float:
    """Return the least seconds of processor of three runs."""
    costs = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        costs.append(time.process_time() - start)
    return min(costs)


def main() -> None:
    """Print what parsing and checking cost, and how much was checked over how many passages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--make", type=int, metavar="N", default=0)
    parser.add_argument("--sample", type=Path, help="the library whose words --make takes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    if options.make:
        make(options.library, options.sample or options.library, options.make, rng)
    text = draft(options.library, rng)
    _measure(options.library, text)


def _measure(path: Path, text: str) -> None:
    document: Document = pipeline.parse_text(text, "nháp")
    library = Library.open(path)
    first = time.process_time()
    report = library.check(document)
    first = time.process_time() - first
    parsing = best(lambda: pipeline.parse_text(text, "nháp"))
    checking = best(lambda: library.check(document))
    passages = library.overview().passages
    library.close()
    sys.stdout.write(
        f"{len(text.split())} words, {len(report.references)} references, "
        f"{len(report.quotations)} quotations, {passages} passages\n"
        f"parsing {parsing:.2f} s, check {checking:.2f} s (the first {first:.2f} s) of processor\n"
    )


if __name__ == "__main__":
    main()
