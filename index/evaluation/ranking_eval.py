"""Retrieval quality over files of passages and queries (``python -m index evaluate``).

The runs go through the same analyser, text index, embedder and fusion as a reader's
query.  Measures are those of trec_eval, computed by ranx: nDCG@10, Recall@10, MRR@10, P@1,
each with a 95 % interval from a bootstrap over queries.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from index.analysis.analyser import query_terms, term_texts
from index.arrays import Vectors
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
from ingest.errors import UsageError
from ingest.text.vietnamese import fold, nfc, tokens

DEPTH = 200
"""Passages taken from each ranking, as in a reader's search."""
MEASURES = {
    "ndcg@10": "ndcg@10",
    "recall@10": "recall@10",
    "mrr@10": "mrr@10",
    "precision@1": "p@1",
}
RESAMPLES = 2000
SEED = 20260101
ACCENTS = ("full", "none", "half")
Restore = Callable[[str], str]
Values = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """A question with the passages that answer it."""

    id: str
    text: str
    relevant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """Passages (id, title and text joined) and the queries over them."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    queries: tuple[BenchQuery, ...]
    follows: tuple[bool, ...] = ()
    """Whether a passage is the next page of the text before it."""


@dataclass(frozen=True, slots=True)
class Score:
    """A mean over queries with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


@dataclass(frozen=True, slots=True)
class RankingRun:
    """One way of ranking, with one way of typing."""

    name: str
    accents: str
    scores: dict[str, Score]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON contract's object."""
        scores = {name: asdict(score) for name, score in self.scores.items()}
        return {"name": self.name, "accents": self.accents, **scores}


def read_bench(passages: Path, queries: Path) -> Bench:
    """Read files in the format of the development sets.

    :raises UsageError: a file is missing, or a line is not what it should be.
    """
    rows = list(read_rows(passages, {"id", "text"}))
    asked = list(read_rows(queries, {"id", "text", "relevant"}))
    if not rows or not asked:
        raise UsageError("Tệp đoạn văn hoặc tệp câu hỏi không có dòng nào.")
    return Bench(
        tuple(str(row["id"]) for row in rows),
        tuple(f"{row.get('title') or ''}\n{row['text']}".strip() for row in rows),
        tuple(BenchQuery(str(q["id"]), q["text"], tuple(map(str, q["relevant"]))) for q in asked),
        (False, *(_next_page(*both) for both in pairwise(rows))),
    )


def _next_page(before: dict[str, Any], row: dict[str, Any]) -> bool:
    """Say whether a row is the page after the one before, of one text."""
    page, following = before.get("page"), row.get("page")
    if not isinstance(page, int) or before.get("title") != row.get("title"):
        return False
    return bool(following == page + 1)


def read_rows(path: Path, needed: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, each of which has the ``needed`` keys.

    :raises UsageError: the file is missing, or a line is not what it should be.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Không đọc được tệp “{path.name}”.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UsageError(f"Dòng {number} của “{path.name}” không phải là JSON.") from error
        if not isinstance(row, dict) or not needed <= row.keys():
            missing = ", ".join(sorted(needed))
            raise UsageError(f"Dòng {number} của “{path.name}” thiếu một trong: {missing}.")
        yield row


def without_accents(text: str, share: float, seed: str) -> str:
    """Return ``text`` with ``share`` of its words stripped of diacritics, always the same ones."""
    text = nfc(text)
    draw = random.Random(seed)
    plain = list(text)
    for span in tokens(text):
        if draw.random() < share:
            for at in range(span.start, span.end):
                letter = fold(text[at])
                plain[at] = letter.upper() if text[at].isupper() else letter
    return "".join(plain)


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


def measure(
    found: Mapping[str, Mapping[str, float]], right: Mapping[str, Sequence[str]]
) -> dict[str, Score]:
    """Return the measures of rankings.

    :param found: for each question, what was found with its score, better ones higher.
    :param right: for each question, what answers it; every one equally well.
    """
    # Heavy (it compiles its measures): loaded for an evaluation only.
    from ranx import Qrels, evaluate  # type: ignore[import-untyped]  # noqa: PLC0415
    from ranx import Run as Ranked  # noqa: PLC0415

    qrels = Qrels({query: dict.fromkeys(names, 1) for query, names in right.items()})
    # A ranking that found nothing still counts, with nothing right.
    ranked = Ranked({query: dict(found.get(query) or {"-": 0.0}) for query in right})
    measured = evaluate(qrels, ranked, list(MEASURES), return_mean=False)
    return {shown: interval(np.asarray(measured[key])) for key, shown in MEASURES.items()}


def interval(values: Values) -> Score:
    """Return the mean of one value a question with its 95 % bootstrap interval."""
    draw = np.random.default_rng(SEED)
    picked = draw.integers(0, len(values), (RESAMPLES, len(values)))
    means = values[picked].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Score(round(float(values.mean()), 4), round(float(low), 4), round(float(high), 4))


def to_json(bench: Bench, runs: Sequence[RankingRun]) -> dict[str, Any]:
    """Return the JSON contract's object (``docs/json.md``)."""
    return {
        "passages": len(bench.ids),
        "queries": len(bench.queries),
        "runs": [one.to_json() for one in runs],
    }


def table(runs: Sequence[RankingRun]) -> str:
    """Return the runs as a Markdown table."""
    names = list(MEASURES.values())
    rows = [f"| run | accents | {' | '.join(names)} |", "| --- | --- |" + " --- |" * 4]
    for one in runs:
        shown = " | ".join(map(str, one.scores.values()))
        rows.append(f"| {one.name} | {one.accents} | {shown} |")
    return "\n".join(rows) + "\n"


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
