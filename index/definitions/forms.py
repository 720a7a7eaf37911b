"""The forms in which documents define words (``index/data/definition_forms.json``)."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import cache
from importlib import resources


class DefinitionForm(StrEnum):
    """How a document defines a word."""

    EXPLAINED = "explained"
    """An item of a provision that explains words ("Giải thích từ ngữ")."""
    UNDERSTOOD = "understood"
    """A sentence: "… được hiểu là …"."""
    CALLED = "called"
    """A short name for what stands before it: "sau đây gọi tắt là …"."""


@cache
def _rows() -> dict[str, list[dict[str, str]]]:
    path = resources.files("index").joinpath("data/definition_forms.json")
    rows: dict[str, list[dict[str, str]]] = json.loads(path.read_text("utf-8"))
    return rows


def examples(name: str) -> tuple[tuple[str, str], ...]:
    """Return the patterns of ``name``, each with its example."""
    return tuple((row["pattern"], row["example"]) for row in _rows()[name])


@cache
def any_of(name: str) -> str:
    """Return one pattern, without groups that count, for all forms of ``name``."""
    return "(?:" + "|".join(row["pattern"] for row in _rows()[name]) + ")"


@cache
def compiled(name: str, around: str = "{}") -> re.Pattern[str]:
    """Return the forms of ``name`` compiled, put where ``around`` has ``{}``."""
    return re.compile(around.replace("{}", any_of(name)), re.IGNORECASE)
