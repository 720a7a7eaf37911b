"""What syllables follow what: counts of single syllables and of pairs of neighbours.

Every build counts them on the library's own passages, which know the names and turns of phrase
of these documents; :mod:`index.query.syllable_model` mixes them with the model that ships.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TypeVar

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

Singles = dict[str, int]
Pairs = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often syllables and pairs of neighbours were seen (normal tone placement)."""

    single: Singles
    pairs: Pairs


NONE = Counts({}, {})
"""Nothing was counted."""


def load_counts(path: Path) -> Counts:
    """Read a file that :func:`write` made."""
    # All at once: line by line takes thrice as long.
    fields = gzip.decompress(path.read_bytes()).decode().replace("\n", "\t").split("\t")
    firsts, seconds, counts = (fields[n:-1:3] for n in range(3))
    # Syllables alone stand before all pairs.
    alone = seconds.count("")
    times = list(map(int, counts))
    single = dict(zip(firsts[:alone], times[:alone], strict=True))
    pairs = zip(firsts[alone:], seconds[alone:], strict=True)
    return Counts(single, dict(zip(pairs, times[alone:], strict=True)))


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
