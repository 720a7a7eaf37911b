"""One document in several files: a draft and its signed copy, a PDF and a web page, two scans.

Only sure evidence makes two files one document: number, day and body, or nearly the same text
with nothing against it.  What is doubtful is offered to the editor and joins nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations

from index.citations import committees as committee
from index.citations.titles import same_title
from index.results import DocumentCard
from ingest.errors import NumberError
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber, Style

SAME_TEXT = 0.9
"""Pairs of syllables (Jaccard) that two readings of one text share."""
NO_NUMBER = 0.95
"""What two files without any number must share."""
LIKE = 0.6
"""What a bad scan still shares with what was scanned."""
RELATED = 0.75
_BANDS = 8
_NATIONAL = re.compile(
    r".*TW|(?:UBTV)?QH\d+|CP|TTg|CTN|VPCP|NHNN|AL|B(?!.*(?:TU|HU|QU|ĐU)$)[A-ZĐ]+"
)
"""Codes of bodies of which there is one in the country; every province has its "TU"."""


class Verdict(StrEnum):
    """Whether two files are one document."""

    ONE = "one"
    MAYBE = "maybe"
    TWO = "two"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file: its card, a sketch of its text, whether someone signed it."""

    n: int
    card: DocumentCard
    sketch: bytes = b""
    signed: bool = False
    paged: bool = True


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two texts are one: pairs of syllables, and whether the same figures stand in them."""

    share: float
    same_figures: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """A file that may be the same document as another, and why (Vietnamese)."""

    n: int
    reason: str


@dataclass(frozen=True, slots=True)
class Copies:
    """Which files of a library are one document, by their numbers in the catalogue."""

    files: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Of each file that has copies: all files of its document, the preferred one first."""
    doubts: Mapping[int, tuple[Doubt, ...]] = field(default_factory=dict)
    """Of a document's preferred file: what else may be it."""
    repeats: frozenset[int] = frozenset()
    """Files that say nothing the preferred one does not say."""

    def preferred(self, n: int) -> int:
        """Return the file that stands for the document of file ``n``."""
        return self.files.get(n, (n,))[0]

    def is_preferred(self, n: int) -> bool:
        """Say whether a file stands for its document."""
        return self.preferred(n) == n


def judge(one: DocumentCard, other: DocumentCard, alike: Likeness) -> tuple[Verdict, str]:
    """Say whether two files are one document, and why (Vietnamese) where that is doubtful."""
    kinds_differ = None not in (one.kind, other.kind) and one.kind != other.kind
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        if first != second or (kinds_differ and alike.share < SAME_TEXT):
            return Verdict.TWO, ""
        if kinds_differ:
            return Verdict.MAYBE, "cùng số và cùng lời văn nhưng ghi loại khác nhau"
        return _of_one_number(one, other, first, alike)
    if kinds_differ or _bodies_agree(one, other) is False:
        return Verdict.TWO, ""
    if one.subject and other.subject and not same_title(one.subject, other.subject):
        return Verdict.TWO, ""
    return _without_number(one, other, alike, numbered=first is not None or second is not None)


def _of_one_number(
    one: DocumentCard, other: DocumentCard, number: DocumentNumber, alike: Likeness
) -> tuple[Verdict, str]:
    national = _NATIONAL.fullmatch(number.body or "") is not None
    bodies = True if national else _bodies_agree(one, other)
    if bodies is False:
        return Verdict.TWO, ""
    if one.issued and other.issued and one.issued != other.issued:
        if _number_may_be_one(one.issued, other.issued, number) and alike.share >= RELATED:
            return Verdict.MAYBE, "cùng số và cùng lời văn nhưng ghi ngày khác nhau"
        return Verdict.TWO, ""
    if one.issued and other.issued:
        if bodies or alike.share >= LIKE:
            return Verdict.ONE, ""
        return Verdict.MAYBE, "cùng số và ngày nhưng chưa rõ có cùng cơ quan ban hành"
    return _undated(alike)


def _number_may_be_one(one: date, other: date, number: DocumentNumber) -> bool:
    """Say whether two days lie where a number is given once: a term, or a year of the State's."""
    if number.style is Style.PARTY:
        return committee.same_term(one, other)
    return one.year == other.year


