"""Passages of the catalogue, and the provisions of documents that they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.catalogue.decode import readable, several
from index.catalogue.document_rows import DocumentRows
from index.catalogue.ports import Row
from index.catalogue.schema import document_of
from index.catalogue.visible_tables import VisibleTables
from index.results import PageStart, PassageView
from ingest.pages import Origin
from ingest.structure.passages import LISTED
from ingest.text.spans import Span

_PASSAGE = (
    "n, key, ordinal, id, path, heading, start, stop, text, pages, printed, origin,"
    " confidence, note, page_starts"
)
_PLACES_OF = "SELECT n, path, start, stop FROM provisions WHERE n = ? ORDER BY ordinal"
_BY_DOCUMENT = f"SELECT {_PASSAGE} FROM passages WHERE n = ? ORDER BY ordinal"  # noqa: S608
_BY_ID = f"SELECT {_PASSAGE} FROM passages WHERE id = ?"  # noqa: S608
_PROVISION_AT = (
    "SELECT n, path, level FROM provisions WHERE n = ? AND start <= ? AND stop >= ?"
    " ORDER BY stop - start, ordinal"
)
_PROVISIONS_AT = "SELECT n, ordinal, path FROM provisions WHERE (n, ordinal) IN (VALUES {})"
_PROVISIONS_BY_SIZE = (
    "SELECT n, ordinal, path, level, start, stop FROM provisions WHERE n = ?"
    " ORDER BY stop - start, ordinal"
)
_SAME_PATH = "SELECT n, COUNT(*) FROM provisions WHERE n = ? AND path = ? GROUP BY n"
_PROVISION_PATHS = "SELECT n, path FROM provisions WHERE n = ? ORDER BY ordinal"
_TEXTS_OF = "SELECT n, key, heading, text FROM passages WHERE n = ? ORDER BY key"
_TEXTS = "SELECT n, key, heading, text FROM passages ORDER BY key"
_MANY = 500
"""Values in one IN (...) list; SQLite takes more, but the plan is the same."""
_ORIGINS = {one.value: one for one in Origin}


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """What readings keep of a passage beside its text: path, kind, place, sketch."""

    path: tuple[str, ...]
    is_note: bool
    start: int
    sketch: bytes


class PassageRows(DocumentRows):
    """The passages of the documents that a reader may see, by key, by id, by document."""

    def keys_of(self, documents: Iterable[int]) -> list[int]:
        """Return the passage keys of documents, ascending."""
        rows = _among(self._tables, "n, key", "n", sorted(documents))
        return sorted(int(key) for _, key in rows)

    def visible(self, keys: Iterable[int]) -> list[int]:
        """Return those passage keys that belong to documents of this catalogue, in their order."""
        return [key for key in keys if document_of(key) in self._cards]

    def passages(self, keys: Sequence[int]) -> dict[int, PassageView]:
        """Return passages by key; unknown keys are left out."""
        rows = _among(self._tables, _PASSAGE, "key", keys)
        with readable():
            return {int(row[1]): self._view(row) for row in rows}

    def texts(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the texts of passages by key; unknown keys are left out."""
        return {key: text for _, key, text in _among(self._tables, "n, key, text", "key", keys)}

    def passages_of(self, n: int) -> tuple[PassageView, ...]:
        """Return the passages of a document, in order."""
        with readable():
            return tuple(map(self._view, self._tables.query(_BY_DOCUMENT, (n,))))

    def passage(self, passage: str) -> PassageView | None:
        """Return the passage with this id."""
        rows = self._tables.query(_BY_ID, (passage,))
        with readable():
            return self._view(rows[0]) if rows else None

    def whereabouts(self, keys: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """Return id and path of passages by key; unknown keys are left out."""
        rows = _among(self._tables, "n, key, id, path", "key", keys)
        return {int(key): (name, several(path)) for _, key, name, path in rows}

    def reading_facts(self, keys: Sequence[int]) -> dict[int, PassageFacts]:
        """Return what readings keep of passages beside their texts, by key."""
        rows = _among(self._tables, "n, key, path, note, start, sketch", "key", keys)
        return {
            key: PassageFacts(several(path), note is not None, start, bytes(sketch))
            for _, key, path, note, start, sketch in rows
        }

    def all_texts(self, documents: Collection[int] | None = None) -> Iterator[tuple[int, str, str]]:
        """Yield (key, heading joined by newlines, text) of passages, by key.

        :param documents: of these alone.
        """
        if documents is not None and len(documents) < len(self._cards) / 2:
            for n in sorted(documents):
                yield from map(_plain_text, self._tables.query(_TEXTS_OF, (n,)))
            return
        for row in self._tables.iterate(_TEXTS):
            if documents is None or row[0] in documents:
                yield _plain_text(row)

    def last_text(self) -> tuple[int, str, str] | None:
        """Return (key, heading joined by newlines, text) of the last passage by key."""
        for n in sorted(self._cards, reverse=True):
            for row in self._tables.query(f"{_TEXTS_OF} DESC LIMIT 1", (n,)):
                return _plain_text(row)
        return None

    def _view(self, row: Row) -> PassageView:
        n, _, ordinal, name, path, heading, start, stop, text, pages, printed, *rest = row
        origin, confidence, note, page_starts = rest
        return PassageView(
            name,
            self._files.documents.get(n) or self._cards[n],
            ordinal,
            several(path),
            several(heading),
            Span(start, stop),
            text,
            several(pages),
            several(printed),
            _ORIGINS[origin],
            confidence,
            note,
            _page_starts(page_starts),
        )

    def path_at(self, view: PassageView, inside: Span) -> tuple[str, ...]:
        """Return the path of the smallest provision that holds a stretch of a passage's text.

        A passage may hold several small provisions; its sentence stands in one of them.
        """
        n = self._numbers.get(view.document.id or "")
        if n is None or view.note:
            return view.path
        start, stop = inside.start + view.span.start, inside.end + view.span.start
        for _, path, level in self._tables.query(_PROVISION_AT, (n, start, stop)):
            # A path that comes back in a list is no place (see ingest.structure.passages).
            if level not in LISTED or self._tables.query(_SAME_PATH, (n, path))[0][1] == 1:
                return several(path)
        return view.path

    def provision_paths(self, n: int) -> tuple[tuple[str, ...], ...]:
        """Return the paths of a document's provisions, in reading order."""
        return tuple(several(path) for _, path in self._tables.query(_PROVISION_PATHS, (n,)))

    def provision_paths_at(
        self, places: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], tuple[str, ...]]:
        """Return the paths of provisions by document and ordinal there."""
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        for start in range(0, len(places), _MANY):
            batch = places[start : start + _MANY]
            question = _PROVISIONS_AT.format(",".join(["(?, ?)"] * len(batch)))
            rows = self._tables.query(question, [value for place in batch for value in place])
            found.update({(n, ordinal): several(path) for n, ordinal, path in rows})
        return found

    def provisions_by_size(self, n: int) -> list[tuple[int, Span]]:
        """Return the provisions of a document that may be named as a place, the smallest first.

        Each with its ordinal.  A path that comes back in a list is no place (see
        :mod:`ingest.structure.passages`).
        """
        rows = self._tables.query(_PROVISIONS_BY_SIZE, (n,))
        counts = Counter(path for _, _, path, *_ in rows)
        return [
            (ordinal, Span(start, stop))
            for _, ordinal, path, level, start, stop in rows
            if level not in LISTED or counts[path] == 1
        ]

    def places_of(self, document: str) -> tuple[tuple[tuple[str, ...], Span], ...]:
        """Return the provisions of a document: path and stretch of its text, in order."""
        n = self._numbers.get(document)
        rows = self._tables.query(_PLACES_OF, (n,)) if n is not None else []
        return tuple((several(path), Span(start, stop)) for _, path, start, stop in rows)


@lru_cache(maxsize=1 << 15)
def _page_starts(said: str) -> tuple[PageStart, ...]:
    return tuple(PageStart(*start) for start in several(said))


def _plain_text(row: Row) -> tuple[int, str, str]:
    _, key, heading, text = row
    return int(key), "\n".join(several(heading)), str(text)


def _among(tables: VisibleTables, columns: str, key: str, values: Sequence[int]) -> Iterator[Row]:
    """Yield ``columns`` of the passages whose ``key`` is one of ``values``; ``n`` comes first."""
    for start in range(0, len(values), _MANY):
        batch = values[start : start + _MANY]
        marks = ",".join("?" * len(batch))
        where = f"WHERE {key} IN ({marks})"
        yield from tables.query(f"SELECT {columns} FROM passages {where}", batch)  # noqa: S608
