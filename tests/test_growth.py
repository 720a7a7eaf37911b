"""Every pattern and every reader of text costs what its length costs, on hostile text too.

Nothing is timed against a clock: the same number of letters is read once in pieces and once
whole, and the processor time of the two is compared.  What grows with the square of the length
costs eight times as much whole; what grows with the length costs the same.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest

import ingest
from ingest.pipeline import parse_text
from ingest.references.find import read

PIECES = 8
MOST = 3.5
"""How much more the whole may cost than its pieces: what is linear costs about as much."""

SEEDS = {
    "spaces": " ", "digits": "1", "dashes": "1-", "dots": "....", "brackets": "(", "quotes": "“",
    "straight": '" ', "letters": "Ban ", "capitals": "ỦY BAN ", "days": "ngày 1/", "commas": "57, ",
    "codes": "A-", "number": "Quy định số 1-QĐ/TW, ", "joined": "1626/QĐTTg ", "half": "1/2024/NĐ ",
    "laws": "Luật Sửa đổi, bổ sung một số điều của ", "units": "điểm a, b và d khoản 1 Điều 2, ",
    "articles": "Điều 1. a\n", "ranges": "Điều 5-9, từ Điều 5 đến ", "chapters": "Chương I\n",
    "letters2": "a) b\n", "dash lines": "- a\n", "roman": "I. a\n", "decimals": "1.1. a\n",
    "upper lines": "ỦY BAN\n", "header": "Số: 1/QĐ-TTg\n", "signature": "TM. BAN\n", "annex": "PHỤ LỤC I\n",
    "receivers": "Nơi nhận:\n- a\n", "notes": "¹ a\n", "stars": "**a** ", "pipes": "| a ", "term": "khóa XIII ",
    "congress": "Nghị quyết Đại hội Đảng bộ ", "plenum": "Nghị quyết Hội nghị lần thứ ", "sentences": "A. ",
    "subject": "Quy định 1-QĐ/TW về a ", "list": "các Nghị quyết 57, 58-NQ/TW, ", "contents": "Chương I ..... 5\n",
    "replaces": "thay thế Quy định số 1-QĐ/TW, ", "again": "Quy định này thay thế Quy định số 1-QĐ/TW; ",
    "ends": "Quy định số 1-QĐ/TW hết hiệu lực, ", "passive": "Quy định 1 được thay thế bằng Quy định 2, ",
    "phrase": "thay cụm từ “a” bằng “b” tại Điều 1, ", "open": "Bãi bỏ các văn bản sau:\n",
    "open list": "1. Bãi bỏ:\na) Quy định số 1-QĐ/TW;\n", "amended": "1. Sửa đổi khoản 1 như sau:\n“1. a”\n",
    "alias": "Quy chế số 1-QC/TU (sau đây gọi tắt là Quy chế). Theo Quy chế, ", "here": "khoản 2 Điều này, ",
    "verbs": "sửa đổi, bổ sung ", "basis": "Căn cứ ", "secret": "MẬT\n", "combining": "a\u0300",
}  # fmt: skip


def _spent(read_text: Callable[[str], object], texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        read_text(text)
    return time.process_time() - start


def _growth(read_text: Callable[[str], object], seed: str, letters: int) -> float:
    """Return how much more the whole costs than its pieces: the least of three, at first one."""
    piece = (seed * (letters // len(seed) + 1))[:letters]
    whole = (seed * (PIECES * letters // len(seed) + 1))[: PIECES * letters]
    least = float("inf")
    for _ in range(3):
        apart = _spent(read_text, [piece] * PIECES)
        least = min(least, _spent(read_text, [whole]) / max(apart, 0.002))
        if least < MOST:
            break
    return least


@pytest.mark.parametrize("name", SEEDS)
def test_references_and_acts_grow_with_the_text(name: str) -> None:
    assert _growth(read, SEEDS[name], 3_000) < MOST


@pytest.mark.parametrize("name", SEEDS)
def test_a_pasted_text_grows_with_its_length(name: str) -> None:
    assert _growth(parse_text, SEEDS[name], 1_500) < MOST


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


@pytest.mark.parametrize(
    "name", [name for name, one in PATTERNS.items() if not _ENDED.search(one.pattern)]
)
def test_every_pattern_grows_with_the_text(name: str) -> None:
    pattern = PATTERNS[name]

    def scan(text: str) -> int:
        return sum(1 for _ in pattern.finditer(text))

    slow = {seed: growth for seed in SEEDS if (growth := _growth(scan, SEEDS[seed], 800)) >= MOST}
    assert not slow
