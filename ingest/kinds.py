"""The types of documents: their words and codes, from ``data/kinds.json``."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from ingest.text import fold


@cache
def _rows() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    data = json.loads(resources.files("ingest").joinpath("data/kinds.json").read_text("utf-8"))
    return [(row["kind"], tuple(row["codes"]), tuple(row.get("aliases", ()))) for row in data]


@cache
def kinds_by_word() -> dict[str, str]:
    """Return the type word for its folded form: "quy dinh" → "Quy định"."""
    words = {fold(kind): kind for kind, _, _ in _rows()}
    return {fold(alias): kind for kind, _, aliases in _rows() for alias in aliases} | words


@cache
def kinds_of_code(code: str) -> tuple[str, ...]:
    """Return every type a code may stand for: QĐ is Quy định and Quyết định."""
    return tuple(kind for kind, codes, _ in _rows() if code in codes)


@cache
def codes_of_kind(kind: str) -> tuple[str, ...]:
    """Return the codes a type may have in numbers."""
    return next((codes for known, codes, _ in _rows() if known == kind), ())
