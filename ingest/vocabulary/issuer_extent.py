"""How far the name of a body reaches among the words of a sentence.  Standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ingest.vocabulary.issuers import Issuer, issuer_named, plain_name

_HEADS = frozenset(("chủ tịch", "bộ trưởng", "giám đốc", "thường trực"))
"""Who signs for a body and is named before it."""
_LEVELS = frozenset(
    ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
)
_GOES_ON = frozenset(("và", "các", "khối", "cơ", "cấp", "trực", "thuộc", "liên"))
"""Words behind a listed name that may begin a longer name than the listed one."""
_OPEN = frozenset(("đảng ủy", "ban thường vụ đảng ủy", "đảng bộ", "chi bộ"))
"""Names that go on with whatever they are of ("Đảng ủy Công an tỉnh")."""


def own_words(words: Sequence[str]) -> int:
    """Return how many of ``words`` are a body's own name, its place with it; all where unknown.

    "Tỉnh ủy Minh Hà tổng kết" is four words of a body and two of what the sentence says of it.
    """
    head = 2 if plain_name(" ".join(words[:2])) in _HEADS else 0
    for size in range(len(words), head, -1):
        one = issuer_named(" ".join(words[head:size]))
        if one is not None:
            break
    else:
        return len(words)
    leveled = _behind_level(words, size)
    if leveled == size and plain_name(one.name) in _OPEN:
        return len(words)
    at = _behind_capitals(words, leveled) if one.has_place or one.line == "party" else size
    ends = at < len(words) and words[at][:1].islower() and words[at].lower() not in _GOES_ON
    return at if ends else len(words)


def _behind_level(words: Sequence[str], at: int) -> int:
    """Return where the word for the level of a place ends ("tỉnh", "thành phố")."""
    sizes = (size for size in (2, 1) if plain_name(" ".join(words[at : at + size])) in _LEVELS)
    return at + next(sizes, 0)


def _behind_capitals(words: Sequence[str], at: int) -> int:
    while at < len(words) and words[at][:1].isupper():
        at += 1
    return at


@lru_cache(maxsize=4096)
def department_named(name: str) -> tuple[Issuer, str] | None:
    """Return the department of a committee that ``name`` begins with, and the place behind it.

    "Ban Tổ chức Tỉnh ủy Minh Hà" is (Ban Tổ chức Tỉnh ủy, "Minh Hà"); None for any other body.
    """
    kept = " ".join(name.split()).strip(" ,.")
    words = kept.split(" ")
    for size in range(len(words), 1, -1):
        one = issuer_named(" ".join(words[:size]))
        if one is not None:
            return (one, " ".join(words[size:])) if one.department else None
    return None
