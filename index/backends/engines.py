"""Engines for words: their names, and which of them a library of a size is written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import UsageError

if TYPE_CHECKING:
    pass

AUTO, WHOOSH, TANTIVY = "auto", "whoosh", "tantivy"

TEXT_ENGINES = (AUTO, WHOOSH, TANTIVY)
"""What ``--text-engine`` takes."""

MILVUS = "milvus"
"""The engine of a library on servers."""

WHOOSH_UP_TO = 5_000
"""Passages up to which Whoosh answers as fast as a reader can tell (docs/scale.md)."""


def engine_for(wanted: str, passages: int, before: str | None = None) -> str:
    """Return the engine a text index of so many passages is written with.

    :param before: the engine of the generation that is gone on from.  A library that
        shrinks keeps Tantivy until it is half that size: it would be written anew each time
        it crosses the line.
    :raises UsageError: there is no such engine.
    """
    if wanted not in TEXT_ENGINES:
        raise UsageError(f"Không có bộ máy từ “{wanted}”; chọn {', '.join(TEXT_ENGINES)}.")
    if wanted != AUTO:
        return wanted
    line = WHOOSH_UP_TO // 2 if before == TANTIVY else WHOOSH_UP_TO
    return TANTIVY if passages > line else WHOOSH
