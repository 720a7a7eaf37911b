"""Places named in words ("điểm a, b khoản 1 và khoản 4 Điều 64") as paths of the provision tree.

A path runs from the largest unit to the smallest, each written as a reader cites it:
``("Điều 64", "khoản 1", "điểm a")``.  The order of naming is small to large (Nghị định
30/2020/NĐ-CP, Phụ lục I: viện dẫn).  Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

Path = tuple[str, ...]

_LABEL = (
    r"(?:(?:[IVXLC]{1,6}[a-d]?(?:[.-]\d{1,2}){0,2}|[A-E](?:\.\d{1,2})?|\d{1,3}(?:\.\d{1,3}){0,3}[a-zđ]?\d?"
    r"|[a-zđ]\d?|thứ\s(?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|cuối|đầu)(?!\w))"
)
_WORDS = "câu|gạch đầu dòng|mẫu số|mẫu|tiết|điểm|khoản|đoạn|tiểu mục|điều|mục|chương|phần|phụ lục"
_UNIT = re.compile(
    rf"(?<!\w)(?P<word>{_WORDS})\s{{1,2}}(?:từ\s(?={_LABEL}\sđến\s))?(?P<labels>này|{_LABEL}"
    rf"(?:(?:\s{{0,2}}[-–,]\s{{0,2}}(?:và\s)?|\s(?:và|hoặc|đến)\s){_LABEL})*)(?!\w)",
    re.IGNORECASE,
)
_ONE = re.compile(rf"(?P<joint>[-–]|đến)?\s{{0,2}}(?P<label>{_LABEL})", re.IGNORECASE)
_RANK = {
    "câu": -2, "đoạn": -1, "gạch đầu dòng": 0, "tiết": 1, "điểm": 2, "khoản": 4, "tiểu mục": 4, "mục": 7,
    "điều": 6, "mẫu số": 6, "mẫu": 6, "chương": 8, "phần": 9, "phụ lục": 10,
}  # fmt: skip
_IN_ARTICLE = 5
"""Rank of a "mục" inside an article."""
_FAR = 24
"""Letters between two units of one place."""
_CUT = re.compile(r"[;.:\n]|(?<!\w)(?:và|hoặc)(?!\w)")
_CAPITALISED = frozenset({"điều", "chương", "phần", "phụ lục", "tiểu mục", "mẫu số", "mẫu"})
MOST = 60
"""The longest range believed ("từ Điều 5 đến Điều 64")."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One word and its labels: "các khoản 4, 5"; ``each`` where "các" stands before it."""

    word: str
    labels: tuple[str, ...]
    start: int
    end: int
    rank: int
    each: bool


def paths_of(text: str) -> tuple[Path, ...]:
    """Return the places that ``text`` names, in the order they are named.

    A place relative to where it stands ("Điều này") keeps the word: ``("Điều này",)``.
    """
    units = _ranked(text, list(_units(text)))
    paths: list[Path] = []
    for index, unit in enumerate(units):
        whole = _above(units, index, text)
        if not whole:
            whole = [_named_before(units, index, text)]
            if paths and whole[0] == paths[-1]:
                paths.pop()  # "Điều 5, khoản 2": the article only says where the clause lies
        for above in whole:
            paths.extend(
                (*above, *_cited(unit.word, label, above)) for label in _leaves(units, index, text)
            )
    return tuple(dict.fromkeys(paths))


_BEHIND = re.compile(
    r"(?<!\w)(?:ngay\s)?(?:(?:vào\s)?(?P<beside>sau|trước)|vào)\s(?=(?:các\s)?\w)", re.IGNORECASE
)


def added_paths(text: str) -> tuple[Path, ...]:
    """Return the places that "khoản 9 vào sau khoản 8 Điều 2" adds: ``("Điều 2", "khoản 9")``."""
    behind = _BEHIND.search(text)
    if behind is None:
        return paths_of(text)
    added, where = paths_of(text[: behind.start()]), next(iter(paths_of(text[behind.end() :])), ())
    if behind["beside"] is None:
        return tuple((*where, *path) for path in added)
    return tuple(_beside(path, where) for path in added)


def _beside(path: Path, beside: Path) -> Path:
    """Return an added place with what holds the place it is put beside."""
    word = path[0].rpartition(" ")[0].lower()
    above = [unit for unit in beside if unit.rpartition(" ")[0].lower() != word]
    level = next(
        (at for at, unit in enumerate(beside) if unit.rpartition(" ")[0].lower() == word),
        len(above),
    )
    return (*beside[:level], *path)


def _units(text: str) -> Iterator[_Unit]:
    before: _Unit | None = None
    for hit in _UNIT.finditer(text):
        word = " ".join(hit["word"].lower().split())
        labels = _labels(hit["labels"])
        if before is not None and _is_range(text, before, word, hit.start()):
            labels = (*_between(before.labels[-1], labels[0]), *labels)
        each = text[max(0, hit.start() - 4) : hit.start()].lower() == "các "
        before = _Unit(word, labels, *hit.span(), _RANK[word], each)
        yield before


def _ranked(text: str, units: list[_Unit]) -> list[_Unit]:
    """Return the units with "mục 2 Điều 4" read as a part of the article it names."""
    return [
        replace(unit, rank=_IN_ARTICLE)
        if unit.word == "mục" and right.word == "điều" and not _parted(text, unit, right)
        else unit
        for unit, right in pairwise(units)
    ] + units[-1:]


