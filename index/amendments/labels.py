"""The labels of provisions in a new wording: which it begins with, where each part begins."""

from __future__ import annotations

import re

from index.amendments.edits import Edit
from ingest.references.paths import unit_key
from ingest.text.spans import Span


class NotPlaced(Exception):  # noqa: N818  # told to the reader, no fault
    """An edit has no sure place; the message says why, in Vietnamese."""


PART = re.compile(
    r"(?<!\w)(?:đoạn|câu|gạch đầu dòng|dòng|cột|hàng)(?!\w)[^“”\"\n]{0,60}(?:khoản|Điều|điểm|mục)\s"
)
TITLE = re.compile(
    r"(?<!\w)(?:tên|tiêu đề|nhan đề)\s(?:gọi\s)?(?:của\s)?(?:các\s)?(?:Điều|Chương|Mục)\s"
)
BEHIND = re.compile(
    r"(?:vào\s)?(?:liền\s)?sau\s(?P<where>(?:các\s)?(?:điểm|khoản|Điều|mục|Chương)\s\S+)"
)
_LABELS = {
    "điều": re.compile(r"\s*Điều\s+(\d+[a-zđ]?)\s*[.:]?"),
    "chương": re.compile(r"\s*Chương\s+([IVXLC]+[a-d]?|\d+)"),
    "điểm": re.compile(r"\s*([a-zđ]\d?)\s?\)|\s*(\d+(?:\.\d+)+[a-zđ]?)[.)\s]"),
}
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)+|\d+[a-zđ]?|[IVXLC]+)\s?[.)-](?!\d)|\s*(\d+(?:\.\d+)+)\s")


def edges(words: str) -> tuple[str, str]:
    """Return what must stand around words so that they are whole words."""
    begins, ends = words[:1].isalnum(), words[-1:].isalnum()
    return (r"(?<!\w)" if begins else "", r"(?!\w)" if ends else "")


def label_of(words: str, unit: str) -> str | None:
    """Return the label a new wording begins with, as a place of the kind of ``unit`` has one."""
    word = unit.rpartition(" ")[0].lower()
    hit = _LABELS.get(word, _NUMBER).match(words)
    return next((group for group in hit.groups() if group), None) if hit else None


def split_words(edit: Edit, words: Span) -> list[Span]:
    """Cut a new wording into those of its places, each beginning with its own label.

    :raises NotPlaced: when a label does not stand at the beginning of exactly one line.
    """
    text = words.of(edit.source.text)
    lines = [0, *(hit.end() for hit in re.finditer("\n", text))]
    starts: list[int] = []
    for path in edit.paths:
        wanted = unit_key(path[-1])[1]
        at = [n for n in lines if is_labelled(text[n : n + 40], path[-1], wanted)]
        at = [n for n in at if not starts or n > starts[-1]]
        if len(at) != 1:
            raise NotPlaced("không tách được lời mới cho từng điều, khoản")
        starts.append(at[0])
    if starts[0] != 0:
        raise NotPlaced("không tách được lời mới cho từng điều, khoản")
    ends = [*starts[1:], len(text)]
    return [
        Span(words.start + start, words.start + start + len(text[start:end].rstrip()))
        for start, end in zip(starts, ends, strict=True)
    ]


def is_labelled(line: str, unit: str, wanted: str) -> bool:
    """Say whether a line begins with the label of a place, as :func:`unit_key` gives it."""
    label = label_of(line, unit)
    return label is not None and unit_key(f"x {label}")[1] == wanted
