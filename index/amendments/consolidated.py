"""A consolidated reading: a text with the changes of held documents put in their places.

It is a reading, no official consolidated text.  Every slice is verbatim from the document it
is marked with; what cannot be placed surely is told with the reason and left out.  Changes are
put in by date, each into the text as the earlier ones left it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.amendments import labels
from index.amendments.edits import AmendingText, Edit, Path
from index.amendments.labels import NotPlaced
from index.amendments.outline import LiveOutline, Place
from index.amendments.parts import names_part, part_behind, part_of
from index.amendments.phrases import PhraseEdit, find_phrase
from index.amendments.rope import Kind, Piece, Rope
from ingest.citations import Effect
from ingest.model import Document, Provision
from ingest.references.paths import paths_of
from ingest.text.spans import Span

Outline = Callable[[str], Sequence[Provision]]


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
    for edit in sorted(known, key=_order):
        if as_of is not None and edit.day is not None and edit.day > as_of:
            later.append(edit)
        elif edit.paths == ((),) and not edit.phrases:
            _whole(edit, ended, reading)
        else:
            reading.put(edit)
    return Consolidated(
        reading.slices(), tuple(reading.placed), tuple(reading.unplaced), tuple(later), tuple(ended)
    )


def _order(edit: Edit) -> tuple[date, date, str, Span]:
    """Return the order of edits: from when they count, then by issue, then as they are written."""
    day = edit.day or date.min
    return day, edit.source.issued or day, edit.source.id, edit.sentence


def _whole(edit: Edit, ended: list[Edit], reading: _Reading) -> None:
    if edit.effect in (Effect.REPLACED, Effect.REPEALED) and not edit.partial:
        ended.append(edit)
    else:
        reading.unplaced.append(Unplaced(edit, (), "không nêu điều, khoản nào"))


@dataclass(slots=True)
class _Reading:
    """The text as it stands, its places, and what was put in."""

    base: Document
    outline: Outline
    placed: list[Edit] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    _rope: Rope = field(default_factory=Rope)
    _places: LiveOutline = field(default_factory=LiveOutline)

    def __post_init__(self) -> None:
        text = self.base.text
        source = AmendingText(self.base.id, text, None)
        self._rope.pieces.append(Piece(Kind.BASE, text, source, Span(0, len(text))))
        self._places.add(self.base.provisions, text)

    def slices(self) -> tuple[Slice, ...]:
        """Return the pieces as slices of the documents they are from."""
        return tuple(
            Slice(one.kind, one.text, one.source.id if one.source else None, one.span, one.edit)
            for one in self._rope.pieces
            if one.text or one.kind is Kind.GONE
        )

    def put(self, edit: Edit) -> None:
        """Put an edit in place, part by part; what has no sure place is told."""
        done = False
        try:
            parts = labels.parts_of(edit)
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

    def _put(self, edit: Edit, path: Path, words: Span | None) -> None:
        path = labels.without_part(path)
        if edit.phrases:
            self._change_phrases(edit, path)
            return
        number = labels.new_number(edit)
        if number is not None:
            self._renumber(edit, path, number)
        elif edit.effect is Effect.REPEALED:
            self._repeal(edit, path)
        elif words is None:
            raise NotPlaced("không thấy lời mới trong câu sửa đổi")
        elif edit.effect is Effect.SUPPLEMENTED:
            self._insert(edit, path, words)
        elif labels.is_title(edit, path):
            self._retitle(edit, path, words)
        elif names_part(edit.said):
            self._reword_part(edit, path, words)
        else:
            self._reword(edit, path, words)

    # --- what edits do -----------------------------------------------------------------

    def _replace(self, edit: Edit, span: Span, words: Span | None, keep: Place | None) -> Span:
        """Put new words, or the mark of none, in place of a stretch; return where they stand."""
        pieces = _pieces(edit, words) if words else [Piece(Kind.GONE, "", edit=edit)]
        grown = self._rope.splice(span.start, span.end, pieces)
        self._places.shift(span.start, span.end, grown, keep=keep)
        return Span(span.start, span.end + grown)

    def _repeal(self, edit: Edit, path: Path) -> None:
        if labels.is_of_part(edit.said):
            raise NotPlaced("chỉ bãi bỏ một phần của điều, khoản; phần nào thì không đặt chắc được")
        place = self._places.find(labels.dashed(edit, path))
        self._replace(edit, Span(place.start, place.end), None, None)

    def _reword(self, edit: Edit, path: Path, words: Span) -> None:
        if labels.is_of_part(edit.said):
            raise NotPlaced("chỉ sửa một phần của điều, khoản; phần nào thì không đặt chắc được")
        path = labels.dashed(edit, path)
        place = self._places.find(path)
        labels.check(edit, path, words, "lời mới không mang số của điều, khoản được sửa")
        named = place.path
        where = self._replace(edit, Span(place.start, place.end), words, None)
        self._take_in(where.start, edit, words, named)

    def _take_in(self, at: int, edit: Edit, words: Span, path: Path) -> None:
        """Let the places know the provision that new words are, and those that lie in it."""
        text = "".join(piece.text for piece in _pieces(edit, words))
        self._places.take_in(self.outline(text), text, at, path)

    def _reword_part(self, edit: Edit, path: Path, words: Span) -> None:
        place = self._places.find(path)
        body, own_end = self._body(place)
        new = words.of(edit.source.text)
        if len(edit.paths) != 1:
            raise NotPlaced("không tách được lời mới cho từng đoạn")
        span = part_of(self._rope.text, body, own_end, edit.said, new)
        self._replace(edit, span, words, place)

    def _body(self, place: Place) -> tuple[Span, int]:
        """Return a place without its heading line, and where the first unit in it begins."""
        start = place.title_end if place.title_end > place.start else place.start
        inside = [other.start for other in self._places.children(place)]
        return Span(start, place.end), min(inside, default=place.end)

    def _retitle(self, edit: Edit, path: Path, words: Span) -> None:
        labels.check(edit, path, words, "lời mới của tên không mang số của điều, mục được sửa")
        place = self._places.find(path)
        text = self._rope.text
        end = labels.heading_end(text, place.start, place.end, words.of(edit.source.text))
        self._replace(edit, Span(place.start, end), words, place)
        place.title_end = place.start + sum(len(one.text) for one in _pieces(edit, words))

    def _renumber(self, edit: Edit, path: Path, number: tuple[str, Span]) -> None:
        unit, label = number
        place = self._places.find(path)
        if unit.rpartition(" ")[0] != path[-1].rpartition(" ")[0]:
            raise NotPlaced("số mới thuộc loại khác với chỗ được đánh số lại")
        if self._places.all((*place.path[:-1], unit)):
            raise NotPlaced(f"đã có “{unit}” ở chỗ này")
        old = path[-1].rpartition(" ")[2]
        at = self._rope.text.find(old, place.start, place.start + len(old) + _HEAD)
        if at < 0:
            raise NotPlaced("không thấy số cũ ở đầu điều, khoản")
        self._replace(edit, Span(at, at + len(old)), label, place)
        self._places.rename(place, unit)

    def _insert(self, edit: Edit, path: Path, words: Span) -> None:
        if names_part(edit.said):
            place = self._places.find(path)
            body, own_end = self._body(place)
            at, path = part_behind(self._rope.text, body, own_end, edit.said), (*place.path, "")
        else:
            path = labels.dashed(edit, path)
            labels.check(edit, path, words, "lời mới không mang số của điều, khoản được bổ sung")
            if self._places.all(path):
                raise NotPlaced(f"văn bản đã có “{path[-1]}” ở chỗ này")
            anchor = self._places.find(self._anchor(edit, path))
            path = (*anchor.path[:-1], path[-1])
            at = self._places.end_behind(anchor, path)
        pieces = [Piece(Kind.BREAK, "\n", edit=edit), *_pieces(edit, words)]
        self._places.open(at, self._rope.splice(at, at, pieces), path)
        if path[-1]:
            self._take_in(at + 1, edit, words, path)

    def _anchor(self, edit: Edit, path: Path) -> Path:
        """Return the place that a new one is put behind."""
        behind = labels.BEHIND.search(edit.said)
        if behind is not None:
            named = paths_of(behind["where"])
            if len(named) != 1:
                raise NotPlaced("không rõ đặt sau điều, khoản nào")
            return (*path[:-1], named[0][-1])
        before = labels.before(path[-1])
        if before is None:
            raise NotPlaced("không nêu đặt sau điều, khoản nào")
        return (*path[:-1], before)

    def _change_phrases(self, edit: Edit, path: Path) -> None:
        if labels.names_unknown_part(edit.said):
            raise NotPlaced("cụm từ ở một phần không đặt chắc được (cột, hàng, biểu, mẫu)")
        left = 0
        for old, new, after in edit.phrases:
            wanted = old or after
            if wanted is None:
                raise NotPlaced("không thấy cụm từ được thay ở chỗ này")
            change = PhraseEdit(wanted.of(edit.source.text), new, keep=old is None)
            left += self._change_phrase(edit, path, change)
        if left:
            raise NotPlaced(f"còn {left} chỗ viết hoa, viết thường khác cụm từ được nêu; chưa thay")

    def _change_phrase(self, edit: Edit, path: Path, change: PhraseEdit) -> int:
        """Change a phrase wherever it stands in a place; return how many differ in capitals."""
        within = self._places.find(path) if path else self._places.whole(len(self._rope.text))
        hits, others = find_phrase(self._rope.text, within.start, within.end, change.wanted)
        if not hits:
            raise NotPlaced("không thấy cụm từ được thay ở chỗ này")
        for hit in reversed(hits):
            span = Span(hit.end, hit.end) if change.keep else hit
            pieces = _phrase(edit, change)
            grown = self._rope.splice(span.start, span.end, pieces)
            self._places.shift(hit.start, hit.end, grown, keep=within)
        return others


_HEAD = 12
"""Letters of the word before a label ("Điều ")."""


def _pieces(edit: Edit, words: Span) -> list[Piece]:
    """Return new words as pieces; lines of a page's furniture among them are left out."""
    text = edit.source.text
    return [
        Piece(Kind.NEW, span.of(text), edit.source, span, edit)
        for span in labels.without_furniture(text, words)
    ]


def _phrase(edit: Edit, change: PhraseEdit) -> list[Piece]:
    """Return the pieces that stand for a changed phrase."""
    if change.new is None:
        return [Piece(Kind.GONE, "", edit=edit)]
    text = change.new.of(edit.source.text)
    gap = [Piece(Kind.BREAK, " ", edit=edit)] if change.keep and text[:1].isalnum() else []
    return [*gap, Piece(Kind.NEW, text, edit.source, change.new, edit)]
