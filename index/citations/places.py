"""Places inside a document, as an act names them, found in that document's own tree.

"Khoản 1 Điều 3", "Mục III" and "điểm b khoản 2 Mục II" are steps from the outermost in; a
tree may have chapters between, or call a clause "mục 2" where the citing text says "khoản 2".
A place that the tree has twice (an article of the decision and of what it promulgates) is
not found: which one is meant is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from ingest.text.vietnamese import fold, lower, nfc

Step = tuple[str, str]
"""What a step is called ("khoản") and its label ("2"), both in lower case."""

_LABEL = r"(?-i:(?:\d{1,3}[a-zđ]?|[IVXLC]{1,6}|[a-zđ]\d?)(?:[.-]\d{1,3})*(?!\w))"
_JOIN = r"(?:\s?,\s?(?:và\s)?|\s(?:và|hoặc)\s)"
_STEP = re.compile(
    r"(?<!\w)(tiểu mục|phụ lục|chương|phần|mục|điều|khoản|điểm|tiết|đoạn)"
    rf"(?:\s+(thứ\s\w+|{_LABEL}(?:{_JOIN}{_LABEL}){{0,20}})|(?!\w))",
    re.IGNORECASE,
)
_LABELS = re.compile(_JOIN, re.IGNORECASE)
_LOOSE = frozenset({"khoản", "mục", "điểm", "tiết", "đoạn", "tiểu mục"})
"""Names that citing texts and trees give to one another's small places."""
_OUTER = frozenset({"phần", "mục"})
"""Names of "I-" in the older Party form (66-QĐ/TW 2017 numbers its parts so)."""


def parse_places(written: str) -> tuple[tuple[str, ...], ...]:
    """Return the places a pinpoint names, each from the outermost step in.

    "khoản 1, 2 Điều 3" names two: ``("Điều 3", "khoản 1")`` and ``("Điều 3", "khoản 2")``.
    """
    levels: list[tuple[str, list[str]]] = []
    for match in _STEP.finditer(nfc(written)):
        word, choices = lower(match[1]), _choices(match)
        if choices and levels and levels[-1][0] == word:
            levels[-1][1].extend(choices)  # "khoản 1, khoản 2 Điều 4"
        elif choices:
            levels.append((word, choices))
    if not levels:
        return ()
    return tuple(dict.fromkeys(product(*(choices for _, choices in reversed(levels)))))


def _choices(match: re.Match[str]) -> list[str]:
    word = lower(match[1])
    word = word.capitalize() if word in ("điều", "chương", "phần", "phụ lục") else word
    if match[2] is None:
        return [word] if word == "Phụ lục" else []
    return [f"{word} {label.strip()}" for label in _LABELS.split(match[2]) if label.strip()]


def print_place(path: Sequence[str]) -> str:
    """Return a place as citations write it, small to large: "điểm a khoản 2 Điều 5"."""
    return " ".join(reversed(path))


def steps_of(path: Sequence[str]) -> tuple[Step, ...]:
    """Return the steps of a path, "mục II.1" and "mục 2.1" below "mục 2" taken apart."""
    steps: list[Step] = []
    for written in path:
        word, _, label = lower(nfc(written)).partition(" ")
        if word in ("phụ", "tiểu"):
            second, _, label = label.partition(" ")
            word = f"{word} {second}"
        parts = re.split(r"[.-]", label.strip(" .)-"))
        while len(parts) > 1 and steps and steps[-1][1] == parts[0]:
            parts = parts[1:]
        steps.extend((word, part) for part in parts)
    return tuple(steps)


def _alike(one: Step, other: Step) -> bool:
    if one[1] != other[1]:
        return False
    words = {one[0], other[0]}
    return len(words) == 1 or words <= _LOOSE or (words <= _OUTER and one[1].strip("ivxlc") == "")


def _leads_to(named: Sequence[Step], way: Sequence[Step]) -> bool:
    """Say whether ``named`` are steps of ``way`` in order, the last of both the same."""
    if not named or not way or not _alike(named[-1], way[-1]):
        return False
    rest = iter(way[:-1])
    return all(any(_alike(step, way_step) for way_step in rest) for step in named[:-1])


def find_place(named: Sequence[str], tree: Sequence[Sequence[str]]) -> int | None:
    """Return which path of ``tree`` the place is; None where it has none, or several alike."""
    wanted = steps_of(named)
    fits = [at for at, path in enumerate(tree) if _leads_to(wanted, steps_of(path))]
    return fits[0] if len(fits) == 1 else None


def place_before(named: Sequence[str]) -> tuple[str, ...] | None:
    """Return the place after which one like "Điều 5a" is put: "Điều 5"; None for others."""
    if not named:
        return None
    match = re.fullmatch(r"(.*\d)[a-zđ]\d?", named[-1])
    return (*named[:-1], match[1]) if match else None


def meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two places of one document have text in common: one lies in the other.

    Steps that only one of them names (a chapter) are passed over.
    """
    first, second = steps_of(one), steps_of(other)
    if not first or not second:
        return True
    return any(_leads_to(short, long[: end + 1]) for short, long, end in _ways(first, second))


def _ways(
    first: Sequence[Step], second: Sequence[Step]
) -> Iterator[tuple[Sequence[Step], Sequence[Step], int]]:
    for short, long in ((first, second), (second, first)):
        for end in range(len(long)):
            yield short, long, end


def mentions(provision: str | None, written: str | None) -> bool:
    """Say whether a changed place and a cited one meet; a whole document meets every place."""
    if provision is None or written is None:
        return True
    ours, theirs = parse_places(provision), parse_places(written)
    if not ours or not theirs:
        return fold(provision) == fold(written)
    return any(meet(one, other) for one in ours for other in theirs)
