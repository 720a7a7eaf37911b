"""Deleting from Milvus what no generation that is kept can see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.remote.milvus import term_counts
from index.remote.milvus.client import Server, server
from index.remote.milvus.place import MilvusAddress
from index.remote.milvus.snapshot import POINTER, Pointer, View, both, pieces, within
from ingest.errors import LibraryError


def forget(address: MilvusAddress, kept: Sequence[Path]) -> None:
    """Delete the rows and collections of a library that no pointer among ``kept`` can see.

    Called by a build, which is alone: before it begins, for what a killed one left, and when
    old generations were removed.

    :param kept: folders of pointers, or of generations (their pointers are in ``vectors`` and
        ``words``).  Where one cannot be read nothing is deleted: what it sees cannot be told.
    """
    try:
        pointers = [Pointer.read(folder) for generation in kept for folder in _folders(generation)]
    except LibraryError:
        return
    milvus = server(address)
    views: dict[str, list[View]] = {}
    for pointer in pointers:
        for name in pointer.collections.values():
            views.setdefault(name, []).append(pointer.view)
    for name in milvus.names():
        if name not in views:
            milvus.drop(name)
            continue
        milvus.load(name)
        _unseen(milvus, name, views[name])
        if name.startswith(f"{address.prefix}_terms_"):
            term_counts.superseded(milvus, name, views[name])
        else:
            _delete_removed(milvus, name, views[name])


def _folders(generation: Path) -> Iterator[Path]:
    inner = [generation / "vectors", generation / "words"]
    if (generation / POINTER).is_file() or not any(folder.is_dir() for folder in inner):
        yield generation
    else:
        yield from inner


def _unseen(milvus: Server, name: str, views: list[View]) -> None:
    """Delete the rows of builds that no view sees."""
    seen = sorted(span for view in views for span in view.seen)
    end = 0
    for first, last in seen:
        if first > end + 1:
            _delete(milvus, name, f"born > {end} and born < {first}")
        end = max(end, last)
    _delete(milvus, name, f"born > {end}")


def _delete(milvus: Server, name: str, where: str) -> None:
    if milvus.query(name, where, ["pk"], limit=1):
        milvus.delete(name, where)


def _delete_removed(milvus: Server, name: str, views: list[View]) -> None:
    """Delete the rows of what is removed in every view."""
    for field in ("doc", "key"):
        gone = [_gone(view, field) for view in views]
        common = set(gone[0]).intersection(*gone[1:])
        by: dict[int, list[int]] = {}
        for number in common:
            by.setdefault(min(removal[number] for removal in gone), []).append(number)
        for born, numbers in by.items():
            for few in pieces(numbers):
                milvus.delete(name, both(within(field, few), f"born < {born}"))


def _gone(view: View, field: str) -> dict[int, int]:
    removed_by: dict[int, int] = {}
    for removal in view.gone:
        numbers = removal.documents if field == "doc" else removal.keys
        removed_by.update(dict.fromkeys(numbers, removal.by))
    return removed_by
