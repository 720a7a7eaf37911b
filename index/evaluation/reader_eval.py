"""What a reader gets of a library: answers, right ones first, the right sentence marked.

Measured over judged questions by the library's own search, with its floor, its folding of
near-identical passages and its grouping by document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from index.catalogue.schema import document_of, passage_key
from index.evaluation.judgement import JudgedQuestion, Judgement, plain
from index.evaluation.measures import Score, interval
from index.results import AnswerKind, Hit, PassageView, SearchAnswer, SearchRequest
from index.search import searcher

READER = ("answered", "first", "three", "sentence", "nothing")
Answer = Callable[[SearchRequest], SearchAnswer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got; ``sentences`` says of each right passage shown whether its mark is."""

    answerable: bool
    answered: bool
    first: bool
    three: bool
    sentences: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ReaderFigures:
    """What a reader gets, in shares of the questions with and without an answer.

    ``answered``: of those with an answer, not told "không tìm thấy"; ``first``: the first
    passage is right; ``three``: one of the three best passages shown is; ``sentence``: of right
    passages shown, the marked sentence holds the stretch; ``nothing``: of those without, told
    "không tìm thấy".
    None where the file asks no such question.
    """

    accents: str
    answered: Score | None
    first: Score | None
    three: Score | None
    sentence: Score | None
    nothing: Score | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON contract's object."""
        return asdict(self)


def ask(
    question: JudgedQuestion,
    typed: str,
    answer: Answer,
    judgement: Judgement,
    parts: searcher.SearchContext,
) -> Outcome:
    """Ask a library one question, written as ``typed``, and judge what it answers."""
    given = answer(SearchRequest(typed))
    answered = given.kind is not AnswerKind.NONE
    if not question.entries:
        return Outcome(answerable=False, answered=answered, first=False, three=False, sentences=())
    right = judgement.right[question.id]
    keys = [_key(hit.passage, parts) for hit in given.hits]
    good = [key in right or -document_of(key) in right for key in keys]
    marks = tuple(_sentences(question, given.hits, right, parts))
    best = [_key(hit.passage, parts) for hit in _flat(given.hits)[:3]]
    three = any(key in right or -document_of(key) in right for key in best)
    return Outcome(True, answered, any(good[:1]), three or any(good[:1]), marks)


def summary(accents: str, outcomes: Iterable[Outcome]) -> ReaderFigures:
    """Return what readers got over many questions."""
    rows = list(outcomes)
    known = [one for one in rows if one.answerable]
    columns = (
        [one.answered for one in known],
        [one.first for one in known],
        [one.three for one in known],
        [right for one in known for right in one.sentences],
        [not one.answered for one in rows if not one.answerable],
    )
    return ReaderFigures(accents, *(_score(column) for column in columns))


def _score(values: Sequence[bool]) -> Score | None:
    return interval(np.asarray(values, np.float64)) if values else None


def _key(view: PassageView, parts: searcher.SearchContext) -> int:
    return passage_key(parts.catalogue.number_of(view.document.id or "") or 0, view.ordinal)


def _flat(hits: Sequence[Hit]) -> list[Hit]:
    """Return every passage of an answer, best first."""
    passages = [one for hit in hits for one in (hit, *hit.more)]
    return sorted(passages, key=lambda one: -one.score)


def _sentences(
    question: JudgedQuestion,
    hits: Sequence[Hit],
    right: dict[int, str],
    parts: searcher.SearchContext,
) -> Iterator[bool]:
    """Yield, for each right passage shown, whether its marked sentence holds the stretch."""
    for hit in _flat(hits):
        unit = right.get(_key(hit.passage, parts))
        if unit is None:
            continue
        named = (*question.entries, *question.answers)
        wanted = [plain(entry.text) for entry in named if entry.text]
        marked = plain(hit.sentence.of(hit.passage.text))
        yield any(text in marked or marked in text for text in wanted)


def reader_table(readers: Sequence[ReaderFigures], name: str = "accents") -> str:
    """Return what readers get as a Markdown table, a row each."""
    lines = [f"| {name} | " + " | ".join(READER) + " |", "| --- |" + " --- |" * len(READER)]
    for one in readers:
        scores = (getattr(one, name) for name in READER)
        shown = " | ".join("–" if score is None else str(score) for score in scores)
        lines.append(f"| {one.accents} | {shown} |")
    return "\n".join(lines) + "\n"
