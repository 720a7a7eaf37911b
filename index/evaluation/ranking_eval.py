"""Ways of ranking over a bench (``python -m index evaluate``).

The runs go through the same analyser, text index, embedder and fusion as a reader's query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.analysis.analyser import query_terms, term_texts
from index.arrays import Vectors
from index.evaluation.bench import Bench, without_accents
from index.evaluation.measures import RankingRun, Score, measure
from index.ports import (
    Embedder,
    Encoder,
    ReadPassage,
    ReadQuestion,
    Reranker,
    TextEntry,
    TextIndex,
    TextIndexWriter,
    TokenIndex,
    VectorIndex,
)
from index.query.question_words import strip_question_words
from index.ranking import FusedHit, FusedScores, Keys, ScoredKey, ScoredKeys
from index.search.fusion import EncodedQuery, hybrid, in_context
from index.search.late import late_scored
from index.search.reranker import reranked

DEPTH = 200
"""Passages taken from each ranking, as in a reader's search."""
ACCENTS = ("full", "none", "half")
Restore = Callable[[str], str]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class EncodedBench:
    """The encoder, and what it read of a bench."""

    encoder: Encoder
    vectors: VectorIndex
    tokens: TokenIndex

    def add(self, keys: Sequence[int], passages: Sequence[ReadPassage]) -> None:
        """Add what was read of passages."""
        wholes = np.asarray([one.whole for one in passages], np.float32)
        self.vectors.add(keys, wholes, [one.windows for one in passages])
        self.tokens.add(keys, [one.tokens for one in passages])


class Rankings:
    """The rankings of one bench: words and vectors indexed once."""

    def __init__(
        self,
        bench: Bench,
        embedder: Embedder,
        words: TextIndex,
        vectors: VectorIndex,
        restore: Restore | None = None,
        reranker: Reranker | None = None,
        encoded: EncodedBench | None = None,
    ) -> None:
        self._bench, self._embedder = bench, embedder
        self._encoded = encoded
        self._words, self._vectors, self._restore = words, vectors, restore
        self._reranker = reranker

    def ways(self) -> dict[str, Callable[[str], Sequence[ScoredKey]]]:
        """Return the ways of ranking by name."""
        ways: dict[str, Callable[[str], Sequence[ScoredKey]]] = {
            "syllables": self.syllables,
            "words": self.words,
            "meaning": self.meaning,
            "hybrid": self.hybrid,
        }
        if self._encoded is not None:
            ways["encoder"] = self.encoder
        if self._reranker is not None:
            ways["reranked"] = self.reranked
        return ways

    def _terms(self, text: str) -> tuple[str, ...]:
        restored = self._restored(text)
        return query_terms(strip_question_words(restored), deliberate=restored != text)

    def _restored(self, text: str) -> str:
        return self._restore(text) if self._restore else text

    def syllables(self, text: str) -> Sequence[ScoredKey]:
        """Rank by single syllables as typed: the baseline."""
        return self._words.search([t for t in query_terms(text) if "_" not in t], DEPTH)

    def words(self, text: str) -> Sequence[ScoredKey]:
        """Rank by syllables and adjacent pairs."""
        return self._words.search(self._terms(text), DEPTH)

    def meaning(self, text: str) -> Sequence[ScoredKey]:
        """Rank by vectors."""
        return self._vectors.search(self._vector(text), DEPTH)

    def _vector(self, text: str) -> Vectors:
        return self._embedder.embed_queries([strip_question_words(self._restored(text))])

    def hybrid(self, text: str) -> Sequence[ScoredKey]:
        """Rank by all that there is, joined as in a reader's search."""
        return self.ordered(text, self.fused(text))

    def fused(self, text: str) -> FusedScores:
        """Return what words and meaning propose, each with what its score is made of."""
        terms, vector = self._terms(text), self._vector(text)
        encoded, read = None, self._read(text)
        if read is not None and self._encoded is not None:
            encoded = EncodedQuery(self._encoded.vectors, read.vector)
        return hybrid(terms, vector, self._words, self._vectors, depth=DEPTH, encoded=encoded)

    def ordered(self, text: str, fused: FusedScores) -> ScoredKeys:
        """Return a ranking moved by what neighbours say and by what the question's tokens find."""
        ranked, read = in_context(fused, self._runs_on), self._read(text)
        if read is not None and self._encoded is not None:
            ranked = late_scored(ranked, read.tokens, self._encoded.tokens)
        return ScoredKeys(ranked.keys, ranked.scores)

    def encoder(self, text: str) -> Sequence[ScoredKey]:
        """Rank by the encoder's vectors."""
        read = self._read(text)
        assert read is not None  # noqa: S101 (a way only where there is one)
        assert self._encoded is not None  # noqa: S101 (the same)
        return self._encoded.vectors.search(read.vector, DEPTH)

    def _read(self, text: str) -> ReadQuestion | None:
        if self._encoded is None:
            return None
        return self._encoded.encoder.read_question(self._restored(text))

    def _runs_on(self, keys: Keys) -> Flags:
        # A bench may not say what follows what.
        follows = np.zeros(len(self._bench.ids), np.bool_)
        follows[: len(self._bench.follows)] = self._bench.follows
        return np.asarray(follows[keys])

    def reranked(self, text: str) -> Sequence[ScoredKey]:
        """Rank by both, the best of them read again by the re-ranker asked for."""
        assert self._reranker is not None  # noqa: S101 (a way only where one was asked for)
        ranked = [FusedHit(one.key, one.score, 0.0, 0.0) for one in self.hybrid(text)]
        texts = [self._bench.texts[one.key] for one in ranked]
        reordered = reranked(ranked, self._restored(text), texts, self._reranker)
        return [ScoredKey(one.key, one.score) for one in reordered]


