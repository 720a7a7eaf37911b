"""Evaluation over a library built from files: judged questions against real answers.

A question names what answers it, one entry each: a document by its number ("31-QĐ/TU") or its
file name, or ``{"document": …, "text": …}``, a stretch of that document, word for word, that
answers.  Stretches outlive a new parser, which cuts passages anew; identifiers do not.  An
empty list says that nothing in the library answers, and "không tìm thấy" is right.

The ranking measures go by what a question names: passages where it names a stretch, documents
where it names a document.  What a reader sees is measured beside them: how often there is an
answer, whether the first passage is a right one, and whether the sentence marked in a right
passage is the one that answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.analysis.analyser import query_terms
from index.catalogue.schema import document_of, passage_key
from index.evaluation.ranking_eval import (
    ACCENTS,
    Restore,
    Run,
    Score,
    interval,
    measure,
    read_rows,
    without_accents,
)
from index.query.question_words import strip_question_words
from index.ranking import ScoredKey, ScoredKeys
from index.results import AnswerKind, Hit, PassageView, SearchAnswer, SearchRequest
from index.search import searcher
from ingest.errors import UsageError

READER = ("answered", "first", "sentence", "nothing")


@dataclass(frozen=True, slots=True)
class RelevantItem:
    """Something that answers: a document, or a stretch of it."""

    document: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what answers it; nothing when the library holds no answer."""

    id: str
    text: str
    entries: tuple[RelevantItem, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reader gets, in shares of the questions with and without an answer.

    ``answered``: of those with an answer, not told "không tìm thấy"; ``first``: the first
    passage is right; ``sentence``: of right passages shown, the marked sentence holds the
    stretch; ``nothing``: of those without, told "không tìm thấy".
    None where the file asks no such question.
    """

    accents: str
    answered: Score | None
    first: Score | None
    sentence: Score | None
    nothing: Score | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON contract's object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """All that was measured over a library."""

    passages: int
    queries: int
    runs: tuple[Run, ...]
    reader: tuple[Reader, ...]


def read_judged(path: Path) -> tuple[Judged, ...]:
    """Read a file of judged questions.

    :raises UsageError: it is missing, or a line is not what it should be.
    """
    found = tuple(
        Judged(
            str(row["id"]), str(row["text"]), tuple(_entry(one, path) for one in row["relevant"])
        )
        for row in read_rows(path, {"id", "text", "relevant"})
    )
    if not found:
        raise UsageError("Tệp câu hỏi không có dòng nào.")
    return found


def _entry(said: Any, path: Path) -> RelevantItem:  # noqa: ANN401 (what JSON holds)
    if isinstance(said, str):
        return RelevantItem(said)
    if isinstance(said, dict) and isinstance(said.get("document"), str):
        text = said.get("text")
        return RelevantItem(said["document"], _plain(text) if isinstance(text, str) else None)
    raise UsageError(f"Trong “{path.name}” có câu trả lời không phải tên văn bản: {said!r}.")


def _plain(text: str) -> str:
    return " ".join(text.split())


class Judgement:
    """What of a library answers each question, looked up once."""

    def __init__(self, parts: searcher.SearchContext, questions: Sequence[Judged]) -> None:
        cards = parts.catalogue.cards()
        self._documents: dict[str, list[int]] = {}
        for n, card in cards.items():
            for name in {card.number, card.source} - {None}:
                self._documents.setdefault(str(name), []).append(n)
        self._passages: dict[int, tuple[tuple[int, str], ...]] = {}
        self._catalogue = parts.catalogue
        self.right = {one.id: self._right(one) for one in questions}

    def _right(self, question: Judged) -> dict[int, str]:
        """Return what each right passage (by key) or document (by -n) counts as.

        :raises UsageError: the library does not hold what the question names.
        """
        found: dict[int, str] = {}
        for place, entry in enumerate(question.entries):
            held = self._documents.get(entry.document, [])
            text = entry.text
            keys = (
                [-n for n in held]
                if text is None
                else [key for n in held for key, said in self._texts(n) if text in said]
            )
            if not keys:
                raise UsageError(
                    f"Câu hỏi {question.id}: kho không có “{entry.text or entry.document}”"
                    f" ({entry.document})."
                )
            found.update(dict.fromkeys(keys, f"={place}"))
        return found

    def _texts(self, n: int) -> tuple[tuple[int, str], ...]:
        if n not in self._passages:
            keys = self._catalogue.keys_of([n])
            views = self._catalogue.passages(keys)
            self._passages[n] = tuple((key, _plain(views[key].text)) for key in keys)
        return self._passages[n]

    def units(self, question: Judged, ranked: Sequence[ScoredKey]) -> dict[str, float]:
        """Return a ranking of passages as one of what the question names, each once."""
        right = self.right[question.id]
        whole = any(key < 0 for key in right)
        found: dict[str, float] = {}
        for place, one in enumerate(ranked):
            n = document_of(one.key)
            other = f"d{n}" if whole else f"p{one.key}"
            unit = right.get(one.key) or right.get(-n) or other
            # By place: scores of one passage after another may be equal.
            found.setdefault(unit, 1.0 / (1 + place))
        return found


Answer = Callable[[SearchRequest], SearchAnswer]


class TypedQuestion:
    """The ways of ranking a library's passages."""

    def __init__(self, parts: searcher.SearchContext, restore: Restore) -> None:
        self._parts, self._restore = parts, restore

    def ways(self) -> dict[str, Callable[[str], Sequence[ScoredKey]]]:
        """Return the ways of ranking by name."""
        return {
            "syllables": self.syllables,
            "words": self.words,
            "meaning": self.meaning,
            "hybrid": self.hybrid,
        }

    def syllables(self, text: str) -> Sequence[ScoredKey]:
        """Rank by single syllables as typed: the baseline."""
        terms = [term for term in query_terms(text) if "_" not in term]
        return self._parts.words.search(terms, searcher.DEPTH)

    def words(self, text: str) -> Sequence[ScoredKey]:
        """Rank by syllables and adjacent pairs."""
        restored = self._restore(text)
        terms = query_terms(strip_question_words(restored), deliberate=restored != text)
        return self._parts.words.search(terms, searcher.DEPTH)

    def meaning(self, text: str) -> Sequence[ScoredKey]:
        """Rank by vectors."""
        vector = self._parts.embedder.embed_queries([strip_question_words(self._restore(text))])
        return self._parts.vectors.search(vector, searcher.DEPTH)

    def hybrid(self, text: str) -> Sequence[ScoredKey]:
        """Rank as a reader's search does: both joined, neighbours counted."""
        ranked = searcher.ordered(SearchRequest(text), self._parts)
        return ScoredKeys(ranked.keys, ranked.scores)


def _key(view: PassageView, parts: searcher.SearchContext) -> int:
    return passage_key(parts.catalogue.number_of(view.document.id or "") or 0, view.ordinal)


def _flat(hits: Sequence[Hit]) -> list[Hit]:
    """Return every passage of an answer, best first."""
    found = [one for hit in hits for one in (hit, *hit.more)]
    return sorted(found, key=lambda one: -one.score)


def evaluate_library(
    parts: searcher.SearchContext,
    answer: Answer,
    questions: Sequence[Judged],
    *,
    accents: Sequence[str] = ACCENTS,
) -> LibraryReport:
    """Measure a library; ``answer`` is its own search, with its floor.

    :raises UsageError: a question names what the library does not hold.
    """
    judgement = Judgement(parts, questions)
    restorer = parts.restorer
    restore: Restore = (lambda text: restorer.restore(text)[0]) if restorer else (lambda text: text)
    asked = TypedQuestion(parts, restore)
    share = {"full": 0.0, "none": 1.0, "half": 0.5}
    runs: list[Run] = []
    reader: list[Reader] = []
    for kind in accents:
        typed = {one.id: without_accents(one.text, share[kind], one.id) for one in questions}
        for name, way in asked.ways().items():
            runs.append(_run(name, kind, way, typed, questions, judgement))
        reader.append(_reader(kind, answer, typed, questions, judgement, parts))
    return LibraryReport(len(parts.words), len(questions), tuple(runs), tuple(reader))


def _run(
    name: str,
    accents: str,
    way: Callable[[str], Sequence[ScoredKey]],
    typed: dict[str, str],
    questions: Sequence[Judged],
    judgement: Judgement,
) -> Run:
    some = [one for one in questions if one.entries]
    found = {one.id: judgement.units(one, way(typed[one.id])) for one in some}
    right = {one.id: sorted(set(judgement.right[one.id].values())) for one in some}
    return Run(name, accents, measure(found, right))


def _reader(
    accents: str,
    answer: Answer,
    typed: dict[str, str],
    questions: Sequence[Judged],
    judgement: Judgement,
    parts: searcher.SearchContext,
) -> Reader:
    measured: tuple[list[float], ...] = ([], [], [], [])
    answered, first, sentence, nothing = measured
    for one in questions:
        given = answer(SearchRequest(typed[one.id]))
        none = given.kind is AnswerKind.NONE
        if not one.entries:
            nothing.append(float(none))
            continue
        answered.append(float(not none))
        right = judgement.right[one.id]
        keys = [_key(hit.passage, parts) for hit in given.hits]
        first.append(float(any(key in right or -document_of(key) in right for key in keys[:1])))
        sentence.extend(_sentences(one, given.hits, right, parts))
    shares = (interval(np.asarray(some)) if some else None for some in measured)
    return Reader(accents, *shares)


def _sentences(
    question: Judged, hits: Sequence[Hit], right: dict[int, str], parts: searcher.SearchContext
) -> Iterator[float]:
    """Yield, for each right passage shown, whether its marked sentence holds the stretch."""
    for hit in _flat(hits):
        unit = right.get(_key(hit.passage, parts))
        if unit is None:
            continue
        wanted = [entry.text for entry in question.entries if entry.text]
        marked = _plain(hit.sentence.of(hit.passage.text))
        yield float(any(text in marked or marked in text for text in wanted))


def report_json(report: LibraryReport) -> dict[str, Any]:
    """Return the JSON contract's object (``docs/json.md``)."""
    return {
        "passages": report.passages,
        "queries": report.queries,
        "runs": [one.to_json() for one in report.runs],
        "reader": [one.to_json() for one in report.reader],
    }


def reader_table(report: LibraryReport) -> str:
    """Return what a reader gets as a Markdown table."""
    lines = ["| accents | " + " | ".join(READER) + " |", "| --- |" + " --- |" * len(READER)]
    for one in report.reader:
        scores = (getattr(one, name) for name in READER)
        shown = " | ".join("–" if score is None else str(score) for score in scores)
        lines.append(f"| {one.accents} | {shown} |")
    return "\n".join(lines) + "\n"
