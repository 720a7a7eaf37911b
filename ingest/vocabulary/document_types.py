"""The types of documents: their words and codes, from ``data/kinds.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.text.vietnamese import fold


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type: its word, its codes in numbers, other words for it, the styles it occurs in.

    ``writings`` are codes as they are mistyped ("QD"), each with the code that is meant;
    ``borrowed`` are codes of another type that it bears as well ("Hướng dẫn liên ngành số 5-HD/…");
    ``typed`` other abbreviations that readers type for it;
    ``short``: cited by type and serial alone; ``cited``: texts cite it by its word; ``plans``: it
    tells what is to be done or was found, and decides nothing about other types' documents.
    """

    kind: str
    codes: tuple[str, ...]
    aliases: tuple[str, ...]
    styles: tuple[str, ...]
    writings: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    borrowed: tuple[str, ...]
    short: bool
    cited: bool
    plans: bool


@cache
def document_types() -> tuple[DocumentType, ...]:
    """Return every type, in the order of the data."""
    data = json.loads(resources.files("ingest").joinpath("data/kinds.json").read_text("utf-8"))
    return tuple(
        DocumentType(
            row["kind"],
            tuple(row["codes"]),
            tuple(row.get("aliases", ())),
            tuple(row["styles"]),
            tuple(row.get("writings", {}).items()),
            tuple(row.get("typed", ())),
            tuple(row.get("borrowed", ())),
            bool(row.get("short", False)),
            bool(row.get("cited", True)),
            bool(row.get("plans", False)),
        )
        for row in data
    )


@cache
def planning_kinds() -> frozenset[str]:
    """Return the types that plan or report: "Kế hoạch", "Báo cáo"."""
    return frozenset(row.kind for row in document_types() if row.plans)


@cache
def kinds_by_word() -> dict[str, str]:
    """Return the type for its word, folded: "quy dinh" → "Quy định"; other names included."""
    aliases = {fold(alias): row.kind for row in document_types() for alias in row.aliases}
    return aliases | {fold(row.kind): row.kind for row in document_types()}


@cache
def kind_words() -> tuple[str, ...]:
    """Return every type word that citations use, and its other names, the longest first."""
    words = [word for row in document_types() if row.cited for word in (row.kind, *row.aliases)]
    return tuple(sorted(words, key=len, reverse=True))


@cache
def short_kinds() -> tuple[str, ...]:
    """Return the types that are cited by type and serial alone ("Quy định 37")."""
    return tuple(row.kind for row in document_types() if row.short)


@cache
def kinds_of_code(code: str) -> tuple[str, ...]:
    """Return every type a code may stand for: QĐ is Quy định and Quyết định."""
    return tuple(row.kind for row in document_types() if code in row.codes)


@cache
def codes_of_kind(kind: str) -> tuple[str, ...]:
    """Return the codes a type may have in numbers."""
    return next((row.codes + row.borrowed for row in document_types() if row.kind == kind), ())


@cache
def type_codes() -> dict[str, str]:
    """Return type codes (as printed canonically) and the styles they occur in: "party state"."""
    return {code: " ".join(row.styles) for row in document_types() for code in row.codes}


@cache
def code_writings() -> dict[str, str]:
    """Return codes as they are mistyped, without their diacritics or in capitals: QD is QĐ."""
    return {typed: meant for row in document_types() for typed, meant in row.writings}
