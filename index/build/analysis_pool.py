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
from index.analysis.batch_analyser import Analysed
from index.worker_pool import Workers

CHUNK = 1_000
"""Passages handed to a process at once."""
ALONE = 4_000
"""Passages up to which starting processes costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Some passages: their keys and what is indexed of each."""

    keys: tuple[int, ...]
    texts: tuple[str, ...]


def chunks(rows: Iterable[tuple[int, str]]) -> Iterator[Passages]:
    """Cut (key, text) into pieces of :data:`CHUNK`."""
    left = iter(rows)
    while batch := list(islice(left, CHUNK)):
        yield Passages(tuple(key for key, _ in batch), tuple(text for _, text in batch))


def analysed(
    pieces: Iterable[Passages], expected: int, workers: Workers, tokenizer: Path | None = None
) -> Iterator[tuple[Passages, Analysed]]:
    """Yield every piece with what it holds, in order; later pieces are worked on meanwhile.

    :param expected: about how many passages come.
    :param tokenizer: a model's, to cut tokens too where that pays.
    :raises LibraryUnwritable: a process was killed (memory).
    """
    alone = expected <= ALONE
    # To read a tokenizer takes half a second.
    work = partial(_analyse, None if alone else tokenizer)
    yield from workers.ordered(work, pieces, alone=alone)


def _analyse(tokenizer: Path | None, piece: Passages) -> Analysed:
    return batch_analyser.thread_local_analyser(tokenizer).analyse(piece.texts)
