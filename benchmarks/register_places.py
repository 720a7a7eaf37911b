"""The places the register is mined from: texts, each told apart from its copies.

Two places that carry the same content are one source.  Documents are compared by
the share of common word shingles, so that an excerpt counts with the page it was
taken from; the context of a number further tells copied sentences from new ones.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import pymupdf
import zstandard

from ingest.text.vietnamese import clean, fold

_NUMBER_LIKE = re.compile(
    r"\d\s*[-–—/]?\s*(?:\d{4}\s*/\s*)?[A-ZĐÐ][A-Za-zĐÐđư]{0,6}\s*[-–/]?\s*[A-ZĐÐ\d]"
)
_SHINGLE = 8
_KEEP_ONE_IN = 8
# Articles of one law are not independent of one another, and this file does not say
# which law an article is from: the whole of it is one place.
_ONE_PLACE = ("legal_article",)


@dataclass(frozen=True, slots=True)
class Place:
    """A text and where it was read; ``identity`` is shared by copies of one content.

    ``row`` counts the lines of a file of many texts from 0, None for a file of one.
    """

    file: str
    identity: int
    text: str
    row: int | None = None

    @property
    def address(self) -> str:
        """Where a person finds it: the file, and the row in it."""
        return self.file if self.row is None else f"{self.file}#{self.row}"


@dataclass(frozen=True, slots=True)
class _Text:
    file: str
    row: int | None
    text: str


def places(data: Path) -> Iterator[Place]:
    """Yield the texts of ``data`` that hold something like a number, copies told apart."""
    texts = [item for item in _texts(data) if _NUMBER_LIKE.search(item.text)]
    identities = _identities([item.text for item in texts])
    for item, identity in zip(texts, identities, strict=True):
        lumped = any(mark in item.file for mark in _ONE_PLACE)
        number = -1 - crc32(item.file.encode()) if lumped else identity
        yield Place(item.file, number, item.text, item.row)


def gazette(data: Path) -> list[dict[str, str]]:
    """Return the rows of the list of State documents (kind, number, title, issued)."""
    return _rows(data / "state_document_facts.tsv")


def facts(data: Path) -> list[dict[str, str]]:
    """Return the rows of the list of Party documents read in public places."""
    return _rows(data / "register_facts.tsv")


def public_facts() -> list[dict[str, str]]:
    """Return the rows of the facts read in other public places since; ``source`` names each."""
    return _rows(Path(__file__).with_name("register_public.tsv"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _texts(data: Path) -> Iterator[_Text]:
    for path in sorted((data / "documents").iterdir()):
        yield _Text(f"documents/{path.name}", None, clean(path.read_text("utf-8")))
    for path in sorted((data / "pdf").glob("*.pdf")):
        yield _Text(f"pdf/{path.name}", None, _pdf_text(path))
    for path in sorted((data / "train").glob("*.zst")):
        with path.open("rb") as file:
            stream = zstandard.ZstdDecompressor().stream_reader(file)
            for row, line in enumerate(io.TextIOWrapper(stream, encoding="utf-8")):
                if _NUMBER_LIKE.search(line):
                    values = json.loads(line).values()
                    text = clean("\n\n".join(str(value) for value in values))
                    yield _Text(f"train/{path.name}", row, text)
    for row, seen in enumerate(_rows(data / "party_doc_numbers_seen.tsv")):
        yield _Text("party_doc_numbers_seen.tsv", row, clean(seen["example"]))


def _pdf_text(path: Path) -> str:
    """Return the text layer; what is unreadable has none."""
    try:
        with pymupdf.open(path) as pdf:
            return clean("\n\n".join(str(page.get_text()) for page in pdf))
    except (RuntimeError, ValueError):
        return ""


def _identities(texts: list[str]) -> list[int]:
    """Give a text the identity of the first that shares half of the smaller's shingles.

    Only with firsts are texts compared, so that a page that strings many others
    together does not make one source of them all.
    """
    identities: list[int] = []
    holders: dict[int, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for index, text in enumerate(texts):
        sketch = _sketch(text)
        shared: dict[int, int] = defaultdict(int)
        for mark in sketch:
            for first in holders[mark]:
                shared[first] += 1
        copies = [f for f, count in shared.items() if count * 2 >= min(len(sketch), sizes[f])]
        identities.append(min(copies, default=index))
        if not copies:
            sizes[index] = len(sketch)
            for mark in sketch:
                holders[mark].append(index)
    return identities


def _sketch(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", fold(text))
    marks = (
        crc32(" ".join(words[i : i + _SHINGLE]).encode())
        for i in range(max(1, len(words) - _SHINGLE + 1))
    )
    every = frozenset(marks)
    sampled = frozenset(mark for mark in every if mark % _KEEP_ONE_IN == 0)
    return sampled if len(sampled) >= 24 else every
