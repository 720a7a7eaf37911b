"""Provisions of two documents, each beside the one it answers.

First by their own numbers where the words agree at all, then by their words alone: an article
that moved is found again.  What is left stands only here or only there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.citations.places import Step, steps_of
from index.comparison.words import WordDiff, compare_words
from ingest.model import Document, Provision
from ingest.text.spans import Span
from ingest.text.vietnamese import lower, tone_normal

_NUMBERED_ALIKE = 0.45
"""Provisions of one number that share fewer words than this are two provisions."""
_ALIKE = 0.5
"""Provisions of different numbers that share fewer words are two."""
_FEW = 4
"""Shorter ones (headings) are told by their number alone."""


class Fate(StrEnum):
    """What became of a provision between two documents."""

    SAME = "same"
    CHANGED = "changed"
    ONLY_OLD = "only_old"
    ONLY_NEW = "only_new"


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision's own words: without those of the provisions below it."""

    path: tuple[str, ...]
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class ProvisionPair:
    """A provision and what answers it; one side is None where nothing does."""

    fate: Fate
    old: Unit | None
    new: Unit | None
    diff: WordDiff | None = None

    @property
    def has_moved(self) -> bool:
        """Say whether it has another number now."""
        if self.old is None or self.new is None:
            return False
        return _own_steps(self.old) != _own_steps(self.new)


def units(document: Document) -> tuple[Unit, ...]:
    """Return the provisions of a document as units, in order, those without words left out.

    A document without provisions is one unit.
    """
    tree = document.provisions
    if not tree:
        whole = Span(0, len(document.text))
        return (Unit((), whole, document.text.strip()),) if document.text.strip() else ()
    pieces = []
    for ordinal, provision in enumerate(tree):
        span = Span(provision.span.start, _own_end(tree, ordinal, provision))
        text = span.of(document.text).rstrip()
        if text:
            pieces.append(Unit(provision.path, Span(span.start, span.start + len(text)), text))
    return tuple(pieces)


def _own_end(tree: Sequence[Provision], ordinal: int, provision: Provision) -> int:
    below = (other.span.start for other in tree[ordinal + 1 :] if other.parent == ordinal)
    return min(below, default=provision.span.end)


def align(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[ProvisionPair, ...]:
    """Return every unit of both sides once, in the order of the old, the new put in between."""
    return _in_order(old, new, answering(old, new))


def answering(old: Sequence[Unit], new: Sequence[Unit]) -> dict[int, int]:
    """Return which unit of the new answers which of the old, by their places in both."""
    answers = _numbered(old, new)
    _worded(old, new, answers)
    return answers


def _words(unit: Unit) -> frozenset[str]:
    plain = tone_normal(lower(unit.text)).split()
    return frozenset(word.strip(".,;:()“”\"'-–") for word in plain) - {""}


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _numbered(old: Sequence[Unit], new: Sequence[Unit]) -> dict[int, int]:
    """Pair units of one number, unless their words say that they are two."""
    by_steps: dict[tuple[Step, ...], list[int]] = {}
    for place, unit in enumerate(new):
        by_steps.setdefault(_own_steps(unit), []).append(place)
    answers: dict[int, int] = {}
    for place, unit in enumerate(old):
        like = by_steps.get(_own_steps(unit), [])
        if like and _may_answer(unit, new[like[0]]):
            answers[place] = like.pop(0)
    return answers


def _own_steps(unit: Unit) -> tuple[Step, ...]:
    """Return the steps that name it: an article's number is unique without its chapter."""
    steps = steps_of(unit.path)
    articles = [at for at, step in enumerate(steps) if step[0] == "điều"]
    return steps[articles[-1] :] if articles else steps


def _may_answer(one: Unit, other: Unit) -> bool:
    ours, theirs = _words(one), _words(other)
    if min(len(ours), len(theirs)) <= _FEW:
        return True
    return _likeness(ours, theirs) >= _NUMBERED_ALIKE


def _worded(old: Sequence[Unit], new: Sequence[Unit], answers: dict[int, int]) -> None:
    """Pair what is left by words, the most alike first."""
    taken = set(answers.values())
    ours = {at: _words(unit) for at, unit in enumerate(old) if at not in answers}
    theirs = {at: _words(unit) for at, unit in enumerate(new) if at not in taken}
    scored = sorted(
        (
            (score, one, other)
            for one, words in ours.items()
            for other, others in theirs.items()
            for score in (_likeness(words, others),)
            if score >= _ALIKE and min(len(words), len(others)) > _FEW
        ),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    for _, one, other in scored:
        if one not in answers and other not in taken:
            answers[one] = other
            taken.add(other)


def _in_order(
    old: Sequence[Unit], new: Sequence[Unit], answers: dict[int, int]
) -> tuple[ProvisionPair, ...]:
    pairs: list[ProvisionPair] = []
    taken, at = set(answers.values()), 0
    for place, unit in enumerate(old):
        answer = answers.get(place)
        while answer is not None and at <= answer:
            if at not in taken:
                pairs.append(ProvisionPair(Fate.ONLY_NEW, None, new[at]))
            at += 1
        pairs.append(_pair(unit, None if answer is None else new[answer]))
    pairs += [
        ProvisionPair(Fate.ONLY_NEW, None, new[place])
        for place in range(at, len(new))
        if place not in taken
    ]
    return tuple(pairs)


def _pair(old: Unit, new: Unit | None) -> ProvisionPair:
    if new is None:
        return ProvisionPair(Fate.ONLY_OLD, old, None)
    diff = compare_words(old.text, new.text)
    return ProvisionPair(Fate.SAME if diff.is_same else Fate.CHANGED, old, new, diff)
