"""The tokens of a short text, searched letter by letter in nothing but a dictionary of pieces.

The first question of a process needs the tokens of a few words.  The ``tokenizers`` package and
the search by words (:mod:`index.analysis.unigram`) first make tables that take longer than all
else there is to answer; the pieces themselves are enough for a line of text.  The search is the
package's (Viterbi over letters, unknown ones side by side are one token) and so are the numbers
(``tests/test_tokens.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_UNKNOWN = 10.0
"""What an unknown letter costs more than the least likely piece."""


class LetterSearch:
    """The most likely pieces of short texts.  Safe in any number of threads.

    :param vocabulary: pieces with their scores; their places are their numbers.
    :param unknown: the number of what is no piece.
    """

    def __init__(self, vocabulary: Sequence[tuple[str, float]], unknown: int) -> None:
        self._pieces = {piece: (score, number) for number, (piece, score) in enumerate(vocabulary)}
        self._unknown = min(score for _, score in vocabulary) - _UNKNOWN, unknown
        self._longest: dict[str, int] = {}
        for piece in self._pieces:
            first, size = piece[:1], len(piece)
            if size > self._longest.get(first, 0):
                self._longest[first] = size

    @staticmethod
    def of(model: dict[str, Any]) -> LetterSearch | None:
        """Return the search of a tokenizer's model; None where letters are read otherwise.

        :raises ValueError, TypeError, KeyError: it is no such model.
        """
        if model.get("unk_id") is None or model.get("byte_fallback"):
            return None
        return LetterSearch(model["vocab"], model["unk_id"])

    def __call__(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces."""
        began, numbers = self._best(text)
        found: list[int] = []
        end = len(text)
        while end:
            start = began[end]
            if numbers[end] == self._unknown[1]:
                while start and numbers[start] == self._unknown[1]:
                    start = began[start]
            found.append(self._pieces.get(text[start:end], self._unknown)[1])
            end = start
        return found[::-1]

    def _best(self, text: str) -> tuple[list[int], list[int]]:
        """Return where the last piece of the best reading up to each letter begins, its number."""
        size = len(text)
        best, began, numbers = [0.0] * (size + 1), [-1] * (size + 1), [-1] * (size + 1)
        for start in range(size):
            ways = [
                (end, *found)
                for end in range(start + 1, min(size, start + self._reach(text[start])) + 1)
                if (found := self._pieces.get(text[start:end])) is not None
            ]
            if not ways or ways[0][0] > start + 1:
                ways.append((start + 1, *self._unknown))
            for end, score, number in ways:
                likely = best[start] + score
                # Of equals the one that began first, as the package chooses.
                if began[end] < 0 or likely > best[end]:
                    best[end], began[end], numbers[end] = likely, start, number
        return began, numbers

    def _reach(self, letter: str) -> int:
        return self._longest.get(letter, 0)
