"""Writing the readings of a generation: those of the one before that stay, then what is new."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from index.analysis.codepoints import Flags, Ints
from index.arrays import Numbers
from index.readings import layout
from index.readings.layout import ALL, FLAG_BITS, MOST_WORDS, PASSAGES, ROWS, VOCABULARY
from index.readings.readings import Readings
from index.readings.taken import TakenTexts
from ingest.errors import LibraryUnwritable

Array = npt.NDArray  # type: ignore[type-arg]
_BLOCK = 20_000
"""Passages copied at once."""
_MOST_TOKENS = (1 << 16) - 1
_WORD = np.uint32(FLAG_BITS)


class ReadingsWriter:
    """Writes readings into a folder.  To be used as a context: leaving it ends the files.

    :param old: the folder of the generation gone on from, None for a new library.
    :param removed: keys of its passages that are left out.
    """

    def __init__(self, folder: Path, old: Path | None = None, removed: Sequence[int] = ()) -> None:
        folder.mkdir()
        self._folder = folder
        self._totals = dict.fromkeys(ROWS, 0)
        self._last = -1
        self._vocabulary = _Vocabulary()
        if old is not None and not removed:
            for name in ALL:
                shutil.copyfile(old / layout.path(name), folder / layout.path(name))
        self._files: dict[str, BinaryIO] = {
            name: (folder / layout.path(name)).open("ab") for name in ALL if name not in VOCABULARY
        }
        if old is not None:
            self._go_on(Readings(old), removed)

    def _go_on(self, old: Readings, removed: Sequence[int]) -> None:
        """Begin with the readings of a generation but for those ``removed``."""
        self._vocabulary = _Vocabulary(*(np.array(old.arrays[name]) for name in _WORD_FACTS))
        gone = np.isin(old.arrays["keys"], np.asarray(removed, np.int64))
        kept = np.flatnonzero(~gone)
        if len(kept):
            # The number of a document that left may be given again.
            self._last = int(old.arrays["keys"][kept[-1]])
        if not removed:
            self._totals = {name: len(old.arrays[next(iter(ROWS[name]))]) for name in ROWS}
            return
        blocks = [kept[start : start + _BLOCK] for start in range(0, len(kept), _BLOCK)]
        used = np.zeros(len(self._vocabulary), np.bool_)
        for block in blocks:
            used[old.arrays["words"][old.rows_of("word_ends", block)[0]] >> _WORD] = True
        # Words of what went go too: nothing of a removed document is kept.
        numbers = self._vocabulary.keep(used)
        for block in blocks:
            self._copy(old, block, numbers)

    def _copy(self, old: Readings, block: Ints, numbers: Array) -> None:
        for name in PASSAGES:
            if name not in ROWS:
                self._write(name, old.arrays[name][block])
        for kind, names in ROWS.items():
            rows, counts = old.rows_of(kind, block)
            self._write_ends(kind, counts)
            for name in names:
                values = old.arrays[name][rows]
                if name == "words":
                    words = numbers[values >> _WORD] << _WORD
                    values = words | values & np.uint32((1 << FLAG_BITS) - 1)
                self._write(name, values)

    def add(
        self,
        keys: Sequence[int],
        taken: TakenTexts,
        goes_on: Flags,
        sketches: Sequence[bytes],
        provisions: Ints,
    ) -> None:
        """Add passages, whose keys are greater than all before.

        :param goes_on: whether each goes on with what the passage before it says.
        :param sketches: of each passage; empty for a short one.
        :param provisions: the smallest provision that each sentence stands in, -1 for none.
        """
        if not len(keys):
            return
        if min(keys) <= self._last or list(keys) != sorted(keys):
            raise ValueError("passages come in the order of their keys")
        self._last = keys[-1]
        unreadable = taken.unreadable.copy()
        tokens: Sequence[Numbers] = taken.tokens if taken.tokens is not None else []
        sizes = np.asarray([len(one) for one in tokens], np.int64)
        if taken.tokens is None:
            sizes = np.zeros(len(taken.sentences), np.int64)
        owners = np.repeat(np.arange(len(keys)), taken.sentence_counts)
        unreadable[owners[sizes > _MOST_TOKENS]] = True
        numbers = self._vocabulary.numbers(taken.written, taken.folded, taken.letters)
        words = numbers[taken.words] << _WORD | taken.flags
        found = np.asarray(taken.numbers, np.uint64).reshape(-1, 4)
        empty = bytes(PASSAGES["sketches"].itemsize)
        self._write("keys", np.asarray(keys, np.int64))
        self._write("lengths", taken.lengths)
        self._write("unreadable", unreadable)
        self._write("goes_on", goes_on)
        self._files["sketches"].write(b"".join(one or empty for one in sketches))
        self._write_ends("word_ends", taken.word_counts)
        self._write("words", words)
        self._write("gaps", taken.gaps)
        self._write_ends("number_ends", taken.number_counts)
        for name, column in zip(layout.NUMBERS, found.T, strict=True):
            self._write(name, column)
        self._write_ends("sentence_ends", taken.sentence_counts)
        self._write("sentence_starts", taken.sentences[:, 0])
        self._write("sentence_stops", taken.sentences[:, 1])
        self._write("provisions", provisions)
        self._write("token_counts", sizes.clip(0, _MOST_TOKENS))
        ends = np.cumsum(taken.sentence_counts)
        sums = np.concatenate([[0], np.cumsum(sizes)])
        self._write_ends("token_ends", sums[ends] - sums[ends - taken.sentence_counts])
        if len(tokens):
            self._write("tokens", np.concatenate(tokens))

    def _write(self, name: str, values: Array) -> None:
        self._files[name].write(values.astype(ALL[name].base).tobytes())

    def _write_ends(self, kind: str, counts: Ints) -> None:
        self._write(kind, np.cumsum(counts) + self._totals[kind])
        self._totals[kind] += int(counts.sum())

    def close(self) -> None:
        """End the files and write the vocabulary."""
        for file in self._files.values():
            file.close()
        for name, values in self._vocabulary.arrays().items():
            (self._folder / layout.path(name)).write_bytes(values.astype(ALL[name]).tobytes())

    def __enter__(self) -> ReadingsWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


_NO_HASH, _NO_LENGTH = np.zeros(0, np.uint64), np.zeros(0, np.uint16)
_WORD_FACTS = ("written", "folded", "letters")


class _Vocabulary:
    """The words met so far, each with its number."""

    def __init__(
        self, written: Array = _NO_HASH, folded: Array = _NO_HASH, letters: Array = _NO_LENGTH
    ) -> None:
        self._begin(written, folded, letters)

    def _begin(self, written: Array, folded: Array, letters: Array) -> None:
        self._facts = [[written], [folded], [letters]]
        self._size = len(written)
        order = np.argsort(written, kind="stable")
        self._known, self._numbers = written[order], order.astype(np.uint32)

    def __len__(self) -> int:
        return self._size

    def keep(self, used: Flags) -> Array:
        """Forget the words that are not ``used``; return the new number of each old one."""
        facts = [np.concatenate(parts)[used] for parts in self._facts]
        numbers = (np.cumsum(used) - 1).astype(np.uint32)
        self._begin(*facts)
        return numbers

    def numbers(self, written: Array, folded: Array, letters: Array) -> Array:
        """Return the number of each word; those not met before are learned.

        :param written: each word once, ascending.
        """
        places = np.searchsorted(self._known, written)
        held = np.zeros(len(written), np.bool_)
        inside = places < len(self._known)
        held[inside] = self._known[places[inside]] == written[inside]
        numbers = np.zeros(len(written), np.uint32)
        numbers[held] = self._numbers[places[held]]
        new = np.flatnonzero(~held)
        if not len(new):
            return numbers
        if self._size + len(new) > MOST_WORDS:
            raise LibraryUnwritable("Kho có quá nhiều từ khác nhau.")
        numbers[new] = np.arange(self._size, self._size + len(new))
        self._size += len(new)
        for parts, values in zip(self._facts, (written, folded, letters), strict=True):
            parts.append(values[new])
        self._known = np.insert(self._known, places[new], written[new])
        self._numbers = np.insert(self._numbers, places[new], numbers[new])
        return numbers

    def arrays(self) -> dict[str, Array]:
        """Return what is written of it."""
        facts = [np.concatenate(parts) for parts in self._facts]
        found: dict[str, Array] = dict(zip(_WORD_FACTS, facts, strict=True))
        for name in ("written", "folded"):
            found[f"by_{name}"] = np.argsort(found[name], kind="stable")
        return found
