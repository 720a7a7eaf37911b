"""The types of documents: their words and codes, from ``data/kinds.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.text.vietnamese import fold


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    codes: tuple[str, ...]
    aliases: tuple[str, ...]
    short: bool
    cited: bool
    """Whether texts cite documents of this type by its word."""


@cache
def _rows() -> tuple[_Row, ...]:
    data = json.loads(resources.files("ingest").joinpath("data/kinds.json").read_text("utf-8"))
    return tuple(
        _Row(
            row["kind"],
            tuple(row["codes"]),
            tuple(row.get("aliases", ())),
            bool(row.get("short", False)),
            bool(row.get("cited", True)),
        )
        for row in data
    )


@cache
def kinds_by_word() -> dict[str, str]:
    """Return the type for its word, folded: "quy dinh" → "Quy định"; other names included."""
    aliases = {fold(alias): row.kind for row in _rows() for alias in row.aliases}
    return aliases | {fold(row.kind): row.kind for row in _rows()}


@cache
def kind_words() -> tuple[str, ...]:
    """Return every type word that citations use, and its other names, the longest first."""
    words = [word for row in _rows() if row.cited for word in (row.kind, *row.aliases)]
    return tuple(sorted(words, key=len, reverse=True))


@cache
def short_kinds() -> tuple[str, ...]:
    """Return the types that are cited by type and serial alone ("Quy định 37")."""
    return tuple(row.kind for row in _rows() if row.short)


@cache
def kinds_of_code(code: str) -> tuple[str, ...]:
    """Return every type a code may stand for: QĐ is Quy định and Quyết định."""
    return tuple(row.kind for row in _rows() if code in row.codes)


@cache
def codes_of_kind(kind: str) -> tuple[str, ...]:
    """Return the codes a type may have in numbers."""
    return next((row.codes for row in _rows() if row.kind == kind), ())
