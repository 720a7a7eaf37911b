"""``python -m index.training.encoder --weights DIR --data DIR --out DIR``: make the encoder.

The weights are those of intfloat/multilingual-e5-small.  Its vocabulary is cut
(:mod:`index.training.encoder_vocabulary`), it is trained to find the passage that answers a
question among like ones, and the sentence of it (:mod:`index.training.encoder_batches`,
:mod:`index.training.encoder_losses`), averaged with the weights it began with, which keeps what it
knew (Wortsman et al., 2022), and written for ONNX Runtime in eight bits
(:mod:`index.training.encoder_export`).  What makes its tokens' vectors short is learnt beside it,
from their principal components on (:mod:`index.training.token_projection`).

The weights that are changed are kept in float32; the arithmetic is in bfloat16 where the
processor is quicker at that, else in float32.  Attention is the plain one and nothing is dropped
out: on a processor both cost more than they give.  The vocabulary and the lower layers may stay
as they are, which saves their share of every step.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertConfig, BertModel

from index.embedding import models
from index.embedding.digest import RECORD_OF_RUN
from index.embedding.static_model import TOKENIZER
from index.embedding.token_vectors import PROJECTION
from index.training import card, data, encoder_export, encoder_vocabulary, written_questions
from index.training.arithmetic import quicker_kind
from index.training.encoder_batches import Batch, Drawer, Vectors
from index.training.encoder_losses import ReadTexts, by_sentences, by_tokens, by_vectors
from index.training.encoder_texts import answering_sentences, to_read
from index.training.options import add_options, chosen
from index.training.token_projection import components

log = logging.getLogger(__name__)
QUERY, PASSAGE = "query: ", "passage: "
FIRST, PAD, LAST = 0, 1, 2
FIRST_BATCHES = 16
"""Batches of whose passages the first matrix to shorter token vectors is made."""


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


class TrainedEncoder:
    """The encoder in training; ``weights`` are the float32 ones of what is changed.

    A token's shorter vector is its state less ``mean``, shape (hidden,), times ``matrix``, shape
    (hidden, dimensions).

    :param kind: what the arithmetic is in.
    :param frozen: as in :class:`EncoderSettings`.
    :param dimensions: of the shorter vectors.
    """

    def __init__(
        self,
        model: BertModel,
        tokenizer: Tokenizer,
        kind: torch.dtype,
        frozen: int,
        dimensions: int,
    ) -> None:
        self.tokenizer = tokenizer
        torch.nn.Module.to(model, kind)
        self.model = model.train()
        if frozen >= 0:
            for part in (model.embeddings, *model.encoder.layer[:frozen]):
                part.requires_grad_(requires_grad=False)
        named = [(name, one) for name, one in model.named_parameters() if one.requires_grad]
        self._names = [name for name, _ in named]
        self._half = [one for _, one in named]
        self.weights = [torch.nn.Parameter(one.detach().float()) for one in self._half]
        hidden = model.config.hidden_size
        self.mean = torch.nn.Parameter(torch.zeros(hidden))
        self.matrix = torch.nn.Parameter(torch.eye(hidden)[:, :dimensions].contiguous())

    def begin_projection(self, texts: list[str], longest: int, part: int) -> None:
        """Begin the shorter vectors with the principal components of the states of passages."""
        with torch.no_grad():
            states = (
                own[mask.bool()].numpy()
                for start in range(0, len(texts), part)
                for own, mask in [
                    self._states(self._cut(PASSAGE, texts[start : start + part], longest))
                ]
            )
            mean, matrix, kept = components(states, self.matrix.shape[1])
            self.mean.copy_(torch.from_numpy(mean))
            self.matrix.copy_(torch.from_numpy(matrix))
        log.info("%d numbers of a token keep %.3f of the variance", self.matrix.shape[1], kept)

    def _cut(self, prefix: str, texts: list[str], longest: int) -> list[list[int]]:
        before = self.tokenizer.encode(prefix, add_special_tokens=False).ids
        encoded = self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [[FIRST, *before, *item.ids[: longest - len(before) - 2], LAST] for item in encoded]

    def read(self, prefix: str, texts: list[str], longest: int, part: int) -> ReadTexts:
        """Read texts, each cut after ``longest`` tokens, ``part`` of them at once."""
        cut = self._cut(prefix, texts, longest)
        first = 1 + len(self.tokenizer.encode(prefix, add_special_tokens=False).ids)
        order = sorted(range(len(cut)), key=lambda row: len(cut[row]))
        means: list[torch.Tensor] = []
        tokens: list[torch.Tensor] = []
        width = max(map(len, cut)) - first - 1
        for start in range(0, len(order), part):
            batch = [cut[row] for row in order[start : start + part]]
            states, mask = self._states(batch)
            means.append((states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True))
            own = functional.normalize((states[:, first:-1] - self.mean) @ self.matrix, dim=2)
            tokens.append(functional.pad(own, (0, 0, 0, width - own.shape[1])))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        counts = torch.tensor([len(ids) - first - 1 for ids in cut])
        there = torch.arange(width)[None] < counts[:, None]
        return ReadTexts(
            functional.normalize(torch.cat(means)[back], dim=1),
            torch.cat(tokens)[back] * there[:, :, None],
            there,
            self._offsets(texts, counts.tolist()),
        )

    def _offsets(self, texts: list[str], counts: list[int]) -> list[list[tuple[int, int]]]:
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        return [item.offsets[:count] for item, count in zip(encoded, counts, strict=True)]

    def _states(self, cut: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        width = max(map(len, cut))
        ids = torch.tensor([[*one, *[PAD] * (width - len(one))] for one in cut])
        mask = torch.tensor([[1] * len(one) + [0] * (width - len(one)) for one in cut])
        return self.model(input_ids=ids, attention_mask=mask)[0].float(), mask

    def take_gradients(self) -> None:
        """Give the float32 weights the gradients of those the arithmetic is done with."""
        for weight, half in zip(self.weights, self._half, strict=True):
            weight.grad = None if half.grad is None else half.grad.float()
            half.grad = None

    def put_weights(self) -> None:
        """Round the float32 weights into those the arithmetic is done with."""
        with torch.no_grad():
            for weight, half in zip(self.weights, self._half, strict=True):
                half.copy_(weight)

    def state(self) -> dict[str, torch.Tensor]:
        """Return the float32 weights by name, those that stay among them."""
        whole = {name: one.detach().float() for name, one in self.model.named_parameters()}
        changed = zip(self._names, self.weights, strict=True)
        return whole | {name: weight.detach().clone() for name, weight in changed}


def read_weights(folder: Path, kept: list[int], layers: int | None = None) -> BertModel:
    """Return the model with the rows of ``kept`` pieces only, ready for training."""
    # A folder of this machine: nothing is fetched.
    model = BertModel.from_pretrained(  # nosec B615
        folder, add_pooling_layer=False, local_files_only=True
    )
    table = model.embeddings.word_embeddings.weight.detach()[kept].clone()
    config: BertConfig = model.config
    config.vocab_size = len(kept)
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    config.num_hidden_layers = layers or config.num_hidden_layers
    config._attn_implementation = "eager"
    state = model.state_dict()
    state["embeddings.word_embeddings.weight"] = table
    small = BertModel(config, add_pooling_layer=False)
    small.load_state_dict(state, strict=layers is None)
    return small


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


def embed_static(texts: list[str]) -> Vectors:
    """Return the static model's vectors, the first 128 numbers, of unit length."""
    vectors = np.concatenate(
        [
            models.load().embed_passages([text[:600] for text in texts[start : start + 2000]])
            for start in range(0, len(texts), 2000)
        ]
    )[:, :128]
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), np.float32)


