"""Passages: stretches that can be found, quoted and cited, cut along the provision tree.

A provision that fits is one passage; a longer one is cut at its children, a long
paragraph at its sentences.  Small neighbours below the article are kept together, and
a bare heading stays with what it heads, so that a passage can be understood alone.
Every word of the body is in exactly one passage, but for lines of forms to fill in; a passage is
one slice of the text and ends where a sentence does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model import Document, Level, Note, Passage, Provision
from ingest.text.spans import Span
from ingest.text.vietnamese import sentences

LONGEST = 220
"""Syllables of the longest passage: about the most that a reader takes in at a glance."""
SHORTEST = 60
"""Syllables under which a provision is kept together with its neighbours."""
WHOLE = 120
"""Syllables up to which a provision stays whole although its children could stand alone."""
_MERGEABLE = frozenset(
    {Level.CLAUSE, Level.POINT, Level.ARABIC, Level.DECIMAL, Level.LETTER, Level.DASH}
)
LISTED = _MERGEABLE
"""Levels of lists; headings and articles that come back are told, an ambiguity is shown."""
LONGEST_SENTENCE = 2 * LONGEST
"""Syllables of the longest sentence that stays whole: a passage does not end in mid-sentence."""
_SOFT_END = re.compile(r";\s")
_SOFTER_END = re.compile(r"[,:]\s")
_DOTS = re.compile(r"(?:[.…_]\s?){5,}")
_BLANK_SHARE = 0.25
"""Share of dots from which on a line is one of a form to fill in."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A paragraph, or a sentence of a long one: never cut further."""

    span: Span
    size: int
    owner: int | None


@dataclass(frozen=True, slots=True)
class AtomGroup:
    """Neighbouring atoms that will be a passage."""

    span: Span
    size: int
    owner: int | None
    mergeable: bool
    heading: bool = False
    """Nothing but the heading of what follows."""
    run: int = 0
    """Which stretch of body it stands in; groups never join across a signature."""


def size_of(text: str) -> int:
    """Return the number of syllables (words between white space)."""
    return len(text.split())


def cut_passages(document: Document, body: Sequence[Span]) -> tuple[Passage, ...]:
    """Return the passages of the stretches of ``body``, then those of the notes."""
    return _Cutter(document, body).passages()


