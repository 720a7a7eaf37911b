"""What the encoder is trained with: the pieces it keeps, the questions as people type them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

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