def arguments() -> tuple[argparse.Namespace, EncoderSettings]:
    """Parse the command line; every field of :class:`EncoderSettings` is an option."""
    parser = argparse.ArgumentParser(prog="python -m index.training.encoder", description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="multilingual-e5-small")
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.zst files")
    parser.add_argument("--out", type=Path, required=True, help="folder the model is written to")
    add_options(parser, EncoderSettings)
    options = parser.parse_args()
    return options, chosen(options, EncoderSettings)


def main() -> int:
    """Cut, train, average and write the encoder."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options, settings = arguments()
    torch.set_num_threads(settings.threads)
    work: Path = options.out
    work.mkdir(parents=True, exist_ok=True)
    sets, digests = data.load(options.data, settings.seed)
    whole = options.weights / TOKENIZER
    counts = encoder_vocabulary.count_pieces(Tokenizer.from_file(str(whole)), sets, settings.seed)
    tokenizer, kept = encoder_vocabulary.cut(whole, counts)
    sets["written"] = written_questions.load(options.data)
    drawer = Drawer(sets, embed_static, settings.batch, settings.run, settings.seed)
    model = read_weights(options.weights, kept)
    before = {name: one.detach().clone() for name, one in model.named_parameters()}
    kind = quicker_kind()
    log.info("arithmetic in %s", kind)
    encoder = TrainedEncoder(
        model, Tokenizer.from_str(tokenizer), kind, settings.frozen, settings.token_dimensions
    )
    encoder.begin_projection(
        [
            pair.positive
            for batch in islice(drawer.batches(), FIRST_BATCHES)
            for pair in batch.pairs
        ],
        settings.passage_tokens,
        settings.part,
    )
    record = train(encoder, drawer.batches(), settings, work)
    state = average(before, encoder.state(), settings.kept)
    shipped, fewer = encoder_vocabulary.cut(whole, counts, encoder_vocabulary.SHIPPED)
    record.update(arithmetic=str(kind).removeprefix("torch."))
    record.update(data=digests, questions=data.digest_of(written_questions.FILE))
    record.update(pieces_in_training=len(kept), pieces=len(fewer))
    (work / TOKENIZER).write_text(shipped, "utf-8")
    mean, matrix = encoder.mean.detach().numpy(), encoder.matrix.detach().numpy()
    np.savez(work / PROJECTION, allow_pickle=False, mean=mean, matrix=matrix)
    write(work, with_fewer_pieces(options.weights, state, kept, fewer), record)
    return 0


def with_fewer_pieces(
    weights: Path, state: dict[str, torch.Tensor], kept: list[int], fewer: list[int]
) -> BertModel:
    """Return the model of trained weights, with the rows of fewer pieces.

    :param kept: the rows of the untouched model that it was trained with; ``fewer`` are some
        of them.
    """
    model = read_weights(weights, fewer)
    place = {row: n for n, row in enumerate(kept)}
    name = "embeddings.word_embeddings.weight"
    rows = state[name][[place[row] for row in fewer]]
    model.load_state_dict({**state, name: rows})
    return model


def write(folder: Path, model: BertModel, record: dict[str, object]) -> None:
    """Write the model's folder with its card and the record of the run."""
    encoder_export.export(folder, model)
    (folder / RECORD_OF_RUN).write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    (folder / "README.md").write_text(card.of_encoder(record), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
