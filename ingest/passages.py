"""Passages: stretches that can be found, quoted and cited, cut along the provision tree.

A provision that fits is one passage; a longer one is cut at its children, a long
paragraph at its sentences.  Small neighbours below the article are kept together
so that a passage can be understood alone.  Every word of the body is in exactly
one passage; a passage is always one slice of the canonical text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Document, Level, Note, Passage, Provision, Span
from ingest.structure import paragraphs
from ingest.text import sentences

LONGEST = 230
"""Syllables of the longest passage: about the most that a reader takes in at a glance."""
SHORTEST = 60
"""Syllables under which a provision is kept together with its neighbours."""
_MERGEABLE = {Level.CLAUSE, Level.POINT, Level.ARABIC, Level.DECIMAL, Level.LETTER, Level.DASH}


@dataclass(frozen=True, slots=True)
class _Cut:
    span: Span
    owner: int | None
    mergeable: bool


def size_of(text: str) -> int:
    """Return the number of syllables (words between white space)."""
    return len(text.split())


def cut_passages(document: Document, regions: tuple[Span, ...]) -> tuple[Passage, ...]:
    """Return the passages of the body's ``regions`` and of the notes.

    :param regions: stretches of canonical text that are body (not header, not signature).
    """
    cutter = _Cutter(document)
    cuts = [cut for region in regions for cut in cutter.cuts(region)]
    made = [cutter.passage(n, cut) for n, cut in enumerate(cuts)]
    for note in document.notes:
        for span in _split(document.text, note.span):
            made.append(cutter.note_passage(len(made), note, span))
    return tuple(made)


class _Cutter:
    def __init__(self, document: Document) -> None:
        self._document, self._text = document, document.text
        self._children: dict[int | None, list[int]] = {}
        for n, provision in enumerate(document.provisions):
            self._children.setdefault(provision.parent, []).append(n)

    def cuts(self, region: Span) -> list[_Cut]:
        tops = [n for n in self._children.get(None, []) if region.contains(self._of(n).span)]
        return self._merged(list(self._parts(region, None, tops)))

    def _of(self, n: int) -> Provision:
        return self._document.provisions[n]

    def _parts(self, span: Span, owner: int | None, children: list[int]) -> Iterator[_Cut]:
        """Yield the cuts of a stretch: what stands before the first child, then the children."""
        first = self._of(children[0]).span.start if children else span.end
        at = span.start
        if first > at:
            for piece in _split(self._text, Span(at, first)):
                yield _Cut(piece, owner, True)
        for n in children:
            yield from self._child(n)
            at = self._of(n).span.end
        if children and at < span.end:
            for piece in _split(self._text, Span(at, span.end)):
                yield _Cut(piece, owner, True)

    def _child(self, n: int) -> Iterator[_Cut]:
        provision = self._of(n)
        children = self._children.get(n, [])
        if size_of(provision.span.of(self._text)) <= LONGEST and not self._holds_articles(n):
            yield _Cut(_trim(self._text, provision.span), n, provision.level in _MERGEABLE)
        else:
            yield from self._merged(list(self._parts(provision.span, n, children)))

    def _holds_articles(self, n: int) -> bool:
        """Articles are what people cite: a short chapter is not one passage."""
        return any(
            self._of(child).level is Level.ARTICLE or self._holds_articles(child)
            for child in self._children.get(n, [])
        )

    def _merged(self, cuts: list[_Cut]) -> list[_Cut]:
        """Join small neighbours under one parent as long as they fit."""
        merged: list[_Cut] = []
        for cut in cuts:
            if not len(cut.span):
                continue
            if merged and self._may_join(merged[-1], cut):
                before = merged[-1]
                owner = self._common(before.owner, cut.owner)
                merged[-1] = _Cut(Span(before.span.start, cut.span.end), owner, True)
            else:
                merged.append(cut)
        return merged

    def _may_join(self, a: _Cut, b: _Cut) -> bool:
        if not (a.mergeable and b.mergeable):
            return False
        common = self._common(a.owner, b.owner)
        if not (self._may_leave(a.owner, common) and self._may_leave(b.owner, common)):
            return False
        sizes = size_of(a.span.of(self._text)), size_of(b.span.of(self._text))
        return min(sizes) < SHORTEST and sum(sizes) <= LONGEST

    def _may_leave(self, owner: int | None, common: int | None) -> bool:
        """Say whether only small provisions lie between a cut and the common one.

        What stands under a section never joins what stands under another.
        """
        while owner is not None and owner != common:
            if self._of(owner).level not in _MERGEABLE:
                return False
            owner = self._of(owner).parent
        return True

    def _common(self, a: int | None, b: int | None) -> int | None:
        above: set[int | None] = {None}
        at = a
        while at is not None:
            above.add(at)
            at = self._of(at).parent
        at = b
        while at not in above:
            at = self._of(at).parent if at is not None else None
        return at

    def passage(self, ordinal: int, cut: _Cut) -> Passage:
        owner = None if cut.owner is None else self._of(cut.owner)
        path = owner.path if owner else ()
        return self._made(ordinal, cut.span, path, tuple(self._titles(cut.owner)))

    def note_passage(self, ordinal: int, note: Note, span: Span) -> Passage:
        """Return a passage of a note; it belongs to the section that carries its mark."""
        owner = None
        if note.anchor is not None:
            for n, provision in enumerate(self._document.provisions):
                if provision.span.contains(note.anchor):
                    owner = n
        path = self._of(owner).path if owner is not None else ()
        return self._made(ordinal, span, path, tuple(self._titles(owner)), note.mark)

    def _titles(self, owner: int | None) -> list[str]:
        titles: list[str] = []
        while owner is not None:
            provision = self._of(owner)
            if provision.title:
                titles.insert(0, provision.title)
            owner = provision.parent
        return titles

    def _made(
        self,
        ordinal: int,
        span: Span,
        path: tuple[str, ...],
        heading: tuple[str, ...],
        note: str | None = None,
    ) -> Passage:
        document = self._document
        return Passage(
            f"{document.id}-{ordinal:04d}",
            path,
            heading,
            span,
            document.pages_of(span),
            span.of(self._text),
            note,
        )


def _trim(text: str, span: Span) -> Span:
    piece = span.of(text)
    left = len(piece) - len(piece.lstrip())
    return Span(span.start + left, span.start + left + len(piece.strip()))


def _split(text: str, span: Span) -> Iterator[Span]:
    """Yield ``span`` in pieces that fit: whole paragraphs, then whole sentences."""
    held: Span | None = None
    for unit in _units(text, span):
        if held is None:
            held = unit
        elif size_of(text[held.start : unit.end]) <= LONGEST:
            held = Span(held.start, unit.end)
        else:
            yield held
            held = unit
    if held is not None:
        yield held


def _units(text: str, span: Span) -> Iterator[Span]:
    for paragraph in paragraphs(text, span.start, span.end):
        whole = _trim(text, paragraph.span)
        if size_of(whole.of(text)) <= LONGEST:
            yield whole
        else:
            for sentence in sentences(whole.of(text)):
                yield from _clauses(text, sentence.shifted(whole.start))


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """Yield a sentence, an overlong one at its semicolons ("(1) …; (2) …")."""
    if size_of(sentence.of(text)) <= LONGEST:
        yield sentence
        return
    start = sentence.start
    for mark in re.finditer(r";\s+", sentence.of(text)):
        yield Span(start, sentence.start + mark.start() + 1)
        start = sentence.start + mark.end()
    yield Span(start, sentence.end)
