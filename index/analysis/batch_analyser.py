"""Many texts taken apart at once: terms, syllables and words, the same as one at a time.

Vietnamese text says the same few thousand things over and over: what stands between two spaces (a
*chunk*: ``bộ,``, ``(Điều``) is taken apart once and remembered, and what follows from what is then
worked out for a thousand texts at a time on the chunks' numbers.  Terms are those of
:func:`index.analysis.analyser.term_line`, clauses those of
:func:`index.analysis.syllable_counts.clauses` (``tests/test_lexicon.py`` holds them to that), at a
third of the cost.
"""

from __future__ import annotations

import re
import threading
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from index.analysis import analyser, subword, syllable_counts
from index.analysis.unigram import UnigramIndex
from index.arrays import Numbers
from ingest.text.vietnamese import WORD, fold, is_syllable, lower, nfc, tone_normal
from ingest.vocabulary.document_numbers import MARK

Ints = npt.NDArray[np.int64]
Key = str | tuple[str, str] | None
"""A chunk; or a document number, as its serial and its key; or None, where a text ends."""

REMEMBERED = 100_000
"""Chunks known at most: some forty megabytes."""
_BREAK, _END = -1, -2
"""Stand among the words for what parts two of them, and for the end of a text."""
_NONE, _LAST = 0, 1
"""The first two words: the one that is none, and the one that ends a line."""
_DIGIT, _MARK = 1, 2
_STOPS = ".,;:"
_JOINING = re.compile(r"[\s\-/]*")
_WORD_OR_GAP = re.compile(f"{WORD.pattern}|" + r"[\W_]+")


_OWN = threading.local()


def thread_local_analyser(tokenizer: Path | None = None) -> BatchAnalyser:
    """Return the lexicon of the calling thread, cutting tokens too where asked to."""
    known: BatchAnalyser | None = getattr(_OWN, "lexicon", None)
    if known is None or (tokenizer is not None and known.tokenizer != tokenizer):
        known = _OWN.lexicon = BatchAnalyser(tokenizer)
    return known


@dataclass(frozen=True, slots=True)
class Analysed:
    """The terms of each text, joined by spaces, and the syllables counted over all.

    ``tokens`` are those of each text, shape (tokens,), where they were asked for.
    """

    terms: tuple[str, ...]
    counted: syllable_counts.NgramCounts
    tokens: list[Numbers] | None


class _Table(dict[Key, int]):
    """The number of each chunk; one not met before is learned."""

    def __init__(self, lexicon: BatchAnalyser) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, chunk: Key) -> int:
        number = self[chunk] = len(self)
        self._lexicon.intern(chunk)
        return number


class _Events:
    """The words and breaks of every chunk, one after the other."""

    def __init__(self) -> None:
        self._all, self._ends = array("i"), array("q", [0])

    def add(self, events: Sequence[int]) -> None:
        """Append a chunk's."""
        self._all.extend(events)
        self._ends.append(len(self._all))

    def of(self, chunks: Ints) -> npt.NDArray[np.int32]:
        """Return those of ``chunks``, one after the other."""
        ends = np.array(self._ends, np.int64)
        starts, counts = ends[chunks], ends[chunks + 1] - ends[chunks]
        before = np.cumsum(counts) - counts
        places = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
        return np.array(self._all, np.int32)[places]


