"""Where a stretch of a draft's canonical text stands among the letters of its Word file.

The two differ in white space, list numbers, joined hyphens and notes, so letters and
digits alone are compared; of several places that read alike the one with the likest
surroundings is meant.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.text.spans import Span

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_AROUND = 60
"""Letters before and behind a place that tell it from another."""
_ANCHOR = 14
"""Letters at either end by which a stretch is found whose middle differs."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the Word file: its text element, and where it begins and ends there."""

    element: etree._Element
    start: int
    end: int


def _plain(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield letters and digits (composed, lower case) of ``text`` with their places."""
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        letter = unicodedata.normalize("NFC", text[at:end]).replace("Ð", "Đ").replace("ð", "đ")
        if letter[:1].isalnum():
            yield letter.lower()[:1], at, end
        at = end


def text_elements(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the text elements of runs in document order, of each alternative the first only."""
    for element in root.iter(f"{W}t"):
        parent = element.getparent()
        if parent is None or parent.tag != f"{W}r" or not element.text:
            continue
        if any(above.tag in (_FALLBACK, f"{W}del") for above in element.iterancestors()):
            continue
        yield element


class LetterMap:
    """The letters of a Word file beside those of the draft that was read from it."""

    def __init__(self, root: etree._Element, text: str) -> None:
        self._letters: list[Letter] = []
        flat: list[str] = []
        for element in text_elements(root):
            for letter, start, end in _plain(element.text or ""):
                flat.append(letter)
                self._letters.append(Letter(element, start, end))
        self._flat = "".join(flat)
        draft = list(_plain(text))
        self._draft = "".join(letter for letter, _, _ in draft)
        self._starts = [start for _, start, _ in draft]

    def find(self, span: Span) -> tuple[Letter, Letter] | None:
        """Return the first and last letter of a stretch; None where it is not in the file."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        if first >= last:
            return None
        key = self._draft[first:last]
        at = self._best(key, first, last)
        if at is not None:
            return self._letters[at], self._letters[at + len(key) - 1]
        return self._by_ends(key, first, last)

    def before(self, offset: int) -> tuple[Letter, Letter] | None:
        """Return the word that begins at ``offset`` of the draft, by its first letters."""
        first = bisect_left(self._starts, offset)
        if first >= len(self._starts):
            return None
        return self.find(Span(offset, self._starts[min(len(self._starts) - 1, first + 2)]))

    def _best(self, key: str, first: int, last: int) -> int | None:
        """Return the place of ``key`` whose surroundings are likest to the draft's."""
        left, right = (
            self._draft[max(0, first - _AROUND) : first],
            self._draft[last : last + _AROUND],
        )
        best, score = None, (-1, 0.0)
        at = self._flat.find(key)
        order = 0
        while at >= 0:
            like = _shared(self._flat[max(0, at - _AROUND) : at][::-1], left[::-1])
            like += _shared(self._flat[at + len(key) : at + len(key) + _AROUND], right)
            # Of equals the one that stands as far along as in the draft.
            near = -abs(at / max(1, len(self._flat)) - first / max(1, len(self._draft)))
            if (like, near) > score or best is None:
                best, score = at, (like, near)
            at = self._flat.find(key, at + 1)
            order += 1
            if order > 5000:
                break
        return best

    def _by_ends(self, key: str, first: int, last: int) -> tuple[Letter, Letter] | None:
        """Find a stretch by its beginning and its end: a note or number may stand between."""
        if len(key) < 2 * _ANCHOR:
            return None
        head = self._best(key[:_ANCHOR], first, first + _ANCHOR)
        if head is None:
            return None
        tail = self._flat.find(key[-_ANCHOR:], head)
        if tail < 0 or tail - head > len(key) * 2:
            return None
        return self._letters[head], self._letters[tail + _ANCHOR - 1]


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
