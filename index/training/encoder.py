"""``python -m index.training.encoder --weights DIR --data DIR --out DIR``: make the encoder.

The weights are those of intfloat/multilingual-e5-small.  Its vocabulary is cut
(:mod:`index.training.encoder_vocabulary`), it is trained to find the passage that answers a
question among like ones (:mod:`index.training.encoder_batches`), averaged with the weights it
began with, which keeps what it knew (Wortsman et al., 2022), and written for ONNX Runtime in
eight bits (:mod:`index.training.encoder_export`).  What makes its tokens' vectors short is made of
it afterwards (:mod:`index.training.token_projection`); without that the library does not read it.

The weights that are changed are kept in float32; the arithmetic is in bfloat16 where the
processor is quicker at that, else in float32.  Attention is the plain one and nothing is dropped
out: on a processor both cost more than they give.  The vocabulary and the lower layers may stay
as they are, which saves their share of every step.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
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
from index.training import card, data, encoder_export, encoder_vocabulary
from index.training.arithmetic import quicker_kind
from index.training.encoder_batches import Batch, Drawer, Vectors
from index.training.everyday import rewrite
from index.training.options import add_options, chosen

log = logging.getLogger(__name__)
QUERY, PASSAGE = "query: ", "passage: "
PAD = 1


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What a run is made with; kept beside the model's card."""

    batch: int = 64
    run: int = 16
    """Pairs of one neighbourhood in a batch."""
    scale: float = 100.0
    learning_rate: float = 3e-5
    warm: int = 20
    steps: int = 450
    minutes: float = 70.0
    query_tokens: int = 32
    passage_tokens: int = 96
    part: int = 16
    """Texts computed at once: they are padded to the longest of them only."""
    kept: float = 0.4
    """The share of the untouched weights in the average."""
    checkpoint: int = 40
    """Steps between two checkpoints."""
    frozen: int = -1
    """Lower layers that stay as they are, and the vocabulary with them; -1 changes all."""
    threads: int = 1
    seed: int = 20261130


class TrainedEncoder:
    """The encoder in training; ``weights`` are the float32 ones of what is changed.

    :param kind: what the arithmetic is in.
    :param frozen: as in :class:`EncoderSettings`.
    """

    def __init__(
        self, model: BertModel, tokenizer: Tokenizer, kind: torch.dtype, frozen: int
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

    def vectors(self, texts: list[str], longest: int, part: int) -> torch.Tensor:
        """Return unit vectors, shape (len(texts), hidden), in float32."""
        encoded = [item.ids for item in self.tokenizer.encode_batch_fast(texts)]
        cut = [ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]] for ids in encoded]
        order = sorted(range(len(cut)), key=lambda row: len(cut[row]))
        means: list[torch.Tensor] = []
        for start in range(0, len(order), part):
            batch = [cut[row] for row in order[start : start + part]]
            means.append(self._mean(batch))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return functional.normalize(torch.cat(means)[back], dim=1)

    def _mean(self, cut: list[list[int]]) -> torch.Tensor:
        width = max(map(len, cut))
        ids = torch.tensor([[*one, *[PAD] * (width - len(one))] for one in cut])
        mask = torch.tensor([[1] * len(one) + [0] * (width - len(one)) for one in cut])
        states = self.model(input_ids=ids, attention_mask=mask)[0].float()
        mean: torch.Tensor = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return mean

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
    questions: torch.Tensor, answers: torch.Tensor, batch: Batch, scale: float
) -> torch.Tensor:
    """Return the in-batch softmax loss, both ways; answers that say the same are left out."""
    scores = questions @ answers.T * scale
    scores = scores.masked_fill(torch.from_numpy(batch.same), -torch.inf)
    target = torch.arange(len(scores))
    there = functional.cross_entropy(scores, target)
    return torch.as_tensor(there + 0.25 * functional.cross_entropy(scores.T, target))


def train(
    encoder: TrainedEncoder, batches: Iterator[Batch], settings: EncoderSettings, out: Path
) -> dict[str, object]:
    """Train until the steps or the minutes are spent; return a record of the run."""
    draw = Random(settings.seed)
    torch.manual_seed(settings.seed)
    optimiser = torch.optim.AdamW(
        encoder.weights, lr=settings.learning_rate, weight_decay=0.01, eps=1e-6
    )
    started, done, running = time.monotonic(), 0, 0.0
    for batch in batches:
        spent = (time.monotonic() - started) / (settings.minutes * 60)
        progress = max(done / settings.steps, spent)
        if progress >= 1:
            break
        rate = settings.learning_rate * min(1.0, (done + 1) / settings.warm) * (1 - progress)
        for group in optimiser.param_groups:
            group["lr"] = rate
        asked = [QUERY + rewrite(pair.anchor, draw) for pair in batch.pairs]
        passages = [PASSAGE + pair.positive for pair in batch.pairs]
        questions = encoder.vectors(asked, settings.query_tokens, settings.part)
        answers = encoder.vectors(passages, settings.passage_tokens, settings.part)
        loss = loss_of(questions, answers, batch, settings.scale)
        loss.backward()  # type: ignore[no-untyped-call]
        encoder.take_gradients()
        torch.nn.utils.clip_grad_norm_(encoder.weights, 1.0)
        optimiser.step()
        encoder.put_weights()
        done += 1
        running = loss.item() if done == 1 else 0.95 * running + 0.05 * loss.item()
        if done % 10 == 0:
            pace = (time.monotonic() - started) / done
            log.info("step %d, %s, loss %.4f, %.1f s a step", done, batch.name, running, pace)
        if done % settings.checkpoint == 0:
            torch.save({"steps": done, "state": encoder.state()}, out / "checkpoint.part")
            (out / "checkpoint.part").rename(out / "checkpoint.pt")
    return {
        "settings": asdict(settings),
        "steps": done,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "loss": round(running, 4),
        "finite": math.isfinite(running),
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
    drawer = Drawer(sets, embed_static, settings.batch, settings.run, settings.seed)
    model = read_weights(options.weights, kept)
    before = {name: one.detach().clone() for name, one in model.named_parameters()}
    kind = quicker_kind()
    log.info("arithmetic in %s", kind)
    encoder = TrainedEncoder(model, Tokenizer.from_str(tokenizer), kind, settings.frozen)
    record = train(encoder, drawer.batches(), settings, work)
    state = average(before, encoder.state(), settings.kept)
    shipped, fewer = encoder_vocabulary.cut(whole, counts, encoder_vocabulary.SHIPPED)
    record.update(arithmetic=str(kind).removeprefix("torch."))
    record.update(data=digests, pieces_in_training=len(kept), pieces=len(fewer))
    (work / TOKENIZER).write_text(shipped, "utf-8")
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
