"""Late scoring: the best of a ranking are ordered by what every token of the question finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.arrays import ONE, Levels, Vectors
from index.dense.token_table import TokenTable
from index.ranking import FusedHit, FusedScores
from index.search.late import AMONG, WEIGHT, late_scored
from ingest.errors import LibraryCorrupt

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def _levels(*vectors: Vectors) -> Levels:
    return np.asarray(np.array(vectors).reshape(-1, 3) * ONE, np.int8)


def _table(tokens: dict[int, Levels]) -> TokenTable:
    table = TokenTable.new(3)
    table.add(list(tokens), list(tokens.values()))
    return table


def _ranked(*scores: float) -> FusedScores:
    return FusedScores.of([FusedHit(n, score, 0.1, 0.2, 0.3) for n, score in enumerate(scores)])


QUESTION = np.array([EAST, NORTH])


def test_each_token_of_the_question_finds_its_nearest() -> None:
    leaning = np.asarray((EAST + NORTH) / np.sqrt(2), np.float32)
    table = _table(
        {
            4: _levels(EAST, UP, NORTH),
            7: _levels(UP, leaning),
            9: _levels(UP),
            12: _levels(),
        }
    )
    near = table.late(QUESTION, [9, 7, 4, 12, 5])
    assert near[:3] == pytest.approx([0.0, 2**-0.5, 1.0], abs=0.01)
    assert np.isnan(near[3:]).all()
    assert table.late(QUESTION, []).shape == (0,)
    assert np.isnan(TokenTable.new(3).late(QUESTION, [1])).all()


def test_a_table_is_saved_changed_and_read_again(tmp_path: Path) -> None:
    _table({4: _levels(EAST), 7: _levels(NORTH, UP), 9: _levels()}).save(tmp_path)
    table = TokenTable.load(tmp_path)
    assert (len(table), table.known([9, 3, 4]).tolist()) == (3, [9, 4])
    table.remove([4, 100])
    table.add([2], [_levels(EAST, NORTH)])
    (tmp_path / "new").mkdir()
    table.save(tmp_path / "new")
    again = TokenTable.load(tmp_path / "new")
    assert again.known([2, 4, 7, 9]).tolist() == [2, 7, 9]
    assert again.late(QUESTION, [2, 7])[0] == pytest.approx(1.0, abs=0.01)
    (tmp_path / "new" / "token_rows.npy").unlink()
    with pytest.raises(LibraryCorrupt):
        TokenTable.load(tmp_path / "new")


def test_of_near_equals_the_one_comes_first_that_answers_every_token() -> None:
    table = _table({0: _levels(EAST, EAST), 1: _levels(UP, NORTH, EAST), 2: _levels(UP)})
    moved = late_scored(_ranked(0.52, 0.50, 0.49), QUESTION, table)
    assert [one.key for one in moved] == [1, 0, 2]
    # By how far it is from the mean of those scored; what the ranking was made of stays.
    assert moved[0].score == pytest.approx(0.50 + WEIGHT * 0.5, abs=0.01)
    assert moved[0][2:] == (0.1, 0.2, 0.3)


def test_scores_beyond_the_scale_keep_their_order() -> None:
    table = _table({0: _levels(UP), 1: _levels(EAST), 2: _levels(EAST, NORTH), 3: _levels(UP)})
    moved = late_scored(_ranked(0.02, 0.97, 0.95, 0.01), QUESTION, table)
    assert [one.key for one in moved] == [2, 1, 0, 3]
    assert moved.scores.tolist() == [1.0, 1.0, 0.0, 0.0]


def test_what_was_not_read_yet_neither_gains_nor_loses() -> None:
    table = _table({0: _levels(UP), 2: _levels(EAST, NORTH)})
    moved = {one.key: one.score for one in late_scored(_ranked(0.6, 0.5, 0.4), QUESTION, table)}
    assert moved[1] == 0.5
    assert moved[0] < 0.6
    assert moved[2] > 0.4


def test_only_the_best_are_scored_and_one_alone_is_not() -> None:
    scores = np.linspace(0.9, 0.1, AMONG + 5).round(9)
    table = _table({n: _levels(UP if n != AMONG else EAST) for n in range(AMONG + 5)})
    ranked = _ranked(*scores)
    assert late_scored(ranked, QUESTION, table) == ranked
    assert late_scored(_ranked(0.5), QUESTION, _table({0: _levels(EAST)})) == _ranked(0.5)
    assert late_scored(ranked, QUESTION[:0], table) == ranked


def test_a_score_is_that_of_floats_and_hangs_on_no_other_passage() -> None:
    draw = np.random.default_rng(7)

    def unit(count: int) -> np.ndarray:
        rows = draw.normal(size=(count, 64)).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    # More rows than are multiplied at once.
    passages = [unit(count) for count in (700, 3, 250, 90, 1)]
    table = TokenTable.new(64)
    table.add(range(5), [np.rint(one * 127).astype(np.int8) for one in passages])
    question = unit(17)
    together = table.late(question, range(5))
    alone = [table.late(question, [key])[0] for key in range(5)]
    assert together.tolist() == alone
    exact = [(question @ one.T).max(axis=1).mean() for one in passages]
    assert together == pytest.approx(exact, abs=0.004)
