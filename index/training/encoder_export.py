"""The encoder as it ships: weights in half precision, and a graph that runs them in eight bits.

``SentenceTransformer(folder)`` reads the weights as any transformer's.  ``graph.onnx`` is what
ONNX Runtime runs: it has the mean over tokens and the division by its length in it, and no
matrix; those are made of the same weights when it is opened (:mod:`index.embedding.onnx_graph`).
Matrices keep seven of eight bits: processors without VNNI add products of bytes in sixteen
bits, which may overflow with eight, and a text must have the same vector on every machine.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch.nn import functional
from transformers import BertModel

from index.embedding.onnx_encoder import CARD
from index.embedding.onnx_graph import GRAPH, SCALES, WEIGHTS, quantized

OPSET = 17
PREFIXES = {"query": "query: ", "passage": "passage: "}
WINDOW = 192
"""Tokens of a window of a passage."""
LARGE = 100_000
"""Numbers from which on a tensor is left out of the graph."""
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


class MeanOfTokens(torch.nn.Module):
    """The encoder's states of tokens, and their mean, of unit length."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return vectors, shape (texts, hidden), and states, shape (texts, tokens, hidden)."""
        states = self.model(input_ids=input_ids, attention_mask=attention_mask)[0]
        mask = attention_mask[:, :, None].to(states.dtype)
        return functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1), states


def export(folder: Path, model: BertModel) -> None:
    """Write ``model`` into ``folder``, which holds its ``tokenizer.json`` already."""
    torch.nn.Module.to(model, torch.float32)
    model.train(mode=False)
    halves = {name: one.detach().half().contiguous() for name, one in model.state_dict().items()}
    # Not used: the mean is.  Without them transformers warns of weights that are missing.
    hidden = model.config.hidden_size
    pooler = {
        "pooler.dense.weight": torch.zeros(hidden, hidden, dtype=torch.float16),
        "pooler.dense.bias": torch.zeros(hidden, dtype=torch.float16),
    }
    save_file(halves | pooler, folder / WEIGHTS, metadata={"format": "pt"})
    # The graph is that of the rounded weights: both readers have the same ones.
    model.load_state_dict({name: one.float() for name, one in halves.items()})
    with tempfile.TemporaryDirectory() as scratch:
        whole, small = Path(scratch) / "whole.onnx", Path(scratch) / "small.onnx"
        _trace(model, whole)
        _quantize(whole, small)
        weights = {name: one.float().numpy() for name, one in halves.items()}
        left_out = _hollow(small, folder, weights)
    _write_json(folder / CARD, _card(model.config.hidden_size, left_out))
    _write_sentence_transformers(folder, model)


def _trace(model: BertModel, path: Path) -> None:
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 5, 6, 2, 1]])
    axes = {0: "texts", 1: "tokens"}
    with torch.no_grad():
        torch.onnx.export(
            MeanOfTokens(model),
            (ids, (ids != 1).long()),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors", "states"],
            dynamic_axes={
                "input_ids": axes,
                "attention_mask": axes,
                "vectors": {0: "texts"},
                "states": axes,
            },
            opset_version=OPSET,
            dynamo=False,
        )


def _quantize(whole: Path, small: Path) -> None:
    from onnxruntime.quantization import (  # type: ignore[import-untyped]  # noqa: PLC0415 (heavy)
        QuantType,
        quantize_dynamic,
    )

    quantize_dynamic(
        whole,
        small,
        op_types_to_quantize=["MatMul"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )


def _hollow(small: Path, folder: Path, weights: dict[str, np.ndarray]) -> dict[str, dict[str, str]]:
    """Write the graph without its large tensors; return which weights each of them is made of."""
    import onnx  # noqa: PLC0415 (training only)

    graph = onnx.load(str(small))
    held = {one.name: one for one in graph.graph.initializer}
    left_out: dict[str, dict[str, str]] = {}
    kept: dict[str, np.ndarray] = {}
    for name, tensor in held.items():
        values = onnx.numpy_helper.to_array(tensor)
        if values.size < LARGE:
            continue
        scale = name.removesuffix("_quantized") + "_scale"
        scales = onnx.numpy_helper.to_array(held[scale]) if scale in held else None
        left_out[name] = {"weight": _source(values, scales, weights), "scale": ""}
        if scales is not None:
            left_out[name]["scale"] = scale
            kept[scale] = scales
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        for key, value in (("location", WEIGHTS), ("offset", "0"), ("length", str(values.nbytes))):
            entry = tensor.external_data.add()
            entry.key, entry.value = key, value
    (folder / GRAPH).write_bytes(graph.SerializeToString())
    np.savez(folder / SCALES, allow_pickle=False, **kept)
    return left_out


def _source(values: np.ndarray, scales: np.ndarray | None, weights: dict[str, np.ndarray]) -> str:
    """Return the name of the weights that a tensor of the graph was made of."""
    for name, weight in weights.items():
        in_graph = weight if scales is None else _as_graph(weight, scales)
        if in_graph is None or in_graph.shape != values.shape:
            continue
        # Where a number lies between two levels, either is right.
        if np.abs(in_graph.astype(np.float32) - values).max() <= (0 if scales is None else 1):
            return name
    raise ValueError(f"no weights make a tensor of shape {values.shape}")


def _as_graph(weight: np.ndarray, scales: np.ndarray) -> np.ndarray | None:
    if weight.ndim != 2 or weight.shape[0] != len(scales):
        return None
    return quantized(weight, scales)


_MODULES = (
    ("", "sentence_transformers.models.Transformer"),
    ("1_Pooling", "sentence_transformers.models.Pooling"),
    ("2_Normalize", "sentence_transformers.models.Normalize"),
)


def _write_sentence_transformers(folder: Path, model: BertModel) -> None:
    """Write what ``SentenceTransformer(folder)`` reads beside the weights and the tokenizer."""
    config = model.config.to_diff_dict()
    config.update(architectures=["BertModel"], model_type="bert", dtype="float32")
    _write_json(folder / "config.json", config)
    modules = [
        {"idx": place, "name": str(place), "path": path, "type": kind}
        for place, (path, kind) in enumerate(_MODULES)
    ]
    _write_json(folder / "modules.json", modules)
    (folder / "1_Pooling").mkdir(exist_ok=True)
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": model.config.hidden_size, "pooling_mode_mean_tokens": True},
    )
    (folder / "2_Normalize").mkdir(exist_ok=True)
    _write_json(folder / "2_Normalize" / "config.json", {})
    _write_json(
        folder / "sentence_bert_config.json",
        {"max_seq_length": model.config.max_position_embeddings, "do_lower_case": False},
    )
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {**PREFIXES, "document": PREFIXES["passage"]},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    names = dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), SPECIAL, strict=True))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.config.max_position_embeddings,
            **names,
        },
    )


def _card(dimensions: int, left_out: dict[str, dict[str, str]]) -> dict[str, object]:
    return {
        "dimensions": dimensions,
        "window": WINDOW,
        **PREFIXES,
        "first": 0,
        "last": 2,
        "padding": 1,
        "tensors": left_out,
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")
