"""How a row of forms lies on a stretch of a document that it nearly agrees with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.quotations.row import FormRow

SEED = 3
"""Forms in a row that must agree before a place is looked at closely."""
_MOST_SEEDS = 200
_MOST_PLACES = 500
"""Places of one seed that are looked at: a run that stands more often tells no place."""
_LONG = 250
"""Forms beyond which a quotation is laid piece by piece, each behind the one before it."""
_SLACK = 40
"""Forms that a piece of a long one may stand further on than the piece before it ends."""

Alike = Callable[[str, str], bool]
"""What else counts as equal, for recognised text: (stated, source)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of two rows that differs: stated[first:last] against source[left:right]."""

    first: int
    last: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a row lies on a stretch [left, right) of a document's row.

    ``cost`` counts the forms to be changed, put in and left out; ``misread`` are the pairs of
    places that only recognition tells apart.
    """

    left: int
    right: int
    cost: int
    blocks: tuple[Block, ...] = ()
    misread: tuple[tuple[int, int], ...] = ()


def promise(stated: Sequence[str], row: FormRow) -> float:
    """Return the share of the pairs of neighbours in ``stated`` that stand in ``row``.

    What no alignment is worth being looked for in has few.
    """
    pairs = {tuple(stated[at : at + 2]) for at in range(len(stated) - 1)}
    return sum(row.find(pair) >= 0 for pair in pairs) / max(1, len(pairs))


def near(stated: Sequence[str], row: FormRow, alike: Alike | None = None) -> Alignment | None:
    """Return the best alignment of ``stated`` with a stretch of ``row``; None without a seed.

    :param alike: what else counts as equal, for recognised text.
    """
    if len(stated) > _LONG:
        return _piece_by_piece(stated, row, alike)
    best: Alignment | None = None
    for left, right in _stretches(stated, row):
        lying = align(stated, row.forms[left:right], alike)
        if best is None or lying.cost < best.cost:
            best = _moved(lying, left)
    return best


