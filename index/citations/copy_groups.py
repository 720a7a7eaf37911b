"""Which files of a library are one document: those worth comparing, judged and grouped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from index.citations.copies import SAME_TEXT, CopyVerdict, Likeness, judge, number_of
from index.results import DocumentCard

_BANDS = 8


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file: its card, a sketch of its text, whether someone signed it."""

    n: int
    card: DocumentCard
    sketch: bytes = b""
    signed: bool = False
    paged: bool = True
    digest: str = ""
    decided: Mapping[str, str] = field(default_factory=dict)
    """What an editor decided of this file and others: by digest, ONE or TWO."""


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


def find_copies(files: Iterable[FileFacts], alike: Callable[[int, int], Likeness]) -> Copies:
    """Return which files are one document.

    :param alike: how far the texts of two files are one, asked of those worth comparing.
    """
    facts = {file.n: file for file in files}
    judged = {
        (one, other): _judged(facts[one], facts[other], alike)
        for one, other in _worth_comparing(list(facts.values()))
    }
    decided = _decided(facts.values())
    judged |= {pair: (verdict, "") for pair, verdict in decided.items()}
    groups = _united(_joined(facts, judged), decided)
    copies_of: dict[int, tuple[int, ...]] = {}
    for group in groups:
        ordered = tuple(sorted(group, key=lambda n: _rank(facts[n]), reverse=True))
        copies_of.update(dict.fromkeys(group, ordered))
    repeats = frozenset(
        n
        for n, group in copies_of.items()
        if n != group[0] and alike(min(n, group[0]), max(n, group[0])).share >= SAME_TEXT
    )
    return Copies(copies_of, _doubts(judged, copies_of, _apart(decided, copies_of)), repeats)


def _decided(files: Iterable[FileFacts]) -> dict[tuple[int, int], CopyVerdict]:
    """Return what editors decided, by pairs of files that are both there."""
    held = {file.digest: file.n for file in files if file.digest}
    return {
        (min(file.n, held[other]), max(file.n, held[other])): CopyVerdict(verdict)
        for file in files
        for other, verdict in file.decided.items()
        if other in held and held[other] != file.n
    }


def _united(
    groups: list[set[int]], decided: Mapping[tuple[int, int], CopyVerdict]
) -> list[set[int]]:
    """Return the groups, with those made one of which an editor said so."""
    home = {n: group for group in groups for n in group}
    for (one, other), verdict in decided.items():
        if verdict is CopyVerdict.ONE:
            whole = home.get(one, {one}) | home.get(other, {other})
            home.update(dict.fromkeys(whole, whole))
    return _distinct(home.values())


def _apart(
    decided: Mapping[tuple[int, int], CopyVerdict], files: Mapping[int, tuple[int, ...]]
) -> frozenset[frozenset[int]]:
    """Return the documents, by their preferred files, of which an editor said that they are two."""
    return frozenset(
        frozenset(files.get(n, (n,))[0] for n in pair)
        for pair, verdict in decided.items()
        if verdict is CopyVerdict.TWO
    )


def _judged(
    one: FileFacts, other: FileFacts, alike: Callable[[int, int], Likeness]
) -> tuple[CopyVerdict, str]:
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
        number = number_of(file.card)
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
    facts: Mapping[int, FileFacts], judged: Mapping[tuple[int, int], tuple[CopyVerdict, str]]
) -> list[set[int]]:
    """Return the groups of files that are one document.

    Files of one number come first; a file without number goes with the one document it is, and
    with none where it may be either of two.
    """
    same: dict[int, set[int]] = defaultdict(set)
    for (one, other), (verdict, _) in judged.items():
        if verdict is CopyVerdict.ONE:
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
    judged: Mapping[tuple[int, int], tuple[CopyVerdict, str]],
    files: Mapping[int, tuple[int, ...]],
    apart: frozenset[frozenset[int]],
) -> dict[int, tuple[Doubt, ...]]:
    doubts: dict[int, dict[int, str]] = defaultdict(dict)
    for (one, other), (verdict, reason) in judged.items():
        homes = files.get(one, (one,))[0], files.get(other, (other,))[0]
        if homes[0] == homes[1] or verdict is CopyVerdict.TWO or frozenset(homes) in apart:
            continue
        # Sure of both, and the two are not one: it cannot be told whose copy it is.
        for n, m in (homes, homes[::-1]):
            doubts[n].setdefault(m, reason or "lời văn trùng với hơn một văn bản")
    return {n: tuple(Doubt(m, why) for m, why in rows.items()) for n, rows in doubts.items()}


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
