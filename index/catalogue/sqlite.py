"""The catalogue's tables (:mod:`index.catalogue.schema`) of one generation, in a SQLite file.

The catalogue's questions are written once, in the SQL that SQLite and PostgreSQL share, with
``?`` for what is given.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from index.catalogue.encode import ResolvedReference, Rows, cited_rows, status_row
from index.catalogue.ports import Row
from index.catalogue.schema import OF_A_DOCUMENT, SCHEMA
from index.results import Status
from ingest.errors import LibraryCorrupt


class SqliteTables:
    """The tables in a file that is never changed.

    Each question borrows a connection of its own, so threads never share one.
    """

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()

    def json_field(self, column: str, name: str) -> str:
        """Return the SQL for what the JSON in ``column`` has under ``name``, as JSON."""
        return f"json_extract({column}, '$.{name}')"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base: sqlite3.Connection | None = None
        try:
            try:
                base = self._idle.get_nowait()
            except Empty:
                base = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            yield base
        except sqlite3.DatabaseError as error:
            raise LibraryCorrupt(f"Danh mục của kho bị hỏng ({error}).") from error
        finally:
            if base is not None:
                self._idle.put(base)

    def query(self, question: str, given: Sequence[object] = ()) -> list[Row]:
        """Return the rows of an answer."""
        with self._open() as base:
            return base.execute(question, tuple(given)).fetchall()

    def iterate(self, question: str, given: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows of an answer that may be too long to hold."""
        with self._open() as base:
            yield from base.execute(question, tuple(given))

    def is_sound(self) -> bool:
        """Say whether SQLite finds the file whole."""
        return bool(self.query("PRAGMA quick_check(1)")[0][0] == "ok")

    def close(self) -> None:
        """Close every idle connection."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return


class SqliteWriter:
    """Writes the tables of a generation: a changed copy of the file ``base``, or a new one."""

    def __init__(self, path: Path, base: Path | None = None) -> None:
        if base is not None:
            shutil.copyfile(base, path)
        self._base = sqlite3.connect(path)
        # A generation that was not finished is thrown away whole, and the finished one
        # is made durable by the store: no journal is needed.
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        if base is None:
            self._base.executescript(SCHEMA)

    def signatures(self) -> dict[str, int]:
        """Return the signatures of the documents in it, with their numbers."""
        rows = self._base.execute("SELECT signature, n FROM documents")
        return {str(signature): int(n) for signature, n in rows}

    def keys(self, n: int) -> list[int]:
        """Return the passage keys of a document."""
        rows = self._base.execute("SELECT key FROM passages WHERE n = ? ORDER BY key", (n,))
        return [int(key) for (key,) in rows]

    def remove(self, n: int) -> None:
        """Forget a document."""
        for table in OF_A_DOCUMENT:
            self._base.execute(f"DELETE FROM {table} WHERE n = ?", (n,))  # noqa: S608 (constants)

    def next_number(self) -> int:
        """Return the number after every number in use."""
        row = self._base.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM documents").fetchone()
        return int(row[0])

    def write(self, rows: Rows) -> None:
        """Add a document's rows."""
        self._insert(rows.of)

    def cite(self, cited: Iterable[ResolvedReference]) -> None:
        """Replace every conclusion about references."""
        self._base.execute("DELETE FROM citations")
        self._base.execute("DELETE FROM candidates")
        for conclusion in cited:
            self._insert(cited_rows(conclusion))

    def mark(self, statuses: Iterable[Status]) -> None:
        """Replace all that is said of what became of documents."""
        self._base.execute("DELETE FROM statuses")
        for status in statuses:
            self._insert({"statuses": [status_row(status)]})

    def _insert(self, rows: Mapping[str, Sequence[tuple[object, ...]]]) -> None:
        for table, table_rows in rows.items():
            if table_rows:
                marks = ",".join("?" * len(table_rows[0]))
                self._base.executemany(f"INSERT INTO {table} VALUES ({marks})", table_rows)  # noqa: S608

    def commit(self) -> None:
        """Make what was written visible to a reader of the file."""
        self._base.commit()

    def close(self) -> None:
        """Commit, gather statistics for the planner, close."""
        self._base.commit()
        self._base.execute("ANALYZE")
        self._base.commit()
        self._base.close()
