"""Re-ranking: a cross-encoder made on the spot, none at all, and an order that is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.embedding.text_windows import windows
from index.library import Library
from index.ranking import FusedHit
from index.results import AnswerKind, SearchAnswer, SearchRequest
from index.search.reranker import AMONG, CrossReranker, reranked
from ingest.errors import ModelDamaged, ModelMissing
from tests.libraries import built, without_children

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of two layers that reads 48 tokens at once, with random weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-cross")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS)]
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    tokenizer = BertTokenizerFast(
        str(folder / "vocab.txt"), strip_accents=False, model_max_length=48
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=48,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


class ByLength:
    """The shortest passage is best."""

    name = "by length"

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        return [1 / (1 + len(passage)) for passage in passages]


def test_a_passage_gets_the_same_score_in_any_company(tiny: Path) -> None:
    model = CrossReranker(str(tiny))
    some = ["can bo dang", "mot van ban khac", "x"]
    alone = [model.scores("dang vien", [text])[0] for text in some]
    assert model.scores("dang vien", some) == pytest.approx(alone, abs=1e-4)
    assert all(0 <= score <= 1 for score in alone)
    assert model.scores("dang vien", []) == []


def test_a_long_passage_is_read_to_its_end(tiny: Path) -> None:
    model = CrossReranker(str(tiny))
    start = "can bo " * 40
    found = {model.scores("dang", [start + end])[0] for end in ("", "xyxy vuvu", "qt qt sr kl")}
    best = model.scores("dang", ["can bo " * 5])[0]
    assert len(found) > 1 or best in found
    assert all(score > 0 for score in found)


def test_only_the_best_are_read_again_and_the_rest_stay_behind() -> None:
    ranked = [FusedHit(key, 1 - key / 100, 0.5, 0.5) for key in range(AMONG + 3)]
    texts = ["a" * (AMONG + 10 - key) for key in range(AMONG + 3)]
    found = reranked(ranked, "q", texts, ByLength())
    assert [one.key for one in found[:3]] == [AMONG - 1, AMONG - 2, AMONG - 3]
    assert [one.key for one in found[AMONG:]] == [AMONG, AMONG + 1, AMONG + 2]
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert reranked([], "q", [], ByLength()) == []


def _all(answer: SearchAnswer) -> set[str]:
    return {one.passage.id for hit in answer.hits for one in (hit, *hit.more)}


def test_a_library_is_read_again_by_name(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_children(monkeypatch)
    plain = built(tmp_path)
    request = SearchRequest("tiếp dân của bí thư huyện ủy")
    again = Library.open(tmp_path / "library", rerank=str(tiny))
    one, other = plain.search(request), again.search(request)
    assert one.kind is other.kind is AnswerKind.WORDS
    assert _all(one) == _all(other)
    assert [hit.score for hit in one.hits] != [hit.score for hit in other.hits]
    assert again.search(request) == other
    assert again.search(SearchRequest("cách nấu phở bò")).kind is AnswerKind.NONE


def test_a_name_without_network_is_an_error_that_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import huggingface_hub.constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelMissing, match="không tải được") as caught:
        CrossReranker("vankien/khong-co-mo-hinh-nay").scores("a", ["b"])
    assert "--rerank" in caught.value.advice
    with pytest.raises(ModelMissing, match="Không thấy mô hình"):
        CrossReranker(str(tmp_path))


def test_damaged_weights_are_an_error_that_says_so(tiny: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(ModelDamaged, match="bị hỏng"):
        CrossReranker(str(copy)).scores("a", ["b"])


@pytest.mark.parametrize("text", ["một hai ba bốn năm sáu bảy tám chín mười " * 9, "x" * 500, "a"])
def test_windows_hold_every_word_and_none_is_too_long(text: str) -> None:
    def count(some: str) -> int:
        return len(some) + 2 * some.count(" ")

    found = windows(text, 40, count)
    assert all(count(one) <= 40 for one in found)
    assert "".join(found[:1]).startswith(text[:5].strip())
    assert set("".join(found)) == set(text) - {" "} | ({" "} if " " in "".join(found) else set())
    assert found[-1].endswith(text.rsplit(maxsplit=1)[-1][-3:])
    assert {word for one in found for word in one.split()} >= set(text.split()) or len(text) == 500