def evaluate(
    bench: Bench, rankings: Rankings, *, accents: Sequence[str] = ACCENTS
) -> tuple[RankingRun, ...]:
    """Return every run of a bench."""
    typed = {
        "full": [query.text for query in bench.queries],
        "none": [without_accents(query.text, 1.0, query.id) for query in bench.queries],
        "half": [without_accents(query.text, 0.5, query.id) for query in bench.queries],
    }
    return tuple(
        _run(bench, name, way, kind, typed[kind])
        for kind in accents
        for name, way in rankings.ways().items()
    )


def _run(
    bench: Bench,
    name: str,
    way: Callable[[str], Sequence[ScoredKey]],
    accents: str,
    typed: list[str],
) -> RankingRun:
    return RankingRun(name, accents, measured(bench, way, typed))


def measured(
    bench: Bench, way: Callable[[str], Sequence[ScoredKey]], typed: Sequence[str]
) -> dict[str, Score]:
    """Return the measures of one way of ranking; ``typed`` are the questions as typed."""
    rankings: dict[str, dict[str, float]] = {}
    # Keyed by row: files repeat an id for another wording of a question, and each counts.
    for row, text in enumerate(typed):
        rankings[str(row)] = {bench.ids[one.key]: one.score for one in way(text)}
    right = {str(n): query.relevant for n, query in enumerate(bench.queries)}
    return measure(rankings, right)


def indexed(
    folder: Path,
    bench: Bench,
    embedder: Embedder,
    writer: Callable[[Path], TextIndexWriter],
    reader: Callable[[Path], TextIndex],
    vectors: Callable[[int], VectorIndex],
) -> tuple[TextIndex, VectorIndex]:
    """Index a bench with the given adapters; keys are places in ``bench.ids``."""
    writer(folder / "words").write(
        TextEntry(n, term_texts(text)) for n, text in enumerate(bench.texts)
    )
    vector_index = vectors(embedder.dimensions)
    vector_index.add(
        list(range(len(bench.ids))),
        embedder.embed_passages(bench.texts),
        embedder.embed_windows(bench.texts),
    )
    return reader(folder / "words"), vector_index
