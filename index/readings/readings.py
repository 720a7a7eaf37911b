"""The readings of one generation: what its passages hold, mapped from disk and gathered.

A question takes no text apart: it gathers the rows of the passages it shows, and what it looks for
is looked up in the vocabulary once, not in every text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.codepoints import Flags, Hashes, Ints, SoughtWords
from index.analysis.minhash import pairs_of_words
from index.arrays import Numbers
from index.readings import layout
from index.readings.layout import FLAG_BITS, JOINED, SMALL, SPACED
from ingest.errors import LibraryCorrupt

Array = npt.NDArray  # type: ignore[type-arg]
_FLAGS = np.uint32((1 << FLAG_BITS) - 1)


class Readings:
    """What every passage of a generation holds.  Safe in any number of threads."""

    def __init__(self, folder: Path) -> None:
        """Map what :mod:`index.readings.writer` wrote.

        :raises LibraryCorrupt: an array is missing, or is of another length than the others say.
        """
        try:
            self.arrays: dict[str, Array] = {
                name: _mapped(folder / layout.path(name), kind) for name, kind in layout.ALL.items()
            }
        except (OSError, ValueError) as error:
            raise LibraryCorrupt(f"Bảng đọc sẵn {folder.name} bị hỏng.") from error
        counts = {len(self.arrays[name]) for name in layout.PASSAGES}
        if len(counts) != 1 or not all(map(self._is_whole, layout.ROWS)):
            raise LibraryCorrupt(f"Bảng đọc sẵn {folder.name} thiếu dòng.")

    def _is_whole(self, name: str) -> bool:
        ends = self.arrays[name]
        total = int(ends[-1]) if len(ends) else 0
        return {len(self.arrays[one]) for one in layout.ROWS[name]} == {total}

    def __len__(self) -> int:
        return len(self.arrays["keys"])

    def limited_to(self, visible: Callable[[Sequence[int]], Sequence[int]]) -> Readings:
        """Return the same readings, with the passages that ``visible`` leaves out unknown."""
        part = copy(self)
        part._visible = visible
        return part

    _visible: Callable[[Sequence[int]], Sequence[int]] | None = None

    @cached_property
    def _keys(self) -> Ints:
        return np.array(self.arrays["keys"])

    def places(self, keys: Sequence[int] | Ints) -> Ints:
        """Return the rows of passages.

        :raises KeyError: one of them is not known.
        """
        wanted = np.asarray(keys, np.int64)
        if not len(wanted):
            return np.zeros(0, np.int64)
        if self._visible is not None and len(self._visible(wanted.tolist())) < len(wanted):
            raise KeyError("passages that may not be seen")
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        if not len(self._keys) or not np.array_equal(self._keys[places], wanted):
            raise KeyError("passages without a reading")
        return places

    def goes_on(self, keys: Sequence[int] | Ints) -> Flags:
        """Say of passages which go on with what the passage before them says."""
        return self.arrays["goes_on"][self.places(keys)].astype(np.bool_)

    def sketches(self, keys: Sequence[int] | Ints) -> npt.NDArray[np.uint32]:
        """Return the sketches of passages, shape (n, 32); zeros for short ones."""
        return np.asarray(self.arrays["sketches"][self.places(keys)], np.uint32)

    def pairs(self, keys: Sequence[int]) -> list[Hashes]:
        """Return the pairs of syllables of passages, as numbers, ascending."""
        rows, counts = self.rows_of("word_ends", self.places(keys))
        words = self.arrays["words"][rows] >> np.uint32(FLAG_BITS)
        return pairs_of_words(self.arrays["folded"][words], counts)

    def are_readable(self, keys: Sequence[int] | Ints) -> bool:
        """Say whether :meth:`page` says of passages all that their texts do."""
        return not self.arrays["unreadable"][self.places(keys)].any()

    def page(self, keys: Sequence[int] | Ints, texts: Sequence[str] = ()) -> ReadPage:
        """Return what some passages hold, laid side by side.

        :param texts: theirs, where they are at hand.
        """
        return ReadPage(self, self.places(keys), texts)

    def rows_of(self, kind: str, places: Ints) -> tuple[Ints, Ints]:
        """Return the rows that passages have in arrays of a kind, in order, and how many each."""
        ends = self.arrays[kind]
        stops = ends[places]
        starts = np.where(places > 0, ends[places - 1], 0)
        counts = stops - starts
        before = np.cumsum(counts) - counts
        return np.repeat(starts - before, counts) + np.arange(int(counts.sum())), counts

    def terms_by_word(self, sought: SoughtWords, form: str) -> npt.NDArray[np.int16]:
        """Return for each word of the vocabulary one more than the term it is sought as, else 0.

        :param form: ``written`` or ``folded``.
        """
        order, ascending = self.arrays[f"by_{form}"], self._ascending[form]
        terms = np.zeros(len(ascending), np.int16)
        if sought:
            firsts = np.searchsorted(ascending, sought.hashes)
            counts = np.searchsorted(ascending, sought.hashes, "right") - firsts
            before = np.cumsum(counts) - counts
            rows = np.repeat(firsts - before, counts) + np.arange(int(counts.sum()))
            terms[order[rows]] = np.repeat(sought.terms, counts) + 1
        return terms

    @cached_property
    def in_numbers(self) -> Flags:
        """Say of every word of all passages whether it is part of a document number."""
        arrays = self.arrays
        counts = np.diff(arrays["number_ends"], prepend=0)
        begins = np.concatenate([[0], arrays["word_ends"][:-1]])[: len(counts)]
        shift = np.repeat(begins, counts)
        steps = np.zeros(len(arrays["words"]) + 1, np.int8)
        # Numbers never overlap.
        np.add.at(steps, arrays["number_firsts"] + shift, 1)
        np.add.at(steps, arrays["number_lasts"] + shift + 1, -1)
        return np.cumsum(steps[:-1], dtype=np.int8) > 0

    @cached_property
    def _ascending(self) -> dict[str, Hashes]:
        """The hashes of the vocabulary's words, ascending, by form."""
        return {
            form: self.arrays[form][self.arrays[f"by_{form}"]] for form in ("written", "folded")
        }


