"""``python -m index.training.diacritics --data DIR``: :mod:`index.analysis.diacritics_network`.

Text has its diacritics: the network sees it without them and learns which each syllable had, among
all that its bare form may bear.  Written to ``index/data/diacritics.npz``, with what it was made of
beside it in ``diacritics.json``.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as functions
from torch import Tensor, nn

from index.analysis.diacritics_network import FILE, STEPS, WIDTH, bare_form, bare_forms
from index.analysis.language_model import BREAK, FIRST_WORDS, UNKNOWN, shipped
from index.training import options, written_questions
from index.training.data import digest_of
from index.training.syllables import OWN, Vocabulary, texts

LARGE = 0.5
"""The share of the rows of the largest sets (of weight 1) that is read."""
NEAR, SHORT = 4, 60
"""Rows of at least this weight and fewer words are read twice: headings and questions."""
HELD_BACK = 50
"""One own question in so many is kept to measure."""
_IMPOSSIBLE = -1e9

Ids = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run; what ships was made with these."""

    minutes: float = 40.0
    dimensions: int = 160
    rows: int = 128
    """Rows of a step."""
    questions: int = 26
    """How many of them are questions written for this project, one after the other."""
    length: int = 64
    """Words of a row."""
    rate: float = 2e-3
    warm_up: int = 200
    seed: int = 7


class Choices:
    """The syllables that each bare form may be, as tensors.

    ``of``: shape (forms, most), padded with 0; ``allowed`` says which are no padding; ``place`` is
    that of each syllable among those of its form, ``form`` the form's number, both (words,).
    """

    def __init__(self, words: Sequence[str]) -> None:
        forms = bare_forms(words)
        first = len(FIRST_WORDS)
        numbers = [*range(first), *(forms[bare_form(word)] for word in words[first:])]
        held: list[list[int]] = [[] for _ in forms]
        place = []
        for word, number in enumerate(numbers):
            place.append(len(held[number]))
            held[number].append(word)
        most = max(map(len, held))
        self.of = torch.tensor([one + [0] * (most - len(one)) for one in held])
        counts = torch.tensor(list(map(len, held)))
        self.allowed = torch.arange(most) < counts[:, None]
        self.several = counts > 1
        self.place, self.form = torch.tensor(place), torch.tensor(numbers)


class Network(nn.Module):
    """What :class:`~index.analysis.diacritics_network.DiacriticsNetwork` runs."""

    def __init__(self, words: int, forms: int, dimensions: int) -> None:
        super().__init__()
        self.inputs = nn.Embedding(forms, dimensions)
        nn.init.normal_(self.inputs.weight, std=0.5)
        self.norms = nn.ModuleList(nn.LayerNorm(dimensions) for _ in STEPS)
        self.layers = nn.ModuleList(nn.Linear(WIDTH * dimensions, 2 * dimensions) for _ in STEPS)
        self.last = nn.LayerNorm(dimensions)
        self.outputs = nn.Embedding(words, dimensions)
        nn.init.normal_(self.outputs.weight, std=0.05)
        self.output_biases = nn.Parameter(torch.zeros(words))

    def forward(self, forms: Tensor) -> Tensor:
        """Return what stands around each word, shape (rows, length, dimensions)."""
        states = self.inputs(forms)
        for norm, layer, step in zip(self.norms, self.layers, STEPS, strict=True):
            reach = WIDTH // 2 * step
            padded = functions.pad(norm(states), (0, 0, reach, reach))
            length = states.shape[1]
            seen = [padded[:, k * step : k * step + length] for k in range(WIDTH)]
            change, gate = layer(torch.cat(seen, -1)).chunk(2, -1)
            states = states + change * torch.sigmoid(gate)
        around: Tensor = self.last(states)
        return around

    def arrays(self) -> dict[str, npt.NDArray[np.float16]]:
        """Return the weights as they ship."""
        held: dict[str, Tensor] = self.state_dict()
        norms = [*(f"norms.{n}" for n in range(len(STEPS))), "last"]
        named = {
            "inputs": held["inputs.weight"],
            "outputs": held["outputs.weight"],
            "output_biases": held["output_biases"],
        }
        for n, norm in enumerate(norms):
            named[f"norm{n}"] = torch.stack([held[f"{norm}.weight"], held[f"{norm}.bias"]])
        for n in range(len(STEPS)):
            named[f"weights{n}"] = held[f"layers.{n}.weight"]
            named[f"biases{n}"] = held[f"layers.{n}.bias"]
        return {name: one.numpy().astype(np.float16) for name, one in named.items()}


