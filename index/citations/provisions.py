"""Places that citations name ("điểm a khoản 2 Điều 5") laid on a document's provision tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from ingest.text.numerals import to_roman
from ingest.text.vietnamese import lower, tone_normal

Label = tuple[str, str]
"""A unit of a place: ("điều", "5"), ("mục", "II")."""

_RANK = {
    "tiết": 0,
    "điểm": 1,
    "đoạn": 2,
    "tiểu mục": 3,
    "khoản": 3,
    "điều": 4,
    "mục": 5,
    "chương": 6,
    "phần": 7,
    "phụ lục": 8,
}
ANNEX = "phụ lục"
ISSUED_WITH = " kèm theo"
"""What the name of a text that another issues ends with: "Quy chế kèm theo"."""
DASH = "gạch đầu dòng"
"""An item behind a dash, which is counted: "gạch đầu dòng thứ hai"."""
_UNIT = re.compile(
    r"(?<!\w)(?P<word>tiểu mục|phụ lục|tiết|điểm|đoạn|khoản|điều|mục|chương|phần)\s{1,2}", re.I
)
_LABELS = re.compile(
    r"(?:thứ\s(?P<spoken>\w+)|(?P<label>[IVXLC]+[a-d]?|\d+[a-zđ]?|[a-zđA-E]\d?)(?!\w))"
    r"(?:\.\w+)*"
)
_PARTS = re.compile(r"[.](?=\w)")
_JOIN = re.compile(r"\s{0,2}(?:,|;|và|hoặc|đến|[-–])\s{0,2}(?:và\s)?")
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_SPOKEN = {
    word: str(n)
    for n, word in enumerate(
        ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1
    )
}


@dataclass(frozen=True, slots=True)
class PlacePath:
    """One place, outermost unit first: (("điều", "5"), ("khoản", "2"))."""

    labels: tuple[Label, ...]

    def __str__(self) -> str:
        return " ".join(_written(label) for label in reversed(self.labels))


def _written(label: Label) -> str:
    word, value = label
    if not value:
        return word
    if word == DASH:
        return f"{DASH} thứ {next((w for w, n in _SPOKEN.items() if n == value), value)}"
    return f"{'Điều' if word == 'điều' else word} {value}"


def parse_pinpoints(text: str) -> tuple[PlacePath, ...]:
    """Return the places that a citation's pinpoint names, lists taken apart.

    "khoản 1, 3 Điều 5 và Điều 7" names three.  Units without a label ("khoản này") and what
    is no unit are left out.
    """
    rows = [row for chain in _chains(text) for row in product(*reversed(chain))]
    return tuple(dict.fromkeys(PlacePath(tuple(_in_order(row))) for row in rows if row))


def _in_order(labels: Sequence[Label]) -> Iterator[Label]:
    for word, value in labels:
        # "mục II.1" is mục 1 of mục II; "điểm 2.1" has a label of two numbers.
        first, *rest = _PARTS.split(value)
        if rest and word == "điều":
            # "Điều 3.2" is khoản 2 of Điều 3.
            yield word, first
            yield from zip(("khoản", "điểm"), rest, strict=False)
        elif rest and not first.isdigit():
            yield word, first
            yield word, ".".join(rest)
        else:
            yield word, value


def _chains(text: str) -> Iterator[list[list[Label]]]:
    """Yield chains of units, small to large; each unit with the labels listed behind it."""
    chain: list[list[Label]] = []
    rank = -1
    normal = tone_normal(text)
    for hit in _UNIT.finditer(normal):
        word = lower(hit["word"])
        labels = [(word, label) for label in _labels(normal, hit.end())]
        if not labels:
            continue
        if chain and _RANK[word] <= rank:
            yield chain
            chain = []
        chain.append(labels)
        rank = _RANK[word]
    if chain:
        yield chain


def _labels(text: str, at: int) -> Iterator[str]:
    while True:
        hit = _LABELS.match(text, at)
        if hit is None:
            return
        if hit["spoken"]:
            if hit["spoken"] in _SPOKEN:
                yield _SPOKEN[hit["spoken"]]
        else:
            yield hit[0]
        joint = _JOIN.match(text, hit.end())
        if joint is None:
            return
        at = joint.end()


# --- on a document's tree ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a place is in a document: True, False, or None where that cannot be told.

    ``known`` (Vietnamese) says what is there instead, or why it cannot be told.
    """

    holds: bool | None
    known: str = ""


def presence(place: PlacePath, paths: Sequence[tuple[str, ...]]) -> Presence:
    """Say whether ``place`` is among the provisions of a document.

    A place is denied only where the document's own numbering runs past it or ends before it:
    a tree without the unit at all tells nothing.
    """
    if not paths:
        return Presence(None, "chưa nhận được bố cục của văn bản")
    if any(on_path(place, path) for path in paths):
        return Presence(True)
    place = PlacePath(_in_older_form(place, (split_label(item) for path in paths for item in path)))
    for depth in range(len(place.labels)):
        outer = PlacePath(place.labels[:depth])
        inside = [path for path in paths if on_path(outer, path)]
        if not any(on_path(PlacePath(place.labels[: depth + 1]), path) for path in inside):
            return _denied(place.labels[depth], outer, inside)
    return Presence(None, "chưa xác định được")


