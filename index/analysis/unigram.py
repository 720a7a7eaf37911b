"""The embedded model's tokens, chosen word by word: the unigram search over runs of syllables.

The pieces of the embedded model are runs of one to four whole syllables, and single letters for
words it does not know (:mod:`index.training.vocabulary`).  The package's search goes through
the letters of a text; going through the words of many texts at once finds the same pieces in a
fraction of the time.  It is used where that is proved by the pieces themselves
(:meth:`UnigramIndex.of` looks), and the numbers are the same (``tests/test_tokens.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SPACE = "\u2581"
LONGEST = 4
"""Words of a run."""
_FEW = 64
"""Up to so many texts are searched one by one."""
_UNKNOWN = 10.0
"""What an unknown letter costs more than the least likely piece."""
_NONE = float("-inf")
_OTHER, _PARTING = -1, -2
"""Stand for a word that is no piece, and for what parts two texts."""

Node = dict[str, tuple[float, int, Any]]
"""By the next word: the score and the number of the run so far (minus infinity and -1 where it
is no piece), and the node of what may follow (None: nothing)."""
Spelled = tuple[tuple[str, float, tuple[int, ...]], ...]
"""Ways to read a word with letters: a beginning that is one (or nothing), what the letters
after it cost, their numbers."""


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of one length and their keys, ascending.

    A key is the place of the run without its last word, times the number of words, plus that
    word.  The score is minus infinity where only a longer run is a piece.
    """

    keys: Ints
    scores: Floats
    numbers: Ints


class UnigramIndex:
    """The most likely pieces of texts.  Safe in any number of threads."""

    def __init__(
        self,
        runs: dict[tuple[str, ...], tuple[float, int]],
        letters: Letters,
        spelled: frozenset[str],
    ) -> None:
        self._root: Node = {}
        self._letters = letters
        for words, (score, number) in runs.items():
            _insert(self._root, words, score, number)
        self._ends = {words[-1] for words in runs}
        self._spelled = lru_cache(maxsize=1 << 15)(self._spell)
        self._words = {word: row for row, word in enumerate(self._root)}
        self._places = {**self._words, "": _PARTING}
        self._also_spelled = np.asarray(sorted(self._words[word] for word in spelled), np.int64)
        self._tables = _tables(runs, self._words)

    @staticmethod
    def of(model: dict[str, Any]) -> UnigramIndex | None:
        """Return the search of a tokenizer's model; None where going by words could differ.

        It cannot where every piece is a run of whole words that are pieces themselves, or a
        letter.
        """
        letters: dict[str, tuple[float, int]] = {}
        runs: dict[tuple[str, ...], tuple[float, int]] = {}
        unknown = model.get("unk_id")
        least = min(score for _, score in model["vocab"])
        for number, (piece, score) in enumerate(model["vocab"]):
            if number == unknown:
                continue
            if piece.startswith(SPACE):
                runs[tuple(piece[1:].split(SPACE))] = score, number
            elif len(piece) == 1:
                letters[piece] = score, number
            else:
                return None
        spelled = _also_spelled(runs, letters)
        if unknown is None or model.get("byte_fallback") or spelled is None:
            return None
        return UnigramIndex(runs, Letters(letters, (least - _UNKNOWN, unknown)), spelled)

    def __call__(self, texts: Sequence[list[str]]) -> list[list[int]]:
        """Return the numbers of the pieces of each text, given as its words, none of them empty."""
        # All texts in one row, parted by empty words, which are in no run.
        words: list[str] = []
        for text in texts:
            words += text
            words.append("")
        row = np.fromiter(map(self._places.get, words, repeat(_OTHER)), np.int64, len(words))
        return self.search(row, words, np.asarray([len(text) for text in texts], np.int64))

    def place(self, word: str) -> int:
        """Return what stands for a word in a row (the empty word parts texts)."""
        return self._places.get(word, _OTHER)

    def search(self, row: Ints, words: Sequence[str], counts: Ints) -> list[list[int]]:
        """Return the numbers of the pieces of texts in one row, each ended by an empty word.

        :param row: the :meth:`place` of each of ``words``.
        :param counts: the words of each text, the empty one not counted.
        """
        scores, numbers = self._score_runs(row)
        spelled = self._with_spelled(row, words, scores, numbers)
        firsts = np.cumsum(counts + 1) - counts - 1
        if len(counts) > _FEW:
            chosen = _search_columns(scores, firsts, counts)
            ends = np.flatnonzero(_trace(LONGEST - chosen, firsts, counts))
        else:
            chosen, ends = _one_by_one(scores, firsts, counts)
        pieces = numbers[chosen[ends], ends].tolist()
        cuts = [0, *np.searchsorted(ends, firsts + counts).tolist()]
        return [_written(pieces[a:b], spelled) for a, b in pairwise(cuts)]

    def _score_runs(self, row: Ints) -> tuple[Floats, Ints]:
        """Return scores and numbers of the runs that end at each word.

        Both of shape (:data:`LONGEST`, words); the longest runs come first.
        """
        scores = np.full((LONGEST, len(row)), _NONE)
        numbers = np.full((LONGEST, len(row)), _OTHER, np.int64)
        ends = np.flatnonzero(row >= 0)
        runs = np.zeros(len(ends), np.int64)
        for size, table in enumerate(self._tables, 1):
            keys = runs * len(self._words) + row[ends]
            places = np.minimum(np.searchsorted(table.keys, keys), len(table.keys) - 1)
            held = (table.keys[places] == keys) & (row[ends] >= 0)
            ends, runs = ends[held], places[held]
            scores[LONGEST - size, ends] = table.scores[runs]
            numbers[LONGEST - size, ends] = table.numbers[runs]
            # The row ends in an empty word: there is always a next one.
            ends = ends + 1
        return scores, numbers

    def _with_spelled(
        self, row: Ints, words: Sequence[str], scores: Floats, numbers: Ints
    ) -> list[tuple[int, ...]]:
        """Put in runs whose last word is read with letters, and return what these are.

        Their number is minus 2 minus the place in what is returned.
        """
        spelled: list[tuple[int, ...]] = []
        for end in np.flatnonzero((row == _OTHER) | np.isin(row, self._also_spelled)).tolist():
            ways = self._spelled(words[end])
            for size in range(1, LONGEST + 1):
                start = end - size + 1
                if start < 0 or (size > 1 and row[start] < 0):
                    break
                node = _after(self._root, words[start:end])
                for beginning, cost, letters in ways if node else ():
                    likely, number, _ = (node or {}).get(beginning, (_NONE, 0, None))
                    if likely + cost > scores[LONGEST - size, end]:
                        scores[LONGEST - size, end] = likely + cost
                        numbers[LONGEST - size, end] = -2 - len(spelled)
                        spelled.append((number, *letters))
        return spelled

    def _spell(self, word: str) -> Spelled:
        ways = []
        for cut in range(len(word)):
            if not cut or word[:cut] in self._ends:
                cost, numbers = self._letters.read(word[cut:])
                ways.append((word[:cut], cost, numbers))
        return tuple(ways)


