"""Several texts as one row of letters: what is asked of every letter is asked of all at once.

A page of answers is some sixty short texts with a few thousand words.  Looking at them one by
one costs more than what is looked for; as arrays all words are compared in one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from ingest.text.vietnamese import fold, lower

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_COMMON = 0x2500
"""Letters below have their properties in a table, the few others are looked at one by one."""
_BASE = 0x9E3779B97F4A7C15
_BACK = pow(_BASE, -1, 1 << 64)
_LEAST = 1 << 16


class TextBatch:
    """NFC texts laid side by side, parted by line breaks; places count over the whole row."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self.text = "\n".join(texts)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self.firsts: Ints = np.cumsum(lengths + 1) - lengths - 1
        """Where each text begins."""

    @cached_property
    def codes(self) -> Codes:
        """The code points."""
        return _codes(self.text)

    @cached_property
    def lowered(self) -> Codes:
        """The code points in lower case."""
        return _codes(lower(self.text))

    @cached_property
    def folded(self) -> Codes:
        """The code points in lower case without diacritics."""
        return _each(self.codes, _folds(), _fold)

    def text_of(self, places: Ints) -> Ints:
        """Return which text each place lies in."""
        return np.searchsorted(self.firsts, places, "right") - 1

    @cached_property
    def words(self) -> tuple[Ints, Ints]:
        """Where the words (:data:`ingest.text.vietnamese.WORD`) begin and end."""
        inside = np.zeros(len(self.codes) + 2, np.int8)
        inside[1:-1] = _each(self.codes, _alnums(), _is_alnum)
        change = np.diff(inside)
        return np.flatnonzero(change == 1), np.flatnonzero(change == -1)

    @cached_property
    def letters(self) -> Flags:
        """Which are letters."""
        return _each(self.codes, _alphas(), _is_alpha)

    @cached_property
    def spaces(self) -> Flags:
        """Which letters are white space."""
        return _each(self.codes, _blanks(), _is_blank)

    def without(self, other: Flags, starts: Ints, ends: Ints) -> Flags:
        """Say of each stretch whether none of its letters is of the kind ``other``."""
        before = np.concatenate([[0], np.cumsum(other)])
        return np.asarray(before[ends] == before[starts])

    def joined(self, starts: Ints, ends: Ints) -> Flags:
        """Say of each stretch whether it may stand between two syllables of a word."""
        return (ends > starts) & self.without(~self._joining, starts, ends)

    def spaced(self, starts: Ints, ends: Ints) -> Flags:
        """Say of each stretch whether there is nothing but white space in it."""
        return self.without(~self.spaces, starts, ends)

    @cached_property
    def _joining(self) -> Flags:
        return np.asarray(self.spaces | (self.codes == ord("-")) | (self.codes == ord("/")))

    def small(self, starts: Ints, ends: Ints) -> Flags:
        """Say of each stretch whether it is in small letters, but perhaps for the first one.

        Codes of documents have capitals and serials digits: such a stretch is in no number.
        """
        small = (self.codes == self.lowered) & self.letters
        # The first letter of a sentence is a capital.
        return self.without(~small, starts + (ends - starts > 1), ends)

    def hashes(self, codes: Codes) -> Hashes:
        """Return a number for each word: equal words have equal ones, others do not.

        A polynomial of the code points modulo 2**64: that two of the words of a page differ
        and have one number is as good as impossible.

        :param codes: of the whole row, in the form the words are compared in.
        """
        starts, ends = self.words
        times, back = _powers(len(codes))
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(codes * times[: len(codes)])])
        return np.asarray((sums[ends] - sums[starts]) * back[starts], np.uint64)


class SoughtWords:
    """Words that are looked for, and the term each is looked for as."""

    def __init__(self, of: Mapping[str, int]) -> None:
        self.of = of
        known = sorted((word_hash(form), term) for form, term in of.items())
        self.hashes: Hashes = np.array([one for one, _ in known], np.uint64)
        self.terms: Ints = np.array([term for _, term in known], np.int64)

    def __bool__(self) -> bool:
        return bool(self.of)

    def among(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Return which words are looked for, ascending, and the term of each."""
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        hits = np.flatnonzero(self.hashes[places] == hashes)
        return hits, self.terms[places[hits]]


def word_hash(word: str) -> int:
    """Return the number :meth:`TextBatch.hashes` has for ``word``."""
    value = 0
    for code in reversed(_codes(word).tolist()):
        value = (value * _BASE + code) % (1 << 64)
    return value


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _each(codes: Codes, table: npt.NDArray[np.generic], of: object) -> npt.NDArray:  # type: ignore[type-arg]
    """Return a property of each letter."""
    answers = table.take(codes, mode="clip")
    beyond = codes >= _COMMON
    if beyond.any():
        for code in np.unique(codes[beyond]).tolist():
            answers[codes == code] = of(code)  # type: ignore[operator]
    return answers


def _fold(code: int) -> int:
    return ord(fold(chr(code))[0])


def _is_alnum(code: int) -> bool:
    return chr(code).isalnum()


def _is_alpha(code: int) -> bool:
    return chr(code).isalpha()


def _is_blank(code: int) -> bool:
    return chr(code).isspace()


@cache
def _folds() -> Codes:
    return np.fromiter(map(_fold, range(_COMMON)), np.uint32, _COMMON)


@cache
def _alnums() -> Flags:
    return np.fromiter(map(_is_alnum, range(_COMMON)), np.bool_, _COMMON)


@cache
def _alphas() -> Flags:
    return np.fromiter(map(_is_alpha, range(_COMMON)), np.bool_, _COMMON)


@cache
def _blanks() -> Flags:
    return np.fromiter(map(_is_blank, range(_COMMON)), np.bool_, _COMMON)


def _powers(length: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the polynomial's base and their inverses, at least ``length``."""
    size = _LEAST
    while size < length:
        size *= 2
    return _rows(size)


@cache
def _rows(size: int) -> tuple[Hashes, Hashes]:
    rows = []
    for base in (_BASE, _BACK):
        row = np.full(size, base, np.uint64)
        row[0] = 1
        rows.append(np.multiply.accumulate(row))
    return rows[0], rows[1]
