"""Measure how diacritics come back: ``python -m benchmarks.diacritics DATA [--list]``.

Questions are typed without diacritics, or with half of their words stripped, and restored as a
reader's search would: by the shipped model and by the counts of the library that is asked (the
passages of a development set).  Those of ``diacritics_questions.tsv`` are asked of no library.
Told are the share of syllables that had lost something and came back right, the share of whole
questions, and processor time a question; i and y where they are one vowel, and the place of a
tone, make no difference.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.analysis import syllable_counts
from index.evaluation.bench import read_rows, without_accents
from index.evaluation.judgement import read_judged
from index.evaluation.measures import Score, interval
from index.query.diacritics import Restorer
from ingest.text.vietnamese import fold, nfc, tokens, tone_normal, with_y

QUESTIONS = Path(__file__).parent / "diacritics_questions.tsv"
REAL = Path(__file__).parent / "real_queries.jsonl"
SETS = ("alqac_law", "party_congress_xiv")
SHARES = (("none", 1.0), ("half", 0.5))

HEAD = """\
## Diacritics

Questions typed without diacritics (`none`) or with half of their words stripped (`half`), restored:
of the syllables that had lost some, those that came back right; whole questions right; processor
time a question. The two development sets are restored with the counts of their passages, as a
library of them would; `shipped`: without. The others are
[`diacritics_questions.tsv`](../benchmarks/diacritics_questions.tsv), asked of no library,
written before the model was made; one half was looked at while it was; and all questions about real
documents ([`real_queries.jsonl`](../benchmarks/real_queries.jsonl)), asked of no library either.
`python -m benchmarks.diacritics DATA` prints the same.

| questions | typed | syllables | whole questions | ms |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of the questions of one set, typed in one way."""

    name: str
    typed: str
    syllables: Score
    questions: Score
    milliseconds: float
    wrong: tuple[tuple[str, str], ...]
    """Questions that came back otherwise, with what came back."""

    def row(self) -> str:
        """Return a row of the table."""
        return (
            f"| {self.name} | {self.typed} | {self.syllables} | {self.questions} |"
            f" {self.milliseconds:.1f} |\n"
        )


def own_questions(half: str) -> list[str]:
    """Return the questions of one half: ``development`` or ``report``."""
    rows = (line.split("\t") for line in QUESTIONS.read_text("utf-8").splitlines())
    return [row[2] for row in rows if row[0] == half]


def real_questions(half: str) -> list[str]:
    """Return the questions about real documents of one half."""
    return [one.text for one in read_judged(REAL) if one.half == half]


def measure(name: str, questions: Sequence[str], restorer: Restorer) -> Iterator[Restored]:
    """Yield what comes back of ``questions``, typed in each way."""
    for typed, share in SHARES:
        right: list[float] = []
        whole: list[float] = []
        wrong: list[tuple[str, str]] = []
        spent = 0.0
        for number, question in enumerate(questions):
            stripped = without_accents(question, share, str(number))
            begun = time.process_time()
            back = restorer.restore(stripped)[0]
            spent += time.process_time() - begun
            judged = list(_judged(nfc(question), nfc(back)))
            right.extend(judged)
            whole.append(float(all(judged)))
            if not all(judged):
                wrong.append((question, back))
        shares = (interval(np.asarray(values)) for values in (right, whole))
        yield Restored(name, typed, *shares, spent / len(questions) * 1000, tuple(wrong))


def _judged(question: str, back: str) -> Iterator[float]:
    """Yield for each syllable that may lose something whether it is right."""
    for span in tokens(question):
        meant = span.of(question).lower()
        if fold(meant) != meant:
            # Restoring puts marks on letters: every place stays where it was.
            yield float(_normal(meant) == _normal(span.of(back).lower()))


def _normal(word: str) -> str:
    return with_y(tone_normal(word))


def results(data: Path) -> Iterator[Restored]:
    """Yield all that is measured."""
    shipped = Restorer()
    for name in SETS:
        folder = data / "bench" / name
        asked = [row["text"] for row in read_rows(folder / "queries.jsonl", {"text"})]
        passages = [row["text"] for row in read_rows(folder / "passages.jsonl", {"text"})]
        counts = syllable_counts.updated(syllable_counts.NONE, passages)
        yield from measure(name, asked, Restorer(counts))
        yield from measure(f"{name}, shipped", asked, shipped)
    yield from measure("own, development half", own_questions("development"), shipped)
    yield from measure("own, half kept for reporting", own_questions("report"), shipped)
    yield from measure("real, development half", real_questions("development"), shipped)
    yield from measure("real, half kept for reporting", real_questions("report"), shipped)


def section(data: Path) -> str:
    """Return the section of ``docs/quality.md``."""
    return HEAD + "".join(one.row() for one in results(data))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Đo việc phục hồi dấu của câu hỏi gõ không dấu.")
    parser.add_argument("data", type=Path, help="thư mục có bench/TÊN/passages.jsonl")
    parser.add_argument("--list", action="store_true", help="kể các câu sai, trừ nửa giữ lại")
    options = parser.parse_args(argv)
    for one in results(options.data):
        sys.stdout.write(one.row())
        if options.list and "reporting" not in one.name:
            sys.stdout.writelines(f"   {meant}\n   {back}\n" for meant, back in one.wrong)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
