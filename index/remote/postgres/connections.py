"""Speaking with a PostgreSQL server: connections, and what its errors mean to a reader.

A connection that broke is thrown away; the question that met it is asked once more on a new
one, so that a server that was started again is found again.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from index.remote.address import Address
from ingest.errors import LibraryAway, LibraryCorrupt, LibraryError, LibraryUnwritable

if TYPE_CHECKING:
    import psycopg

BLOCK = 20_000
"""Rows sent at once."""
_WAIT = 10
"""Seconds a server may take to let us in."""
_ADVICE = "Kiểm tra máy chủ PostgreSQL đang chạy, địa chỉ, cổng và tên cơ sở dữ liệu đúng."
_LET_IN = "Kiểm tra tên người dùng, và mật khẩu trong PGPASSWORD hoặc ~/.pgpass."


def package() -> Any:  # noqa: ANN401 (loaded where a library needs it)
    """Return the driver.

    :raises LibraryError: it is not installed.
    """
    try:
        return importlib.import_module("psycopg")
    except ImportError as error:
        raise LibraryError(
            "Kho này có danh mục trên PostgreSQL, mà máy chưa cài gói đọc PostgreSQL.",
            "Cài thêm bằng: pip install .[postgres]",
        ) from error


def connect(address: Address, schema: str | None = None) -> psycopg.Connection[Any]:
    """Return a connection that sees the tables of ``schema``.

    :param schema: without one, of the whole library, to be changed; else only to be read.
    :raises LibraryAway: the server does not answer, or does not let us in.
    """
    driver = package()
    options = f"-c search_path={schema or address.schema}"
    if schema:
        options += " -c default_transaction_read_only=on"
    with guarded(address):
        connection: psycopg.Connection[Any] = driver.connect(
            host=address.host,
            port=address.port,
            dbname=address.database,
            user=address.user,
            connect_timeout=_WAIT,
            options=options,
            application_name="vankien",
            autocommit=schema is not None,
        )
    return connection


@contextmanager
def guarded(address: Address) -> Iterator[None]:
    """Turn what the driver raises into the one error tree."""
    driver = package()
    try:
        yield
    except driver.Error as error:
        raise _translate_error(address, error) from error


def _translate_error(address: Address, error: Any) -> LibraryError:  # noqa: ANN401
    where = f"{address.host}{f':{address.port}' if address.port else ''}/{address.database}"
    errors = importlib.import_module("psycopg.errors")
    # What fails at connecting has no code: only its words say whether the server let us in.
    message = str(error).lower()
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedColumn):
        return LibraryCorrupt(f"PostgreSQL {where} không còn bảng của kho này.")
    if isinstance(error, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
        return LibraryUnwritable(f"PostgreSQL {where} không cho ghi.", _LET_IN)
    if isinstance(error, errors.InsufficientResources):
        return LibraryUnwritable(f"PostgreSQL {where} hết chỗ hoặc hết bộ nhớ.")
    return _away(where, error, message)


def _away(where: str, error: Any, message: str) -> LibraryError:  # noqa: ANN401
    if "password" in message or "authentication" in message or "role" in message:
        return LibraryAway(f"PostgreSQL {where} không nhận người dùng hoặc mật khẩu.", _LET_IN)
    if "does not exist" in message and "database" in message:
        return LibraryAway(f"PostgreSQL không có cơ sở dữ liệu {where}.", _ADVICE)
    if isinstance(error, package().OperationalError | package().InterfaceError):
        return LibraryAway(f"Không nối được tới PostgreSQL {where}.", _ADVICE)
    return LibraryError(f"PostgreSQL {where} báo lỗi: {message.splitlines()[0][:200]}.", _ADVICE)


class Connections:
    """Connections to the tables of one generation, lent to one question each."""

    def __init__(self, address: Address, schema: str) -> None:
        self._address, self._schema = address, schema
        self._idle: SimpleQueue[psycopg.Connection[Any]] = SimpleQueue()

    def query(self, question: str, given: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Return the rows of an answer."""
        lent = self._lent()
        if lent is not None:
            try:
                with guarded(self._address):
                    rows = lent.execute(question, given).fetchall()
            except LibraryAway:
                # The server may have been started again since: tried once on a new connection.
                lent.close()
            except LibraryError:
                lent.close()
                raise
            else:
                self._idle.put(lent)
                return rows
        with self.borrowed() as base:
            return base.execute(question, given).fetchall()

    @contextmanager
    def borrowed(self) -> Iterator[psycopg.Connection[Any]]:
        """Lend a new connection, kept when nothing went wrong."""
        base = connect(self._address, self._schema)
        good = False
        try:
            with guarded(self._address):
                yield base
            good = True
        finally:
            if good:
                self._idle.put(base)
            else:
                base.close()

    def _lent(self) -> psycopg.Connection[Any] | None:
        try:
            return self._idle.get_nowait()
        except Empty:
            return None

    def close(self) -> None:
        """Close every idle connection."""
        while (base := self._lent()) is not None:
            base.close()
