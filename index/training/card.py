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
