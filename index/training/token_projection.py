"""``python -m index.training.token_projection --data DIR --model DIR``: make tokens' vectors short.

The encoder stays as it is.  Its states of the tokens of some thousand training passages are
centred, and their principal components kept: the first few numbers of a state, by which states
differ most, each divided by a power of its spread so that the first ones do not say all.  Only the
order of a ranking's best hangs on it (:mod:`index.search.late`).
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.arrays import Vectors
from index.embedding.digest import RECORD_OF_PROJECTION
from index.embedding.onnx_encoder import STATES, TOKENIZER, EncoderCard, padded
from index.embedding.onnx_graph import open_session
from index.embedding.token_vectors import PROJECTION
from index.training import data
from index.training.encoder_batches import WEIGHTS
from index.training.options import add_options, chosen

log = logging.getLogger(__name__)
PART = 8
"""Texts read at once."""


@dataclass(frozen=True, slots=True)
class ProjectionSettings:
    """What a run is made with; kept beside the matrix."""

    dimensions: int = 64
    passages: int = 6_000
    """How many are read, of each set its share of the encoder's batches."""
    tokens: int = 112
    """A passage is cut after so many."""
    evened: float = 0.25
    """The power of its variance that a component is divided by: 0 leaves all as they are."""
    seed: int = 20261201


def sampled(sets: dict[str, list[data.TrainingPair]], settings: ProjectionSettings) -> list[str]:
    """Return passages of the training sets, of each its share."""
    draw = random.Random(settings.seed)
    texts: list[str] = []
    for name, pairs in sorted(sets.items()):
        count = round(settings.passages * WEIGHTS.get(name, 0.0))
        texts += [pair.positive for pair in draw.sample(pairs, min(count, len(pairs)))]
    return texts


def states_of(folder: Path, texts: Sequence[str], longest: int) -> Iterator[Vectors]:
    """Yield the states of each text's own tokens, shape (tokens, hidden), in no certain order.

    :param folder: of the encoder.
    """
    card = EncoderCard.read(folder)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    session: Any = open_session(folder, card.tensors)
    before = tokenizer.encode(card.passage, add_special_tokens=False).ids
    encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    room, first = longest - len(before) - 2, 1 + len(before)
    windows = [[card.first, *before, *item.ids[:room], card.last] for item in encoded]
    # By length: a batch is padded to its longest text.
    windows.sort(key=len)
    for start in range(0, len(windows), PART):
        batch = windows[start : start + PART]
        ids, mask = padded(batch, card.padding)
        (states,) = session.run([STATES], {"input_ids": ids, "attention_mask": mask})
        yield from (own[first : len(window) - 1] for own, window in zip(states, batch, strict=True))


def components(
    states: Iterator[Vectors], settings: ProjectionSettings
) -> tuple[Vectors, Vectors, float]:
    """Return the mean, shape (hidden,), the matrix, shape (hidden, kept), and what it keeps.

    That is the share of the variance of the states.
    """
    count, total, squares = 0, np.zeros(0), np.zeros(0)
    for own in states:
        rows: npt.NDArray[np.float64] = own.astype(np.float64)
        if not count:
            total, squares = np.zeros(rows.shape[1]), np.zeros((rows.shape[1], rows.shape[1]))
        count += len(rows)
        total += rows.sum(0)
        squares += rows.T @ rows
    mean = total / count
    # Ascending: the last components are those along which states differ most.
    spread, axes = np.linalg.eigh(squares / count - np.outer(mean, mean))
    first = slice(None, -settings.dimensions - 1, -1)
    matrix = axes[:, first] / spread[first] ** settings.evened
    kept = float(spread[first].sum() / spread.sum())
    return mean.astype(np.float32), matrix.astype(np.float32), kept


def arguments() -> tuple[argparse.Namespace, ProjectionSettings]:
    """Parse the command line; every field of :class:`ProjectionSettings` is an option."""
    parser = argparse.ArgumentParser(
        prog="python -m index.training.token_projection", description=__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.zst files")
    parser.add_argument("--model", type=Path, required=True, help="folder of the encoder")
    add_options(parser, ProjectionSettings)
    options = parser.parse_args()
    return options, chosen(options, ProjectionSettings)


def main() -> int:
    """Read the passages and write what their states have in common."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options, settings = arguments()
    texts = sampled(data.load(options.data, settings.seed)[0], settings)
    log.info("%d passages", len(texts))
    states = states_of(options.model, texts, settings.tokens)
    mean, matrix, kept = components(states, settings)
    np.savez(options.model / PROJECTION, allow_pickle=False, mean=mean, matrix=matrix)
    record = {"settings": asdict(settings), "read": len(texts), "variance": round(kept, 3)}
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (options.model / RECORD_OF_PROJECTION).write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