class _Cutter:
    def __init__(self, document: Document, body: Sequence[Span]) -> None:
        self._document, self._text = document, document.text
        self._tree = document.provisions
        self._body = body
        self._children: dict[int | None, list[int]] = {}
        for n, provision in enumerate(self._tree):
            self._children.setdefault(provision.parent, []).append(n)
        self._paths = Counter(provision.path for provision in self._tree)
        self._starts = [provision.span.start for provision in self._tree]
        placed = [line for line in document.lines if line.span is not None]
        self._lines = sorted(
            (line.span.start, line.span.end, line.page) for line in placed if line.span is not None
        )
        self._line_starts = [start for start, _, _ in self._lines]

    def passages(self) -> tuple[Passage, ...]:
        groups = [g for n, span in enumerate(self._body) for g in self._of_run(span, n)]
        passages = [self._passage(n, group) for n, group in enumerate(groups)]
        for note in self._document.notes:
            for piece in _note_pieces(self._text, note):
                passages.append(self._note_passage(len(passages), note, piece))
        return tuple(passages)

    # --- cutting -----------------------------------------------------------------

    def _of_run(self, run: Span, number: int) -> list[AtomGroup]:
        atoms = [
            Atom(piece, size_of(piece.of(self._text)), self._owner(piece.start))
            for piece in pieces(self._text, run)
        ]
        return self._cut(None, atoms, number)

    def _owner(self, at: int) -> int | None:
        """Return the deepest provision that holds an offset."""
        n: int | None = bisect_right(self._starts, at) - 1
        if n is None or n < 0:
            return None
        while n is not None and not self._tree[n].span.start <= at < self._tree[n].span.end:
            n = self._tree[n].parent
        return n

    def _cut(self, node: int | None, atoms: list[Atom], run: int) -> list[AtomGroup]:
        if not atoms:
            return []
        if node is not None and self._stays_whole(node, atoms):
            return [self._group(atoms, node, run)]
        runs = self._runs(node, atoms)
        groups: list[AtomGroup] = []
        for child, inside in runs:
            if child is None:
                groups.extend(self._group(part, node, run) for part in _packed(inside))
            else:
                groups.extend(self._cut(child, inside, run))
        if node is not None and runs[0][0] is None and len(runs) > 1:
            groups[0] = self._as_heading(groups[0], node)
        return self._merged(groups)

    def _stays_whole(self, node: int, atoms: list[Atom]) -> bool:
        size = sum(atom.size for atom in atoms)
        if size > LONGEST or self._holds_articles(node):
            return False
        children = self._children.get(node, [])
        return size <= WHOLE or size < SHORTEST * max(1, len(children)) or not children

    def _holds_articles(self, node: int) -> bool:
        """Articles are what people cite: a short chapter is not one passage."""
        return any(
            self._tree[child].level not in _MERGEABLE or self._holds_articles(child)
            for child in self._children.get(node, [])
        )

    def _runs(self, node: int | None, atoms: list[Atom]) -> list[tuple[int | None, list[Atom]]]:
        """Return the atoms in order: the node's own (None) and its children's, with each child."""
        runs: list[tuple[int | None, list[Atom]]] = []
        for atom in atoms:
            child = self._child_above(node, atom.owner)
            if runs and runs[-1][0] == child:
                runs[-1][1].append(atom)
            else:
                runs.append((child, [atom]))
        return runs

    def _child_above(self, node: int | None, owner: int | None) -> int | None:
        """Return the child of ``node`` on the way down to ``owner``; None when they are one."""
        child: int | None = None
        while owner != node and owner is not None:
            child, owner = owner, self._tree[owner].parent
        return child

    def _group(self, atoms: list[Atom], node: int | None, run: int) -> AtomGroup:
        span = Span(atoms[0].span.start, atoms[-1].span.end)
        mergeable = node is None or self._tree[node].level in _MERGEABLE
        return AtomGroup(span, sum(a.size for a in atoms), node, mergeable, False, run)

    def _as_heading(self, group: AtomGroup, node: int) -> AtomGroup:
        """Mark the lead of a provision with children: it goes with its first child."""
        words = group.span.of(self._text)
        bare = group.size <= 45 and not words.rstrip().endswith((".", ";"))
        lead = AtomGroup(group.span, group.size, group.owner, True, bare, group.run)
        return lead if bare or group.size < SHORTEST else group

    # --- joining -----------------------------------------------------------------

    def _merged(self, groups: list[AtomGroup]) -> list[AtomGroup]:
        merged: list[AtomGroup] = []
        for group in groups:
            if merged and _may_join(merged[-1], group):
                merged[-1] = self._joined(merged[-1], group)
            else:
                merged.append(group)
        return merged

    def _joined(self, a: AtomGroup, b: AtomGroup) -> AtomGroup:
        span = Span(a.span.start, b.span.end)
        if a.heading:
            return AtomGroup(span, a.size + b.size, b.owner, b.mergeable, b.heading, a.run)
        return AtomGroup(span, a.size + b.size, self._common(a.owner, b.owner), True, False, a.run)

    def _common(self, a: int | None, b: int | None) -> int | None:
        above: list[int | None] = [None]
        while a is not None:
            above.append(a)
            a = self._tree[a].parent
        while b not in above:
            b = self._tree[b].parent if b is not None else None
        return b

    # --- making ------------------------------------------------------------------

    def _passage(self, ordinal: int, group: AtomGroup) -> Passage:
        return self._placed_passage(ordinal, group.span, group.owner, None)

    def _note_passage(self, ordinal: int, note: Note, span: Span) -> Passage:
        """Return a passage of a note; it belongs to the section that carries its mark."""
        owner = self._owner(note.anchor.start) if note.anchor is not None else None
        return self._placed_passage(ordinal, span, owner, note.mark)

    def _placed_passage(
        self, ordinal: int, span: Span, owner: int | None, note: str | None
    ) -> Passage:
        placed = self._placed(owner)
        path = self._tree[placed].path if placed is not None else ()
        titles = tuple(p.title for p in self._line_of(owner) if p.title)
        return Passage(
            f"{self._document.id}-{ordinal:04d}",
            path,
            titles,
            span,
            self._pages(span),
            span.of(self._text),
            note,
        )

    def _placed(self, owner: int | None) -> int | None:
        """Return the smallest provision around whose path no other one in its list shares.

        "1." to "5." below "Ưu điểm:" and "1." again below "Hạn chế:", neither of them numbered:
        a reader told "mục II.1" may be sent to the wrong words, one told "mục II" only misses
        a step.
        """
        while owner is not None and self._tree[owner].level in LISTED:
            if self._paths[self._tree[owner].path] == 1:
                return owner
            owner = self._tree[owner].parent
        return owner

    def _line_of(self, owner: int | None) -> list[Provision]:
        above: list[Provision] = []
        while owner is not None:
            above.insert(0, self._tree[owner])
            owner = self._tree[owner].parent
        return above

    def _pages(self, span: Span) -> tuple[int, ...]:
        """Return what :meth:`Document.pages_of` does, without walking every line."""
        if not self._document.paged:
            return ()
        last = bisect_left(self._line_starts, span.end)
        first = max(0, bisect_right(self._line_starts, span.start) - 1)
        return tuple(sorted({page for _, end, page in self._lines[first:last] if end > span.start}))


