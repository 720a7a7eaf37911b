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
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from index.embedding import models
from index.embedding.digest import RECORD_OF_RUN
from index.embedding.static_model import TOKENIZER
from index.embedding.token_vectors import PROJECTION
from index.training import card, data, encoder_export, encoder_vocabulary, written_questions
from index.training.arithmetic import quicker_kind
from index.training.encoder_batches import Drawer, Vectors
from index.training.encoder_model import TrainedEncoder, read_weights, with_fewer_pieces
from index.training.encoder_run import EncoderSettings, average, train
from index.training.options import add_options, chosen

log = logging.getLogger(__name__)
FIRST_BATCHES = 16
"""Batches of whose passages the first matrix to shorter token vectors is made."""


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


def write(folder: Path, model: BertModel, record: dict[str, object]) -> None:
    """Write the model's folder with its card and the record of the run."""
    encoder_export.export(folder, model)
    (folder / RECORD_OF_RUN).write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    (folder / "README.md").write_text(card.of_encoder(record), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
