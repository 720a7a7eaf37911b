"""What became of documents, asked of the catalogue's table: few rows a question, by index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from index.catalogue.decode import STATUS, status_of_row
from index.catalogue.encode import number_key
from index.catalogue.ports import Row
from index.catalogue.visible_tables import VisibleTables
from index.results import DocumentCard, Status

_ALL = f"SELECT {STATUS} FROM statuses ORDER BY id"  # noqa: S608
_ASKED = ("target", "target_key", "actor", "actor_key")
_MANY = 500


class StatusRows:
    """The statuses of one generation (:class:`index.citations.status.Statuses`)."""

    def __init__(self, tables: VisibleTables) -> None:
        self._tables = tables

    def all(self) -> tuple[Status, ...]:
        """Return every status."""
        return tuple(map(status_of_row, self._tables.query(_ALL)))

    def about(self, cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
        """Return what may have become of ``cards``: also what is said of their numbers."""
        return self._where("target", cards)

    def by(self, cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
        """Return what ``cards``, or documents of their numbers, did to others."""
        return self._where("actor", cards)

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        """What stands in each column that is asked: of most documents nothing is said."""
        question = f"SELECT n, {', '.join(_ASKED)} FROM statuses"  # noqa: S608
        columns = zip(*self._tables.query(question), strict=True)
        held = dict(zip(("n", *_ASKED), columns, strict=False))
        return {name: frozenset(held.get(name, ())) for name in _ASKED}

    def _where(self, column: str, cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
        ids = {card.id for card in cards if card.id}
        keys = {key for card in cards for key in (number_key(card.number),) if key}
        rows: dict[str, Row] = {}
        for name, asked in ((column, ids), (f"{column}_key", keys)):
            values = sorted(asked & self._named[name])
            for start in range(0, len(values), _MANY):
                batch = values[start : start + _MANY]
                marks = ",".join("?" * len(batch))
                question = f"SELECT {STATUS} FROM statuses WHERE {name} IN ({marks})"  # noqa: S608
                rows.update((row[1], row) for row in self._tables.query(question, batch))
        return tuple(status_of_row(rows[name]) for name in sorted(rows))
