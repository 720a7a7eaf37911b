"""The texts of a page as what is looked for in them sees it: words, numbers, sentences.

:class:`index.readings.readings.ReadPage` says the same of passages whose readings a library keeps;
:class:`TextPage` takes texts apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from index.analysis.codepoints import Flags, Ints, SoughtWords, TextBatch, word_hash
from ingest.text.vietnamese import sentence_bounds
from ingest.vocabulary.document_numbers import find_numbers

NumberFound = tuple[int, int, int, int]
"""Where a document number begins and ends, the hash of its key, its serial."""


class Page(Protocol):
    """Texts side by side; places count over the whole row."""

    firsts: Ints
    """Where each text begins."""

    @property
    def texts(self) -> Sequence[str]:
        """The texts; nothing where they are not at hand."""
        ...

    @property
    def words(self) -> tuple[Ints, Ints]:
        """Where the words begin and end."""
        ...

    @property
    def bounds(self) -> Ints:
        """Where the sentences begin and end, shape (sentences, 2)."""
        ...

    def __len__(self) -> int: ...

    def text_of(self, places: Ints) -> Ints:
        """Return which text each place lies in."""
        ...

    def find_written(self, sought: SoughtWords) -> tuple[Ints, Ints]:
        """Return which words are looked for as they are written, and the term of each."""
        ...

    def find_folded(self, sought: SoughtWords) -> tuple[Ints, Ints]:
        """Return which words are looked for without diacritics, and the term of each."""
        ...

    def small(self, words: Ints) -> Flags:
        """Say of words whether they are in small letters, but perhaps for the first one."""
        ...

    def numbers(self, owners: Ints) -> list[NumberFound]:
        """Return the document numbers of the texts ``owners``, in order."""
        ...

    def joined(self, ends: Ints, starts: Ints) -> Flags:
        """Say whether what lies between an end and the next start may part syllables of a word."""
        ...

    def spaced(self, ends: Ints, starts: Ints) -> Flags:
        """Say whether nothing but white space lies between an end and the next start."""
        ...


class TextPage:
    """A :class:`Page` of NFC texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._batch = TextBatch(texts)
        self.firsts = self._batch.firsts

    @property
    def texts(self) -> Sequence[str]:
        """The texts."""
        return self._batch.texts

    @property
    def words(self) -> tuple[Ints, Ints]:
        """Where the words begin and end."""
        return self._batch.words

    @cached_property
    def bounds(self) -> Ints:
        """Where the sentences begin and end, shape (sentences, 2)."""
        return np.array(list(sentence_bounds(self._batch.text)), np.int64).reshape(-1, 2)

    def __len__(self) -> int:
        return len(self._batch.texts)

    def text_of(self, places: Ints) -> Ints:
        """Return which text each place lies in."""
        return self._batch.text_of(places)

    def find_written(self, sought: SoughtWords) -> tuple[Ints, Ints]:
        """See :class:`Page`."""
        return sought.among(self._batch.hashes(self._batch.lowered))

    def find_folded(self, sought: SoughtWords) -> tuple[Ints, Ints]:
        """See :class:`Page`."""
        return sought.among(self._batch.hashes(self._batch.folded))

    def small(self, words: Ints) -> Flags:
        """See :class:`Page`."""
        starts, ends = self.words
        return self._batch.small(starts[words], ends[words])

    def numbers(self, owners: Ints) -> list[NumberFound]:
        """See :class:`Page`."""
        return [
            (
                one.span.start + first,
                one.span.end + first,
                word_hash(one.number.key),
                one.number.serial,
            )
            for text, first in ((self.texts[n], int(self.firsts[n])) for n in owners.tolist())
            for one in find_numbers(text)
        ]

    def joined(self, ends: Ints, starts: Ints) -> Flags:
        """See :class:`Page`."""
        return self._batch.joined(ends, starts)

    def spaced(self, ends: Ints, starts: Ints) -> Flags:
        """See :class:`Page`."""
        return self._batch.spaced(ends, starts)
