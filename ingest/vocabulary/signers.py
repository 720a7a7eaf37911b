"""Offices that sign, who signs for them, and surnames, from ``data/signers.json``."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from ingest.text.vietnamese import fold


@cache
def _data() -> dict[str, Any]:
    data = resources.files("ingest").joinpath("data/signers.json").read_text("utf-8")
    return dict(json.loads(data))


@cache
def deputies() -> dict[str, tuple[str, ...]]:
    """Return every office with those who sign for it (KT.)."""
    return {office["name"]: tuple(office["deputies"]) for office in _data()["offices"]}


@cache
def _by_letters() -> dict[str, str]:
    names = (name for office, below in deputies().items() for name in (office, *below))
    return {_letters(name): name for name in names}


@cache
def surnames() -> frozenset[str]:
    """Return surnames, as they are written."""
    return frozenset(_data()["surnames"])


def office_of(line: str) -> str | None:
    """Return the office that a line names, whatever became of its accents; None where none."""
    return _by_letters().get(_letters(line))


def is_like_office(line: str) -> bool:
    """Say whether a line ends in an office with what may be a deputy's ("- Ó GIẦM ĐỐC") before."""
    letters = _letters(line)
    return any(letters.endswith(office) for office in _by_letters())


def _letters(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalpha())
