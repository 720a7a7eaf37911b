"""What syllables follow what: counts of single syllables and of pairs of neighbours.

Every build counts them on the library's own passages, which know the names and turns of phrase
of these documents; :mod:`index.query.syllable_model` mixes them with the model that ships.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ingest.text.vietnamese import fold, is_syllable, lower, nfc, tone_normal

START = "^"
"""Stands before the first word of a clause."""
_LEAST_WORDS = 2
"""A word alone, after the start of its clause, has no neighbour."""
_LEVEL = 6
"""Of compression: the highest takes three times as long and saves a fiftieth."""
_LINES = 10_000
"""Written at once."""
_WORD = re.compile(r"[^\W\d_]+")
PIECE = re.compile(_WORD.pattern + r"|[^\w\s]+|\n")
"""A word, or what ends a clause."""

Ints = npt.NDArray[np.int64]
Singles = dict[str, int]
Pairs = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often syllables and pairs of neighbours were seen (normal tone placement)."""

    single: Singles
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts by the places of syllables in ``words``: what is asked of them needs no dictionary.

    Shapes (words,) for ``times``; (pairs,) for the others: the first syllable, the second, how
    often.
    """

    words: Sequence[str]
    times: Ints
    first: Ints
    second: Ints
    pair_times: Ints

    @staticmethod
    def of(counts: Counts) -> CountTable:
        """Return counts as a table."""
        words, pairs = list(counts.single), counts.pairs
        return _table(
            words,
            list(counts.single.values()),
            [one for one, _ in pairs],
            [other for _, other in pairs],
            list(pairs.values()),
        )


def _table(
    words: Sequence[str],
    times: Sequence[int],
    firsts: Sequence[str],
    seconds: Sequence[str],
    pair_times: Sequence[int],
) -> CountTable:
    place = {word: n for n, word in enumerate(words)}
    # Every word of a pair was seen alone too.
    columns = (times, [place[one] for one in firsts], [place[one] for one in seconds], pair_times)
    return CountTable(words, *(np.array(column, np.int64) for column in columns))


NONE = Counts({}, {})
"""Nothing was counted."""


def load_counts(path: Path) -> Counts:
    """Read a file that :func:`write` made."""
    words, times, firsts, seconds, pair_times = _columns(path)
    pairs = zip(firsts, seconds, strict=True)
    return Counts(dict(zip(words, times, strict=True)), dict(zip(pairs, pair_times, strict=True)))


def load_table(path: Path) -> CountTable:
    """Read a file that :func:`write` made, as a table."""
    return _table(*_columns(path))


def _columns(path: Path) -> tuple[list[str], list[int], list[str], list[str], list[int]]:
    """Return syllables and how often each was seen; the first and the second of pairs, and that."""
    # All at once: line by line takes thrice as long.
    fields = gzip.decompress(path.read_bytes()).decode().replace("\n", "\t").split("\t")
    firsts, seconds, counts = (fields[n:-1:3] for n in range(3))
    # Syllables alone stand before all pairs.
    alone = seconds.count("")
    times = list(map(int, counts))
    return firsts[:alone], times[:alone], firsts[alone:], seconds[alone:], times[alone:]


def write(path: Path, counts: Counts) -> None:
    """Write counts to ``path``; the same counts give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, 0) as out:
        lines = chain(
            (f"{word}\t\t{count}\n" for word, count in sorted(counts.single.items())),
            (
                f"{first}\t{second}\t{count}\n"
                for (first, second), count in sorted(counts.pairs.items())
            ),
        )
        while block := "".join(islice(lines, _LINES)):
            out.write(block.encode())


def clauses(text: str) -> Iterator[list[str]]:
    """Yield the clauses of ``text`` as lower-case words of normal tone placement, after ``^``.

    A clause that carries no diacritic at all is left out: text that lost them would teach
    the wrong thing.
    """
    words, accented = [START], False
    for piece in PIECE.findall(nfc(text)):
        word, marked = _plain(piece)
        if word:
            words.append(word)
            accented = accented or marked
            continue
        if accented and len(words) > _LEAST_WORDS:
            yield words
        words, accented = [START], False
    if accented and len(words) > _LEAST_WORDS:
        yield words


@lru_cache(maxsize=1 << 16)
def _plain(piece: str) -> tuple[str, bool]:
    """Return a word in lower case and normal tone placement, and whether it has a diacritic.

    Of what ends a clause, an empty word.
    """
    if not _WORD.match(piece):
        return "", False
    word = lower(tone_normal(piece))
    return word, fold(word) != word


@dataclass(slots=True)
class NgramCounts:
    """How often words and pairs of neighbours were seen, whether syllables or not."""

    single: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: NgramCounts, times: int = 1) -> None:
        """Count what ``other`` saw too; ``times`` -1 takes it back."""
        _add(self.single, other.single, times)
        _add(self.pairs, other.pairs, times)

    def counts(self) -> Counts:
        """Return what was seen of syllables; a word that is none parts its neighbours."""
        # Every word of a pair was seen alone too: each is judged once.
        held = {word for word, n in self.single.items() if word == START or is_syllable(word)}
        single = {word: n for word, n in self.single.items() if n > 0 and word in held}
        pairs = {
            pair: n
            for pair, n in self.pairs.items()
            if n > 0 and pair[0] in held and pair[1] in held
        }
        return Counts(single, pairs)


K = TypeVar("K")


def _add(total: Counter[K], part: Counter[K], times: int) -> None:
    if times == 1:
        total.update(part)
    else:
        total.subtract(part)


def seen(texts: Iterable[str]) -> NgramCounts:
    """Return what words and pairs ``texts`` hold."""
    counts = NgramCounts()
    for text in texts:
        for words in clauses(text):
            counts.single.update(words)
            counts.pairs.update(pairwise(words))
    return counts


def updated(known: Counts, added: Iterable[str], removed: Iterable[str] = ()) -> Counts:
    """Return ``known`` with the texts ``added`` counted and those ``removed`` taken back."""
    return updated_by_counts(known, seen(added), seen(removed))


def updated_by_counts(known: Counts, added: NgramCounts, removed: NgramCounts) -> Counts:
    """Return ``known`` with what was ``added`` counted and what was ``removed`` taken back."""
    total = NgramCounts(Counter(known.single), Counter(known.pairs))
    total.add(added)
    total.add(removed, -1)
    return total.counts()
