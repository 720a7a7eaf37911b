"""A consolidated reading: a text with the changes of held documents put in their places.

It is a reading, no official consolidated text.  Every slice is verbatim from the document it
is marked with; what cannot be placed surely is told with the reason and left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.amendments import labels
from index.amendments.edits import AmendingText, Edit, Path
from index.amendments.labels import NotPlaced
from ingest.model import Document, Effect, Provision
from ingest.references.paths import lies_in, paths_of, unit_key
from ingest.text.spans import Span

Outline = Callable[[str], Sequence[Provision]]


class Kind(StrEnum):
    """What a slice of a consolidated reading is."""

    BASE = "base"  # as the base text has it
    NEW = "new"  # put there by an edit
    GONE = "gone"  # taken out by an edit: empty
    BREAK = "break"  # a line's end or a space between slices, of no document


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of a reading: where it is from, and the edit that put or took it."""

    kind: Kind
    text: str
    document: str | None = None
    span: Span | None = None
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An edit, or a part of one, that is not put in; ``reason`` in Vietnamese."""

    edit: Edit
    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A reading as of a day; ``ended`` are edits that end the whole text."""

    slices: tuple[Slice, ...]
    placed: tuple[Edit, ...]
    unplaced: tuple[Unplaced, ...]
    later: tuple[Edit, ...]
    ended: tuple[Edit, ...]

    @property
    def text(self) -> str:
        """The words of the reading."""
        return "".join(one.text for one in self.slices)


def consolidate(
    base: Document, edits: Sequence[Edit], outline: Outline, as_of: date | None = None
) -> Consolidated:
    """Return ``base`` with ``edits`` in their places, oldest first.

    :param outline: reads the provisions of a new wording.
    :param as_of: leave out what counts only from a later day.
    """
    reading = _Reading(base, outline)
    later: list[Edit] = []
    ended: list[Edit] = []
    known = [edit for edit in edits if edit.day is not None]
    reading.unplaced += [
        Unplaced(edit, (), "chưa rõ từ ngày nào") for edit in edits if edit.day is None
    ]
    for edit in sorted(known, key=lambda one: (one.day or date.min, one.source.id, one.sentence)):
        if as_of is not None and edit.day is not None and edit.day > as_of:
            later.append(edit)
        elif edit.paths == ((),) and not edit.phrases:
            _whole(edit, ended, reading)
        else:
            reading.put(edit)
    return Consolidated(
        reading.slices(), tuple(reading.placed), tuple(reading.unplaced), tuple(later), tuple(ended)
    )


def _whole(edit: Edit, ended: list[Edit], reading: _Reading) -> None:
    if edit.effect in (Effect.REPLACED, Effect.REPEALED) and not edit.partial:
        ended.append(edit)
    else:
        reading.unplaced.append(Unplaced(edit, (), "không nêu điều, khoản nào"))


@dataclass(eq=False, slots=True)
class _Node:
    """A text with a tree: the base, or the new wording that an edit brought."""

    source: AmendingText
    offset: int
    text: str
    provisions: Sequence[Provision]
    edit: Edit | None = None
    path: Path = ()
    """Where a new wording stands in the base."""


@dataclass(eq=False, slots=True)
class _Piece:
    """A stretch of a node; an empty one marks what was taken out."""

    node: _Node | None
    start: int
    end: int
    edit: Edit | None = None
    kind: Kind = Kind.BASE
    text: str = ""


