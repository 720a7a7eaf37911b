"""Writing a generation's tables on a PostgreSQL server.

Every row bears the number of the build it came with (``born``) and, when it went, of the build
it went with (``died``): a build copies nothing, and what one generation sees never changes,
whatever a later build does or leaves half done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from index.catalogue.encode import ResolvedReference, Rows, cited_rows, status_row
from index.catalogue.ports import Row
from index.catalogue.schema import OF_A_DOCUMENT
from index.remote.address import Address
from index.remote.postgres.connections import BLOCK, connect, guarded
from index.remote.postgres.pointer import CataloguePointer
from index.remote.postgres.schema import COLUMNS, KEYS, TABLES, base_tables, views
from index.results import Status


class PostgresWriter:
    """Writes a generation's tables (:class:`index.catalogue.ports.CatalogueWriter`).

    What it writes is seen by nobody before the generation is published: an older one does not
    see rows born later.
    """

    def __init__(self, address: Address, generation: Path, base: Path | None) -> None:
        self._address, self._generation = address, generation
        self._base = connect(address)
        self._waiting: dict[str, list[tuple[object, ...]]] = {}
        try:
            with guarded(address), self._base.transaction():
                self._prepare(CataloguePointer.read(base, address) if base else None)
        except BaseException:
            self._base.close()
            raise

    def _prepare(self, base: CataloguePointer | None) -> None:
        schema = self._address.schema
        self._do(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        for table in base_tables():
            self._do(table)
        (number,) = self._all("INSERT INTO builds DEFAULT VALUES RETURNING number")[0]
        self._number = int(number)
        self._pointer = CataloguePointer(schema, self._number)
        if base is None:
            for table in TABLES:
                ended = f"UPDATE {table} SET died = %s WHERE died IS NULL"  # noqa: S608
                self._do(ended, self._number)
        for view in views(schema, self._pointer.views, self._number):
            self._do(view)
        self._pointer.write(self._generation)

    def _do(self, what: str, *given: object) -> None:
        self._base.execute(what, given)

    def _all(self, question: str, *given: object) -> list[Row]:
        self._send()
        with guarded(self._address):
            rows: list[Row] = self._base.execute(question, given).fetchall()
        return rows

    def signatures(self) -> dict[str, int]:
        """Return the signatures of the documents in it, with their numbers."""
        rows = self._all("SELECT signature, n FROM documents WHERE died IS NULL")
        return {str(signature): int(n) for signature, n in rows}

    def keys(self, n: int) -> list[int]:
        """Return the passage keys of a document, ascending."""
        asked = "SELECT key FROM passages WHERE n = %s AND died IS NULL ORDER BY key"
        return [int(key) for (key,) in self._all(asked, n)]

    def remove(self, n: int) -> None:
        """Forget a document."""
        self._send()
        with guarded(self._address):
            for table in OF_A_DOCUMENT:
                where = "WHERE n = %s AND died IS NULL"
                self._do(f"UPDATE {table} SET died = %s {where}", self._number, n)  # noqa: S608

    def next_number(self) -> int:
        """Return a number that no document ever had: rows of a removed one may still be read."""
        # Noted, because rows are deleted in the end, and keys on other servers bear the number.
        asked = "SELECT GREATEST((SELECT MAX(n) FROM documents), (SELECT MAX(last) FROM builds), 0)"
        return int(self._all(asked)[0][0]) + 1

    def write(self, rows: Rows) -> None:
        """Add a document's rows."""
        for table, batch in rows.of.items():
            self._waiting.setdefault(table, []).extend(batch)
        if sum(map(len, self._waiting.values())) >= BLOCK:
            self._send()

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, {}
        with guarded(self._address):
            # Documents first, whose rows the others belong to.
            for table in sorted(waiting, key=list(TABLES).index):
                self._copy(table, COLUMNS[table], waiting[table])

    def _copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        names = ", ".join((*columns, "born"))
        with self._base.cursor() as cursor:
            into = f"COPY {table} ({names}) FROM STDIN"
            with cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row((*row, self._number))

    def cite(self, cited: Iterable[ResolvedReference]) -> None:
        """Replace every conclusion about references; what stays the same is not written again."""
        self._replace(("citations", "candidates"), map(cited_rows, cited))

    def mark(self, statuses: Iterable[Status]) -> None:
        """Replace all that is said of what became of documents, in the same way."""
        self._replace(("statuses",), ({"statuses": [status_row(status)]} for status in statuses))

    def _replace(
        self, tables: Sequence[str], changes: Iterable[Mapping[str, list[tuple[object, ...]]]]
    ) -> None:
        self._send()
        with guarded(self._address):
            for table in tables:
                self._do(f"CREATE TEMP TABLE new_{table} (LIKE {table} INCLUDING DEFAULTS)")
            gathered: dict[str, list[tuple[object, ...]]] = {table: [] for table in tables}
            for change in changes:
                for table, rows in change.items():
                    gathered[table].extend(rows)
                if len(gathered[tables[0]]) >= BLOCK:
                    self._send_gathered(gathered)
            self._send_gathered(gathered)
            for table in gathered:
                self._exchange(table)

    def _send_gathered(self, gathered: dict[str, list[tuple[object, ...]]]) -> None:
        for table, rows in gathered.items():
            self._copy(f"new_{table}", COLUMNS[table], rows)
            rows.clear()

    def _exchange(self, table: str) -> None:
        """Let what is no longer concluded die, and what is new be born."""
        columns = COLUMNS[table]
        self._do(f"CREATE INDEX ON new_{table} ({', '.join(KEYS[table])})")
        self._do(f"ANALYZE new_{table}")
        same = " AND ".join(f"old.{column} IS NOT DISTINCT FROM new.{column}" for column in columns)
        # Equality first, on what is never null: it can be looked up.
        same = (
            " AND ".join(f"old.{column} = new.{column}" for column in KEYS[table]) + f" AND {same}"
        )
        self._do(
            f"UPDATE {table} old SET died = %s WHERE died IS NULL AND NOT EXISTS"  # noqa: S608
            f" (SELECT 1 FROM new_{table} new WHERE {same})",
            self._number,
        )
        names = ", ".join(columns)
        self._do(
            f"INSERT INTO {table} ({names}, born) SELECT {names}, born FROM new_{table} new"  # noqa: S608
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} old WHERE old.died IS NULL AND {same})"
        )
        self._do(f"DROP TABLE new_{table}")

    def commit(self) -> None:
        """Make what was written visible to who reads this generation."""
        self._send()
        with guarded(self._address):
            last = "UPDATE builds SET last = (SELECT MAX(n) FROM documents) WHERE number = %s"
            self._do(last, self._number)
            self._base.commit()

    def close(self) -> None:
        """Commit, gather statistics for the planner, close."""
        self.commit()
        (documents,) = self._all("SELECT COUNT(*) FROM documents WHERE died IS NULL")[0]
        with guarded(self._address):
            for table in TABLES:
                self._do(f"ANALYZE {table}")
            self._base.commit()
            self._base.close()
        CataloguePointer(self._pointer.schema, self._number, int(documents)).write(self._generation)
