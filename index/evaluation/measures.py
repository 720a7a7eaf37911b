"""The measures of rankings: those of trec_eval, computed by ranx.

nDCG@10, Recall@10, MRR@10, P@1, each with a 95 % interval from a bootstrap over queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from index.evaluation.bench import Bench

MEASURES = {
    "ndcg@10": "ndcg@10",
    "recall@10": "recall@10",
    "mrr@10": "mrr@10",
    "precision@1": "p@1",
}
RESAMPLES = 2000
SEED = 20260101
Values = np.ndarray[Any, np.dtype[np.float64]]


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
