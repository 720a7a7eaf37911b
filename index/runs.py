"""The embedded model's tokens, chosen word by word: the unigram search over runs of syllables.

The pieces of the embedded model are runs of one to four whole syllables, and single letters for
words it does not know (:mod:`index.training.vocabulary`).  The package's search goes through
the letters of a text; going through its words finds the same pieces in a sixth of the time.
It is used where that is proved by the pieces themselves (:meth:`Runs.of` looks), and the
numbers are the same (``tests/test_runs.py``).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Any

SPACE = "\u2581"
LONGEST = 4
"""Words of a run."""
_UNKNOWN = 10.0
"""What an unknown letter costs more than the least likely piece."""
_NONE = float("-inf")

Node = dict[str, tuple[float, int, Any]]
"""By the next word: the score and the number of the run so far (minus infinity and -1 where it
is no piece), and the node of what may follow (None: nothing)."""
Spelled = tuple[tuple[str, float, tuple[int, ...]], ...]
"""Ways to read a word with letters: a beginning that is one (or nothing), what the letters
after it cost, their numbers."""


class Runs:
    """The most likely pieces of a text.  Safe in any number of threads."""

    def __init__(
        self,
        runs: dict[tuple[str, ...], tuple[float, int]],
        letters: Letters,
        spelled: frozenset[str],
    ) -> None:
        self._root: Node = {}
        self._letters = letters
        self._also_spelled = spelled
        for words, (score, number) in runs.items():
            _insert(self._root, words, score, number)
        self._ends = {words[-1] for words in runs}
        self._spelled = lru_cache(maxsize=1 << 15)(self._spell)

    @staticmethod
    def of(model: dict[str, Any]) -> Runs | None:
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
        return Runs(runs, Letters(letters, (least - _UNKNOWN, unknown)), spelled)

    def __call__(self, words: list[str]) -> list[int]:
        """Return the numbers of the pieces of ``words``, none of them empty."""
        count = len(words)
        best = [_NONE] * (count + 1)
        best[0] = 0.0
        back: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())] * (count + 1)
        root, also = self._root, self._also_spelled
        for start in range(count):
            so_far, node, end = best[start], root, start
            for word in words[start : start + LONGEST]:
                end += 1
                found = node.get(word)
                if found is None:
                    if word not in root or word in also:
                        self._spelling(node, word, so_far, start, end, best, back)
                    break
                score, number, after = found
                score += so_far
                if score > best[end]:
                    best[end] = score
                    back[end] = start, number, ()
                if word in also:
                    self._spelling(node, word, so_far, start, end, best, back)
                if after is None:
                    break
                node = after
        return _traced(back)

    def _spelling(
        self,
        node: Node,
        word: str,
        so_far: float,
        start: int,
        end: int,
        best: list[float],
        back: list[tuple[int, int, tuple[int, ...]]],
    ) -> None:
        """Try every reading of a word with letters, at the end of a run."""
        for beginning, cost, numbers in self._spelled(word):
            found = node.get(beginning)
            if found is not None and so_far + found[0] + cost > best[end]:
                best[end] = so_far + found[0] + cost
                back[end] = start, found[1], numbers

    def _spell(self, word: str) -> Spelled:
        ways = []
        for place in range(len(word)):
            if not place or word[:place] in self._ends:
                cost, numbers = self._letters.read(word[place:])
                ways.append((word[:place], cost, numbers))
        return tuple(ways)


class Letters:
    """What letters cost and their numbers; unknown ones side by side are one."""

    def __init__(self, known: dict[str, tuple[float, int]], unknown: tuple[float, int]) -> None:
        self._known, self._unknown = known, unknown

    def read(self, text: str) -> tuple[float, tuple[int, ...]]:
        """Return the sum of the letters' scores, and their numbers."""
        found = [self._known.get(letter, self._unknown) for letter in text]
        numbers: list[int] = []
        for number, some in groupby(number for _, number in found):
            numbers += [number] if number == self._unknown[1] else list(some)
        return sum(score for score, _ in found), tuple(numbers)


def _insert(root: Node, words: tuple[str, ...], score: float, number: int) -> None:
    node = root
    for word in words[:-1]:
        likely, own, after = node.get(word, (_NONE, -1, None))
        if after is None:
            after = {}
            node[word] = likely, own, after
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
    found: set[str] = set()
    for run, (score, _) in runs.items():
        if not all(word in alone for word in run):
            return None
        # The run with its last word spelled on, against each word alone and the longer word.
        inner = sum(alone[word] for word in run[:-1])
        if score + letter < inner + rarest:
            continue
        found.update(
            word
            for word in alone
            if word.startswith(run[-1])
            and word != run[-1]
            and score + letter * (len(word) - len(run[-1])) >= inner + alone[word]
        )
    return frozenset(found)


def _traced(back: list[tuple[int, int, tuple[int, ...]]]) -> list[int]:
    pieces = []
    place = len(back) - 1
    while place:
        step = back[place]
        pieces.append(step)
        place = step[0]
    found: list[int] = []
    for _, number, letters in reversed(pieces):
        found.append(number)
        found += letters
    return found
