"""Where a name stands in a title of capitals whose own capitals nothing tells.

Of "CÔNG TY MINH HÀ" nobody can say which words are the name's own: "công ty minh hà" would be
false, "Công ty Minh Hà" a guess.  Behind such words the capitals stay as they are printed, as far
as the name may reach.  The words are in ``data/proper_names.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

_LONGEST = 12
"""Words of a name at most."""
_JOINS = "và"


def unknown_names(keys: Sequence[str], ends: Sequence[bool]) -> frozenset[int]:
    """Return the places of words that may be a name's.

    :param keys: the words in small letters.
    :param ends: whether a sign ends a phrase before each word.
    """
    found: set[int] = set()
    for place in range(len(keys)):
        size = _opener(keys, place)
        if not size or (place and keys[place - 1] in _several()):
            continue
        at = place + size
        while (form := _longest(_forms(), keys, at)) and not any(ends[at : at + form]):
            at += form
        name = _name(keys, ends, at)
        found.update(name)
    return frozenset(found)


def _name(keys: Sequence[str], ends: Sequence[bool], start: int) -> range:
    at = start
    while at < len(keys) and at - start < _LONGEST and not ends[at]:
        if keys[at] in _stops() and not (keys[at] == _JOINS and at > start):
            break
        at += 1
    while at > start and keys[at - 1] == _JOINS:
        at -= 1
    return range(start, at)


def _opener(keys: Sequence[str], place: int) -> int:
    return _longest(_openers(), keys, place)


def _longest(phrases: frozenset[tuple[str, ...]], keys: Sequence[str], at: int) -> int:
    for size in range(4, 0, -1):
        if tuple(keys[at : at + size]) in phrases and at + size <= len(keys):
            return size
    return 0


@cache
def _openers() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words.split()) for words in _data("before_names"))


@cache
def _forms() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words.split()) for words in _data("legal_forms"))


@cache
def _stops() -> frozenset[str]:
    return frozenset((*_data("behind_units"), *_data("behind_names")))


@cache
def _several() -> frozenset[str]:
    return frozenset(_data("several"))


def _data(sort: str) -> list[str]:
    raw = resources.files("index").joinpath("data/proper_names.json").read_text("utf-8")
    rows: list[str] = json.loads(raw)[sort]
    return rows
