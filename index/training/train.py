"""Contrastive training of a static embedding with in-batch negatives."""

from __future__ import annotations

import logging
import math
import random
import time
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from index.training.data import SET_WEIGHTS, Pair

log = logging.getLogger(__name__)
Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made with; kept in the model card."""

    dimensions: int = 512
    prefixes: tuple[int, ...] = (512, 256, 128)
    """Matryoshka sizes: the first so many dimensions are trained to serve alone."""
    vocabulary: int = 36000
    singles: int = 13000
    batch: int = 1024
    scale: float = 20.0
    learning_rate: float = 0.03
    epochs: float = 12.0
    minutes: float = 60.0
    longest: int = 256
    """Tokens of a passage used in training (all are used when embedding)."""
    seed: int = 20261123


class Packed:
    """Token ids of many texts in one array."""

    def __init__(self, tokenizer: Tokenizer, texts: list[str], longest: int) -> None:
        parts: list[Ids] = []
        for start in range(0, len(texts), 4096):
            encoded = tokenizer.encode_batch_fast(
                texts[start : start + 4096], add_special_tokens=False
            )
            parts.extend(np.array(item.ids[:longest] or [0], np.int32) for item in encoded)
        self.ends = np.cumsum([len(part) for part in parts])
        self.ids: Ids = np.concatenate(parts)

    def bag(self, rows: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (ids, offsets) of the rows, as an embedding bag wants them."""
        starts = np.where(rows > 0, self.ends[rows - 1], 0)
        lengths = self.ends[rows] - starts
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        index = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
        return torch.from_numpy(self.ids[index].astype(np.int64)), torch.from_numpy(offsets)


@dataclass(frozen=True, slots=True)
class PackedSet:
    """One training set, tokenised."""

    name: str
    anchors: Packed
    positives: Packed
    rows: int


def pack(tokenizer: Tokenizer, sets: dict[str, list[Pair]], longest: int) -> list[PackedSet]:
    """Tokenise all pairs."""
    packed = []
    for name, pairs in sorted(sets.items()):
        anchors = Packed(tokenizer, [pair.anchor for pair in pairs], longest)
        positives = Packed(tokenizer, [pair.positive for pair in pairs], longest)
        packed.append(PackedSet(name, anchors, positives, len(pairs)))
        log.info("%s: %d pairs", name, len(pairs))
    return packed


def batches(sets: list[PackedSet], batch: int, draw: random.Random) -> list[tuple[int, Ids]]:
    """Return one epoch of batches, each from one set, so that its negatives are alike in kind."""
    planned: list[tuple[int, Ids]] = []
    for which, packed in enumerate(sets):
        weight = SET_WEIGHTS.get(packed.name, 1.0)
        order: list[int] = []
        while len(order) < packed.rows * weight:
            once = list(range(packed.rows))
            draw.shuffle(once)
            order.extend(once)
        order = order[: int(packed.rows * weight)]
        planned.extend(
            (which, np.array(order[start : start + batch], dtype=np.int32))
            for start in range(0, len(order) - batch // 4, batch)
        )
    draw.shuffle(planned)
    return planned


def loss_of(anchors: torch.Tensor, positives: torch.Tensor, settings: Settings) -> torch.Tensor:
    """Return the symmetric in-batch softmax loss, averaged over Matryoshka prefixes."""
    target = torch.arange(len(anchors))
    losses = []
    for size in settings.prefixes:
        a = functional.normalize(anchors[:, :size], dim=1)
        p = functional.normalize(positives[:, :size], dim=1)
        scores = a @ p.T * settings.scale
        losses.append(
            functional.cross_entropy(scores, target)
            + 0.25 * functional.cross_entropy(scores.T, target)
        )
    return torch.stack(losses).mean()


def train(
    tokenizer: Tokenizer, sets: list[PackedSet], settings: Settings
) -> tuple[npt.NDArray[np.float32], dict[str, object]]:
    """Return the token vectors, shape (tokens, dimensions), and a record of the run."""
    torch.manual_seed(settings.seed)
    draw = random.Random(settings.seed)
    bag = torch.nn.EmbeddingBag(tokenizer.get_vocab_size(), settings.dimensions, mode="mean")
    torch.nn.init.normal_(bag.weight, std=0.1)
    optimiser = torch.optim.Adam(bag.parameters(), lr=settings.learning_rate)
    epoch = batches(sets, settings.batch, draw)
    steps = int(len(epoch) * settings.epochs)
    started, done, running = time.monotonic(), 0, 0.0
    while done < steps:
        which, rows = epoch[done % len(epoch)]
        elapsed = (time.monotonic() - started) / (settings.minutes * 60)
        progress = max(done / steps, elapsed)
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * min(1.0, (done + 1) / 100) * (1 - progress)
        wide = rows.astype(np.int64)
        anchors = bag(*sets[which].anchors.bag(wide))
        positives = bag(*sets[which].positives.bag(wide))
        loss = loss_of(anchors, positives, settings)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        done += 1
        running += loss.item()
        if done % 100 == 0:
            rate = (time.monotonic() - started) / done
            log.info("step %d of %d, loss %.4f, %.2f s a step", done, steps, running / 100, rate)
            running = 0.0
        if done % len(epoch) == 0:
            epoch = batches(sets, settings.batch, draw)
    record: dict[str, object] = {
        "settings": asdict(settings),
        "steps": done,
        "epochs": round(done / max(1, len(epoch)), 2),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "finite": bool(math.isfinite(running)),
    }
    return bag.weight.detach().numpy().astype(np.float32), record
