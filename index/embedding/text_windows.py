"""Texts longer than a transformer reads at once, cut into windows it reads whole."""

from __future__ import annotations

from collections.abc import Callable

OVERLAP = 0.2
"""Share of a window that is read again in the next one."""


def windows(text: str, size: int, count: Callable[[str], int]) -> list[str]:
    """Cut ``text`` into overlapping windows of words, none of more than ``size`` tokens.

    :param count: how many tokens a text has, for the model that will read it.
    """
    # A token is a character at least: most texts need not be counted.
    if len(text) <= size or count(text) <= size:
        return [text]
    words = text.split()
    costs = [count(word) for word in words]
    pieces: list[str] = []
    start = 0
    while start < len(words):
        end, spent = start, 0
        while end < len(words) and (end == start or spent + costs[end] <= size):
            spent += costs[end]
            end += 1
        pieces.extend(_whole(" ".join(words[start:end]), size, count))
        if end == len(words):
            break
        again, kept = end, 0
        while again - 1 > start and kept + costs[again - 1] <= OVERLAP * size:
            again -= 1
            kept += costs[again]
        start = again
    return pieces


def _whole(text: str, size: int, count: Callable[[str], int]) -> list[str]:
    """Return ``text``, in halves where its words together have more tokens than each alone."""
    if len(text) <= 1 or count(text) <= size:
        return [text]
    middle = text.rfind(" ", 1, len(text) // 2 + 1)
    cut = middle if middle > 0 else len(text) // 2
    halves = (text[:cut].strip(), text[cut:].strip())
    return [one for half in halves if half for one in _whole(half, size, count)]
