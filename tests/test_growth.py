"""Every pattern and every reader of text costs what its length costs, on hostile text too.

Nothing is timed against a clock: the same number of letters is read once in pieces and once
whole, and the processor time of the two is compared.  What grows with the square of the length
costs eight times as much whole; what grows with the length costs the same.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import ingest
from ingest.pipeline import parse_text
from ingest.references.find import read

PIECES = 8
MOST = 3.5
"""How much more the whole may cost than its pieces: what is linear costs about as much."""

SEEDS: dict[str, str] = json.loads(
    (Path(__file__).parent / "cases" / "hostile_seeds.json").read_text("utf-8")
)
"""What hostile texts repeat, by a name."""


def _spent(read_text: Callable[[str], object], texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        read_text(text)
    return time.process_time() - start


def _growth(read_text: Callable[[str], object], seed: str, letters: int) -> float:
    """Return how much more the whole costs than its pieces, the least of up to three tries."""
    piece = (seed * (letters // len(seed) + 1))[:letters]
    whole = (seed * (PIECES * letters // len(seed) + 1))[: PIECES * letters]
    least = float("inf")
    for _ in range(3):
        apart = _spent(read_text, [piece] * PIECES)
        least = min(least, _spent(read_text, [whole]) / max(apart, 0.004))
        if least < MOST:
            break
    return least


@pytest.mark.parametrize("name", SEEDS)
def test_references_and_acts_grow_with_the_text(name: str) -> None:
    assert _growth(read, SEEDS[name], 1_200) < MOST


@pytest.mark.parametrize("name", SEEDS)
def test_a_pasted_text_grows_with_its_length(name: str) -> None:
    assert _growth(parse_text, SEEDS[name], 500) < MOST


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every pattern of ``ingest``: those of modules, and those made when first asked."""
    for found in pkgutil.walk_packages(ingest.__path__, "ingest."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{found.name}.{name}", value
            elif hasattr(value, "cache_info") and getattr(value, "__module__", "") == found.name:
                yield from _made_by(f"{found.name}.{name}", value)


def _made_by(name: str, make: Callable[[], object]) -> Iterator[tuple[str, re.Pattern[str]]]:
    if inspect.signature(make).parameters:
        return
    made = make()
    several = made if isinstance(made, tuple) else (made,)
    for number, one in enumerate(several):
        if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
            yield f"{name}[{number}]", one


PATTERNS = dict(_patterns())
_ENDED = re.compile(r"(?<!\\)\$\)*$")
"""A pattern that must end where its text ends is looked for in short stretches before a word."""


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 150


FEW = tuple(SEEDS)[::3]
AT_LINES = frozenset(
    {
        "ingest.layout.canonical_text._MARK",
        "ingest.layout.footnotes._STARTS",
        "ingest.layout.footnotes._BRACKETED",
        "ingest.layout.running_heads._NUMBER",
        "ingest.readers.plain._RULE",
    }
)
"""Patterns that are matched at the beginning of a line only, never looked for in a text."""


@pytest.mark.parametrize(
    "name",
    [name for name, one in PATTERNS.items() if not _ENDED.search(one.pattern)],
)
def test_every_pattern_grows_with_the_text(name: str) -> None:
    pattern = PATTERNS[name]

    def scan(text: str) -> object:
        if name in AT_LINES:
            return pattern.match(text)
        return sum(1 for _ in pattern.finditer(text))

    # What is read whole within two thousandths of a second is not looked at twice.
    whole = {seed: (SEEDS[seed] * 1_201)[:1_200] for seed in FEW}
    dear = [seed for seed, text in whole.items() if _spent(scan, [text]) > 0.002]
    assert not [seed for seed in dear if _growth(scan, SEEDS[seed], 300) >= MOST]
