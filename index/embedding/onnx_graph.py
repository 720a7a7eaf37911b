"""The encoder's graph, opened with the weights that lie beside it.

The graph has no large tensor of its own: those are made of ``model.safetensors`` here, the
matrices in eight bits by the scales that the graph keeps.  So the weights ship once, and
sentence-transformers reads the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

GRAPH, WEIGHTS, SCALES = "graph.onnx", "model.safetensors", "scales.npz"
LIMIT = 64
"""Levels on each side of zero that a matrix uses."""


def quantized(
    weight: npt.NDArray[np.float32], scales: npt.NDArray[np.float32]
) -> npt.NDArray[np.int8]:
    """Return a matrix, shape (outputs, inputs), as the graph multiplies by it: (inputs, outputs).

    :param scales: what one level is worth, for each output.
    """
    levels = np.rint(weight.T / scales).clip(-LIMIT, LIMIT)
    return np.ascontiguousarray(levels.astype(np.int8))


def open_session(folder: Path, tensors: Mapping[str, Mapping[str, str]]) -> Any:  # noqa: ANN401
    """Return a session of ONNX Runtime over the graph in ``folder``.

    :param tensors: for each tensor that is not in the graph, the weights it is made of and,
        for a matrix in eight bits, its scales (an entry of ``scales.npz``).
    """
    import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 (loaded with the first text)
    from safetensors.numpy import load_file  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    # Readers ask at the same time: more threads for each cost more than they save.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    weights, scales = load_file(folder / WEIGHTS), np.load(folder / SCALES)
    values = []
    for made_of in tensors.values():
        weight = weights[made_of["weight"]].astype(np.float32)
        scale = made_of["scale"]
        values.append(quantized(weight, scales[scale]) if scale else weight)
    initializers = [onnxruntime.OrtValue.ortvalue_from_numpy(one) for one in values]
    options.add_external_initializers(list(tensors), initializers)
    return onnxruntime.InferenceSession(
        str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
    )
