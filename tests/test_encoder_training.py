"""What the encoder is trained with: the pieces it keeps, the questions as people type them."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from pathlib import Path
from random import Random

import numpy as np
import pytest

from index.training import card
from index.training.encoder_vocabulary import cut
from index.training.everyday import replacements, rewrite

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁đảng", "▁party", "a", "ữ", "▁chi")
COUNTS = Counter({4: 10, 5: 1, 7: 3, 8: 4})


def test_pieces_that_are_needed_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({"model": {"vocab": [[piece, 0.0] for piece in PIECES]}}), "utf-8")
    text, kept = cut(path, COUNTS)
    assert kept == [0, 1, 2, 3, 4, 6, 7, 8]
    assert [piece for piece, _ in json.loads(text)["model"]["vocab"]] == [PIECES[n] for n in kept]
    # What ships is some of what was trained, whatever was counted.
    for most in (1, 2, 100):
        assert set(cut(path, COUNTS, most)[1]) <= set(kept)
    assert 8 not in cut(path, COUNTS, 1)[1]


def test_questions_are_rewritten_in_everyday_words_and_repeat_by_the_seed() -> None:
    asked = "Thẩm quyền khai trừ ra khỏi Đảng và án hình sự"
    written = {rewrite(asked, Random(seed)) for seed in range(40)}
    assert any("đuổi khỏi đảng" in text or "mất thẻ đảng" in text for text in written)
    assert any("đi tù" in text or "bị tù" in text for text in written)
    assert rewrite(asked, Random(3)) == rewrite(asked, Random(3))
    assert all(said and all(said) for said in replacements().values())


def test_frozen_layers_and_the_vocabulary_stay_as_they_are() -> None:
    torch = pytest.importorskip("torch", reason="the extra of training")
    from tokenizers import Tokenizer, models
    from transformers import BertConfig, BertModel

    from index.training.arithmetic import quicker_kind
    from index.training.encoder_model import TrainedEncoder

    config = BertConfig(
        vocab_size=11,
        hidden_size=8,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=8,
    )
    model = BertModel(config, add_pooling_layer=False)
    tokenizer = Tokenizer(models.WordLevel({"<s>": 0, "đảng": 1}, unk_token="<s>"))  # noqa: S106
    encoder = TrainedEncoder(model, tokenizer, torch.float32, frozen=2, dimensions=4)
    before = encoder.state()
    for weight in encoder.weights:
        weight.data += 1
    encoder.put_weights()
    moved = {name for name, one in encoder.state().items() if not torch.equal(one, before[name])}
    assert moved == {name for name in before if name.startswith("encoder.layer.2.")}
    assert len(before) == len(list(model.parameters()))
    assert quicker_kind() in {torch.float32, torch.bfloat16}


def test_the_cards_that_ship_are_those_that_training_writes(tmp_path: Path) -> None:
    models = resources.files("index").joinpath("models")

    def record(name: str) -> dict[str, object]:
        made: dict[str, object] = json.loads(
            models.joinpath(name, "training.json").read_text("utf-8")
        )
        return made

    shipped = models.joinpath("vankien-encoder", "README.md").read_text("utf-8")
    assert card.of_encoder(record("vankien-encoder")) == shipped
    card.write_card(tmp_path, record("vankien-static"))
    shipped = models.joinpath("vankien-static", "README.md").read_text("utf-8")
    assert (tmp_path / "README.md").read_text("utf-8") == shipped


def test_the_projection_keeps_along_which_tokens_differ_and_evens_them() -> None:
    from index.training.token_projection import components

    draw = np.random.default_rng(3)
    spread = np.array([0.1, 4.0, 0.1, 1.0, 0.1])
    states = [draw.normal(7.0, spread, (50, 5)).astype(np.float32) for _ in range(40)]
    for evened, ratio in ((0.0, 4.0), (0.25, 2.0), (0.5, 1.0)):
        mean, matrix, kept = components(iter(states), 2, evened)
        assert mean == pytest.approx(np.full(5, 7.0), abs=0.3)
        assert (matrix.shape, kept > 0.99) == ((5, 2), True)
        assert np.abs(matrix).argmax(0).tolist() == [1, 3]
        shorter = (np.concatenate(states) - mean) @ matrix
        assert shorter[:, 0].std() / shorter[:, 1].std() == pytest.approx(ratio, rel=0.1)