@dataclass(slots=True)
class _Reading:
    """The pieces of the reading in order, and what was placed."""

    base: Document
    outline: Outline
    placed: list[Edit] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    _pieces: list[_Piece] = field(default_factory=list)
    _nodes: list[_Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        source = AmendingText(self.base.id, self.base.text, None)
        root = _Node(source, 0, self.base.text, self.base.provisions)
        self._nodes.append(root)
        self._pieces.append(_Piece(root, 0, len(root.text)))

    def slices(self) -> tuple[Slice, ...]:
        """Return the pieces as slices of the documents they are from."""
        return tuple(map(_slice, self._pieces))

    def put(self, edit: Edit) -> None:
        """Put an edit in place, part by part; what has no sure place is told."""
        done = False
        try:
            parts = self._parts(edit)
        except NotPlaced as reason:
            self.unplaced += [Unplaced(edit, path, str(reason)) for path in edit.paths]
            return
        for path, words in parts:
            try:
                self._put(edit, path, words)
                done = True
            except NotPlaced as reason:
                self.unplaced.append(Unplaced(edit, path, str(reason)))
        if done:
            self.placed.append(edit)

    def _parts(self, edit: Edit) -> list[tuple[Path, Span | None]]:
        """Return each place with its own part of the new wording."""
        if edit.words is None or len(edit.paths) == 1:
            return [(path, edit.words) for path in edit.paths]
        if edit.effect is Effect.SUPPLEMENTED:
            return [(edit.paths[0], edit.words)]
        return list(zip(edit.paths, labels.split_words(edit, edit.words), strict=True))

    def _put(self, edit: Edit, path: Path, words: Span | None) -> None:
        if edit.phrases:
            self._change_phrases(edit, path)
        elif edit.effect is Effect.REPEALED:
            node, span = self._find(path)
            self._replace(node, span, [_Piece(None, 0, 0, edit, Kind.GONE)])
        elif words is None:
            raise NotPlaced("không thấy lời mới trong câu sửa đổi")
        elif edit.effect is Effect.SUPPLEMENTED:
            self._insert(edit, path, words)
        else:
            self._reword(edit, path, words)

    # --- places ----------------------------------------------------------------------

    def _find(self, path: Path) -> tuple[_Node, Span]:
        """Return the one place of a path in the text as it stands now."""
        for node in reversed(self._nodes[1:]):
            if node.path == path:
                return node, Span(0, len(node.text))
            if node.path and path[: len(node.path)] == node.path:
                return node, self._only(node, path[-1:])
        root = self._nodes[0]
        return root, self._only(root, path)

    def _only(self, node: _Node, path: Path) -> Span:
        spans = [one.span for one in node.provisions if lies_in(path, one.path)]
        if len(spans) != 1:
            why = "không có" if not spans else f"có {len(spans)} chỗ cùng tên"
            raise NotPlaced(f"{why} “{' '.join(reversed(path))}” trong văn bản gốc")
        if not any(self._holds(piece, node, spans[0]) for piece in self._pieces):
            raise NotPlaced("chỗ này đã được thay hoặc bỏ bởi văn bản trước đó")
        return spans[0]

    @staticmethod
    def _holds(piece: _Piece, node: _Node, span: Span) -> bool:
        return piece.node is node and piece.start < span.end and span.start < piece.end

    def _cut(self, node: _Node, at: int) -> int:
        """Cut the piece of a node at an offset; return the index of the piece that begins there."""
        for index, piece in enumerate(self._pieces):
            if piece.node is node and piece.start < at < piece.end:
                left = _Piece(node, piece.start, at, piece.edit, piece.kind)
                right = _Piece(node, at, piece.end, piece.edit, piece.kind)
                self._pieces[index : index + 1] = [left, right]
                return index + 1
            if piece.node is node and piece.start == at:
                return index
            if piece.node is node and piece.end == at:
                return index + 1
        raise NotPlaced("chỗ này đã được thay hoặc bỏ bởi văn bản trước đó")

    def _replace(self, node: _Node, span: Span, pieces: list[_Piece]) -> None:
        start = self._cut(node, span.start)
        end = self._cut(node, span.end)
        self._pieces[start:end] = pieces

    # --- what edits do -----------------------------------------------------------------

    def _node_of(self, edit: Edit, path: Path, words: Span) -> _Node:
        text = words.of(edit.source.text)
        node = _Node(edit.source, words.start, text, self.outline(text), edit, path)
        self._nodes.append(node)
        return node

    def _reword(self, edit: Edit, path: Path, words: Span) -> None:
        if labels.PART.search(edit.said):
            raise NotPlaced("chỉ sửa một phần của điều, khoản; phần nào thì không đặt chắc được")
        node, span = self._find(path)
        label = labels.label_of(words.of(edit.source.text), path[-1])
        if labels.TITLE.search(edit.said):
            end = node.text.find("\n", span.start, span.end)
            span = Span(span.start, end if end >= 0 else span.end)
            if label is None or "\n" in words.of(edit.source.text):
                raise NotPlaced("lời mới của tên điều không gọn trong một dòng")
        elif label is None:
            raise NotPlaced("lời mới không mang số của điều, khoản được sửa")
        if unit_key(f"x {label}")[1] != unit_key(path[-1])[1]:
            raise NotPlaced(f"lời mới mang số {label}, không phải “{path[-1]}”")
        new = self._node_of(edit, path if not labels.TITLE.search(edit.said) else (), words)
        self._replace(node, span, [_Piece(new, 0, len(new.text), edit, Kind.NEW)])

    def _insert(self, edit: Edit, path: Path, words: Span) -> None:
        label = labels.label_of(words.of(edit.source.text), path[-1])
        if label is None or unit_key(f"x {label}")[1] != unit_key(path[-1])[1]:
            raise NotPlaced("lời mới không mang số của điều, khoản được bổ sung")
        node, span = self._find(self._anchor(edit, path))
        at = self._cut(node, span.end)
        new = self._node_of(edit, path if len(edit.paths) == 1 else (), words)
        self._pieces[at:at] = [
            _Piece(None, 0, 0, edit, Kind.BREAK, "\n"),
            _Piece(new, 0, len(new.text), edit, Kind.NEW),
        ]

    def _anchor(self, edit: Edit, path: Path) -> Path:
        """Return the place that a new one is put behind."""
        behind = labels.BEHIND.search(edit.said)
        if behind is not None:
            named = next(iter(paths_of(behind["where"])), ())
            return (*path[:-1], named[-1]) if named else path
        word, _, label = path[-1].rpartition(" ")
        number = re.match(r"\d+", label)
        if number is not None and label != number[0]:
            return (*path[:-1], f"{word} {number[0]}")  # 3a stands behind 3
        if number is not None and int(label) > 1:
            return (*path[:-1], f"{word} {int(label) - 1}")
        raise NotPlaced("không nêu đặt sau điều, khoản nào")

    def _change_phrases(self, edit: Edit, path: Path) -> None:
        if not path:
            node, span = self._nodes[0], Span(0, len(self._nodes[0].text))
        else:
            node, span = self._find(path)
        for old, new, after in edit.phrases:
            wanted = old or after
            if wanted is None or not self._phrase(edit, node, span, wanted, new, keep=old is None):
                raise NotPlaced("không thấy cụm từ được thay ở chỗ này")

    def _phrase(
        self, edit: Edit, node: _Node, span: Span, old: Span, new: Span | None, *, keep: bool
    ) -> bool:
        """Put new words for old ones, or behind them, wherever they stand in a place."""
        wanted = old.of(edit.source.text)
        before, behind = labels.edges(wanted)
        pattern = re.compile(f"{before}{re.escape(wanted)}{behind}")
        hits = [hit.span() for hit in pattern.finditer(node.text, span.start, span.end)]
        for start, end in reversed(hits):
            pieces: list[_Piece] = []
            if new is not None:
                text = new.of(edit.source.text)
                fresh = _Node(edit.source, new.start, text, (), edit)
                gap = (
                    [_Piece(None, 0, 0, edit, Kind.BREAK, " ")]
                    if keep and text[0].isalnum()
                    else []
                )
                pieces = [*gap, _Piece(fresh, 0, len(text), edit, Kind.NEW)]
            else:
                pieces = [_Piece(None, 0, 0, edit, Kind.GONE)]
            self._replace(node, Span(end if keep else start, end), pieces)
        return bool(hits)


def _slice(piece: _Piece) -> Slice:
    if piece.node is None:
        return Slice(piece.kind, piece.text, edit=piece.edit)
    span = Span(piece.start, piece.end).shifted(piece.node.offset)
    text = piece.node.text[piece.start : piece.end]
    return Slice(piece.kind, text, piece.node.source.id, span, piece.edit)
