"""The catalogue's tables on a PostgreSQL server, for libraries that several servers answer from.

Every row bears the number of the build it came with (``born``) and, when it went, of the build
it went with (``died``).  A generation is a schema of views that let through the rows it sees,
so the catalogue's questions are those asked of a file, a build copies nothing, and what one
generation sees never changes, whatever a later build does or leaves half done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.catalogue.encode import ResolvedReference, Rows, cited_rows, status_row
from index.catalogue.ports import Row
from index.catalogue.schema import OF_A_DOCUMENT
from index.remote.address import Address
from index.remote.postgres.connections import Connections, connect, guarded
from index.remote.postgres.schema import (
    COLUMNS,
    KEYS,
    PUBLISHED,
    TABLES,
    base_tables,
    views,
)
from index.results import Status
from index.storage.files import write_whole
from ingest.errors import (
    LibraryCorrupt,
    LibraryError,
    LibraryFormat,
    LibraryLocked,
    LibraryUnwritable,
)

POINTER = "catalogue.json"
FORMAT = 1
_BLOCK = 20_000
"""Rows sent at once."""


@lru_cache(maxsize=1 << 8)
def _with_server_marks(question: str) -> str:
    """Return a question with PostgreSQL's marks for what is given."""
    return question.replace("%", "%%").replace("?", "%s")


@dataclass(frozen=True, slots=True)
class CataloguePointer:
    """What a generation's folder keeps of its catalogue; ``documents`` is None while written."""

    schema: str
    number: int
    documents: int | None = None

    @property
    def views(self) -> str:
        """The schema of what this generation sees."""
        return f"{self.schema}_g{self.number}"

    def write(self, generation: Path) -> None:
        """Write this into a generation's folder."""
        whole = {"format": FORMAT, "engine": "postgresql", **asdict(self)}
        write_whole(generation / POINTER, json.dumps(whole, indent=1).encode())

    @staticmethod
    def read(generation: Path, address: Address) -> CataloguePointer:
        """Return what :meth:`write` wrote.

        :raises LibraryCorrupt: it is missing or damaged, or another library's.
        :raises LibraryFormat: by another version.
        """
        path = generation / POINTER
        try:
            whole = json.loads(path.read_text("utf-8"))
            form = whole.pop("format")
            if form != FORMAT:
                raise LibraryFormat(f"Tệp {path} của phiên bản khác ({form}).")
            if whole.pop("engine") != "postgresql":
                raise ValueError(whole)
            pointer = CataloguePointer(
                str(whole["schema"]), int(whole["number"]), whole["documents"]
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise LibraryCorrupt(f"Tệp {path} mất hoặc hỏng.") from error
        if pointer.schema != address.schema:
            raise LibraryCorrupt(f"Tệp {path} là của kho khác.")
        return pointer


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
            cursor.itersize = _BLOCK
            yield from cursor.execute(_with_server_marks(question), tuple(given))

    def is_sound(self) -> bool:
        """Say whether the server has as many documents as were written."""
        count = self.query("SELECT COUNT(*) FROM documents")[0][0]
        return self._pointer.documents is None or int(count) == self._pointer.documents

    def close(self) -> None:
        """Close every idle connection."""
        self._connections.close()


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
        if sum(map(len, self._waiting.values())) >= _BLOCK:
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
                if len(gathered[tables[0]]) >= _BLOCK:
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


def reach(address: Address) -> None:
    """See that the server lets us in.

    :raises LibraryAway: it does not.
    """
    connect(address).close()


def forget(address: Address, kept: Sequence[Path]) -> None:
    """Delete what no generation among ``kept`` can see.

    Called by a build, which is alone: before it begins, for what a killed one left, and when
    old generations were removed.  Where a pointer cannot be read nothing is deleted: what it
    sees cannot be told.
    """
    try:
        pointers = [
            CataloguePointer.read(generation, address)
            for generation in kept
            if (generation / POINTER).is_file()
        ]
    except LibraryError:
        return
    base = connect(address)
    try:
        with guarded(address), base.transaction():
            _forget(base, address.schema, [generation.number for generation in pointers])
    finally:
        with suppress(Exception):
            base.close()


class Alone:
    """Keeps other builds of a library away, from whatever folder or machine, until it is closed.

    The server lets go by itself when the process ends or the connection breaks.
    """

    def __init__(self, address: Address) -> None:
        """Begin.

        :raises LibraryLocked: another build writes; :raises LibraryAway: the server is away.
        """
        self._base = connect(address)
        try:
            with guarded(address):
                asked = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
                taken = self._base.execute(asked, (address.schema,)).fetchone()
                self._base.commit()
            if not taken or not taken[0]:
                raise LibraryLocked("Một lần dựng khác đang ghi vào kho này trên máy chủ.")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let others build, at once; harmless when the server is away."""
        with suppress(Exception), self._base:
            # A server notices only after a while that a connection was closed.
            self._base.execute("SELECT pg_advisory_unlock_all()")


def _refuse_behind(base: Any, last: int) -> None:  # noqa: ANN401
    """Note what this folder put into service; stop where a copy of it went on from there.

    Deleting what this folder does not know of would take it from under the other's readers.

    :raises LibraryUnwritable: a later build than ``last`` was put into service.
    """
    asked = "SELECT 1 FROM builds WHERE published AND number > %s"
    if base.execute(asked, (last,)).fetchone():
        raise LibraryUnwritable(
            "Kho này trên máy chủ đã được dựng tiếp từ một bản sao khác của thư mục kho.",
            "Dùng thư mục kho mới nhất; nếu nó không còn, dựng kho mới ở thư mục khác với --store.",
        )
    base.execute("UPDATE builds SET published = TRUE WHERE number = %s", (last,))


def _forget(base: Any, schema: str, numbers: list[int]) -> None:  # noqa: ANN401
    known = "SELECT 1 FROM information_schema.tables WHERE table_schema = %s AND table_name = %s"
    if not base.execute(known, (schema, "builds")).fetchone():
        return
    base.execute(PUBLISHED)
    first, last = min(numbers, default=0), max(numbers, default=0)
    if numbers:
        _refuse_behind(base, last)
    named = "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE %s"
    wanted = {f"{schema}_g{number}" for number in numbers}
    for (name,) in base.execute(named, (f"{schema}\\_g%",)).fetchall():
        if name not in wanted:
            base.execute(f'DROP SCHEMA "{name}" CASCADE')
    for table in reversed(TABLES):
        # Of builds that nobody published, and what went before the oldest that is kept.
        base.execute(f"DELETE FROM {table} WHERE born > %s OR died <= %s", (last, first))  # noqa: S608
        base.execute(f"UPDATE {table} SET died = NULL WHERE died > %s", (last,))  # noqa: S608
