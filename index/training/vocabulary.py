"""The tokenizer: syllables and the runs of syllables that gain most, as a unigram model.

A run of two to four syllables becomes a token when reading it as one token
makes the training text more likely than reading its parts (count times
pointwise mutual information); the unigram model's Viterbi search then chooses
the best reading of a text.  Text is lower-cased, NFC, its tones placed one way
("hoà" for "hòa") and everything but letters and digits is a space.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

# Open syllables with oa, oe, uy: the tone on the first vowel is moved to the second.
_PLACEMENTS = [
    ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"),
    ("òe", "oè"), ("óe", "oé"), ("ỏe", "oẻ"), ("õe", "oẽ"), ("ọe", "oẹ"),
    ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ũy", "uỹ"), ("ụy", "uỵ"),
]  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
SPACE = "▁"
LONGEST_RUN = 4


def normalizer() -> normalizers.Normalizer:
    """Return the tokenizer's own normaliser."""
    placements = [normalizers.Replace(old, new) for old, new in _PLACEMENTS]
    return normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Lowercase(),
            *placements,
            normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " "),
            normalizers.Strip(),
        ]
    )


def clauses(text: str) -> Iterable[list[str]]:
    """Yield runs of words that no punctuation interrupts, normalised as the tokenizer does."""
    text = unicodedata.normalize("NFC", text).lower()
    for old, new in _PLACEMENTS:
        text = text.replace(old, new)
    for clause in re.split(r"[^\w\s]+|\n", text):
        words = _WORD.findall(clause)
        if words:
            yield words


def count_runs(texts: Iterable[str]) -> list[Counter[tuple[str, ...]]]:
    """Return counts of runs of one, two, three and four syllables."""
    counts: list[Counter[tuple[str, ...]]] = [Counter() for _ in range(LONGEST_RUN)]
    for seen, text in enumerate(texts):
        for words in clauses(text):
            for size, counter in enumerate(counts, start=1):
                counter.update(zip(*(words[n:] for n in range(size)), strict=False))
        if seen % 20000 == 19999:  # keep memory bounded: rare runs will not be chosen
            for counter in counts[1:]:
                for run in [run for run, count in counter.items() if count < 3]:
                    del counter[run]
    return counts


def choose(
    counts: list[Counter[tuple[str, ...]]], size: int, singles: int
) -> list[tuple[str, float]]:
    """Return ``size`` pieces with their log probabilities."""
    total = sum(counts[0].values())
    kept = [run[0] for run, count in counts[0].most_common(singles) if count >= 5]
    letters = sorted({letter for word in kept for letter in word})
    gains: list[tuple[float, tuple[str, ...]]] = []
    for counter in counts[1:]:
        for run, count in counter.items():
            if count < 40 or any(word.isdigit() for word in run):
                continue
            apart = sum(math.log(counts[0][(word,)] / total) for word in run)
            together = math.log(count / total)
            # Each further syllable must pay for the vector it takes.
            gain = count * (together - apart - 1.5 * (len(run) - 1))
            if gain > 0:
                gains.append((gain, run))
    gains.sort(reverse=True)
    pieces: dict[str, float] = {"<unk>": 0.0}
    floor = math.log(0.5 / total)
    for letter in [SPACE, *letters]:
        pieces[letter] = floor * 2
    for word in kept:
        pieces[SPACE + word] = math.log(counts[0][(word,)] / total)
    for _, run in gains:
        if len(pieces) >= size:
            break
        piece = "".join(SPACE + word for word in run)
        pieces[piece] = math.log(counts[len(run) - 1][run] / total)
    return list(pieces.items())


def build(texts: Iterable[str], size: int, singles: int) -> Tokenizer:
    """Return a tokenizer with at most ``size`` tokens learnt from ``texts``."""
    tokenizer = Tokenizer(models.Unigram(choose(count_runs(texts), size, singles), unk_id=0))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement=SPACE, prepend_scheme="always", split=False
    )
    return tokenizer