def _piece_by_piece(stated: Sequence[str], row: FormRow, alike: Alike | None) -> Alignment | None:
    """Lay a long quotation on its likeliest stretch, so many forms at a time."""
    place = next((left for left, _ in _stretches(stated, row)), None)
    if place is None:
        return None
    parts: list[Alignment] = []
    for first in range(0, len(stated), _LONG):
        piece = stated[first : first + _LONG]
        slack = max(_SLACK, len(stated) // 3) if not parts else _SLACK
        lying = align(piece, row.forms[place : place + len(piece) + 2 * slack], alike)
        blocks = tuple(
            Block(b.first + first, b.last + first, b.left + place, b.right + place)
            for b in lying.blocks
        )
        misread = tuple((at + first, there + place) for at, there in lying.misread)
        parts.append(
            Alignment(lying.left + place, lying.right + place, lying.cost, blocks, misread)
        )
        place = max(place, parts[-1].right)
    return Alignment(
        parts[0].left,
        parts[-1].right,
        sum(part.cost for part in parts),
        tuple(block for part in parts for block in part.blocks),
        tuple(pair for part in parts for pair in part.misread),
    )


def _stretches(stated: Sequence[str], row: FormRow) -> Iterator[tuple[int, int]]:
    """Yield the stretches of ``row`` on which most seeds of ``stated`` lie, at most three."""
    size = len(stated)
    hits = _seeds(stated, row)
    slack = max(6, size // 3)
    scored: list[tuple[int, int]] = []
    inside: Counter[int] = Counter()
    low = 0
    for diagonal, at in hits:
        inside[at] += 1
        while hits[low][0] < diagonal - slack:
            inside[hits[low][1]] -= 1
            if not inside[hits[low][1]]:
                del inside[hits[low][1]]
            low += 1
        scored.append((len(inside), hits[low][0]))
    taken: list[int] = []
    for _, diagonal in sorted(scored, key=lambda one: (-one[0], one[1])):
        if any(abs(diagonal - other) <= slack for other in taken):
            continue
        taken.append(diagonal)
        yield max(0, diagonal - slack), min(len(row.forms), diagonal + size + 2 * slack)
        if len(taken) == 3:
            return


def _moved(lying: Alignment, by: int) -> Alignment:
    blocks = tuple(Block(b.first, b.last, b.left + by, b.right + by) for b in lying.blocks)
    misread = tuple((at, place + by) for at, place in lying.misread)
    return Alignment(lying.left + by, lying.right + by, lying.cost, blocks, misread)


def _seeds(stated: Sequence[str], row: FormRow) -> list[tuple[int, int]]:
    """Return (diagonal, place in stated) of the seeds that stand in ``row``, by diagonal."""
    size = len(stated)
    step = max(1, size // _MOST_SEEDS)
    for seed in (SEED, 2):
        hits = [
            (place - at, at)
            for at in range(0, size - seed + 1, step)
            for place in islice(row.find_all(stated[at : at + seed]), _MOST_PLACES)
        ]
        if hits:
            return sorted(hits)
    return []


def align(stated: Sequence[str], source: Sequence[str], alike: Alike | None = None) -> Alignment:
    """Lay all of ``stated`` on the cheapest stretch of ``source``."""
    steps = _cheapest(stated, source, alike)
    return _gathered(stated, source, steps, alike)


def _cheapest(
    stated: Sequence[str], source: Sequence[str], alike: Alike | None
) -> list[tuple[int, int]]:
    """Return the pairs (place in stated, place in source) that are laid on each other.

    -1 stands for nothing.  Forms of ``source`` before the first and behind the last pair
    cost nothing.
    """
    width = len(source) + 1
    above = [0] * width
    table = [above]
    for at, form in enumerate(stated, start=1):
        current = [at * 2] + [0] * (width - 1)
        for place in range(1, width):
            same = form == source[place - 1] or (
                alike is not None and alike(form, source[place - 1])
            )
            best = above[place - 1] + (0 if same else 2)
            other = above[place] + 2
            best = min(best, other)
            other = current[place - 1] + 2
            current[place] = other if other < best else best
        table.append(current)
        above = current
    end = min(range(width), key=lambda place: (above[place], place))
    # A changed last word is laid on the word in its place, not called a word put in.
    while end + 1 < width and above[end + 1] == above[end]:
        end += 1
    return _traced(stated, source, table, end, alike)


def _traced(
    stated: Sequence[str],
    source: Sequence[str],
    table: list[list[int]],
    end: int,
    alike: Alike | None,
) -> list[tuple[int, int]]:
    steps: list[tuple[int, int]] = []
    at, place = len(stated), end
    while at > 0:
        here = table[at][place]
        same = place > 0 and (
            stated[at - 1] == source[place - 1]
            or (alike is not None and alike(stated[at - 1], source[place - 1]))
        )
        if place > 0 and here == table[at - 1][place - 1] + (0 if same else 2):
            at, place = at - 1, place - 1
            steps.append((at, place))
        elif here == table[at - 1][place] + 2:
            at -= 1
            steps.append((at, -1))
        else:
            place -= 1
            steps.append((-1, place))
    return steps[::-1]


def _gathered(
    stated: Sequence[str],
    source: Sequence[str],
    steps: list[tuple[int, int]],
    alike: Alike | None,
) -> Alignment:
    """Return the alignment of ``steps``, neighbouring differences as one block."""
    places = [place for _, place in steps if place >= 0]
    left, right = (places[0], places[-1] + 1) if places else (0, 0)
    blocks: list[Block] = []
    misread: list[tuple[int, int]] = []
    cost, on, over = 0, 0, left
    opened: tuple[int, int] | None = None
    for at, place in steps:
        paired = at >= 0 and place >= 0
        equal = paired and stated[at] == source[place]
        if paired and not equal and alike is not None and alike(stated[at], source[place]):
            misread.append((at, place))
            equal = True
        if not equal:
            cost += 1
            opened = opened or (on, over)
        elif opened is not None:
            blocks.append(Block(opened[0], on, opened[1], over))
            opened = None
        on = at + 1 if at >= 0 else on
        over = place + 1 if place >= 0 else over
    if opened is not None:
        blocks.append(Block(opened[0], on, opened[1], over))
    return Alignment(left, right, cost, tuple(blocks), tuple(misread))