def _is_range(text: str, before: _Unit, word: str, at: int) -> bool:
    """Say whether "từ Điều 5 đến Điều 7" stands there."""
    return before.word == word and text[before.end : at].strip() == "đến"


def _labels(written: str) -> tuple[str, ...]:
    if written.lower() == "này":
        return ("này",)
    labels: list[str] = []
    for hit in _ONE.finditer(written):
        label = " ".join(hit["label"].split())
        if hit["joint"] and labels:
            labels.extend(_between(labels[-1], label))
        labels.append(label)
    return tuple(dict.fromkeys(labels))


def _between(first: str, last: str) -> tuple[str, ...]:
    """Return the labels strictly between two: numbers, or letters of one row."""
    if first.isdigit() and last.isdigit():
        return tuple(map(str, range(int(first) + 1, min(int(last), int(first) + MOST))))
    row = "abcdđeghiklmnopqrstuvxy"
    if len(first) == len(last) == 1 and first in row and last in row:
        return tuple(row[row.index(first) + 1 : row.index(last)])
    return ()


def _leaves(units: Sequence[_Unit], index: int, text: str) -> tuple[str, ...]:
    """Return the labels of a unit that are places themselves, not where a smaller one lies."""
    unit = units[index]
    if index == 0 or units[index - 1].rank >= unit.rank or _parted(text, units[index - 1], unit):
        return unit.labels
    return () if unit.each else unit.labels[1:]


def _parted(text: str, left: _Unit, right: _Unit) -> bool:
    """Say whether a larger unit behind a smaller one does not hold it."""
    joint = text[left.end : right.start]
    if len(joint) > _FAR or _CUT.search(joint):
        return True
    # An article's number is the document's own; "Điều 3, Chương IV" are two places.
    return right.rank > _RANK["mục"] and "," in joint


def _above(units: Sequence[_Unit], index: int, text: str) -> list[Path]:
    """Return the paths of what a unit lies in: the larger units that follow it."""
    unit = units[index]
    for right in range(index + 1, min(len(units), index + MOST)):
        left, larger = units[right - 1], units[right]
        joint = text[left.end : larger.start]
        if ";" in joint or "." in joint or "\n" in joint:
            break
        if larger.rank <= unit.rank:
            continue
        if larger.rank > left.rank and _parted(text, left, larger):
            break
        labels = larger.labels if larger.each else larger.labels[:1]
        return [
            (*above, *_cited(larger.word, label, above))
            for above in _above(units, right, text) or [()]
            for label in labels
        ]
    return []


def _named_before(units: Sequence[_Unit], index: int, text: str) -> Path:
    """Return the larger unit before one that is named large to small ("Điều 5, khoản 2")."""
    if index == 0:
        return ()
    left = units[index - 1]
    if left.rank <= units[index].rank or len(left.labels) > 1 or units[index].rank >= 6:
        return ()
    if _CUT.search(text[left.end : units[index].start]):
        return ()
    above = _named_before(units, index - 1, text)
    return (*above, *_cited(left.word, left.labels[0], above))


def _cited(word: str, label: str, above: Path) -> Path:
    """Return a unit as a reader cites it; "mục II.1" is two."""
    if word in ("mục",) and re.match(r"[IVXLC]+[.-]\d|[A-E]\.\d", label):
        head, *rest = re.split(r"[.-]", label)
        return (f"mục {head}", *(f"mục {part}" for part in rest))
    shown = label.lower() if label.lower().startswith("thứ") else label
    if word == "mục" and above and above[-1].startswith("Chương"):
        return (f"Mục {shown}",)
    return (f"{word.capitalize() if word in _CAPITALISED else word} {shown}",)


def lies_in(path: Path, whole: Path, *, loose: bool = False) -> bool:
    """Say whether a place as named may be the provision with the path ``whole``.

    The units named stand in ``whole`` in their order, the smallest last.

    :param loose: take small units for one another ("khoản 2" of a text whose tree says
        "mục 2"), and "Phần I" for the "I-" of the older Party form.
    """
    if not path or not whole or not _same(path[-1], whole[-1], loose=loose):
        return False
    rest = iter(whole)
    return all(any(_same(unit, part, loose=loose) for part in rest) for unit in path)


_LOOSE = frozenset({"khoản", "mục", "điểm", "tiết", "đoạn", "tiểu mục"})
_OUTER = frozenset({"phần", "mục"})


def _same(named: str, actual: str, *, loose: bool) -> bool:
    one, other = unit_key(named), unit_key(actual)
    if one == other or not loose or one[1] != other[1]:
        return one == other
    words = {one[0], other[0]}
    return words <= _LOOSE or (words <= _OUTER and one[1].isupper())


@lru_cache(maxsize=1 << 12)
def unit_key(unit: str) -> tuple[str, str]:
    """Return what two writings of one unit share: ("điều", "5")."""
    word, _, label = unit.rpartition(" ")
    # "điểm 2.1", "mục 2.1" and "tiết 2.1" are written for one another.
    plain = label.strip(".").lower() if not label.isupper() else label
    loose = word.lower().removesuffix(" số")
    plain = plain.lstrip("0") or plain
    return ("mục" if loose in ("tiểu mục", "tiết", "điểm") and "." in plain else loose, plain)