class BatchAnalyser:
    """What was learned of chunks.  For one thread.

    :param tokenizer: a model's, to cut tokens by words.
    """

    def __init__(self, tokenizer: Path | None = None) -> None:
        self.tokenizer = tokenizer
        self._cutting = subword.by_words(tokenizer) if tokenizer else None
        self._forget()

    def _forget(self) -> None:
        self._chunks = _Table(self)
        self._flags = array("b")
        self._terms, self._clauses = _Events(), _Events()
        self._pieces, self._parts = _Events(), [""]
        self._part_of = {"": 0}
        self._rows = array("q", [self._cutting[1].place("") if self._cutting else 0])
        self._words: dict[Key, int] = {}
        # What a word's line is put together from: alone, before and after a joint, twice.
        self._alone, self._before, self._after = ["", "\n"], ["", ""], ["", ""]
        self._bare_before, self._bare_after = ["", ""], ["", ""]
        self._sums = array("Q", [0] * 6)
        self._plain: dict[str, int] = {syllable_counts.START: 0}
        self._accented, self._held = array("b", [0]), array("b", [1])

    def intern(self, chunk: Key) -> None:
        """Take a chunk apart: the next in the table."""
        if self._cutting:
            self._pieces.add(self._cut_words(chunk, *self._cutting))
        if not isinstance(chunk, str):
            number = [] if chunk is None else [self._number(chunk)]
            self._terms.add([_BREAK, *number, _BREAK] if number else [_END])
            self._clauses.add([_END])
            self._flags.append(0)
            return
        word = chunk.rstrip(_STOPS)
        if word.isalpha():
            # Most are a word, or a word and what ends a clause.
            stop = () if word == chunk else (_BREAK,)
            self._terms.add((self._word(word), *stop))
            self._clauses.add((self._syllable(word), *stop))
            self._flags.append(0)
            return
        self._terms.add(
            [
                self._word(piece) if WORD.match(piece) else _BREAK
                for piece in _WORD_OR_GAP.findall(chunk)
                if not _JOINING.fullmatch(piece)
            ]
        )
        self._clauses.add(
            [
                self._syllable(piece) if piece[0].isalnum() else _BREAK
                for piece in syllable_counts.PIECE.findall(chunk)
            ]
        )
        digit = _DIGIT if any(map(str.isdecimal, chunk)) else 0
        self._flags.append(digit | (_MARK if MARK.search(chunk) else 0))

    def _cut_words(self, chunk: Key, prepare: subword.Step, runs: UnigramIndex) -> list[int]:
        """Return what a tokenizer goes through of a chunk; of a text's end, what parts texts."""
        if not isinstance(chunk, str):
            return [0] if chunk is None else []
        prepared = prepare(chunk)
        words = []
        for word in prepared.split(" ") if prepared else ():
            known = self._part_of.get(word)
            if known is None:
                known = self._part_of[word] = len(self._parts)
                self._parts.append(word)
                self._rows.append(runs.place(word))
            words.append(known)
        return words

    def _number(self, number: tuple[str, str]) -> int:
        """Return the number of a document number's word, which is joined to nothing."""
        if number not in self._words:
            serial, key = number
            line = f" {serial} {analyser.FOLDED}{serial} {analyser.NUMBER}{key}"
            self._new_word(number, line, ("", "", "", ""), b"")
        return self._words[number]

    def _word(self, word: str) -> int:
        known = self._words.get(word)
        if known is not None:
            return known
        accented, plain = analyser.forms(word)
        line = f" {accented} {analyser.FOLDED}{plain}"
        joints = f" {accented}_", accented, f" {analyser.FOLDED}{plain}_", plain
        self._new_word(word, line, joints, fold(word).encode())
        return self._words[word]

    def _new_word(
        self, word: Key, line: str, joints: tuple[str, str, str, str], plain: bytes
    ) -> None:
        self._words[word] = len(self._alone)
        self._alone.append(line)
        before, after, bare_before, bare_after = joints
        self._before.append(before)
        self._after.append(after)
        self._bare_before.append(bare_before)
        self._bare_after.append(bare_after)
        self._sums.extend((crc32(plain), crc32(b" " + plain), len(plain) + 1))

    def _syllable(self, piece: str) -> int:
        plain = lower(tone_normal(piece))
        known = self._plain.get(plain)
        if known is None:
            known = self._plain[plain] = len(self._plain)
            self._accented.append(fold(plain) != plain)
            self._held.append(is_syllable(plain))
        return known

    # --- asking ---------------------------------------------------------------------

    def _cut(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Return the chunks of NFC texts, each ended by a None's, and where each text begins."""
        if len(self._chunks) > REMEMBERED:
            self._forget()
        pieces = list(map(_chunks, texts))
        counts = np.asarray([len(chunks) + 1 for chunks in pieces], np.int64)
        ended = chain.from_iterable(zip(pieces, repeat((None,)), strict=False))
        keys = chain.from_iterable(ended)
        numbers = np.fromiter(map(self._chunks.__getitem__, keys), np.int64, int(counts.sum()))
        return numbers, np.cumsum(counts) - counts

    def analyse(self, texts: Sequence[str]) -> Analysed:
        """Take texts apart."""
        if not texts:
            return Analysed((), syllable_counts.NgramCounts(), None)
        whole = [nfc(text) for text in texts]
        chunks, starts = self._cut(whole)
        lines = self._lines(whole, chunks, starts)
        cut = self._tokens(chunks, self._cutting[1]) if self._cutting else None
        return Analysed(lines, self._count_syllables(self._clauses.of(chunks)), cut)

    @property
    def cuts(self) -> bool:
        """Whether it cuts tokens."""
        return self._cutting is not None

    def cut(self, texts: Sequence[str]) -> list[Numbers]:
        """Return the tokens of each text.

        :raises ValueError: no tokenizer was given that cuts by words.
        """
        if self._cutting is None:
            raise ValueError("no tokenizer to cut with")
        if not texts:
            return []
        return self._tokens(self._cut([nfc(text) for text in texts])[0], self._cutting[1])

    def _tokens(self, chunks: Ints, runs: UnigramIndex) -> list[Numbers]:
        """Return the numbers of each text's tokens."""
        pieces = self._pieces.of(chunks)
        counts = np.diff(np.flatnonzero(pieces == 0), prepend=-1) - 1
        words = list(map(self._parts.__getitem__, pieces.tolist()))
        tokens = runs.search(np.array(self._rows, np.int64)[pieces], words, counts)
        ends = np.cumsum([len(row) for row in tokens])
        flat = np.fromiter(chain.from_iterable(tokens), np.int32, int(ends[-1]))
        return np.split(flat, ends[:-1])

    def _lines(self, texts: Sequence[str], chunks: Ints, starts: Ints) -> tuple[str, ...]:
        events = self._terms.of(self._with_numbers(texts, chunks, starts))
        inner = events >= 0
        tied = inner[1:] & inner[:-1]
        before = np.where(tied, events[:-1], _NONE)
        after = np.where(tied, events[1:], _NONE)
        # The first event of all has none before it.
        spoken = events[1:] != _BREAK
        words_of_events = np.where(events == _END, _LAST, events)
        words, joint = words_of_events[1:][spoken].tolist(), before[spoken].tolist()
        tail = after[spoken].tolist()
        first = self._alone[words_of_events[0]] if words_of_events[0] != _BREAK else ""
        parts = zip(
            map(self._alone.__getitem__, words),
            map(self._before.__getitem__, joint),
            map(self._after.__getitem__, tail),
            map(self._bare_before.__getitem__, joint),
            map(self._bare_after.__getitem__, tail),
            strict=True,
        )
        line = first + "".join(chain.from_iterable(parts))
        # A term holds no space: each line begins with one, and ends where a text does.
        return tuple(row[1:] for row in line.split("\n")[:-1])

    def _with_numbers(self, texts: Sequence[str], chunks: Ints, starts: Ints) -> Ints:
        """Return the chunks with document numbers put in for what they are written with."""
        flags = np.array(self._flags, np.int8)[chunks]
        both = np.bitwise_or.reduceat(flags, starts) == _DIGIT | _MARK
        parts: list[Ints] = []
        done = 0
        ends = [*starts[1:].tolist(), len(chunks)]
        for row in np.flatnonzero(both).tolist():
            stretches = list(analyser.stretches(texts[row]))
            if len(stretches) == 1:
                continue
            keys: list[Key] = []
            for start, end, number in stretches:
                if number is None:
                    keys += _chunks(texts[row][start:end])
                else:
                    keys.append((str(number.serial), number.key))
            numbers = [self._chunks[key] for key in (*keys, None)]
            parts += [chunks[done : starts[row]], np.asarray(numbers, np.int64)]
            done = ends[row]
        return np.concatenate([*parts, chunks[done:]]) if parts else chunks

    def _count_syllables(self, events: npt.NDArray[np.int32]) -> syllable_counts.NgramCounts:
        """Count the syllables and their pairs in the clauses that carry a diacritic.

        Words that are no syllables would be left out in the end (:meth:`syllables.Seen.counts`):
        of names and foreign words there is no end, so they are never counted.

        :param events: words, numbered in ``_plain``, and what ends a clause.
        """
        inner = events >= 0
        clause = np.cumsum(~inner)
        clause, words = clause[inner], events[inner].astype(np.int64)
        kinds = int(clause[-1]) + 1 if len(clause) else 0
        length = np.bincount(clause, minlength=kinds)
        marked = np.bincount(clause, np.array(self._accented, np.int8)[words], minlength=kinds)
        kept = ((length > 1) & (marked > 0))[clause]
        words, clause = words[kept], clause[kept]
        counted = syllable_counts.NgramCounts()
        if not len(words):
            return counted
        names = list(self._plain)
        first = np.diff(clause, prepend=-1) > 0
        counts = np.bincount(words)
        # The start of a clause is the word 0.
        counts[0] = np.count_nonzero(first)
        held_words = np.array(self._held, np.bool_)
        held = np.flatnonzero((counts > 0) & held_words[: len(counts)])
        counted.single = Counter(
            dict(zip([names[word] for word in held.tolist()], counts[held].tolist(), strict=True))
        )
        previous = np.where(first, 0, np.concatenate([[0], words[:-1]]))
        pairs = held_words[previous] & held_words[words]
        codes, times = np.unique((previous * len(names) + words)[pairs], return_counts=True)
        firsts = map(names.__getitem__, (codes // len(names)).tolist())
        seconds = map(names.__getitem__, (codes % len(names)).tolist())
        counted.pairs = Counter(
            dict(zip(zip(firsts, seconds, strict=True), times.tolist(), strict=True))
        )
        return counted

    def sums(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.uint64], Ints]:
        """Return of each word of ``texts``, one text after the other, its checksums.

        Shape (words, 3): the CRC-32 of its folded form, that with a space before it, and the
        bytes of the latter.  And how many words each text has.
        """
        if not texts:
            return np.zeros((0, 3), np.uint64), np.zeros(0, np.int64)
        chunks, _ = self._cut([nfc(text) for text in texts])
        events = self._terms.of(chunks)
        held = events >= 0
        counts = np.diff(np.cumsum(held)[events == _END], prepend=0)
        return np.array(self._sums, np.uint64).reshape(-1, 3)[events[held]], counts


def _chunks(text: str) -> list[str]:
    """Return what stands between spaces; a line's end stands alone."""
    return text.replace("\n", " \n ").split(" ")