def on_path(place: PlacePath, path: Iterable[str]) -> bool:
    """Say whether a path of provisions leads to ``place`` or below it."""
    rows = tuple(map(split_label, path))
    labels = iter(rows)
    return all(any(_same(one, other) for other in labels) for one in _in_older_form(place, rows))


def _in_older_form(place: PlacePath, rows: Iterable[Label]) -> tuple[Label, ...]:
    """Return a place's labels, "phần III" as "mục III" where the tree has no "phần".

    Texts cite the "III-" of the older Party form (66-QĐ/TW 2017, 36-HD/VPTW 2018) either way.
    """
    if any(word == "phần" for word, _ in rows):
        return place.labels
    return tuple(
        ("mục", _as_roman(value)) if word == "phần" else (word, value)
        for word, value in place.labels
    )


def _as_roman(value: str) -> str:
    return to_roman(int(value)) if value.isdigit() else value


def split_label(item: str) -> Label:
    """Return a step of a path as word and label: "gạch đầu dòng thứ hai" is the second.

    The one annex of a document may have no label ("Phụ lục", "Quy chế kèm theo").
    """
    if lower(item) == ANNEX or lower(item).endswith(ISSUED_WITH):
        return lower(item), ""
    word, _, value = item.rpartition(" ")
    word = lower(word)
    if word.endswith(" thứ"):
        return word.removesuffix(" thứ"), _SPOKEN.get(lower(value), value)
    return word, value


def _same(one: Label, other: Label) -> bool:
    """Say whether two labels name one unit.

    Articles, chapters, parts and annexes go by their word.  Below, and where there are no
    articles, one unit goes by several words (khoản 2, mục 2, điểm 2).
    """
    words = {one[0], other[0]}
    if lower(one[1]) != lower(other[1]):
        # "Phần thứ hai", "Phần 2" and "Phần II" are one part.
        return len(words) == 1 and words <= _NUMBERED and _is_one_number(one[1], other[1])
    if not one[1] and len(words) > 1:
        return False
    return len(words) == 1 or not words & {"điều", "chương", "phần", "phụ lục", DASH}


_NUMBERED = frozenset({"phần", "chương"})
"""Units whose numerals are told in Roman, in Arabic figures and in words."""


def _is_one_number(one: str, other: str) -> bool:
    first, second = _order(one), _order(other)
    return first is not None and first == second


def _denied(missing: Label, outer: PlacePath, inside: Sequence[tuple[str, ...]]) -> Presence:
    word, value = missing
    siblings = _siblings(word, outer, inside)
    if not siblings and "." in value:
        # "điểm 2.3" of a text and "mục 2.3" of its tree are one.
        word = "mục"
        siblings = [one for one in _siblings(word, outer, inside) if "." in one]
    where = f"{outer} " if outer.labels else ""
    if not siblings:
        return Presence(None, f"{where or 'văn bản '}không chia {word}, hoặc chưa nhận được bố cục")
    first, last = siblings[0], siblings[-1]
    extent = f"{where}chỉ có {_written((word, first))}"
    if first != last:
        extent += f" đến {_written((word, last))}"
    order = _order(value)
    orders = [_order(one) for one in siblings]
    if order is None or None in orders:
        return Presence(None, extent)
    known = sorted(one for one in orders if one is not None)
    gaps = any(b[0] - a[0] > 1 for a, b in pairwise(known))
    between = known[0] < order < known[-1]
    return Presence(None if between and gaps else False, extent)


def _siblings(word: str, outer: PlacePath, inside: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the labels of the units of this word right below ``outer``, in reading order."""
    values: dict[str, None] = {}
    for path in inside:
        for item in path:
            item_word, value = split_label(item)
            if item_word == word and not on_path(
                PlacePath(((item_word, value),)), map(_written, outer.labels)
            ):
                values.setdefault(value)
                break
    return list(values)


def _order(value: str) -> tuple[int, str] | None:
    """Return what a label is ordered by; None where that is unknown."""
    digits = re.match(r"(?:\d+\.)*(\d+)([^\d.]*)$", value)
    if digits:
        return int(digits[1]), digits[2]
    if re.fullmatch(r"[IVXLC]+", value):
        return _roman(value), ""
    if len(value) == 1 and lower(value) in _ALPHABET:
        return _ALPHABET.index(lower(value)), ""
    return None


def _roman(value: str) -> int:
    worth = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in value]
    return sum(-a if a < b else a for a, b in pairwise([*worth, 0]))
