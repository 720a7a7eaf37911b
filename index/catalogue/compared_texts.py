"""How far the texts of files are one: compared once, when a generation is built, and kept with it.

What two texts share hangs on nothing but the two, so a reader with limited rights is answered by
what was compared for all; a pair that only such a reader asks for is compared then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import numpy as np

from index.citations.copies import Likeness
from ingest.errors import LibraryCorrupt

Pair = tuple[int, int]
"""Numbers of two files, the less one first."""
_ROW = np.dtype([("one", "<i8"), ("other", "<i8"), ("share", "<f8"), ("figures", "?")])


class ComparedTexts:
    """Pairs of files with what their texts share.  Safe in any number of threads.

    :param known: pairs compared before.
    """

    def __init__(self, known: Mapping[Pair, Likeness] | None = None) -> None:
        self._known = dict(known or {})
        self._asked: set[Pair] = set()

    @property
    def asked(self) -> dict[Pair, Likeness]:
        """The pairs asked for since this was made."""
        return {pair: self._known[pair] for pair in sorted(self._asked)}

    def get(self, one: int, other: int, compare: Callable[[int, int], Likeness]) -> Likeness:
        """Return how far two texts are one; ``compare`` says it of a pair not known yet."""
        pair = min(one, other), max(one, other)
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = compare(*pair)
        self._asked.add(pair)
        return found


def write(path: Path, pairs: Mapping[Pair, Likeness]) -> None:
    """Write pairs in their order; the same pairs give the same bytes."""
    rows = [(*pair, how.share, how.same_figures) for pair, how in pairs.items()]
    with path.open("wb") as out:
        np.save(out, np.array(rows, _ROW), allow_pickle=False)


def load(path: Path) -> dict[Pair, Likeness]:
    """Return the pairs that :func:`write` wrote; none where the file was not made.

    A generation made before texts were compared at build has none: they are compared when asked.

    :raises LibraryCorrupt: the file is damaged.
    """
    if not path.exists():
        return {}
    try:
        rows = np.load(path, allow_pickle=False)
        return {
            (one, other): Likeness(share, same)
            for one, other, share, same in rows.astype(_ROW, casting="equiv").tolist()
        }
    except (OSError, ValueError, TypeError) as error:
        raise LibraryCorrupt(f"Bảng so lời văn {path.name} của kho bị hỏng.") from error


def carry(old: Path, new: Path, gone: Collection[int]) -> None:
    """Write at ``new`` what stands at ``old`` of all files but those that are ``gone``."""
    left = frozenset(gone)
    write(new, {pair: how for pair, how in load(old).items() if left.isdisjoint(pair)})
