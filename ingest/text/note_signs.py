"""The signs of raised note marks: figures, and the small letters of Roman numerals (endnotes).

Each stands for one printed sign, so that spans hold.  Standard library only.
"""

from __future__ import annotations

import re

SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁱᵛˣ"
"""Signs that a canonical text has for raised marks."""
_RAISED = str.maketrans("0123456789ivx", SIGNS)
ROMAN = r"x{0,2}(?:ix|iv|v?i{0,3})(?<=[ivx])"
"""Small Roman numerals from i to xxix."""
MARK = re.compile(rf"[(\[]?(?:\d{{1,3}}|\*{{1,3}}|{ROMAN})[)\]]?")
"""What a raised note mark looks like before it is raised."""


def stands_as_mark(before: str, sign: str) -> bool:
    """Say whether a raised sign behind ``before`` may be a note's: a letter only behind a word.

    The i of "a ⁱ" is a formula's.
    """
    return not any(map(str.isalpha, sign)) or not before or _BEHIND_WORD.search(before) is not None


_BEHIND_WORD = re.compile(r"[^\W\d_]{2}[.,;:”\"’)]*$")


def raised(mark: str) -> str:
    """Return a mark's signs raised; same length."""
    return mark.translate(_RAISED)
