"""Passages and questions from files of pairs ({anchor, positive}, zstd-compressed JSON lines)."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import zstandard

FILES = ("legal_article", "qa_tvpl", "viwiki", "vntc", "vietnews")
"""Law first: small libraries are of this kind, large ones hold news and encyclopaedia too."""
WORDS = 120
"""Syllables of a passage."""
LEAST = 60
_SIGNS = str.maketrans(dict.fromkeys(':"“”', " "))
"""What a search would take for a filter or a phrase, which headings do not mean."""
SHIFTS = 4
"""How often the text is gone through, each time cut at other places, when there is too little."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage with the heading of the text it is from."""

    text: str
    question: str


def pieces(folder: Path) -> Iterator[Piece]:
    """Yield passages, endlessly varied as far as :data:`SHIFTS` goes."""
    for shift in range(SHIFTS):
        for name in FILES:
            for row in _rows(folder / f"{name}.jsonl.zst"):
                words = row["positive"].split()[shift * WORDS // SHIFTS :]
                for start in range(0, len(words), WORDS):
                    some = words[start : start + WORDS]
                    if len(some) >= LEAST:
                        yield Piece(" ".join(some), row["anchor"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as raw:
        plain = zstandard.ZstdDecompressor().stream_reader(raw)
        for line in io.TextIOWrapper(plain, "utf-8"):
            yield json.loads(line)


def texts(folder: Path, size: int) -> Iterator[str]:
    """Yield the passages of a library of ``size``."""
    return (piece.text for piece in islice(pieces(folder), size))


def questions(folder: Path, size: int, count: int) -> list[str]:
    """Return questions the library of ``size`` has something on; every third without accents."""
    step = max(1, size // count)
    found = [
        " ".join(piece.question.translate(_SIGNS).split()[:20])
        for place, piece in enumerate(islice(pieces(folder), size))
        if place % step == 0
    ][:count]
    return [bare(one) if n % 3 == 2 else one for n, one in enumerate(found)]


def bare(text: str) -> str:
    """Return ``text`` as typed without diacritics."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
