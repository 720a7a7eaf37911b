"""What of the rows of a collection a generation sees, and the pointer that says so.

A pointer, ``remote.json`` in the generation's folder, is all that a generation keeps of its
words or vectors; it is sealed with the folder like any other file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.catalogue.schema import document_of
from index.remote.milvus.client import MOST, Row, Server
from index.storage.files import write_whole
from ingest.errors import LibraryCorrupt, LibraryFormat, LibraryUnwritable

POINTER = "remote.json"
MOST_TEXT = 65_535
"""Bytes a VARCHAR of Milvus holds."""
FORMAT = 1
CHUNK = 4_000
"""Numbers listed in one filter; of more, several are asked one after the other.

A filter's numbers are text that the server reads: 100,000 of them cost Milvus Lite 1.4 s and
a cluster's parser some 0.3 s.  (Filters with parameters are no way out: Lite has none.)
"""
_LIFE_BITS = 12
MOST_KEY = 1 << (63 - _LIFE_BITS)
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gone:
    """What one build removed: whole documents by number, single passages by key."""

    by: int
    documents: tuple[int, ...] = ()
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The builds whose rows are seen, as inclusive ranges of numbers, and what they removed."""

    seen: tuple[tuple[int, int], ...]
    gone: tuple[Gone, ...] = ()

    @property
    def last(self) -> int:
        """The number of the newest build seen."""
        return self.seen[-1][1]

    @property
    def filter(self) -> str:
        """The filter that lets through what is seen."""
        ranges = [f"(born >= {first} and born <= {last})" for first, last in self.seen]
        parts = [f"born <= {self.last}" if self.seen[0][0] <= 1 and len(ranges) == 1 else ""]
        if not parts[0]:
            parts = ["(" + " or ".join(ranges) + ")"]
        for removal in self.gone:
            for name, numbers in (("doc", removal.documents), ("key", removal.keys)):
                if numbers:
                    # What the same build added again is seen.
                    parts.append(f"(born >= {removal.by} or {name} not in {list(numbers)})")
        return " and ".join(parts)

    def after(self, born: int, gone: Gone) -> View:
        """Return the view of a build that adds rows ``born`` and removes ``gone``."""
        first, last = self.seen[-1]
        grown = ((first, born),) if born == last + 1 else ((first, last), (born, born))
        more = (gone,) if gone.documents or gone.keys else ()
        return View((*self.seen[:-1], *grown), (*self.gone, *more))


@dataclass(frozen=True, slots=True)
class Pointer:
    """The collections a generation reads, by what they hold; how much it sees of them.

    :param count: passages seen.
    :param total: terms in them (words only).
    :param mean: the length weights were reckoned with (words only).
    :param bits: first bits of a term's number that are its bucket (words only).
    :param terms: distinct terms (words only).
    :param last: a key no passage is above (words only).
    """

    collections: dict[str, str]
    view: View
    count: int
    dimensions: int = 0
    total: int = 0
    mean: float = 0.0
    bits: int = 0
    terms: int = 0
    last: int = 0

    def write(self, folder: Path) -> None:
        """Write this into ``folder``, which is made."""
        folder.mkdir(exist_ok=True)
        whole = {"format": FORMAT, "engine": "milvus", **asdict(self)}
        write_whole(folder / POINTER, json.dumps(whole, indent=1).encode())

    @staticmethod
    def read(folder: Path) -> Pointer:
        """Return what :meth:`write` wrote.

        :raises LibraryCorrupt: it is missing or damaged; :raises LibraryFormat: by another version.
        """
        try:
            whole = json.loads((folder / POINTER).read_text("utf-8"))
            form = whole.pop("format")
            if form != FORMAT:
                raise LibraryFormat(f"Tệp {folder.name}/{POINTER} của phiên bản khác ({form}).")
            if whole.pop("engine") != "milvus":
                raise ValueError(whole)
            view = whole.pop("view")
            gone = tuple(
                Gone(item["by"], tuple(item["documents"]), tuple(item["keys"]))
                for item in view["gone"]
            )
            seen = tuple((int(first), int(last)) for first, last in view["seen"])
            return Pointer(**whole, view=View(seen, gone))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise LibraryCorrupt(f"Tệp {folder.name}/{POINTER} mất hoặc hỏng.") from error


def primary(key: int, born: int) -> int:
    """Return the primary key of a row: rows in its order are in order of passage.

    A passage removed and added again is another row.
    """
    if not 0 <= key < MOST_KEY:
        raise LibraryUnwritable(f"Số đoạn {key} quá lớn để giữ trên Milvus.")
    return key << _LIFE_BITS | born % (1 << _LIFE_BITS)


def within(name: str, numbers: Iterable[int]) -> str:
    """Return the filter that lets through rows whose field ``name`` is one of ``numbers``."""
    return f"{name} in {list(map(int, numbers))}"


def both(*filters: str) -> str:
    """Return the filter that lets through what all of them do."""
    return " and ".join(f"({condition})" for condition in filters if condition)


def pieces(numbers: Sequence[int] | Ints, size: int = CHUNK) -> Iterator[list[int]]:
    """Yield sorted distinct ``numbers``, at most ``size`` at a time."""
    unique = np.unique(np.asarray(numbers, np.int64))
    for start in range(0, len(unique), size):
        yield unique[start : start + size].tolist()


