"""``python -m index.training.syllables --data DIR``: the model of :mod:`index.query.diacritics`.

One pass over the training text counts syllables, pairs and triples of neighbours; what matters
is kept (:mod:`index.training.ngram_tables`) and written to ``index/data/syllables.npz``, with
what it was counted on beside it in ``syllables.json``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.language_model import (
    BREAK,
    FILE,
    FIRST_WORDS,
    NUMBER,
    SHIFT,
    UNKNOWN,
    LanguageModel,
    write,
)
from index.training import written_questions
from index.training.data import digest_of, read_rows
from index.training.everyday import replacements
from index.training.ngram_tables import NgramTable, modelled
from ingest.text.vietnamese import is_syllable, lower, nfc, tone_normal

PIECE = re.compile(r"[^\W\d_]+|\d[\d.,/]*\d|\d|[^\w\s]+|\n")
"""A word, a number, or what parts words that are no neighbours."""
ORDERS = (1, 2, 3)
AT_ONCE = 4_000_000
"""Words counted at a time: some 300 MB of memory."""
EVERY = {"vietnews": 3}
"""Of a huge set one row in so many is read."""
WEIGHTS = {
    "party_political.text": 4,
    "internal_pages": 3,
    "qa_tvpl": 2,
    "qa_bhxh": 2,
    "legal_article": 2,
}
"""What a row of the sets nearest to the library's matter counts for; of any other, 1."""
QUESTIONS = {"internal_pages": 6, "qa_tvpl": 6, "qa_bhxh": 6}
"""What the questions of these sets count for."""
OWN = 20
"""What the everyday words and the questions written for this project count for: they are few, and
the nearest to what readers type."""

Ids = npt.NDArray[np.uint16]


@dataclass(slots=True)
class Vocabulary:
    """Numbers of words as they are met; whatever is no syllable is :data:`UNKNOWN`."""

    words: list[str] = field(default_factory=lambda: list(FIRST_WORDS))
    _by_word: dict[str, int] = field(default_factory=dict)
    _by_piece: dict[str, int] = field(default_factory=dict)

    def ids(self, text: str) -> list[int]:
        """Return the pieces of ``text`` as numbers."""
        known, numbers = self._by_piece, []
        for piece in PIECE.findall(nfc(text)):
            number = known.get(piece)
            if number is None:
                number = known[piece] = self._id(piece)
            numbers.append(number)
        return numbers

    def _id(self, piece: str) -> int:
        if piece[0].isdigit():
            return NUMBER
        if not piece[0].isalpha():
            return BREAK
        word = lower(tone_normal(piece))
        if not is_syllable(word):
            return UNKNOWN
        if word not in self._by_word:
            self._by_word[word] = len(self.words)
            self.words.append(word)
        return self._by_word[word]


@dataclass(slots=True)
class NgramCounter:
    """Counts what it is given, a few million words at a time."""

    tables: dict[int, NgramTable] = field(
        default_factory=lambda: {order: NgramTable.empty() for order in ORDERS}
    )
    _held: dict[int, list[int]] = field(default_factory=dict)

    def add(self, ids: list[int], weight: int) -> None:
        """Count a text's words, each ``weight`` times."""
        held = self._held.setdefault(weight, [])
        held.append(BREAK)
        held.extend(ids)
        if len(held) > AT_ONCE:
            self._count(weight)

    def finish(self) -> dict[int, NgramTable]:
        """Count what is left; return the tables by the length of what they count."""
        for weight in sorted(self._held):
            self._count(weight)
        return self.tables

    def _count(self, weight: int) -> None:
        ids = np.array([*self._held.pop(weight), BREAK], np.int64)
        for order, table in self.tables.items():
            table.add(ngram_keys(ids, order), weight)


def ngram_keys(ids: npt.NDArray[np.int64], order: int) -> npt.NDArray[np.int64]:
    """Return ``order`` neighbours as one number each.

    A break stands first in them or last, never between: what begins a clause and what ends it.
    """
    columns = [ids[start : len(ids) - order + 1 + start] for start in range(order)]
    whole = np.ones(len(columns[0]), np.bool_)
    for column in columns[1:-1]:
        whole &= column != BREAK
    if order > 1:
        # Two breaks with nothing between them are one.
        whole &= (columns[-2] != BREAK) | (columns[-1] != BREAK)
    keys = np.zeros(int(whole.sum()), np.int64)
    for column in columns:
        keys = (keys << SHIFT) + column[whole]
    return keys


def texts(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the training text with what it counts for.

    A text that has lost its diacritics would teach the wrong thing, and is left out.
    """
    for path in sorted(folder.glob("*.jsonl.zst")):
        name = path.name.removesuffix(".jsonl.zst")
        weight, every = WEIGHTS.get(name, 1), EVERY.get(name, 1)
        for number, row in enumerate(read_rows(path)):
            if number % every:
                continue
            for key in ("anchor", "positive", "title", "text"):
                text = row.get(key, "")
                if text and not text.isascii():
                    yield text, QUESTIONS.get(name, weight) if key == "anchor" else weight
    for official, everyday in replacements().items():
        yield from ((text, OWN) for text in (official, *everyday))
    yield from ((row.question, OWN) for row in written_questions.read())


def provenance(model: LanguageModel, words: int, folder: Path) -> dict[str, Any]:
    """Return what a model was made of; ``words`` were read in ``folder``."""
    return {
        "made_by": "python -m index.training.syllables --data DIR",
        "words_read": words,
        "one_row_in": EVERY,
        "weights": WEIGHTS,
        "weights_of_questions": QUESTIONS,
        "weight_of_own_words_and_questions": OWN,
        "questions": digest_of(written_questions.FILE),
        "syllables": len(model.words),
        "pairs": len(model.pair_second),
        "triples": len(model.triple_third),
        "files": {path.name: digest_of(path) for path in sorted(folder.glob("*.zst"))},
    }


def main() -> int:
    """Count, and write the model with its provenance."""
    parser = argparse.ArgumentParser(prog="python -m index.training.syllables")
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    vocabulary, counter = Vocabulary(), NgramCounter()
    words = 0
    for text, weight in texts(options.data):
        ids = vocabulary.ids(text)
        words += len(ids)
        counter.add(ids, weight)
    model = modelled(vocabulary.words, counter.finish())
    write(FILE, model)
    card = json.dumps(provenance(model, words, options.data), indent=1)
    FILE.with_suffix(".json").write_text(card + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
