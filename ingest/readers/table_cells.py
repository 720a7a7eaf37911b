"""Rows of tables as one line: the cells with a bar between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_EMPTY = re.compile(r"(?<=\|)  (?=\|)")


def row_of(cells: Sequence[str]) -> str:
    """Return the cells of a row as one line; of several filled ones the empty ones before stand.

    A value stands below its heading only while the empty cells before it stand.
    """
    wide = len(cells) > 2 and sum(map(bool, cells)) > 1
    text = " | ".join(cell for cell in cells if cell or wide)
    return _EMPTY.sub(" ", text).rstrip(" |").lstrip()
