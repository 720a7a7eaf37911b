"""Titles: whether two writings are one, and the body that one names at its beginning."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.text.vietnamese import lower, tone_normal

_WORD = re.compile(r"\w+")
_INNER = re.compile(r"\d+(?:/\d{4})?[-/][A-ZĐ][A-Za-zĐđ]*(?:[-/][A-ZĐ]\w*)+")
_LEAD = ("về", "việc", "ban", "hành", "kèm", "theo")
# Particles that are put in and left out in citing without another title being meant.
_TERM = re.compile(r",? \(?khóa (?:thứ )?[IVXLC\d]+\)?$", re.IGNORECASE)
"""The term behind a body's name ("… Đảng bộ tỉnh khóa XX"), which its name leaves out."""
_PARTICLES = frozenset({"các", "những", "của", "việc"})


def words(title: str) -> tuple[str, ...]:
    """Return a title's words in order: lower case, tones in one place, particles left out."""
    # What follows a document named in a title says more of that document, in many wordings.
    inner = _INNER.search(title)
    title = title[: inner.end()] if inner else title
    title_words = [tone_normal(lower(word)) for word in _WORD.findall(title)]
    while title_words and title_words[0] in _LEAD:
        title_words = title_words[1:]
    return tuple(word for word in title_words if word not in _PARTICLES)


def same_title(one: str, other: str) -> bool:
    """Say whether one title's words stand, unbroken, in the other's.

    Titles are cited cut short, and a sentence may run on behind one; any other
    difference ("cờ Đảng" for "cơ sở Đảng") is a difference.
    """
    first, second = sorted((words(one), words(other)), key=len)
    if not first:
        return True
    size = len(first)
    return any(second[i : i + size] == first for i in range(len(second) - size + 1))


@lru_cache(maxsize=1 << 14)
def body_and_subject(body: str, subject: str) -> tuple[str, str]:
    """Return the issuing body and the subject such that the body is named once.

    Conclusions print their body below the type ("KẾT LUẬN / của Ban Thường vụ Tỉnh ủy /
    về …"); it is then part of the subject, often fuller than the one in the letterhead,
    and comes back as the body.  A subject that names another body is left alone.
    """
    named, about, rest = subject.strip().partition(" về ")
    printed_body = _TERM.sub("", named[4:]) if lower(named[:4]) == "của " else ""
    # A whole word must end there: "Tỉnh ủ" begins no "Tỉnh ủy".
    opens = lower(printed_body + " ").startswith(lower(body + " "))
    if about and body and opens:
        return printed_body, about.lstrip() + rest
    # The card names the body with its place, the subject without.
    shorter = bool(printed_body) and lower(body + " ").startswith(lower(printed_body + " "))
    return (body, about.lstrip() + rest) if about and shorter else (body, subject.strip())
