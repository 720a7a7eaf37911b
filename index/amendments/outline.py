"""The places of a text that is being changed: where each provision stands now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.amendments.labels import LETTERS, NotPlaced
from ingest.model import Provision
from ingest.references.paths import Path, lies_in

_FORMS = ("phụ lục", "mẫu", "biểu", "danh mục")
"""Annexes whose articles no one means who names an article of the document."""


@dataclass(slots=True)
class Place:
    """A provision of a reading: offsets of the text as it stands now."""

    path: Path
    start: int
    end: int
    title_end: int
    """Where its heading line ends; ``start`` where it has no title."""

    def holds(self, other: Place) -> bool:
        """Say whether another place lies in this one."""
        return other is not self and self.start <= other.start and other.end <= self.end


@dataclass(slots=True)
class LiveOutline:
    """The places of a reading, kept right while its text changes."""

    places: list[Place] = field(default_factory=list)

    def add(self, provisions: Sequence[Provision], text: str) -> None:
        """Take in the provisions of the base text."""
        for one in provisions:
            place = Place(one.path, one.span.start, one.span.end, _title_end(one, text))
            self.places.append(place)

    def take_in(self, provisions: Sequence[Provision], text: str, at: int, path: Path) -> None:
        """Take in new words at an offset: a provision, what lies in it, and its new siblings.

        :param provisions: what the new words' own tree has; the first is the provision itself.
        :param path: where the provision stands in the tree.
        """
        heads = [one for one in provisions if one.parent is None]
        own = heads[0].path[0] if heads and heads[0].span.start == 0 else None
        if own is None or any(_word(one.path[0]) != _word(own) for one in heads):
            self.places.append(Place(path, at, at + len(text), at))
            own = None
        for one in provisions:
            if own is None:
                whole = (*path, *one.path)
            else:
                head = path[-1] if one.path[0] == own else _like(path[-1], one.path[0])
                whole = (*path[:-1], head, *one.path[1:])
            start, end = one.span.start + at, one.span.end + at
            self.places.append(Place(whole, start, end, _title_end(one, text) + at))

    def whole(self, length: int) -> Place:
        """Return the body: from the first provision to the last."""
        start = min((place.start for place in self.places), default=0)
        end = max((place.end for place in self.places), default=length)
        return Place((), start, end, start)

    def end_behind(self, anchor: Place, path: Path) -> int:
        """Return where a new place follows an anchor: behind new ones that come before it."""
        at = anchor.end
        while True:
            following = [
                place
                for place in self.places
                if place.start == at + 1
                and place.path[:-1] == path[:-1]
                and order_of(place.path[-1]) < order_of(path[-1])
            ]
            if not following:
                return at
            at = following[0].end

    def find(self, path: Path) -> Place:
        """Return the one place of a path.

        :raises NotPlaced: when the text has it not, or more than once.
        """
        fits = self.all(path)
        if len(fits) > 1:
            fits = [place for place in fits if not _is_form(place.path)]
        if len(fits) == 1:
            return fits[0]
        name = " ".join(reversed(path))
        why = f"có {len(fits)} chỗ cùng tên" if fits else "không thấy"
        raise NotPlaced(
            f"{why} “{name}” trong văn bản gốc (hoặc chỗ này đã được thay, bỏ trước đó)"
        )

    def all(self, path: Path) -> list[Place]:
        """Return every place that a path may name."""
        exact = [place for place in self.places if lies_in(path, place.path)]
        return exact or [place for place in self.places if lies_in(path, place.path, loose=True)]

    def children(self, place: Place) -> Iterator[Place]:
        """Yield the places that lie in a place, by start."""
        inside = (other for other in self.places if place.holds(other))
        yield from sorted(inside, key=lambda other: other.start)

    def shift(self, start: int, end: int, grown: int, *, keep: Place | None = None) -> None:
        """Let the places follow a change: what lay in the stretch goes, what holds it grows.

        :param keep: stays though it is the stretch itself.
        """
        self.places = [
            place
            for place in self.places
            if place is keep or not (start <= place.start and place.end <= end and start < end)
        ]
        for place in self.places:
            place.title_end = _moved(place.title_end, start, end, grown)
            place.start = (
                _moved(place.start, start, end, grown) if place.start > start else place.start
            )
            place.end = _moved(place.end, start, end, grown)

    def open(self, at: int, grown: int, path: Path) -> None:
        """Let the places follow words put in at an offset, as a provision with ``path``."""
        for place in self.places:
            if place.start >= at:
                place.start += grown
            if place.title_end > at or (place.title_end == at and place.start > at):
                place.title_end += grown
            if place.end > at or (place.end == at and _is_above(place.path, path)):
                place.end += grown

    def rename(self, place: Place, unit: str) -> None:
        """Let a place, and what lies in it, have another last unit."""
        level = len(place.path) - 1
        for other in [place, *self.children(place)]:
            if other.path[: level + 1] == place.path or other is place:
                other.path = (*other.path[:level], unit, *other.path[level + 1 :])


def order_of(unit: str) -> tuple[int, str]:
    """Return what sorts labels of one kind: 2, 2a, 3; a, b, c, d, đ."""
    label = unit.rpartition(" ")[2].lower()
    number = re.match(r"\d+", label)
    if number is not None:
        return int(number[0]), label[number.end() :]
    return (LETTERS.find(label[:1]), label[1:]) if label else (0, "")


def _word(unit: str) -> str:
    return unit.rpartition(" ")[0].lower()


def _like(unit: str, other: str) -> str:
    """Return a unit with the label of another: "khoản 2" like "khoản 1" of "mục 2"."""
    return f"{unit.rpartition(' ')[0]} {other.rpartition(' ')[2]}"


def _moved(at: int, start: int, end: int, grown: int) -> int:
    if at >= end:
        return at + grown
    return min(at, start) if at > start else at


def _is_above(path: Path, below: Path) -> bool:
    return len(path) < len(below) and below[: len(path)] == path


def _is_form(path: Path) -> bool:
    return path[0].lower().startswith(_FORMS)


def _title_end(one: Provision, text: str) -> int:
    """Return where the heading line ends; the provision's start where it has no title."""
    if not one.title:
        return one.span.start
    end = text.find("\n", one.span.start, one.span.end)
    end = one.span.end if end < 0 else end
    line = text[one.span.start : end].rstrip(" .:")
    return end if line.endswith(one.title.rstrip(" .:")) else one.span.start
