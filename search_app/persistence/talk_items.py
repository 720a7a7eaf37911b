"""What a collection for a talk holds: passages taken from documents, headings, remarks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Talk:
    """A named collection; ``count`` are its passages."""

    id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept of a passage: its words, and how it is cited."""

    passage: str
    """The passage it begins in; what stands before the last "-" is the document's file."""
    quotation: str
    footnote: str
    document: str
    issued: str
    address: str = ""
    """The lasting address of the provision it stands in; "" where it has none."""
    short: str = ""
    """The short citation ("khoản 2 Điều 3 Quy định số …"); "" in what older versions kept."""
    place: str = ""
    """Provision and page alone; "" in what older versions kept."""
    start: int = 0
    end: int = 0
    """Where the words stand in the document's canonical text; both 0 where older versions
    kept the whole passage without it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A passage in a collection with the reader's own remark; or a heading, which has no words."""

    id: int
    taken: Taken
    remark: str
    is_heading: bool = False

    @property
    def mark(self) -> str:
        """A short digest of the remark: tells whether a form shows what is kept."""
        return mark_of(self.remark)


@dataclass(frozen=True, slots=True)
class Home:
    """A collection that a passage was put into."""

    talk: int
    name: str
    item: int


NO_WORDS = Taken("", "", "", "", "")
"""What a heading holds."""
OTHER_WINDOW = "[Lời đã lưu ở cửa sổ khác:]"


def mark_of(text: str) -> str:
    """Return a short digest of a remark."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def reconciled(kept: str, typed: str, shown: str | None) -> str:
    """Return what is kept after ``typed`` came from a form that showed a remark.

    Nothing anybody typed is lost: where two windows changed one remark, both texts stay.

    :param shown: the mark of what the form showed, None where it does not say.
    """
    if shown is None or typed == kept or mark_of(kept) == shown:
        return typed
    if mark_of(typed) == shown:
        # The form did not change it; another one did.
        return kept
    return f"{typed}\n\n{OTHER_WINDOW}\n{kept}" if kept else typed
