"""Questions written for this project about the training text: ``written_questions.tsv``.

Headings and titles are in the words of the documents; people ask in their own.  So questions were
written for passages of the training text, most as an ordinary person would say them ("bị đuổi khỏi
đảng"), some as an official would.  A row says where the passage stands, which sentence of it
answers, and the question; the passage itself is read from the training text.  None of the passages
shares a twelfth of its runs of eight words with a judged document or benchmark of this project.

The columns: the file (``p`` for ``party_political.text``, ``l`` for ``legal_text.text``) and the
row in it; where the passage starts and stops there, in characters; where the titles above it stand
(``start-stop``, separated by commas); where the answering sentence starts and stops; ``E`` for
everyday and ``O`` for official words; the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from zlib import crc32

from index.training.data import Question, TrainingPair, clean, read_rows

FILE = Path(__file__).with_name("written_questions.tsv")
FILES = {"p": "party_political.text", "l": "legal_text.text"}


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A row of the file; the fields as above, places in characters of the row's text."""

    file: str
    row: int
    start: int
    stop: int
    titles: tuple[tuple[int, int], ...]
    answer_start: int
    answer_stop: int
    words: str
    question: str

    @property
    def passage(self) -> tuple[str, int, int, int]:
        """What tells its passage from others."""
        return self.file, self.row, self.start, self.stop


def read() -> list[WrittenQuestion]:
    """Return all rows, those of one passage after each other."""
    return [_parsed(line.split("\t")) for line in FILE.read_text("utf-8").splitlines()]


def load(folder: Path) -> list[TrainingPair]:
    """Return :func:`pairs` over the training text in ``folder``."""
    files = FILES.items()
    kept = [row for row in read() if not is_held_back(row)]
    return pairs(
        kept,
        {
            file: [row["text"] for row in read_rows(folder / f"{name}.jsonl.zst")]
            for file, name in files
        },
    )


def _parsed(cells: Sequence[str]) -> WrittenQuestion:
    file, row, start, stop, titles, answer_start, answer_stop, words, question = cells
    spans = [span.split("-") for span in titles.split(",") if span]
    return WrittenQuestion(
        file,
        int(row),
        int(start),
        int(stop),
        tuple((int(first), int(last)) for first, last in spans),
        int(answer_start),
        int(answer_stop),
        words,
        question,
    )


def pairs(
    rows: Sequence[WrittenQuestion], texts: Mapping[str, Sequence[str]]
) -> list[TrainingPair]:
    """Return a pair for each passage, with all its questions.

    :param texts: the texts of the rows of each of :data:`FILES`.
    """
    made: list[TrainingPair] = []
    for (file, row, start, stop), group in groupby(rows, key=lambda one: one.passage):
        text = texts[file][row]
        questions = list(group)
        titles = " ".join(clean(text[slice(*span)]) for span in questions[0].titles)
        positive = f"{titles} {clean(text[start:stop])}".strip()
        first, *others = [_question(one, text, positive) for one in questions]
        made.append(TrainingPair(first.text, positive, first.answer, tuple(others)))
    return made


def _question(row: WrittenQuestion, text: str, positive: str) -> Question:
    before = clean(text[row.start : row.answer_start])
    answer = clean(text[row.answer_start : row.answer_stop])
    own = len(clean(text[row.start : row.stop]))
    start = positive.find(answer, len(positive) - own + max(0, len(before) - 1))
    return Question(row.question, (start, start + len(answer)) if start >= 0 else None)


def is_held_back(row: WrittenQuestion) -> bool:
    """Say whether a document's questions are for choosing alone: those of one in ten are."""
    return crc32(f"{row.file}{row.row}".encode()) % 10 == 0
