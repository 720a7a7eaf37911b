"""Evaluation over a library built from files: judged questions (:mod:`.judgement`), real answers.

The ranking measures go by what a question names: passages where it names a stretch, documents
where it names a document.  What a reader sees is measured beside them: how often there is an
answer, whether the first passage is a right one, and whether the sentence marked in a right
passage is the one that answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from index.analysis.analyser import query_terms
from index.evaluation.bench import without_accents
from index.evaluation.judgement import JudgedQuestion, Judgement
from index.evaluation.measures import RankingRun, measure
from index.evaluation.ranking_eval import ACCENTS, Restore
from index.evaluation.reader_eval import Answer, ReaderFigures, ask, summary
from index.query.question_words import strip_question_words
from index.ranking import ScoredKey, ScoredKeys
from index.results import SearchRequest
from index.search import searcher


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """All that was measured over a library."""

    passages: int
    queries: int
    runs: tuple[RankingRun, ...]
    reader: tuple[ReaderFigures, ...]


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
            **({"encoder": self.encoder} if self._parts.encoded else {}),
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

    def encoder(self, text: str) -> Sequence[ScoredKey]:
        """Rank by the encoder's vectors."""
        assert self._parts.encoded is not None  # noqa: S101 (a way only where there is one)
        vector = self._parts.encoded.encoder.embed_queries([self._restore(text)])
        return self._parts.encoded.vectors.search(vector, searcher.DEPTH)

    def hybrid(self, text: str) -> Sequence[ScoredKey]:
        """Rank as a reader's search does: all joined, neighbours counted."""
        ranked = searcher.ordered(SearchRequest(text), self._parts)
        return ScoredKeys(ranked.keys, ranked.scores)


def evaluate_library(
    parts: searcher.SearchContext,
    answer: Answer,
    questions: Sequence[JudgedQuestion],
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
    runs: list[RankingRun] = []
    reader: list[ReaderFigures] = []
    for kind in accents:
        typed = {one.id: without_accents(one.text, share[kind], one.id) for one in questions}
        for name, way in asked.ways().items():
            runs.append(_run(name, kind, way, typed, questions, judgement))
        outcomes = (ask(one, typed[one.id], answer, judgement, parts) for one in questions)
        reader.append(summary(kind, outcomes))
    return LibraryReport(len(parts.words), len(questions), tuple(runs), tuple(reader))


def _run(
    name: str,
    accents: str,
    way: Callable[[str], Sequence[ScoredKey]],
    typed: dict[str, str],
    questions: Sequence[JudgedQuestion],
    judgement: Judgement,
) -> RankingRun:
    answerable = [one for one in questions if one.entries]
    ranked = {one.id: judgement.units(one, way(typed[one.id])) for one in answerable}
    right = {one.id: sorted(set(judgement.right[one.id].values())) for one in answerable}
    return RankingRun(name, accents, measure(ranked, right))


def report_json(report: LibraryReport) -> dict[str, Any]:
    """Return the JSON contract's object (``docs/json.md``)."""
    return {
        "passages": report.passages,
        "queries": report.queries,
        "runs": [one.to_json() for one in report.runs],
        "reader": [one.to_json() for one in report.reader],
    }
