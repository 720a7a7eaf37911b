"""Files of passages, and of questions with what answers them, also typed without diacritics."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ingest.errors import UsageError
from ingest.text.vietnamese import fold, nfc, tokens


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """A question with the passages that answer it."""

    id: str
    text: str
    relevant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """Passages (id, title and text joined) and the queries over them."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    queries: tuple[BenchQuery, ...]
    follows: tuple[bool, ...] = ()
    """Whether a passage is the next page of the text before it."""


def read_bench(passages: Path, queries: Path) -> Bench:
    """Read files in the format of the development sets.

    :raises UsageError: a file is missing, or a line is not what it should be.
    """
    rows = list(read_rows(passages, {"id", "text"}))
    asked = list(read_rows(queries, {"id", "text", "relevant"}))
    if not rows or not asked:
        raise UsageError("Tệp đoạn văn hoặc tệp câu hỏi không có dòng nào.")
    return Bench(
        tuple(str(row["id"]) for row in rows),
        tuple(f"{row.get('title') or ''}\n{row['text']}".strip() for row in rows),
        tuple(BenchQuery(str(q["id"]), q["text"], tuple(map(str, q["relevant"]))) for q in asked),
        (False, *(_next_page(*both) for both in pairwise(rows))),
    )


def _next_page(before: dict[str, Any], row: dict[str, Any]) -> bool:
    """Say whether a row is the page after the one before, of one text."""
    page, following = before.get("page"), row.get("page")
    if not isinstance(page, int) or before.get("title") != row.get("title"):
        return False
    return bool(following == page + 1)


def read_rows(path: Path, needed: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, each of which has the ``needed`` keys.

    :raises UsageError: the file is missing, or a line is not what it should be.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Không đọc được tệp “{path.name}”.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UsageError(f"Dòng {number} của “{path.name}” không phải là JSON.") from error
        if not isinstance(row, dict) or not needed <= row.keys():
            missing = ", ".join(sorted(needed))
            raise UsageError(f"Dòng {number} của “{path.name}” thiếu một trong: {missing}.")
        yield row


def without_accents(text: str, share: float, seed: str) -> str:
    """Return ``text`` with ``share`` of its words stripped of diacritics, always the same ones."""
    text = nfc(text)
    draw = random.Random(seed)
    plain = list(text)
    for span in tokens(text):
        if draw.random() < share:
            for at in range(span.start, span.end):
                letter = fold(text[at])
                plain[at] = letter.upper() if text[at].isupper() else letter
    return "".join(plain)
