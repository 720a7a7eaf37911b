"""The catalogue's tables on a PostgreSQL server, for libraries that several servers answer from.

A generation is a schema of views that let through the rows it sees, so the catalogue's questions
are those asked of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from index.catalogue.ports import Row
from index.remote.address import Address
from index.remote.postgres.connections import BLOCK, Connections
from index.remote.postgres.pointer import CataloguePointer


@lru_cache(maxsize=1 << 8)
def _with_server_marks(question: str) -> str:
    """Return a question with PostgreSQL's marks for what is given."""
    return question.replace("%", "%%").replace("?", "%s")


class PostgresTables:
    """The tables of one generation (:class:`index.catalogue.ports.Tables`)."""

    def __init__(self, address: Address, generation: Path) -> None:
        self._pointer = CataloguePointer.read(generation, address)
        self._address = address
        self._connections = Connections(address, self._pointer.views)

    def json_field(self, column: str, name: str) -> str:
        """Return the SQL for what the JSON in ``column`` has under ``name``, as JSON."""
        return f"({column}::json -> '{name}')::text"

    def query(self, question: str, given: Sequence[object] = ()) -> list[Row]:
        """Return the rows of an answer."""
        return self._connections.query(_with_server_marks(question), tuple(given))

    def iterate(self, question: str, given: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows of an answer that may be too long to hold."""
        with (
            self._connections.borrowed() as base,
            base.transaction(),
            base.cursor(name="each") as cursor,
        ):
            cursor.itersize = BLOCK
            yield from cursor.execute(_with_server_marks(question), tuple(given))

    def is_sound(self) -> bool:
        """Say whether the server has as many documents as were written."""
        count = self.query("SELECT COUNT(*) FROM documents")[0][0]
        return self._pointer.documents is None or int(count) == self._pointer.documents

    def close(self) -> None:
        """Close every idle connection."""
        self._connections.close()
