"""A run of the encoder's training: its settings, its loss, its steps, and the average after it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch

from index.training.encoder_batches import Batch
from index.training.encoder_losses import by_sentences, by_tokens, by_vectors
from index.training.encoder_model import PASSAGE, QUERY, TrainedEncoder
from index.training.encoder_texts import answering_sentences, to_read

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What a run is made with; kept beside the model's card."""

    batch: int = 64
    run: int = 16
    """Pairs of one neighbourhood in a batch."""
    scale: float = 100.0
    """What cosines of vectors are multiplied by before their softmax."""
    token_scale: float = 30.0
    """The same of the means of tokens' cosines."""
    by_tokens: float = 0.5
    """What finding a passage by its tokens counts for beside finding it by one vector."""
    by_sentences: float = 0.3
    """The same of finding the sentence that answers."""
    token_dimensions: int = 64
    learning_rate: float = 4e-5
    projection_rate: float = 10.0
    """How many times as quickly the matrix to shorter token vectors learns."""
    warm: int = 30
    steps: int = 1000
    minutes: float = 62.0
    query_tokens: int = 32
    passage_tokens: int = 128
    part: int = 32
    """Texts computed at once: they are padded to the longest of them only."""
    questions: int = 3
    """Questions of one passage in a batch, at most."""
    kept: float = 0.4
    """The share of the untouched weights in the average."""
    checkpoint: int = 50
    """Steps between two checkpoints."""
    frozen: int = -1
    """Lower layers that stay as they are, and the vocabulary with them; -1 changes all."""
    threads: int = 2
    seed: int = 20261201


def loss_of(
    encoder: TrainedEncoder, batch: Batch, settings: EncoderSettings, draw: Random
) -> tuple[torch.Tensor, tuple[float, float, float]]:
    """Return the loss of a batch, and the three it is the sum of."""
    read = to_read(batch, settings.questions, settings.passage_tokens, draw)
    questions = encoder.read(QUERY, read.asked, settings.query_tokens, settings.part)
    passages = encoder.read(PASSAGE, read.passages, settings.passage_tokens, settings.part)
    target, same = torch.tensor(read.target), torch.from_numpy(batch.same)
    wanted = answering_sentences(read, passages)
    losses = (
        by_vectors(questions, passages, target, same, settings.scale),
        by_tokens(questions, passages, target, same, settings.token_scale),
        by_sentences(questions, passages, wanted, settings.token_scale),
    )
    whole = losses[0] + settings.by_tokens * losses[1] + settings.by_sentences * losses[2]
    return whole, (losses[0].item(), losses[1].item(), losses[2].item())


def train(
    encoder: TrainedEncoder, batches: Iterator[Batch], settings: EncoderSettings, out: Path
) -> dict[str, object]:
    """Train until the steps or the minutes are spent; return a record of the run."""
    draw = Random(settings.seed)
    torch.manual_seed(settings.seed)
    groups = [
        {"params": encoder.weights, "times": 1.0},
        {"params": [encoder.mean, encoder.matrix], "times": settings.projection_rate},
    ]
    optimiser = torch.optim.AdamW(groups, lr=settings.learning_rate, weight_decay=0.01, eps=1e-6)
    started, done = time.monotonic(), 0
    running = np.zeros(3)
    for batch in batches:
        spent = (time.monotonic() - started) / (settings.minutes * 60)
        progress = max(done / settings.steps, spent)
        if progress >= 1:
            break
        rate = settings.learning_rate * min(1.0, (done + 1) / settings.warm) * (1 - progress)
        for group in optimiser.param_groups:
            group["lr"] = rate * group["times"]
        loss, parts = loss_of(encoder, batch, settings, draw)
        loss.backward()  # type: ignore[no-untyped-call]
        encoder.take_gradients()
        torch.nn.utils.clip_grad_norm_(encoder.weights, 1.0)
        torch.nn.utils.clip_grad_norm_([encoder.mean, encoder.matrix], 1.0)
        optimiser.step()
        optimiser.zero_grad()
        encoder.put_weights()
        done += 1
        running = np.array(parts) if done == 1 else 0.95 * running + 0.05 * np.array(parts)
        if done % 10 == 0:
            pace = (time.monotonic() - started) / done
            log.info(
                "step %d, %s, losses %s, %.1f s a step", done, batch.name, running.round(3), pace
            )
        if done % settings.checkpoint == 0:
            made = {"steps": done, "state": encoder.state()}
            made |= {"mean": encoder.mean.detach(), "matrix": encoder.matrix.detach()}
            torch.save(made, out / "checkpoint.part")
            (out / "checkpoint.part").rename(out / "checkpoint.pt")
    return {
        "settings": asdict(settings),
        "steps": done,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "losses": running.round(4).tolist(),
        "finite": bool(np.isfinite(running).all()),
    }


def average(
    before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], kept: float
) -> dict[str, torch.Tensor]:
    """Return the weights between two sets of them; ``kept`` is the share of the first."""
    return {name: kept * before[name].float() + (1 - kept) * after[name] for name in after}
