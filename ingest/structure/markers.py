"""How a provision begins: "Điều 5.", "II-", "1.1.", "a)", "-" — from ``data/markers.json``.

The forms are those of 66-QĐ/TW (2017) and 36-HD/VPTW (2018) (``I-``, ``1-``, ``1.1-``,
``a)``, ``-``), of 399-QĐ/TW (2026) (``Phần I``, ``Điều 1.``, ``1.``), and of Nghị định
30/2020/NĐ-CP (Phần, Chương, Mục, Điều, khoản ``1.``, điểm ``a)``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from ingest.model import Level
from ingest.text.numerals import roman_value, spoken_folded
from ingest.text.vietnamese import fold

_ORDINALS = spoken_folded() | {"nhi": 2}
_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The order in which điểm are lettered."""


@dataclass(frozen=True, slots=True)
class MarkerForm:
    """A form of marker.  Smaller ranks stand higher in the tree."""

    name: str
    level: Level
    rank: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker found at the head of a paragraph; ``end`` is where its title or words begin."""

    form: MarkerForm
    label: str
    value: str
    order: int | None
    """Its place in the numbering, None where the form has none."""
    mark: str
    end: int


@cache
def forms() -> tuple[MarkerForm, ...]:
    """Return the forms, in the order in which they are tried."""
    raw = resources.files("ingest").joinpath("data/markers.json").read_text("utf-8")
    return tuple(
        MarkerForm(row["name"], Level(row["level"]), row["rank"], re.compile(row["pattern"]))
        for row in json.loads(raw)
    )


@lru_cache(maxsize=8192)
def markers_at(text: str) -> tuple[Marker, ...]:
    """Return every marker ``text`` may begin with, the likelier form first."""
    return tuple(marker for form in forms() if (marker := _match(form, text)) is not None)


def _match(form: MarkerForm, text: str) -> Marker | None:
    match = form.pattern.match(text)
    if match is None:
        return None
    groups = match.groupdict()
    value = groups.get("value") or ""
    order = order_of(form.name, value)
    if form.name in {"roman", "part", "chapter", "section"} and value.isalpha() and order is None:
        return None
    label = match[0].strip()
    return Marker(form, label, value, order, groups.get("mark") or "", match.end())


def order_of(form: str, value: str) -> int | None:  # noqa: PLR0911  # one per form
    """Return the place of ``value`` in its numbering: 2 for "II", "b", "thứ hai", "2a"."""
    if not value:
        return None
    folded = fold(value)
    if folded.startswith("thu "):
        ordinal = folded.removeprefix("thu ").strip()
        return int(ordinal) if ordinal.isdecimal() else _ORDINALS.get(ordinal)
    if form == "letter":
        return _LETTERS.index(value[0]) + 1 if value[0] in _LETTERS else None
    if form == "upper":
        return "ABCDEGH".find(value) + 1 or None
    if form == "decimal":
        return int(value.rsplit(".", 1)[1])
    digits = re.match(r"\d+", value)
    if digits:
        return int(digits[0])
    roman = roman_value(value)
    return roman if roman is not None else _ORDINALS.get(folded)
