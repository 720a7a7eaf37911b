"""The encoder while it is trained: its weights in two precisions, its texts read in batches."""

from __future__ import annotations

import logging
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertConfig, BertModel

from index.training.encoder_losses import ReadTexts
from index.training.token_projection import components

log = logging.getLogger(__name__)
QUERY, PASSAGE = "query: ", "passage: "
FIRST, PAD, LAST = 0, 1, 2


class TrainedEncoder:
    """The encoder in training; ``weights`` are the float32 ones of what is changed.

    A token's shorter vector is its state less ``mean``, shape (hidden,), times ``matrix``, shape
    (hidden, dimensions).

    :param kind: what the arithmetic is in.
    :param frozen: as in :class:`index.training.encoder_run.EncoderSettings`.
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
