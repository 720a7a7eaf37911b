"""The network that weighs diacritics: as it is trained, as it ships, and what it is good for."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from benchmarks.diacritics import measure, own_questions
from index.analysis.diacritics_network import (
    FILE,
    DiacriticsNetwork,
    bare_forms,
    shipped_network,
)
from index.analysis.language_model import BREAK, NUMBER, UNKNOWN, shipped
from index.query import diacritics
from index.query.diacritics import Restorer
from index.training import diacritics as training
from index.training import written_questions
from index.training.data import digest_of
from index.training.diacritics import Choices, Network, Settings, train

WORDS = shipped().words


def numbers(text: str) -> list[int]:
    return [WORDS.index(word) for word in text.split()]


def forms(text: str) -> list[int]:
    return list(map(shipped_network().form, text.split()))


def test_words_are_known_by_their_bare_form() -> None:
    network = shipped_network()
    assert network.form("ky") == network.form("ki")
    assert network.form("bi") != network.form("ba")
    assert network.form("xyzzy") == UNKNOWN
    assert network.form("294") == NUMBER


def test_what_stands_behind_a_word_tells_its_diacritics() -> None:
    network = shipped_network()
    ways = np.array(numbers("vay vậy vây vẫy"))
    loan = network.read(forms("vay bao nhieu tien thi phai the chap tai san"))[0]
    so = network.read(forms("vay thi phai lam the nao"))[0]
    both = network.likely(np.stack([loan, so]), np.tile(ways, 2), np.array([4, 4]))
    assert np.exp(both.reshape(2, 4)).sum(axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert ways[both[:4].argmax()] == WORDS.index("vay")
    assert ways[both[4:].argmax()] == WORDS.index("vậy")


def test_a_long_question_is_read_as_if_its_words_stood_alone() -> None:
    # Rows beyond those multiplied at once, and far from the place that is looked at.
    network = shipped_network()
    row = forms("chi bo hop may lan mot nam")
    alone = network.read([*row, *[BREAK] * 30])[: len(row)]
    among = network.read([*row, *[BREAK] * 30, *forms("dang vien nop dang phi") * 9])
    assert np.allclose(alone, among[: len(row)], atol=1e-4)


def test_numpy_runs_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = Network(len(WORDS), len(bare_forms(WORDS)), 160)
    np.savez(tmp_path / "network.npz", **network.arrays())  # type: ignore[arg-type]
    row = forms("dang vien du bi duoc quyen gi")
    with torch.no_grad():
        trained = network(torch.tensor([[BREAK, *row, BREAK]]))[0, 1:-1].numpy()
    assert np.allclose(DiacriticsNetwork(tmp_path / "network.npz").read(row), trained, atol=2e-2)


def test_training_learns_which_syllable_stood_there(monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine must not make the run shorter: each look at the clock is half a second later.
    ticks = count()
    monkeypatch.setattr(training, "time", SimpleNamespace(monotonic=lambda: next(ticks) / 2))
    # "chi" bears a hook before "bộ" here, and none before "tiền".
    own = [np.array([*numbers(text), BREAK], np.uint16) for text in ("chỉ bộ", "chi tiền")]
    text = np.concatenate(own * 40)
    settings = Settings(minutes=0.1, dimensions=32, rows=8, questions=4, length=8, warm_up=5)
    network, told = train(text, own * 25, settings)
    assert told["steps"] == 11
    assert told["their_syllables_right"] == 1.0
    assert len(Choices(WORDS).of) == len(bare_forms(WORDS))
    assert network.inputs.embedding_dim == 32


def test_questions_come_back_whole_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = own_questions("development")
    with_it, _ = measure("own", asked, Restorer())
    monkeypatch.setattr(diacritics, "NETWORK", 0.0)
    without, _ = measure("own", asked, Restorer())
    assert with_it.questions.value > without.questions.value
    assert with_it.syllables.value > without.syllables.value


def test_its_card_tells_what_it_was_made_of() -> None:
    card = json.loads(FILE.with_suffix(".json").read_text("utf-8"))
    assert card["questions"] == digest_of(written_questions.FILE)
    assert card["their_syllables_right"] > 0.9
    assert FILE.stat().st_size < 6_000_000