class Letters:
    """What letters cost and their numbers; unknown ones side by side are one."""

    def __init__(self, known: dict[str, tuple[float, int]], unknown: tuple[float, int]) -> None:
        self._known, self._unknown = known, unknown

    def read(self, text: str) -> tuple[float, tuple[int, ...]]:
        """Return the sum of the letters' scores, and their numbers."""
        letters = [self._known.get(letter, self._unknown) for letter in text]
        numbers: list[int] = []
        for number, run in groupby(number for _, number in letters):
            numbers += [number] if number == self._unknown[1] else list(run)
        return sum(score for score, _ in letters), tuple(numbers)


def _insert(root: Node, words: tuple[str, ...], score: float, number: int) -> None:
    node = root
    for word in words[:-1]:
        likely, run_number, after = node.get(word, (_NONE, -1, None))
        if after is None:
            after = {}
            node[word] = likely, run_number, after
        node = after
    node[words[-1]] = score, number, node.get(words[-1], (_NONE, -1, None))[2]


def _also_spelled(
    runs: dict[tuple[str, ...], tuple[float, int]], letters: dict[str, tuple[float, int]]
) -> frozenset[str] | None:
    """Return the words that are pieces and might still be better read as a piece and letters.

    None where pieces are not runs of words that are pieces themselves.
    """
    alone = {words[0]: score for words, (score, _) in runs.items() if len(words) == 1}
    rarest = min((score for word, score in alone.items() if word), default=None)
    if "" not in alone or rarest is None or not letters:
        return None
    if any(len(run) > LONGEST or (len(run) > 1 and "" in run) for run in runs):
        return None
    letter = max(score for score, _ in letters.values())
    spellings: set[str] = set()
    for run, (score, _) in runs.items():
        if not all(word in alone for word in run):
            return None
        # The run with its last word spelled on, against each word alone and the longer word.
        inner = sum(alone[word] for word in run[:-1])
        if score + letter < inner + rarest:
            continue
        spellings.update(
            word
            for word in alone
            if word.startswith(run[-1])
            and word != run[-1]
            and score + letter * (len(word) - len(run[-1])) >= inner + alone[word]
        )
    return frozenset(spellings)


