"""Contrastive training of a static embedding with in-batch negatives.

Two losses are averaged: that of the whole positive, and that of its windows (runs of
:attr:`Settings.window` tokens), where a positive is worth what its best window is worth.
The library scores passages the same way (:mod:`index.embedding.static_model`), because the mean of
a long text is near everything it speaks of and near nothing in particular.

Half of the batches after the first pass are made of a few clusters of like positives, so that
their negatives are hard ones (topic-aware sampling, Hofstätter et al., 2021).
"""

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

from index.training.data import SET_WEIGHTS, TrainingPair

log = logging.getLogger(__name__)
Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """What a run is made with; kept in the model card."""

    dimensions: int = 512
    prefixes: tuple[int, ...] = (512, 256, 128)
    """Matryoshka sizes: the first so many dimensions are trained to serve alone."""
    vocabulary: int = 36000
    singles: int = 13000
    batch: int = 1024
    scale: float = 20.0
    learning_rate: float = 0.03
    epochs: float = 4.0
    minutes: float = 60.0
    longest: int = 192
    """Tokens of a passage used in training (all are used when embedding)."""
    window: int = 32
    """Tokens of a window."""
    clustered: float = 0.5
    """Share of the batches after the first pass that are made of clusters."""
    cluster: int = 256
    """Rows of a cluster, about."""
    dropped: float = 0.15
    """Share of the tokens of a text left out each time it is seen, so that no single rare
    token is learnt by heart."""
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

    def bag(
        self, rows: npt.NDArray[np.int64], window: int | None = None, longest: int | None = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return (ids, offsets, owners): the rows, or their windows, as an embedding bag wants.

        ``owners`` says for each bag which of the rows it is part of.
        """
        starts = np.where(rows > 0, self.ends[rows - 1], 0)
        lengths = np.minimum(self.ends[rows] - starts, longest or self.ends[-1])
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        index = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
        owners = np.arange(len(rows))
        if window:
            # A short rest goes with the window before it.
            counts = np.maximum(1, (lengths + window // 2) // window)
            owners = np.repeat(owners, counts)
            within = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
            offsets = offsets[owners] + within * window
        ids = torch.from_numpy(self.ids[index].astype(np.int64))
        return ids, torch.from_numpy(offsets), torch.from_numpy(owners)


@dataclass(frozen=True, slots=True)
class PackedSet:
    """One training set, tokenised."""

    name: str
    anchors: Packed
    positives: Packed
    rows: int


def pack(
    tokenizer: Tokenizer, sets: dict[str, list[TrainingPair]], longest: int
) -> list[PackedSet]:
    """Tokenise all pairs."""
    packed = []
    for name, pairs in sorted(sets.items()):
        anchors = Packed(tokenizer, [pair.anchor for pair in pairs], longest)
        positives = Packed(tokenizer, [pair.positive for pair in pairs], longest)
        packed.append(PackedSet(name, anchors, positives, len(pairs)))
        log.info("%s: %d pairs", name, len(pairs))
    return packed


def batches(
    sets: list[PackedSet],
    settings: TrainingSettings,
    draw: random.Random,
    weights: npt.NDArray[np.float32] | None = None,
) -> list[tuple[int, Ids]]:
    """Return one epoch of batches, each from one set, so that its negatives are alike in kind.

    :param weights: token vectors; where given, some batches are made of clusters of like rows.
    """
    planned: list[tuple[int, Ids]] = []
    for which, packed in enumerate(sets):
        weight = SET_WEIGHTS.get(packed.name, 1.0)
        wanted = int(packed.rows * weight)
        alike = int(wanted * settings.clustered) if weights is not None else 0
        orders = [_shuffled(packed.rows, wanted - alike, draw)]
        if alike and weights is not None:
            orders.append(_clustered(packed, alike, weights, settings, draw))
        planned.extend(
            (which, order[start : start + settings.batch])
            for order in orders
            for start in range(0, len(order) - settings.batch // 4, settings.batch)
        )
    draw.shuffle(planned)
    return planned


def _shuffled(rows: int, wanted: int, draw: random.Random) -> Ids:
    order: list[int] = []
    while len(order) < wanted:
        once = list(range(rows))
        draw.shuffle(once)
        order.extend(once)
    return np.array(order[:wanted], dtype=np.int32)


def _clustered(
    packed: PackedSet,
    wanted: int,
    weights: npt.NDArray[np.float32],
    settings: TrainingSettings,
    draw: random.Random,
) -> Ids:
    """Return ``wanted`` rows, cluster after cluster in random order."""
    import faiss  # noqa: PLC0415 (training only)

    table = torch.from_numpy(np.ascontiguousarray(weights[:, : settings.prefixes[-1]]))
    order: list[int] = []
    while len(order) < wanted:
        rows = _shuffled(packed.rows, min(packed.rows, wanted - len(order)), draw)
        vectors = []
        for start in range(0, len(rows), 8192):
            chunk = rows[start : start + 8192].astype(np.int64)
            ids, offsets, _ = packed.positives.bag(chunk, longest=settings.longest // 2)
            mean = functional.embedding_bag(ids, table, offsets, mode="mean")
            vectors.append(functional.normalize(mean, dim=1).numpy())
        points = np.concatenate(vectors)
        groups = max(1, len(rows) // settings.cluster)
        means = faiss.Kmeans(
            points.shape[1], groups, niter=6, seed=settings.seed, spherical=True,
            min_points_per_centroid=1, max_points_per_centroid=64,
        )  # fmt: skip
        means.train(points)
        _, nearest = means.index.search(points, 1)
        places = list(range(groups))
        draw.shuffle(places)
        order.extend(rows[np.argsort(np.array(places)[nearest[:, 0]], kind="stable")].tolist())
    return np.array(order[:wanted], dtype=np.int32)


def loss_of(
    anchors: torch.Tensor,
    wholes: torch.Tensor,
    windows: torch.Tensor,
    owners: torch.Tensor,
    settings: TrainingSettings,
) -> torch.Tensor:
    """Return the in-batch softmax loss of wholes and of windows, averaged over prefixes."""
    rows = len(anchors)
    target = torch.arange(rows)
    losses = []
    for size in settings.prefixes:
        a = functional.normalize(anchors[:, :size], dim=1)
        p = functional.normalize(wholes[:, :size], dim=1)
        w = functional.normalize(windows[:, :size], dim=1)
        scores = a @ p.T * settings.scale
        losses.append(
            functional.cross_entropy(scores, target)
            + 0.25 * functional.cross_entropy(scores.T, target)
        )
        # Of all windows in the batch, the answer is any of the row's own.
        parts = a @ w.T * settings.scale
        own_parts = parts.masked_fill(owners[None, :] != target[:, None], -torch.inf)
        losses.append((parts.logsumexp(1) - own_parts.logsumexp(1)).mean())
    return torch.stack(losses).mean()


def train(
    tokenizer: Tokenizer, sets: list[PackedSet], settings: TrainingSettings
) -> tuple[npt.NDArray[np.float32], dict[str, object]]:
    """Return the token vectors, shape (tokens, dimensions), and a record of the run."""
    torch.manual_seed(settings.seed)
    draw = random.Random(settings.seed)
    bag = torch.nn.EmbeddingBag(tokenizer.get_vocab_size(), settings.dimensions, mode="mean")
    torch.nn.init.normal_(bag.weight, std=0.1)
    optimiser = torch.optim.Adam(bag.parameters(), lr=settings.learning_rate)
    epoch = batches(sets, settings, draw)
    steps = int(len(epoch) * settings.epochs)
    epoch_end = len(epoch)
    started, done, running = time.monotonic(), 0, 0.0
    while done < steps:
        which, rows = epoch[done - epoch_end]
        elapsed = (time.monotonic() - started) / (settings.minutes * 60)
        progress = max(done / steps, elapsed)
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * min(1.0, (done + 1) / 100) * (1 - progress)
        wide = rows.astype(np.int64)
        ids, offsets, _ = sets[which].anchors.bag(wide, longest=settings.longest)
        anchors = bag(*_thinned(ids, offsets, settings.dropped))
        ids, offsets, owners = sets[which].positives.bag(wide, settings.window, settings.longest)
        ids, offsets = _thinned(ids, offsets, settings.dropped)
        windows = bag(ids, offsets)
        wholes = _wholes(windows, offsets, owners, len(ids))
        loss = loss_of(anchors, wholes, windows, owners, settings)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        done += 1
        running += loss.item()
        if done % 100 == 0:
            rate = (time.monotonic() - started) / done
            log.info("step %d of %d, loss %.4f, %.2f s a step", done, steps, running / 100, rate)
            running = 0.0
        if done == epoch_end:
            epoch = batches(sets, settings, draw, bag.weight.detach().numpy())
            epoch_end += len(epoch)
    record: dict[str, object] = {
        "settings": asdict(settings),
        "steps": done,
        "epochs": round(done / max(1, len(epoch)), 2),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "finite": bool(math.isfinite(running)),
    }
    return bag.weight.detach().numpy().astype(np.float32), record


def _thinned(
    ids: torch.Tensor, offsets: torch.Tensor, share: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the bags without a random share of their tokens; each keeps its first one."""
    kept = torch.rand(len(ids)) >= share
    kept[offsets] = True
    before = torch.cumsum(kept, 0) - kept.long()
    return ids[kept], before[offsets]


def _wholes(
    windows: torch.Tensor, offsets: torch.Tensor, owners: torch.Tensor, tokens: int
) -> torch.Tensor:
    """Return the mean of each row's tokens, out of the means of its windows."""
    lengths = torch.diff(offsets, append=torch.tensor([tokens]))
    sums = torch.zeros(int(owners[-1]) + 1, windows.shape[1])
    # The scale of a sum does not matter: only its direction is looked at.
    return sums.index_add(0, owners, windows * lengths[:, None])
