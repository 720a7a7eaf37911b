"""Roman and spoken numerals of terms, meetings and months (``data/numerals.json``).

Standard library only.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

from ingest.text.vietnamese import fold

_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip
_WELL_FORMED = re.compile(r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LARGEST_TERM = 39


@cache
def _data() -> dict[str, Any]:
    text = resources.files("ingest").joinpath("data/numerals.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _words(part: str) -> dict[str, int]:
    return {word: row["value"] for row in _data()[part] for word in row["words"]}


@cache
def spoken() -> dict[str, int]:
    """Return the numerals as they are spoken: "tư" and "bốn" are 4."""
    return _words("spoken")


@cache
def spoken_folded() -> dict[str, int]:
    """Return the spoken numerals without diacritics, for what is typed on a telephone."""
    return {fold(word): value for word, value in reversed(spoken().items())}


@cache
def months() -> dict[str, int]:
    """Return the months as they are spoken: "tư", "giêng", "mười hai"."""
    named = {word: value for word, value in spoken().items() if value <= 12 and word != "nhất"}
    return named | _words("months")


def alternatives(words: dict[str, int]) -> str:
    """Return a pattern of numerals, the longest first."""
    return "|".join(word.replace(" ", r"\s") for word in sorted(words, key=len, reverse=True))


SPOKEN = alternatives(spoken())
"""A pattern of the ordinals as they are spoken: "tư", "mười một"."""


def roman_value(text: str) -> int | None:
    """Return the value of a Roman numeral that is well formed up to 399, else None."""
    if not text or not _WELL_FORMED.fullmatch(text):
        return None
    value, rest = 0, text
    for worth, sign in _ROMAN:
        while rest.startswith(sign):
            value, rest = value + worth, rest[len(sign) :]
    return value


def numeral(text: str) -> int:
    """Return the value of "XIII", "13" or "mười ba"; 0 for what is none of them."""
    if text.isdigit():
        return int(text)
    known = spoken().get(" ".join(text.lower().split()))
    return known if known is not None else roman_value(text.upper()) or 0


def arabic(text: str) -> int | None:
    """Return the value of a Roman (up to XXXIX) or Arabic numeral, None for anything else."""
    if text.isdigit():
        return int(text)
    value = roman_value(text.upper())
    return value if value is not None and value <= _LARGEST_TERM else None


def to_roman(number: int) -> str:
    """Return a Roman numeral: 13 is XIII."""
    shown = ""
    for worth, sign in _ROMAN:
        while number >= worth:
            shown, number = shown + sign, number - worth
    return shown