def _tables(runs: dict[tuple[str, ...], tuple[float, int]], words: dict[str, int]) -> list[_Runs]:
    """Return the runs and their beginnings, by length."""
    places: dict[tuple[str, ...], int] = {(): 0}
    tables = []
    for size in range(1, LONGEST + 1):
        held = {run[:size] for run in runs if len(run) >= size}
        keyed = sorted((places[run[:-1]] * len(words) + words[run[-1]], run) for run in held)
        places = {run: row for row, (_, run) in enumerate(keyed)}
        scored = [runs.get(run, (_NONE, _OTHER)) for _, run in keyed]
        tables.append(
            _Runs(
                np.asarray([key for key, _ in keyed] or [-1], np.int64),
                np.asarray([score for score, _ in scored] or [_NONE]),
                np.asarray([number for _, number in scored] or [_OTHER], np.int64),
            )
        )
    return tables


def _after(root: Node, words: Sequence[str]) -> Node | None:
    """Return what may follow ``words``."""
    node: Node | None = root
    for word in words:
        if node is None:
            return None
        node = node.get(word, (_NONE, 0, None))[2]
    return node


def _search_columns(scores: Floats, firsts: Ints, counts: Ints) -> Ints:
    """Return for each word which run is the last one of the best reading that ends with it.

    Viterbi's search over all texts at once, a word of each at a time.

    :param scores: shape (:data:`LONGEST`, words); the longest runs come first.
    """
    chosen = np.full(scores.shape[1], LONGEST - 1, np.int64)
    order = np.argsort(-counts, kind="stable")
    firsts, counts = firsts[order], counts[order]
    # The best readings up to the words before, the last one last.
    best = np.full((LONGEST, len(counts)), _NONE)
    best[-1] = 0.0
    columns = np.arange(len(counts))
    for step in range(int(counts[0]) if len(counts) else 0):
        ways_open = columns[: np.searchsorted(-counts, -step)]
        words = firsts[ways_open] + step
        ways = scores[:, words] + best[:, ways_open]
        # Of equals the one that began first, as the package chooses.
        taken = ways.argmax(axis=0)
        chosen[words] = taken
        best[:-1, ways_open] = best[1:, ways_open]
        best[-1, ways_open] = ways[taken, ways_open]
    return chosen


def _one_by_one(scores: Floats, firsts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return what :func:`_search_columns` does, and at which words a run of the best readings ends.

    A text after the other: for few of them, steps over all cost more than they save.
    """
    rows = scores.T.tolist()
    chosen = np.full(len(rows), LONGEST - 1, np.int64)
    ends: list[int] = []
    for first, count in zip(firsts.tolist(), counts.tolist(), strict=True):
        taken = _best_runs(rows[first : first + count])
        chosen[first : first + count] = taken
        text_ends = []
        at = count - 1
        while at >= 0:
            text_ends.append(first + at)
            at -= LONGEST - taken[at]
        ends += text_ends[::-1]
    return chosen, np.asarray(ends, np.int64)


def _best_runs(rows: Sequence[Sequence[float]]) -> list[int]:
    """Return for each word of a text which run is the last one of the best reading up to it.

    :param rows: the scores of the runs that end at each word, the longest run (of
        :data:`LONGEST` words) first.
    """
    fourth = third = second = _NONE
    best = 0.0
    taken = []
    for quadruple, triple, double, single in rows:
        # Of equals the one that began first, as the package chooses.
        likely, length = quadruple + fourth, 0
        if triple + third > likely:
            likely, length = triple + third, 1
        if double + second > likely:
            likely, length = double + second, 2
        if single + best > likely:
            likely, length = single + best, 3
        taken.append(length)
        fourth, third, second, best = third, second, best, likely
    return taken


def _trace(sizes: Ints, firsts: Ints, counts: Ints) -> npt.NDArray[np.bool_]:
    """Return at which words a run of the best readings ends, by the size of the run at each."""
    held = np.zeros(len(sizes), np.bool_)
    ends = firsts + counts - 1
    while len(ends):
        left = ends >= firsts
        ends, firsts = ends[left], firsts[left]
        held[ends] = True
        ends = ends - sizes[ends]
    return held


def _written(pieces: list[int], spelled: list[tuple[int, ...]]) -> list[int]:
    """Return the pieces with those that are spelled written out."""
    if not pieces or min(pieces) >= 0:
        return pieces
    return [
        number for piece in pieces for number in (spelled[-2 - piece] if piece < 0 else (piece,))
    ]
