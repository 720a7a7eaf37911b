"""What words and syllables passages hold: counted in child processes, handed back in order.

Taking text apart costs more than embedding it with the model that ships or than writing
either index, and it is all in Python: it is done beside the rest, in processes of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from index import parallel, syllables
from index.lexical import terms

CHUNK = 1_000
"""Passages handed to a process at once."""
ALONE = 4_000
"""Passages up to which starting processes costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Some passages: their keys and what is indexed of each."""

    keys: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysed:
    """The terms of each passage, joined by spaces, and the syllables counted over all."""

    terms: tuple[str, ...]
    counted: syllables.Seen


def analyse(texts: tuple[str, ...]) -> Analysed:
    """Take texts apart (runs in a child process)."""
    return Analysed(tuple(map(terms.term_line, texts)), syllables.seen(texts))


def chunks(rows: Iterable[tuple[int, str]]) -> Iterator[Passages]:
    """Cut (key, text) into pieces of :data:`CHUNK`."""
    left = iter(rows)
    while some := list(islice(left, CHUNK)):
        yield Passages(tuple(key for key, _ in some), tuple(text for _, text in some))


def analysed(pieces: Iterable[Passages], expected: int) -> Iterator[tuple[Passages, Analysed]]:
    """Yield every piece with what it holds, in order; later pieces are worked on meanwhile.

    :param expected: about how many passages come.
    :raises LibraryUnwritable: a process was killed (memory).
    """
    yield from parallel.ordered(_analysed, pieces, alone=expected <= ALONE)


def _analysed(piece: Passages) -> Analysed:
    return analyse(piece.texts)