def gathered(folder: Path, words: Sequence[str], seed: int) -> tuple[Ids, list[Ids]]:
    """Return the training text as numbers of words, in one row, and the own questions."""
    draw = random.Random(seed)
    vocabulary = Vocabulary(list(words), {word: n for n, word in enumerate(words)})
    long: list[Ids] = []
    own: list[Ids] = []
    for text, weight in texts(folder):
        if weight == 1 and draw.random() >= LARGE:
            continue
        ids = [n if n < len(words) else UNKNOWN for n in vocabulary.ids(text)]
        row = np.array([*ids, BREAK], np.uint16)
        if weight == OWN:
            own.append(row)
        else:
            long.extend([row] * (2 if weight >= NEAR and len(ids) < SHORT else 1))
    draw.shuffle(long)
    return np.concatenate(long), own


def steps(text: Ids, own: Sequence[Ids], settings: Settings) -> Iterator[Tensor]:
    """Yield the words of each step, shape (rows, length), without end."""
    draw = random.Random(settings.seed)
    length = settings.length
    starts = [n * length for n in range(len(text) // length)]
    while True:
        draw.shuffle(starts)
        taken = settings.rows - settings.questions
        for first in range(0, len(starts) - taken, taken):
            rows = [text[at : at + length] for at in starts[first : first + taken]]
            rows += [_joined(own, length, draw) for _ in range(settings.questions)]
            yield torch.tensor(np.stack(rows).astype(np.int64))


def _joined(own: Sequence[Ids], length: int, draw: random.Random) -> Ids:
    row = np.zeros(1, np.uint16)
    while len(row) < length:
        row = np.concatenate([row, draw.choice(own)])
    return row[:length]


def scores(network: Network, choices: Choices, words: Tensor) -> tuple[Tensor, Tensor]:
    """Return of each word that may bear several the scores of these, and which one it bears."""
    forms = choices.form[words]
    with torch.autocast("cpu", torch.bfloat16):
        states = network(forms).float()
    open_ = choices.several[forms]
    among = forms[open_]
    candidates = choices.of[among]
    found = torch.einsum("nd,nkd->nk", states[open_], network.outputs(candidates))
    found = found + network.output_biases[candidates]
    found = found.masked_fill(~choices.allowed[among], _IMPOSSIBLE)
    return found, choices.place[words[open_]]


def right_share(network: Network, choices: Choices, questions: Sequence[Ids]) -> float:
    """Return the share of syllables of questions that come back right."""
    network.eval()
    with torch.no_grad():
        rows = [torch.tensor(np.append([BREAK], row).astype(np.int64))[None] for row in questions]
        read = (scores(network, choices, row) for row in rows)
        judged = [found.argmax(1) == right for found, right in read]
    network.train()
    return float(torch.cat(judged).float().mean())


def train(text: Ids, own: Sequence[Ids], settings: Settings) -> tuple[Network, dict[str, Any]]:
    """Return a trained network, and what is told of the run."""
    torch.manual_seed(settings.seed)
    choices = Choices(shipped().words)
    network = Network(len(shipped().words), len(choices.of), settings.dimensions)
    optimiser = torch.optim.AdamW(network.parameters(), settings.rate, (0.9, 0.98))
    held = own[::HELD_BACK]
    kept = [row for place, row in enumerate(own) if place % HELD_BACK]
    started, done = time.monotonic(), 0
    for words in steps(text, kept, settings):
        spent = (time.monotonic() - started) / 60 / settings.minutes
        if spent >= 1:
            break
        warm = min(1.0, (done + 1) / settings.warm_up)
        # Half a cosine, down to a hundredth.
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * warm * (0.51 + 0.5 * math.cos(math.pi * spent))
        found, right = scores(network, choices, words)
        loss = functions.cross_entropy(found, right)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        done += 1
    return network, {
        "steps": done,
        "held_back_questions": len(held),
        "their_syllables_right": round(right_share(network, choices, held), 4),
    }


def main() -> int:
    """Train, and write the network with its provenance."""
    parser = argparse.ArgumentParser(prog="python -m index.training.diacritics")
    parser.add_argument("--data", type=Path, required=True)
    options.add_options(parser, Settings)
    said = parser.parse_args()
    settings = options.chosen(said, Settings)
    text, own = gathered(said.data, shipped().words, settings.seed)
    network, told = train(text, own, settings)
    np.savez(FILE, **network.arrays())  # type: ignore[arg-type]
    card = {
        "made_by": "python -m index.training.diacritics --data DIR",
        "settings": asdict(settings),
        **told,
        "words_to_choose_from": len(text),
        "questions": digest_of(written_questions.FILE),
        "files": {path.name: digest_of(path) for path in sorted(said.data.glob("*.zst"))},
    }
    FILE.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
