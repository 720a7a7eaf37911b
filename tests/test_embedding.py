"""The embedding adapter: the shipped model, models made on the spot, and none at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import build_index
from index.embedding import hub, models, static_model
from index.embedding.static_model import StaticModel
from ingest.errors import ModelDamaged, ModelMissing

_STATIC = Path(models.__file__).parents[1] / "models" / models.EMBEDDED
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer transformer that reads 32 tokens at once, with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    source = folder / "source"
    source.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS)]
    (source / "vocab.txt").write_text("\n".join(words), "utf-8")
    BertTokenizerFast(str(source / "vocab.txt"), strip_accents=False).save_pretrained(source)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(source)
    transformer = Transformer(str(source), max_seq_length=32)
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def test_the_shipped_model_needs_no_network_and_is_small() -> None:
    model = models.load()
    folder = Path(models.__file__).parents[1] / "models" / models.EMBEDDED
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert size < 40_000_000
    vectors = model.embed_passages(["Đảng viên", "mạng xã hội"])
    assert vectors.shape == (2, model.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_the_shipped_model_puts_like_with_like() -> None:
    model = models.load()
    query = model.embed_queries(["bảo vệ cán bộ dám nghĩ dám làm"])
    passages = model.embed_passages(
        [
            "khuyến khích và bảo vệ cán bộ năng động, sáng tạo vì lợi ích chung",
            "quản lý, bảo vệ và phát triển rừng trên địa bàn tỉnh",
            "thời hạn trả lời đơn thư của công dân",
        ]
    )
    assert int(np.argmax(passages @ query[0])) == 0


def test_the_shipped_model_is_read_as_sentence_transformers_reads_it() -> None:
    from sentence_transformers import SentenceTransformer

    texts = [
        "Đảng viên thiết lập và sử dụng trang thông tin điện tử cá nhân",
        "nghị quyết 21 về tổ chức cơ sở đảng",
        "xyzzy 123 — ¿?",
        "Chi bộ sinh hoạt thường kỳ mỗi tháng một lần. " * 40,
    ]
    folder = Path(models.__file__).parents[1] / "models" / models.EMBEDDED
    theirs = SentenceTransformer(str(folder), device="cpu").float().encode(texts)
    theirs = theirs / np.linalg.norm(theirs, axis=1, keepdims=True)
    assert np.allclose(models.load().embed_passages(texts), theirs, atol=1e-3)


def test_tone_placement_and_case_do_not_matter_to_the_shipped_model() -> None:
    model = models.load()
    one, other = model.embed_queries(["Tỉnh ủy Hòa Bình", "tỉnh uỷ hoà bình"])
    assert np.allclose(one, other, atol=1e-4)


def test_the_digest_is_that_of_the_files(tiny: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    assert models.load(str(tiny)).digest == models.load(str(copy)).digest
    config = copy / "config.json"
    config.write_text(config.read_text("utf-8") + "\n", "utf-8")
    assert models.load(str(tiny)).digest != models.load(str(copy)).digest


def test_a_long_passage_is_read_to_its_end(tiny: Path) -> None:
    model = models.load(str(tiny))
    start = " ".join(["can bo"] * 60)
    same, other = model.embed_passages([start + " can bo", start + " xyxy vuvu qtqt srsr lklk"])
    assert not np.allclose(same, other, atol=1e-3)


def test_a_hub_model_gets_the_words_its_card_asks_for(tiny: Path) -> None:
    card = models.hub_models()["intfloat/multilingual-e5-small"]
    assert (card.query_prefix, card.passage_prefix) == ("query: ", "passage: ")
    asked = models.TransformerEmbedder("e5", tiny, card)
    plain = models.TransformerEmbedder("plain", tiny)
    assert np.allclose(
        asked.embed_queries(["can bo"]), plain.embed_queries(["query: can bo"]), atol=1e-5
    )
    assert not np.allclose(asked.embed_queries(["can bo"]), asked.embed_passages(["can bo"]))


def test_a_folder_without_a_model_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="Không thấy mô hình"):
        models.load(str(tmp_path))


def test_damaged_weights_are_an_error_that_says_so(tiny: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(ModelDamaged, match="bị hỏng"):
        models.load(str(copy)).embed_queries(["can bo"])


def test_a_hub_model_without_network_is_an_error_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    model = models.load("vankien/khong-co-mo-hinh-nay")
    with pytest.raises(ModelMissing, match="không tải được"):
        model.embed_queries(["cán bộ"])


def test_no_texts_give_no_vectors() -> None:
    model = models.load()
    assert model.embed_passages([]).shape == (0, model.dimensions)


def test_the_hub_is_asked_once_and_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def make(local: bool) -> str:
        asked.append(local)
        if local:
            raise OSError("only a part is kept")
        return "model"

    monkeypatch.setattr(hub, "_kept", lambda name: True)
    monkeypatch.setattr(hub, "_reach", lambda: None)
    assert hub.load("a/b", make) == "model"
    assert asked == [True, False]
    # Nothing answers at this address: said at once, the model is not tried for.
    monkeypatch.undo()
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(OSError, match="refused"):
        hub.load("vankien/khong-co", make)
    assert asked == [True, False]


@pytest.mark.parametrize("file", ["modules.json", "config.json"])
def test_a_model_that_is_kept_is_not_asked_for(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "models--vankien--thu"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("a" * 40, "utf-8")
    (kept / "snapshots" / ("a" * 40)).mkdir(parents=True)
    (kept / "snapshots" / ("a" * 40) / file).write_text("{}", "utf-8")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    assert hub.load("vankien/thu", lambda local: local) is True


def test_a_model_that_is_none_is_told_before_anything_is_read(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("index.build.builder.plan_of", lambda *_: pytest.fail("read too early"))
    words = [str(root / "corpus"), "--library", str(tmp_path / "kho"), "--model", "khong/co"]
    assert build_index.main(words) == 30
    assert "không tải được" in capsys.readouterr().err


def test_a_question_has_the_vector_that_many_texts_have_and_readies_no_table() -> None:
    texts = ["Trách nhiệm báo cáo định kỳ", "", "quy chế làm việc " * 40]
    few, many = StaticModel(_STATIC), StaticModel(_STATIC)
    alone, windows = few.encode(texts), few.encode_windows(texts)
    assert "_table" not in few.__dict__
    among = many.encode(texts * 40)
    assert "_table" in many.__dict__
    np.testing.assert_array_equal(alone, among[: len(texts)])
    for one, other in zip(windows, many.encode_windows(texts), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("names", [("embedding.weight",), ("embedding.weight", "other")])
@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_a_table_is_what_the_package_reads(
    tmp_path: Path, names: tuple[str, ...], kind: type[np.floating[Any]]
) -> None:
    rows = np.arange(12, dtype=kind).reshape(4, 3) / 7
    save_file(dict.fromkeys(names, rows), path := tmp_path / "model.safetensors")
    stored = static_model._stored(path)
    assert stored.shape == (4, 3)
    np.testing.assert_array_equal(
        stored.astype(np.float32), load_file(path)["embedding.weight"].astype(np.float32)
    )
