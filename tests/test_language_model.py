"""The model of what syllable follows what: counted, pruned, written, asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.analysis.language_model import (
    BREAK,
    LIKELY,
    NUMBER,
    UNKNOWN,
    LanguageModel,
    Reader,
    load,
    write,
)
from index.training import ngram_tables
from index.training.syllables import NgramCounter, Vocabulary

TEXTS = [
    "Chi bộ họp mỗi tháng một lần.",
    "Chi bộ quên họp thì bí thư nhắc.",
    "Kỷ luật của Đảng, kỉ luật của chi bộ.",
    "Năm 2021 chi bộ họp 12 lần.",
]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> LanguageModel:
    for name in ("LEAST_WORD", "LEAST_PAIR", "LEAST_TRIPLE"):
        monkeypatch.setattr(ngram_tables, name, 1)
    for name in ("GAIN_PAIR", "GAIN_TRIPLE"):
        monkeypatch.setattr(ngram_tables, name, 0.0)
    vocabulary, counter = Vocabulary(), NgramCounter()
    for text in TEXTS:
        counter.add(vocabulary.ids(text), 3)
    return ngram_tables.modelled(vocabulary.words, counter.finish())


def _asked(model: LanguageModel, *read: str) -> np.ndarray:  # type: ignore[type-arg]
    """Return how likely every word is after ``read``."""
    reader, numbers = Reader(model), {word: n for n, word in enumerate(model.words)}
    every = np.arange(len(model.words))
    first, last = [BREAK, BREAK, *(numbers[word] for word in read)][-2:]
    _, costs = reader.after(np.full(len(every), last), every)
    before, _ = reader.after(np.array([first]), np.array([last]))
    if read and before[0] >= 0:
        costs = reader.costs(np.repeat(before, len(every)), every, costs)
    return np.exp(LIKELY[costs])


@pytest.mark.parametrize("read", [(), ("chi",), ("chi", "bộ"), ("bộ", "quên"), ("lần", "lần")])
def test_likelihoods_sum_to_one(model: LanguageModel, read: tuple[str, ...]) -> None:
    # Steps of a byte round each of them.
    assert _asked(model, *read).sum() == pytest.approx(1.0, abs=0.05)


def test_what_was_seen_is_likelier(model: LanguageModel) -> None:
    numbers = {word: n for n, word in enumerate(model.words)}
    after = _asked(model, "chi", "bộ")
    assert after[numbers["họp"]] > after[numbers["quên"]] > after[numbers["bí"]]


def test_numbers_breaks_and_two_writings_of_one_syllable(model: LanguageModel) -> None:
    assert ("kỷ" in model.words) != ("kỉ" in model.words)
    assert _asked(model, "năm")[NUMBER] > 0.3
    assert _asked(model, "lần")[BREAK] > _asked(model, "chi")[BREAK]
    assert _asked(model, "họp")[UNKNOWN] < 0.1


def test_a_model_is_written_and_read(model: LanguageModel, tmp_path: Path) -> None:
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    write(one, model)
    write(other, load(one))
    assert one.read_bytes() == other.read_bytes()
    assert load(one).words == model.words
    assert (_asked(load(one), "chi") == _asked(model, "chi")).all()


def test_counts_do_not_hang_on_how_much_is_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = Vocabulary()
    ids = [vocabulary.ids(text) for text in TEXTS]

    def counted() -> list[tuple[list[int], list[int]]]:
        counter = NgramCounter()
        for one in ids:
            counter.add(one, 2)
        tables = counter.finish().values()
        return [(table.keys.tolist(), table.counts.tolist()) for table in tables]

    whole = counted()
    monkeypatch.setattr("index.training.syllables.AT_ONCE", 5)
    pieces = counted()
    assert pieces[1:] == whole[1:]
    assert [keys for keys, _ in pieces] == [keys for keys, _ in whole]