def _undated(alike: Likeness) -> tuple[Verdict, str]:
    if alike.share >= RELATED:
        return Verdict.ONE, ""
    if alike.share >= LIKE / 2:
        return Verdict.MAYBE, "cùng số nhưng có tệp không đọc được ngày"
    return Verdict.TWO, ""


def _without_number(
    one: DocumentCard, other: DocumentCard, alike: Likeness, *, numbered: bool
) -> tuple[Verdict, str]:
    if one.issued and other.issued and one.issued != other.issued:
        return Verdict.TWO, ""
    enough = alike.share >= (SAME_TEXT if numbered else NO_NUMBER)
    if enough and alike.same_figures:
        return Verdict.ONE, ""
    if enough:
        return Verdict.MAYBE, "lời văn gần như một nhưng con số khác nhau"
    if alike.share >= RELATED:
        return Verdict.MAYBE, f"lời văn giống nhau {alike.share:.0%}"
    return Verdict.TWO, ""


def _number(card: DocumentCard) -> DocumentNumber | None:
    try:
        return DocumentNumber.parse(card.number) if card.number else None
    except NumberError:
        return None


def _bodies_agree(one: DocumentCard, other: DocumentCard) -> bool | None:
    """Say whether two cards name one body; None where one names none or leaves its place out."""
    answers = [
        _same_body(first, second)
        for first, second in ((one.issuer, other.issuer), (one.deciding_body, other.deciding_body))
        if first and second
    ]
    if False in answers:
        return False
    return True if True in answers else None


def _same_body(one: str, other: str) -> bool | None:
    known = committee.same_body(one, other)
    if known is not None:
        return known
    first, second = f" {fold(one)} ", f" {fold(other)} "
    # "Tỉnh ủy" may be "Tỉnh ủy Minh Hà"; "Tỉnh ủy An Hòa" is not.
    return None if first in second or second in first else False


# --- a library's files ------------------------------------------------------------------


def find_copies(files: Iterable[FileFacts], alike: Callable[[int, int], Likeness]) -> Copies:
    """Return which files are one document.

    :param alike: how far the texts of two files are one, asked of those worth comparing.
    """
    facts = {file.n: file for file in files}
    judged = {
        (one, other): _judged(facts[one], facts[other], alike)
        for one, other in _worth_comparing(list(facts.values()))
    }
    groups = _joined(facts, judged)
    found: dict[int, tuple[int, ...]] = {}
    for group in groups:
        ordered = tuple(sorted(group, key=lambda n: _rank(facts[n]), reverse=True))
        found.update(dict.fromkeys(group, ordered))
    repeats = frozenset(
        n
        for n, group in found.items()
        if n != group[0] and alike(min(n, group[0]), max(n, group[0])).share >= SAME_TEXT
    )
    return Copies(found, _doubts(judged, found), repeats)


def _judged(
    one: FileFacts, other: FileFacts, alike: Callable[[int, int], Likeness]
) -> tuple[Verdict, str]:
    """Judge two files; their texts are read only where what they say leaves it open."""
    unlike, same = (judge(one.card, other.card, Likeness(share)) for share in (0.0, 1.0))
    return same if same == unlike else judge(one.card, other.card, alike(one.n, other.n))


CROWD = 60
"""Files that agree in a stretch of their sketches before it tells of a form, not of a text."""


def _worth_comparing(files: Sequence[FileFacts]) -> list[tuple[int, int]]:
    """Return pairs of one number, and pairs of like texts of which one has no number."""
    groups: dict[str, list[FileFacts]] = defaultdict(list)
    bands: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for file in files:
        number = _number(file.card)
        if number is not None:
            groups[number.key].append(file)
        else:
            for band in _bands(file.sketch):
                bands[band].append(file.n)
    pairs = {pair for group in groups.values() for pair in _of_one_key(group)}
    telling = {band: near for band, near in bands.items() if len(near) <= CROWD}
    for near in telling.values():
        pairs.update(combinations(sorted(near), 2))
    for file in files if telling else ():
        if file.card.number is not None:
            near = [n for band in _bands(file.sketch) for n in telling.get(band, ())]
            pairs.update((min(n, file.n), max(n, file.n)) for n in near)
    return sorted(pairs)


