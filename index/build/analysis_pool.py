"""What words and syllables passages hold: counted in child processes, handed back in order.

Taking text apart costs more than embedding it with the model that ships or than writing
either index, and it is all in Python: it is done beside the rest, in processes of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from index.analysis import batch_analyser
from index.analysis.analyser import indexed_text
from index.analysis.batch_analyser import Analysed
from index.readings.taken import TakenTexts, take
from index.worker_pool import Workers

CHUNK = 1_000
"""Passages handed to a process at once."""
ALONE = 4_000
"""Passages up to which starting processes costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Some passages: their keys, what is indexed of each, and how many letters of it are titles."""

    keys: tuple[int, ...]
    texts: tuple[str, ...]
    titles: tuple[int, ...]

    def own_texts(self) -> list[str]:
        """Return the texts of the passages, without the titles above them."""
        return [text[start:] for text, start in zip(self.texts, self.titles, strict=True)]


def chunks(rows: Iterable[tuple[int, str, str]]) -> Iterator[Passages]:
    """Cut (key, heading, text) into pieces of :data:`CHUNK`."""
    left = iter(rows)
    while batch := list(islice(left, CHUNK)):
        texts = [
            (indexed_text([heading] if heading else [], text), text) for _, heading, text in batch
        ]
        yield Passages(
            tuple(key for key, _, _ in batch),
            tuple(whole for whole, _ in texts),
            tuple(len(whole) - len(text) for whole, text in texts),
        )


def analysed(
    pieces: Iterable[Passages],
    expected: int,
    workers: Workers,
    tokenizer: Path | None = None,
    *,
    reading: bool = False,
) -> Iterator[tuple[Passages, tuple[Analysed, TakenTexts | None]]]:
    """Yield every piece with what it holds, in order; later pieces are worked on meanwhile.

    :param expected: about how many passages come.
    :param tokenizer: a model's, to cut tokens too where that pays.
    :param reading: take the passages apart for their readings too.
    :raises LibraryUnwritable: a process was killed (memory).
    """
    alone = expected <= ALONE
    # To read a tokenizer takes half a second.
    work = partial(_analyse, None if alone else tokenizer, reading)
    yield from workers.ordered(work, pieces, alone=alone)


def _analyse(
    tokenizer: Path | None, reading: bool, piece: Passages
) -> tuple[Analysed, TakenTexts | None]:
    analyser = batch_analyser.thread_local_analyser(tokenizer)
    analysed = analyser.analyse(piece.texts)
    if not reading:
        return analysed, None
    return analysed, take(piece.own_texts(), analyser.cut if analyser.cuts else None)
