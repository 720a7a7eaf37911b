"""The catalogue's tables as one reader may see them: the one place where rights filter rows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from index.catalogue.ports import Row, Tables
from index.catalogue.schema import CONCLUDED

_OF_A_DOCUMENT = re.compile(r"SELECT (?:DISTINCT )?(?:\w+\.)?n\b")
_CONCLUDED = re.compile(rf"\b(?:{'|'.join(CONCLUDED)})\b")


class VisibleTables:
    """Asks the tables of a whole generation, and answers the rows of visible documents alone.

    Every question names the number of the document that a row belongs to first (``SELECT n,
    …``), so a new question is filtered like every other.  What was concluded about references
    (:data:`index.catalogue.schema.CONCLUDED`) speaks of other documents, hidden ones too: where
    anything is hidden it is refused, and must be concluded anew.

    :param visible: the numbers of the visible documents; None where nothing is hidden.
    """

    def __init__(self, tables: Tables, visible: Container[int] | None = None) -> None:
        self._tables = tables
        self._visible = visible

    def limited_to(self, visible: Container[int]) -> VisibleTables:
        """Return the same tables with the rows of the ``visible`` documents alone."""
        return VisibleTables(self._tables, visible)

    @property
    def hides(self) -> bool:
        """Say whether anything is hidden."""
        return self._visible is not None

    def json_field(self, column: str, name: str) -> str:
        """Return the SQL for what the JSON in ``column`` has under ``name``, as JSON."""
        return self._tables.json_field(column, name)

    def query(self, question: str, given: Sequence[object] = ()) -> list[Row]:
        """Return the rows of an answer, each with its document's number first.

        :raises ValueError: the question does not name the number first, or asks a reader with
            limited rights for what was concluded with the hidden documents.
        """
        self._refuse_leaks(question)
        return list(self._shown(self._tables.query(question, given)))

    def iterate(self, question: str, given: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows of an answer that may be too long to hold (see :meth:`query`)."""
        self._refuse_leaks(question)
        return self._shown(self._tables.iterate(question, given))

    def count(self, table: str) -> int:
        """Return how many rows of ``table`` (of :mod:`index.catalogue.schema`) are visible."""
        if self._visible is None:
            return int(self._tables.query(f"SELECT COUNT(*) FROM {table}")[0][0])  # noqa: S608
        rows = self.query(f"SELECT n, COUNT(*) FROM {table} GROUP BY n")  # noqa: S608
        return sum(int(count) for _, count in rows)

    def is_sound(self) -> bool:
        """Say whether the tables' keeper finds them whole."""
        return self._tables.is_sound()

    def close(self) -> None:
        """Let go of the tables; a part of them is closed with the whole."""
        if self._visible is None:
            self._tables.close()

    def _shown(self, rows: Sequence[Row] | Iterator[Row]) -> Iterator[Row]:
        visible = self._visible
        return iter(rows) if visible is None else (row for row in rows if row[0] in visible)

    def _refuse_leaks(self, question: str) -> None:
        if not _names_its_document(question):
            raise ValueError(f"the document's number must come first: {question}")
        if self._visible is not None and _asks_conclusions(question):
            raise ValueError(f"concluded with hidden documents: {question}")


@lru_cache(maxsize=1 << 9)
def _names_its_document(question: str) -> bool:
    return _OF_A_DOCUMENT.match(question) is not None


@lru_cache(maxsize=1 << 9)
def _asks_conclusions(question: str) -> bool:
    return _CONCLUDED.search(question) is not None