def _may_join(a: AtomGroup, b: AtomGroup) -> bool:
    size = a.size + b.size
    if a.run != b.run:
        return False
    if a.heading:
        return size <= LONGEST + SHORTEST
    if not (a.mergeable and b.mergeable) or b.heading:
        return False
    return min(a.size, b.size) < SHORTEST and size <= LONGEST


def _packed(atoms: list[Atom]) -> Iterator[list[Atom]]:
    """Yield atoms in runs that fit, of about the same size."""
    total = sum(atom.size for atom in atoms)
    wanted = total / max(1, -(-total // LONGEST))
    held: list[Atom] = []
    size = 0
    for atom in atoms:
        if held and (size + atom.size > LONGEST or size >= wanted):
            yield held
            held, size = [], 0
        held.append(atom)
        size += atom.size
    if held:
        yield held


def pieces(text: str, span: Span) -> Iterator[Span]:
    """Yield the paragraphs of a stretch, the long ones sentence by sentence."""
    at = span.start
    for raw in span.of(text).split("\n"):
        whole = _trimmed(text, Span(at, at + len(raw)))
        at += len(raw) + 1
        if not re.search(r"\w", whole.of(text)) or is_blank_to_fill(whole.of(text)):
            # Rules and stars between blocks are no words.
            continue
        if size_of(whole.of(text)) <= LONGEST:
            yield whole
        else:
            for sentence in sentences(whole.of(text)):
                yield from _clauses(text, sentence.shifted(whole.start))


def is_blank_to_fill(line: str) -> bool:
    """Say whether a line is one of a form: a few words and dots to write on."""
    return sum(len(dots) for dots in _DOTS.findall(line)) >= max(8, _BLANK_SHARE * len(line))


def _clauses(text: str, span: Span) -> Iterator[Span]:
    """Yield a sentence, or its clauses where it alone is too long for a passage."""
    if size_of(span.of(text)) <= LONGEST_SENTENCE:
        yield span
        return
    piece = span.of(text)
    ends = [match.end() for match in _SOFT_END.finditer(piece)]
    ends = ends or [match.end() for match in _SOFTER_END.finditer(piece)]
    ends = [*(ends or [m.end() for m in re.finditer(r"\s", piece)]), len(span)]
    start, before = 0, 0
    for end in ends:
        if before > start and size_of(piece[start:end]) > LONGEST:
            yield _trimmed(text, Span(span.start + start, span.start + before))
            start = before
        before = end
    rest = _trimmed(text, Span(span.start + start, span.end))
    if len(ends) > 1 and size_of(rest.of(text)) > LONGEST_SENTENCE and start:
        yield from _clauses(text, rest)
    else:
        yield rest


def _note_pieces(text: str, note: Note) -> Iterator[Span]:
    atoms = [Atom(p, size_of(p.of(text)), None) for p in pieces(text, note.span)]
    for part in _packed(atoms):
        yield Span(part[0].span.start, part[-1].span.end)


def _trimmed(text: str, span: Span) -> Span:
    piece = span.of(text)
    left = len(piece) - len(piece.lstrip())
    return Span(span.start + left, span.start + left + len(piece.strip()))
