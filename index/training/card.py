"""The model card: what the weights were made from and with."""

from __future__ import annotations

import json
from pathlib import Path

CARD = """\
# vankien-static

A static sentence-embedding model for Vietnamese Party and State documents: one vector a token,
averaged. Trained from nothing by `python -m index.training`; see `training.json` beside this card
for the settings, the number of steps and the SHA-256 of every data file.

- **Tokens**: Vietnamese syllables and frequent runs of two to four syllables (unigram model).
- **Use**: `SentenceTransformer("index/models/vankien-static")`; no prefix for queries or passages.
- **Data**: public Vietnamese news, encyclopedia, law articles, questions and answers, pages
  about Party documents, and plain legal and political text, as title-passage pairs and as
  sentences with their surroundings. The weights hold statistics of that text, no sentence of it.
- **Limits**: an average of tokens knows no word order; negation and numbers are for the index of
  words.
- **Repeating it**: the order of the data and the first weights come from the seed; a run stops at
  its number of steps or minutes, whichever is first, and `training.json` records both. The shipped
  run stopped at its minutes, in its sixth pass, so repeating it gives like weights, not the same.
- **Figures**: nDCG@10 of meaning alone, measured with `python -m index evaluate` on the development
  sets: 0.825 on 2,249 law articles with 529 questions (words alone 0.888), 0.424 on 488 pages of
  party congress material with 52 questions (words alone 0.584). There it does not help yet.
"""


def write_card(folder: Path, record: dict[str, object]) -> None:
    """Write README.md and training.json into the model's folder."""
    (folder / "README.md").write_text(CARD, "utf-8")
    (folder / "training.json").write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
