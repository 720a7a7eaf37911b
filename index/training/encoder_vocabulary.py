"""The vocabulary of a multilingual encoder, cut to the pieces Vietnamese text needs.

Most of a multilingual encoder's weights are vectors of pieces of other languages' words.  The
pieces that the training text uses are kept, and every single character that it holds; a text
is then cut the way it was, but for rare words, which come apart into more pieces.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

from index.training.data import TrainingPair
from ingest.text.vietnamese import fold

LEAST = 3
"""How often a piece must be seen to be kept in training."""
SHIPPED = 17_500
"""About how many pieces ship, the most frequent ones: of the text counted, three tokens in a
thousand come apart for it."""
SHARES = {"vietnews": 0.2, "vntc": 0.2, "viwiki": 0.5, "hddtvn": 0.5, "trends": 0.5}
"""How much of the general sets is counted."""
OTHER_WRITINGS = 0.3
"""The share of questions that is counted in small letters, and without diacritics, too."""
COUNTED_CHARS, BATCH = 700, 5000


def count_pieces(
    tokenizer: Tokenizer, sets: dict[str, list[TrainingPair]], seed: int
) -> Counter[int]:
    """Return how often each piece is needed for the training text, as it is and as typed."""
    draw = random.Random(seed)
    counts: Counter[int] = Counter()
    for name, pairs in sorted(sets.items()):
        texts: list[str] = []
        for pair in pairs:
            if draw.random() >= SHARES.get(name, 1.0):
                continue
            texts.extend((pair.anchor, pair.positive[:COUNTED_CHARS]))
            if draw.random() < OTHER_WRITINGS:
                texts.append(fold(pair.anchor))
            if draw.random() < OTHER_WRITINGS:
                texts.append(pair.anchor.lower())
        for start in range(0, len(texts), BATCH):
            encoded = tokenizer.encode_batch_fast(
                texts[start : start + BATCH], add_special_tokens=False
            )
            for item in encoded:
                counts.update(item.ids)
    return counts


def cut(tokenizer: Path, counts: Counter[int], most: int | None = None) -> tuple[str, list[int]]:
    """Return the tokenizer's JSON with the pieces that are kept, and their rows of before.

    The four special pieces and every printable ASCII character stay, whatever was counted, and
    every single character seen :data:`LEAST` times.

    :param most: how many pieces of several characters are kept; all seen often when omitted.
    """
    least = LEAST
    if most is not None:
        least = max(LEAST, sorted(counts.values(), reverse=True)[min(most, len(counts)) - 1])
    whole = json.loads(tokenizer.read_text("utf-8"))
    pieces = whole["model"]["vocab"]
    kept = [
        row
        for row, (piece, _) in enumerate(pieces)
        if row < 4
        or counts[row] >= least
        or (len(piece) == 1 and (piece.isascii() or counts[row] >= LEAST))
    ]
    whole["model"]["vocab"] = [pieces[row] for row in kept]
    return json.dumps(whole, ensure_ascii=False), kept
