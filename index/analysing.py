"""What words and syllables passages hold: counted in child processes, handed back in order.

Taking text apart costs more than embedding it with the model that ships or than writing
either index, and it is all in Python: it is done beside the rest, in processes of its own.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from index import syllables
from index.lexical import terms
from ingest.errors import LibraryUnwritable

CHUNK = 1_000
"""Passages handed to a process at once."""
ALONE = 4_000
"""Passages up to which starting processes costs more than it saves."""
_AHEAD = 2
"""Chunks a process has waiting."""


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
    return Analysed(
        tuple(" ".join(terms.term_texts(text)) for text in texts), syllables.seen(texts)
    )


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
    workers = max(1, min(os.cpu_count() or 1, 8))
    if expected <= ALONE:
        for piece in pieces:
            yield piece, analyse(piece.texts)
        return
    # Fresh processes: a fork would copy whatever threads the parent runs.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[tuple[Passages, Future[Analysed]]] = deque()
        left = iter(pieces)
        try:
            for piece in islice(left, workers * _AHEAD):
                waiting.append((piece, pool.submit(analyse, piece.texts)))
            while waiting:
                piece, future = waiting.popleft()
                found = future.result()
                for following in islice(left, 1):
                    waiting.append((following, pool.submit(analyse, following.texts)))
                yield piece, found
        except BrokenProcessPool as error:
            raise LibraryUnwritable(
                "Một tiến trình phân tích từ bị dừng đột ngột (có thể do thiếu bộ nhớ)."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