def _of_one_key(group: Sequence[FileFacts]) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth comparing among files of one number.

    Every branch has its own 01-BB/CB: of a crowd only files of one day are compared.
    """
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for file in group:
        by_day[file.card.issued if len(group) > CROWD else None].append(file.n)
    for numbers in by_day.values():
        yield from combinations(sorted(numbers)[: CROWD * 4], 2)


def _bands(sketch: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield stretches of a sketch: texts nearly the same agree in one of them at least."""
    width = len(sketch) // _BANDS
    for band in range(_BANDS if sketch else 0):
        yield band, sketch[band * width : (band + 1) * width]


def _joined(
    facts: Mapping[int, FileFacts], judged: Mapping[tuple[int, int], tuple[Verdict, str]]
) -> list[set[int]]:
    """Return the groups of files that are one document.

    Files of one number come first; a file without number goes with the one document it is, and
    with none where it may be either of two.
    """
    same: dict[int, set[int]] = defaultdict(set)
    for (one, other), (verdict, _) in judged.items():
        if verdict is Verdict.ONE:
            same[one].add(other)
            same[other].add(one)
    home: dict[int, set[int]] = {}
    numbered = [n for n in sorted(same) if facts[n].card.number]
    for n in numbered:
        near = [home[m] for m in same[n] if m in home and facts[m].card.number]
        group = next((g for g in near if all(m in same[n] for m in g)), None)
        _put(n, group, home)
    for n in sorted(same.keys() - home.keys()):
        groups = _distinct(home[m] for m in same[n] if m in home)
        if len(groups) < 2:
            _put(n, groups[0] if groups else None, home)
    return [group for group in _distinct(home.values()) if len(group) > 1]


def _put(n: int, group: set[int] | None, home: dict[int, set[int]]) -> None:
    group = set() if group is None else group
    group.add(n)
    home[n] = group


def _distinct(groups: Iterable[set[int]]) -> list[set[int]]:
    return list({id(group): group for group in groups}.values())


def _rank(file: FileFacts) -> tuple[object, ...]:
    """What makes a file stand for its document: number, pages, a signature, day, a sure text.

    What it does not say itself is taken from another file (:mod:`index.catalogue.files`).
    """
    card = file.card
    return (
        card.number is not None,
        file.paged,
        file.signed,
        card.issued is not None,
        card.confidence,
        -file.n,
    )


def _doubts(
    judged: Mapping[tuple[int, int], tuple[Verdict, str]], files: Mapping[int, tuple[int, ...]]
) -> dict[int, tuple[Doubt, ...]]:
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for (one, other), (verdict, reason) in judged.items():
        homes = files.get(one, (one,))[0], files.get(other, (other,))[0]
        if homes[0] == homes[1] or verdict is Verdict.TWO:
            continue
        # Sure of both, and the two are not one: it cannot be told whose copy it is.
        for n, m in (homes, homes[::-1]):
            found[n].setdefault(m, reason or "lời văn trùng với hơn một văn bản")
    return {n: tuple(Doubt(m, why) for m, why in rows.items()) for n, rows in found.items()}


def document_sketch(sketches: Iterable[bytes]) -> bytes:
    """Return the sketch of a whole text from those of its passages; empty where all are short."""
    return b"".join(_least(list(filter(None, sketches))))


def sketch_likeness(one: bytes, other: bytes) -> float:
    """Return the share of numbers that two sketches have in common; 0 where one is empty."""
    if not one or len(one) != len(other):
        return 0.0
    places = range(0, len(one), 4)
    return sum(one[n : n + 4] == other[n : n + 4] for n in places) / len(places)


def _least(sketches: Sequence[bytes]) -> Iterator[bytes]:
    # The least of a union is the least of the leasts.
    for place in range(0, len(sketches[0]) if sketches else 0, 4):
        yield min((one[place : place + 4] for one in sketches), key=_value)


def _value(four: bytes) -> int:
    return int.from_bytes(four, "little")
