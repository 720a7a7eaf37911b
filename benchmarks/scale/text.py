"""Passages and questions from files of pairs ({anchor, positive}, zstd-compressed JSON lines)."""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import zstandard

from ingest.claims import Header
from ingest.model import Document, Page, Passage
from ingest.pages import Origin
from ingest.text.spans import Span

FILES = ("legal_article", "qa_tvpl", "viwiki", "vntc", "vietnews")
"""Law first: small libraries are of this kind, large ones hold news and encyclopaedia too."""
WORDS = 120
"""Syllables of a passage."""
LEAST = 60
PER_DOCUMENT = 50
"""Passages of a document."""
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


def bare(text: str) -> str:
    """Return ``text`` as typed without diacritics."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


class Source(Protocol):
    """The text of a library, with questions to it."""

    name: str
    floor: bool
    """Whether Vankien may say that nothing was found."""

    @property
    def size(self) -> int:
        """How many passages there are."""
        ...

    def documents(self, folder: Path) -> Iterator[tuple[Document, Path]]:
        """Yield documents as reading leaves them, with their files, made in ``folder``."""
        ...

    def texts(self) -> Iterator[str]:
        """Yield the passages, each without a line break."""
        ...

    def questions(self, count: int) -> list[str]:
        """Return questions the library has something on, at most ``count``."""
        ...


class Pairs:
    """So many passages from files of pairs, in documents of :data:`PER_DOCUMENT`.

    :param folder: the folder of the files.
    """

    floor = False
    """The floor is set by questions on football, and this text has news of that."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self.size = folder, size
        self.name = str(size)

    def documents(self, folder: Path) -> Iterator[tuple[Document, Path]]:
        """Yield documents, each with its file."""
        folder.mkdir(parents=True, exist_ok=True)
        left, number = self.texts(), 0
        while some := list(islice(left, PER_DOCUMENT)):
            number += 1
            path = folder / f"{number:06d}.txt"
            text = "\n".join(some)
            path.write_text(text, "utf-8")
            yield _document(path.name, text, some), path

    def texts(self) -> Iterator[str]:
        """Yield the passages."""
        return (piece.text for piece in islice(pieces(self._folder), self.size))

    def questions(self, count: int) -> list[str]:
        """Return headings; every third without diacritics."""
        step = max(1, self.size // count)
        found = [
            " ".join(piece.question.translate(_SIGNS).split()[:20])
            for place, piece in enumerate(islice(pieces(self._folder), self.size))
            if place % step == 0
        ][:count]
        return [bare(one) if n % 3 == 2 else one for n, one in enumerate(found)]


def _document(name: str, text: str, passages: list[str]) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    made, start = [], 0
    for ordinal, one in enumerate(passages):
        span = Span(start, start + len(one))
        made.append(Passage(f"{digest[:16]}-{ordinal:04d}", (), (), span, (1,), one))
        start += len(one) + 1
    page = Page(1, None, Origin.TEXT, 1.0)
    return Document(name, digest, "text/plain", Header(), (page,), text, passages=tuple(made))