class ReadPage:
    """Some passages side by side, parted by line breaks; places count over the whole row.

    It answers what :class:`index.search.text_page.TextPage` does, without their texts.
    """

    def __init__(self, readings: Readings, places: Ints, texts: Sequence[str]) -> None:
        arrays = readings.arrays
        self._readings, self._places, self._texts = readings, places, texts
        lengths = arrays["lengths"][places].astype(np.int64)
        self.firsts: Ints = np.cumsum(lengths + 1) - lengths - 1
        """Where each text begins."""
        rows, self.word_counts = readings.rows_of("word_ends", places)
        packed = arrays["words"][rows]
        self.ids = packed >> np.uint32(FLAG_BITS)
        self._flags = packed & _FLAGS
        letters = arrays["letters"][self.ids].astype(np.int64)
        ends = np.cumsum(arrays["gaps"][rows] + letters)
        # The letters of all words before the first one of each text.
        done = np.concatenate([[0], ends])[np.cumsum(self.word_counts) - self.word_counts]
        ends += np.repeat(self.firsts - done, self.word_counts)
        self.words: tuple[Ints, Ints] = ends - letters, ends
        """Where the words begin and end."""

    @property
    def texts(self) -> Sequence[str]:
        """The texts, where they were given."""
        return self._texts

    def __len__(self) -> int:
        return len(self._places)

    def text_of(self, places: Ints) -> Ints:
        """Return which text each place lies in."""
        return np.searchsorted(self.firsts, places, "right") - 1

    def find_written(self, sought: SoughtWords) -> tuple[Ints, Ints]:
        """Return which words are looked for as they are written, and the term of each."""
        return self._find(sought, "written")

    def find_folded(self, sought: SoughtWords) -> tuple[Ints, Ints]:
        """Return which words are looked for without diacritics, and the term of each."""
        return self._find(sought, "folded")

    def _find(self, sought: SoughtWords, form: str) -> tuple[Ints, Ints]:
        terms = self._readings.terms_by_word(sought, form)[self.ids]
        words = np.flatnonzero(terms)
        return words, terms[words].astype(np.int64) - 1

    def small(self, words: Ints) -> Flags:
        """Say of words whether they are in small letters, but perhaps for the first one."""
        return (self._flags[words] & SMALL) > 0

    def numbers(self, owners: Ints) -> list[tuple[int, int, int, int]]:
        """Return the document numbers of the texts ``owners``: bounds, hash of the key, serial."""
        rows, counts = self._readings.rows_of("number_ends", self._places[owners])
        if not len(rows):
            return []
        arrays = self._readings.arrays
        before = (np.cumsum(self.word_counts) - self.word_counts)[owners]
        shift = np.repeat(before, counts)
        starts = self.words[0][arrays["number_firsts"][rows] + shift]
        ends = self.words[1][arrays["number_lasts"][rows] + shift]
        keys, serials = arrays["number_keys"][rows], arrays["number_serials"][rows]
        columns = (starts, ends, keys, serials)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def joined(self, ends: Ints, starts: Ints) -> Flags:
        """Say whether what lies between an end and the next start may part syllables of a word."""
        return self._parted_by(JOINED, ends, starts)

    def spaced(self, ends: Ints, starts: Ints) -> Flags:
        """Say whether nothing but white space lies between an end and the next start."""
        return self._parted_by(SPACED, ends, starts)

    def _parted_by(self, flag: int, ends: Ints, starts: Ints) -> Flags:
        before = np.searchsorted(self.words[1], ends)
        after = np.searchsorted(self.words[0], starts)
        return np.asarray((after == before + 1) & ((self._flags[after] & flag) > 0))

    # --- sentences --------------------------------------------------------------------

    @cached_property
    def _sentences(self) -> tuple[Ints, Ints]:
        return self._readings.rows_of("sentence_ends", self._places)

    @cached_property
    def bounds(self) -> Ints:
        """Where the sentences begin and end, shape (sentences, 2)."""
        rows, counts = self._sentences
        arrays = self._readings.arrays
        columns = arrays["sentence_starts"][rows], arrays["sentence_stops"][rows]
        return np.stack(columns, axis=1).astype(np.int64) + np.repeat(self.firsts, counts)[:, None]

    @cached_property
    def provisions(self) -> Ints:
        """The smallest provision each sentence stands in: its ordinal, -1 for none."""
        return self._readings.arrays["provisions"][self._sentences[0]].astype(np.int64)

    def tokens(self, sentences: Ints) -> tuple[Numbers, Ints]:
        """Return the tokens of sentences, one after the other, and how many each has."""
        rows, counts = self._sentences
        arrays = self._readings.arrays
        sizes = arrays["token_counts"][rows].astype(np.int64)
        done = np.concatenate([[0], np.cumsum(sizes)])
        places = self._places
        base = np.where(places > 0, arrays["token_ends"][places - 1], 0)
        # Where the tokens of each sentence begin: those of its passage, and of sentences before.
        base -= done[np.cumsum(counts) - counts]
        starts = (done[:-1] + np.repeat(base, counts))[sentences]
        some = sizes[sentences]
        before = np.cumsum(some) - some
        index = np.repeat(starts - before, some) + np.arange(int(some.sum()))
        return arrays["tokens"][index].astype(np.int32), some


def _mapped(path: Path, kind: np.dtype[Any]) -> Array:
    size = path.stat().st_size
    if size % kind.itemsize:
        raise ValueError(f"{path.name} was cut short")
    if not size:
        # An empty file cannot be mapped.
        return np.zeros((0, *kind.shape), kind.base)
    mapped = np.memmap(path, kind.base, "r", shape=(size // kind.itemsize, *kind.shape))
    return mapped.view(np.ndarray)
