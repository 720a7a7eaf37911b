"""Footnotes inside text that was copied from pages: "kiểm tra1" above, "1 Theo …" below.

Copying loses what raised the figures, and leaves each page's notes in the middle of the text.
A line is a note where the same mark is stuck to a word above it and the marks count from one; the
mark is raised in both places, one sign for one.  A figure stuck to "Điều" or to a unit is no mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ingest.text.note_signs import raised
from ingest.text.vietnamese import is_syllable, lower

_MARK = r"(?P<open>\(?)(?P<mark>\d{1,2}|\*{1,2})(?P<close>\)?)"
_NOTE = re.compile(rf"{_MARK}\s+(?=[“\"(]?[^\W\d_a-zà-ỹđ])")
_STUCK = re.compile(rf"(?<![^\W\d_])(?P<word>[^\W\d_]{{1,8}})[”\"]?{_MARK}(?=[\s,.;:?!)”\"]|$)")
_COUNTED = """
điều khoản mục điểm số phần chương bảng biểu mẫu lớp cấp hạng loại nhóm tổ thôn khóa khoá kỳ đợt lần
quyển tập vùng quý tháng ngày năm khu đội ấp quận lục câu bài trang hình tuyến lô tầng xóm m km
"""
"""Words that a figure stuck to them counts or names."""
_LONGEST = 6
"""Lines of one note at most."""
_FARTHEST = 60
"""Lines between a mark and its note at most."""
_CLOSED = re.compile(r"[.!?…]['\"”’»)]*$")


@cache
def _counted() -> frozenset[str]:
    return frozenset(_COUNTED.split())


@dataclass(frozen=True, slots=True)
class PastedNotes:
    """Lines with their note marks raised; ``notes``: how many lines a note has, by its first."""

    lines: list[str]
    notes: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Mark:
    line: int
    start: int
    text: str
    bracketed: bool


def with_notes(lines: Sequence[str]) -> PastedNotes:
    """Return the lines of a text with what they have of footnotes."""
    if not any(_stuck(n, line) for n, line in enumerate(lines)):
        return PastedNotes(list(lines), {})
    lines = _notes_apart(lines)
    marks = [mark for n, line in enumerate(lines) for mark in _stuck(n, line)]
    kept = list(lines)
    notes: dict[int, int] = {}
    last, behind = 0, 0
    until = 0
    for n, line in enumerate(lines):
        match = _NOTE.match(line) if n >= until else None
        if match is None:
            continue
        counts = match["mark"].startswith("*") or int(match["mark"]) in (1, last + 1)
        mark = _meant(marks, match, n, behind) if counts else None
        if mark is None:
            continue
        last = last if match["mark"].startswith("*") else int(match["mark"])
        behind = mark.line
        marks.remove(mark)
        kept[mark.line] = _raise(kept[mark.line], mark.start, mark.text)
        kept[n] = _raise(kept[n], match.start("mark"), match["mark"])
        notes[n] = _size(lines, n)
        until = n + notes[n]
    return PastedNotes(kept, notes)


def _stuck(n: int, line: str) -> list[_Mark]:
    """Return the marks stuck to words of a line; a line that begins a note has none of its own."""
    return [
        _Mark(n, match.start("mark"), match["mark"], bool(match["open"]))
        for match in _STUCK.finditer(line)
        if bool(match["open"]) == bool(match["close"])
        and is_syllable(match["word"])
        and lower(match["word"]) not in _counted()
    ]


def _meant(marks: Sequence[_Mark], note: re.Match[str], n: int, behind: int) -> _Mark | None:
    """Return the nearest mark that a note at line ``n`` belongs to, not above line ``behind``."""
    if bool(note["open"]) != bool(note["close"]):
        return None
    fitting = [
        mark
        for mark in marks
        if max(behind, n - _FARTHEST) <= mark.line < n
        and mark.text == note["mark"]
        and mark.bracketed == bool(note["open"])
    ]
    return max(fitting, key=lambda mark: (mark.line, -mark.start), default=None)


def _notes_apart(lines: Sequence[str]) -> list[str]:
    """Return the lines with notes that run on in one line parted: "1 … năm. 2 Trong …"."""
    apart: list[str] = []
    for raw in lines:
        line = raw
        note = _NOTE.match(line)
        while note is not None and note["mark"].isdigit():
            following = int(note["mark"]) + 1
            behind = re.search(rf"(?<=[.!?…]) (?={following} [“\"(]?[^\W\d_a-zà-ỹđ])", line)
            near = apart[-_FARTHEST:]
            meant = any(m.text == str(following) for above in near for m in _stuck(0, above))
            if behind is None or not meant:
                break
            apart.append(line[: behind.start()])
            line = line[behind.end() :]
            note = _NOTE.match(line)
        apart.append(line)
    return apart


def _raise(line: str, start: int, mark: str) -> str:
    return line[:start] + raised(mark) + line[start + len(mark) :]


def _size(lines: Sequence[str], n: int) -> int:
    """Return how many lines a note has: as far as its sentence, at most to the next blank line."""
    for size in range(1, _LONGEST + 1):
        after = lines[n + size] if n + size < len(lines) else ""
        if _CLOSED.search(lines[n + size - 1]) or not after or _NOTE.match(after):
            return size
    return 1