class VectorHit(NamedTuple):
    """A row that was found, with its inner product."""

    key: int
    score: float
    row: Row


Ask = Callable[[str, int], list[VectorHit]]
"""Searches with one more filter for so many."""


def nearest(ask: Ask, limit: int, allowed: Sequence[int] | None) -> list[VectorHit]:
    """Return the best ``limit``, in order of score, then key, among ``allowed`` keys.

    Many keys are asked for by the documents they are of: far fewer numbers.  Where that gives
    passages that are not allowed, and too few others, the keys themselves are asked for.
    """
    if limit < 1:
        return []
    if allowed is None:
        return _best_first(ask("", limit), limit)
    keys = np.unique(np.asarray(allowed, np.int64))
    if len(keys) <= CHUNK:
        return _best_first(ask(within("key", keys.tolist()), limit), limit) if len(keys) else []
    nearby: list[VectorHit] = []
    documents = np.asarray([document_of(int(key)) for key in keys])
    for batch in pieces(documents):
        own_keys = keys[(documents >= batch[0]) & (documents <= batch[-1])]
        hits = ask(within("doc", batch), limit)
        right = np.isin([hit.key for hit in hits], own_keys)
        kept = [hit for hit, good in zip(hits, right, strict=True) if good]
        if len(kept) < limit <= len(hits):
            kept = [hit for few in pieces(own_keys) for hit in ask(within("key", few), limit)]
        nearby.extend(kept)
    return _best_first(nearby, limit)


def _best_first(hits: list[VectorHit], limit: int) -> list[VectorHit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.key))[:limit]


def evened(ask: Ask) -> Ask:
    """Return a search that asks for more while the last are equal: keys decide among those."""

    def more(where: str, limit: int) -> list[VectorHit]:
        depth = limit + 32
        while True:
            hits = ask(where, min(depth, MOST))
            cut = len(hits) >= limit and len(hits) == min(depth, MOST) < MOST
            if not cut or hits[-1].score < hits[limit - 1].score:
                return hits
            depth *= 4

    return more


def next_born(server: Server, collections: Iterable[str], last: int) -> int:
    """Return a number no build has used: also none that was killed, or taken back."""
    born = last
    for name in collections:
        while above := server.query(name, f"born > {born}", ["born"], limit=1):
            born = int(above[0]["born"])
    return born + 1


def still(server: Server, collection: str, view: View) -> View:
    """Return the view without what was removed and is no longer there to be hidden."""
    gone = []
    for removal in view.gone:
        left = Gone(
            removal.by,
            _still_there(server, collection, "doc", removal.documents, removal.by),
            _still_there(server, collection, "key", removal.keys, removal.by),
        )
        if left.documents or left.keys:
            gone.append(left)
    return View(view.seen, tuple(gone))


def _still_there(
    server: Server, collection: str, name: str, numbers: Sequence[int], by: int
) -> tuple[int, ...]:
    remaining: set[int] = set()
    for batch in pieces(numbers):
        rows = server.query(collection, both(within(name, batch), f"born < {by}"), [name])
        remaining.update(int(row[name]) for row in rows)
    return tuple(sorted(remaining))


def removal(server: Server, collection: str, view: View, keys: Sequence[int], by: int) -> Gone:
    """Return how a build says that it removes passages ``keys`` that ``view`` sees."""
    wanted = set(keys)
    documents: list[int] = []
    single: list[int] = []
    for batch in pieces([document_of(key) for key in keys]):
        held: dict[int, set[int]] = {}
        for row in server.query(
            collection, both(view.filter, within("doc", batch)), ["key", "doc"]
        ):
            held.setdefault(int(row["doc"]), set()).add(int(row["key"]))
        for document, held_keys in held.items():
            if held_keys <= wanted:
                documents.append(document)
            else:
                single.extend(held_keys & wanted)
    return Gone(by, tuple(sorted(documents)), tuple(sorted(single)))


def new_names(server: Server, prefix: str, *kinds: str) -> dict[str, str]:
    """Return names of new collections that none has."""
    used = [name.rsplit("_", 1)[-1] for name in server.names()]
    number = max((int(digits) for digits in used if digits.isdecimal()), default=0) + 1
    return {kind: f"{prefix}_{kind}_{number:06d}" for kind in kinds}


def opened(server: Server, prefix: str, pointer: Pointer, kind: str) -> None:
    """Make a generation's collections ready and see that all of it is there.

    :raises LibraryCorrupt: a collection is missing, another library's, or lacks rows.
    """
    for name in pointer.collections.values():
        if not name.startswith(f"{prefix}_"):
            raise LibraryCorrupt(f"Bảng {name} trên Milvus là của kho khác.")
        server.load(name)
    count = server.count(pointer.collections[kind], pointer.view.filter)
    if count != pointer.count:
        raise LibraryCorrupt(
            f"Bảng {pointer.collections[kind]} trên Milvus có {count} đoạn,"
            f" hồ sơ ghi {pointer.count}."
        )


def scalar(*names: str) -> list[dict[str, Any]]:
    """Return the indexes of the fields filters look at."""
    return [{"field_name": name, "index_type": "INVERTED"} for name in names]


def numbers(*names: str) -> list[dict[str, Any]]:
    """Return fields of whole numbers."""
    return [{"field_name": name, "datatype": "INT64"} for name in names]
