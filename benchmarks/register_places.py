"""The places the register is mined from: texts, each told apart from its copies.

Two places that carry the same content are one source.  Documents are compared by
the share of common word shingles, so that an excerpt counts with the page it was
taken from; :func:`context` further tells copied sentences apart from new ones.
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
    """A text and where it was read; ``identity`` is shared by copies of one content."""

    file: str
    identity: int
    text: str


def places(data: Path) -> Iterator[Place]:
    """Yield the texts of ``data`` that hold something like a number, copies told apart."""
    found = [(name, text) for name, text in _texts(data) if _NUMBER_LIKE.search(text)]
    identities = _identities([text for _, text in found])
    for index, (name, text) in enumerate(found):
        one = any(mark in name for mark in _ONE_PLACE)
        yield Place(name, -1 - crc32(name.encode()) if one else identities[index], text)


def gazette(data: Path) -> list[dict[str, str]]:
    """Return the rows of the list of State documents (kind, number, title, issued)."""
    with (data / "state_document_facts.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _texts(data: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((data / "documents").iterdir()):
        yield f"documents/{path.name}", clean(path.read_text("utf-8"))
    for path in sorted((data / "train").glob("*.zst")):
        with path.open("rb") as file:
            stream = zstandard.ZstdDecompressor().stream_reader(file)
            for line in io.TextIOWrapper(stream, encoding="utf-8"):
                if _NUMBER_LIKE.search(line):
                    row = json.loads(line)
                    yield f"train/{path.name}", clean("\n\n".join(str(v) for v in row.values()))
    with (data / "party_doc_numbers_seen.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield "party_doc_numbers_seen.tsv", clean(row["example"])


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
