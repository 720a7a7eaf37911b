"""The types of documents: their words and codes, from ``data/kinds.json``."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from ingest.text import fold


@cache
def kinds_by_word() -> dict[str, str]:
    """Return the type word for its folded form: "quy dinh" → "Quy định"."""
    data = json.loads(resources.files("ingest").joinpath("data/kinds.json").read_text("utf-8"))
    return {fold(row["kind"]): row["kind"] for row in data}


@cache
def kinds_of_code(code: str) -> tuple[str, ...]:
    """Return every type a code may stand for: QĐ is Quy định and Quyết định."""
    data = json.loads(resources.files("ingest").joinpath("data/kinds.json").read_text("utf-8"))
    return tuple(row["kind"] for row in data if code in row["codes"])
