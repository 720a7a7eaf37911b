"""The arrays of a generation's readings: their names, types and flags.

Each is a flat file of numbers without a header.  *Ends* say where the rows of one passage end in
another array; those of passage ``n`` begin where those of ``n - 1`` end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Kinds = dict[str, np.dtype[Any]]

PASSAGES: Kinds = {
    "keys": np.dtype("<i8"),
    "lengths": np.dtype("<u4"),
    "unreadable": np.dtype("u1"),
    "goes_on": np.dtype("u1"),
    "sketches": np.dtype(("<u4", 32)),
    "word_ends": np.dtype("<i8"),
    "number_ends": np.dtype("<i8"),
    "sentence_ends": np.dtype("<i8"),
    "token_ends": np.dtype("<i8"),
}
"""A row for each passage: its key, its length in letters, whether its text must be read instead,
whether it goes on with the passage before, its sketch (zeros for a short one)."""

WORDS: Kinds = {"words": np.dtype("<u4"), "gaps": np.dtype("u1")}
"""A row for each word: its number in the vocabulary with its flags, the letters before it."""
NUMBERS: Kinds = {
    "number_firsts": np.dtype("<u4"),
    "number_lasts": np.dtype("<u4"),
    "number_keys": np.dtype("<u8"),
    "number_serials": np.dtype("<i8"),
}
"""A row for each document number: its first and last word in the passage, its key's hash, its
serial."""
SENTENCES: Kinds = {
    "sentence_starts": np.dtype("<u4"),
    "sentence_stops": np.dtype("<u4"),
    "provisions": np.dtype("<i4"),
    "token_counts": np.dtype("<u2"),
}
"""A row for each sentence: its bounds, the smallest provision it stands in (its ordinal, -1 for
none), how many tokens it has."""
TOKENS: Kinds = {"tokens": np.dtype("<u2")}
VOCABULARY: Kinds = {
    "written": np.dtype("<u8"),
    "folded": np.dtype("<u8"),
    "letters": np.dtype("<u2"),
    "by_written": np.dtype("<u4"),
    "by_folded": np.dtype("<u4"),
}
"""A row for each word of the library: hashes of its two forms, its length; and the words in the
order of these hashes."""

ROWS: dict[str, Kinds] = {
    "word_ends": WORDS,
    "number_ends": NUMBERS,
    "sentence_ends": SENTENCES,
    "token_ends": TOKENS,
}
"""What the ends of passages count in."""
ALL: Kinds = {**PASSAGES, **WORDS, **NUMBERS, **SENTENCES, **TOKENS, **VOCABULARY}

JOINED, SPACED, SMALL = 1, 2, 4
"""Of a word: only space, hyphens or slashes part it from the one before; only space does; it is
all in small letters but for its first one, so that it is in no document number."""
FLAG_BITS = 3
MOST_WORDS = 1 << (32 - FLAG_BITS)
"""Words a vocabulary can have."""


def path(name: str) -> str:
    """Return the name of the file an array is in."""
    return f"{name}.bin"
