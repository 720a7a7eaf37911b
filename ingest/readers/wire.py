"""A :class:`ReadFile` as plain JSON lists: what crosses the border of a reader's child process.

Not pickle: the child opens strangers' files, so its words are data and never code.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.pages import Box, Origin, ReadFile, ReadPage, Role, TextLine, Word
from ingest.text.spans import Span


@contextmanager
def uncollected() -> Iterator[None]:
    """Make much that is all kept without looking for garbage in it again and again.

    Nothing of it is garbage, and looking costs as much as making it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def pack(read: ReadFile) -> list[Any]:
    """Return ``read`` as nested lists of JSON values."""
    pages = [
        [
            page.number,
            page.origin.value,
            page.confidence,
            page.width,
            page.height,
            list(page.remarks),
            [_pack_line(line) for line in page.lines],
            [[_pack_line(line) for line in reading] for reading in page.again],
            [_pack_line(line) for line in page.head_again],
            [_pack_box(stamp) for stamp in page.stamps],
        ]
        for page in read.pages
    ]
    return [read.source, read.digest, read.media, read.paged, read.title, pages]


def _pack_line(line: TextLine) -> list[Any]:
    return [
        line.text,
        _pack_box(line.box),
        [[word.text, _pack_box(word.box), word.confidence] for word in line.words],
        line.size,
        line.bold,
        line.italic,
        [[mark.start, mark.end] for mark in line.marks],
        line.role.value if line.role else None,
        line.paragraph_end,
        line.block,
    ]


def _pack_box(box: Box | None) -> list[float] | None:
    return None if box is None else [box.x0, box.y0, box.x1, box.y1]


def unpack(data: list[Any]) -> ReadFile:
    """Return the :class:`ReadFile` that :func:`pack` took apart."""
    source, digest, media, paged, title, pages = data
    with uncollected():
        return ReadFile(source, digest, media, tuple(map(_page, pages)), paged, title)


def _page(data: list[Any]) -> ReadPage:
    number, origin, confidence, width, height, remarks, lines, again, head, stamps = data
    return ReadPage(
        number,
        tuple(map(_line, lines)),
        Origin(origin),
        confidence,
        width,
        height,
        tuple(remarks),
        tuple(tuple(map(_line, reading)) for reading in again),
        tuple(map(_line, head)),
        tuple(Box(*stamp) for stamp in stamps),
    )


def _line(data: list[Any]) -> TextLine:
    text, box, words, size, bold, italic, marks, role, paragraph_end, block = data
    return TextLine(
        text,
        Box(*box) if box else None,
        tuple(Word(word, Box(*where), sure) for word, where, sure in words),
        size,
        bold,
        italic,
        tuple(Span(*mark) for mark in marks),
        Role(role) if role else None,
        paragraph_end,
        block,
    )
