"""``python -m index.training --data DIR --out DIR``: train the embedded model."""

from __future__ import annotations

import argparse
import logging
import random
from dataclasses import fields, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from index.training import data, train, vocabulary
from index.training.card import write_card

COUNTED_TEXTS, COUNTED_CHARS = 140_000, 600
"""How much text the vocabulary is counted on; more changes few tokens and costs minutes."""


def arguments() -> argparse.Namespace:
    """Parse the command line; every field of :class:`train.Settings` is an option."""
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.zst files")
    parser.add_argument("--out", type=Path, required=True, help="folder the model is written to")
    parser.add_argument(
        "--tokenizer", type=Path, help="tokenizer.json to keep; learnt from the data when omitted"
    )
    for item in fields(train.TrainingSettings):
        if item.type in {"int", "float"}:
            kind = int if item.type == "int" else float
            parser.add_argument(f"--{item.name.replace('_', '-')}", type=kind, default=item.default)
    return parser.parse_args()


def main() -> int:
    """Train and write the model."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = arguments()
    settings = train.TrainingSettings()
    for item in fields(train.TrainingSettings):
        if hasattr(options, item.name):
            settings = replace(settings, **{item.name: getattr(options, item.name)})
    sizes = {settings.dimensions >> halved for halved in range(3)}
    settings = replace(settings, prefixes=tuple(sorted(sizes, reverse=True)))
    sets, digests = data.load(options.data, settings.seed)
    tokenizer = kept(options.tokenizer) or tokenizer_for(sets, settings)
    packed = train.pack(tokenizer, sets, settings.longest)
    del sets
    vectors, record = train.train(tokenizer, packed, settings)
    record["data"] = digests
    record["tokenizer"] = data.digest_of(options.tokenizer) if options.tokenizer else "learnt"
    write_model(options.out, tokenizer, vectors)
    write_card(options.out, record)
    return 0


def kept(path: Path | None) -> Tokenizer | None:
    """Return a tokenizer made before, where one is named."""
    return Tokenizer.from_file(str(path)) if path else None


def tokenizer_for(
    sets: dict[str, list[data.TrainingPair]], settings: train.TrainingSettings
) -> Tokenizer:
    """Learn the vocabulary from all sets, in-domain text counted in full."""
    draw = random.Random(settings.seed)
    texts: list[str] = []
    for name, pairs in sorted(sets.items()):
        share = min(1.0, data.SET_WEIGHTS.get(name, 1.0))
        for pair in pairs:
            if draw.random() < share:
                texts.extend((pair.anchor, pair.positive[:COUNTED_CHARS]))
    draw.shuffle(texts)
    return vocabulary.build(texts[:COUNTED_TEXTS], settings.vocabulary, settings.singles)


def write_model(folder: Path, tokenizer: Tokenizer, vectors: object) -> None:
    """Write a folder that ``SentenceTransformer(folder)`` loads; weights in half precision."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=torch.tensor(vectors))
    module.half()
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)


if __name__ == "__main__":
    raise SystemExit(main())
