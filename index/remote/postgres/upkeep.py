"""What builds ask of a PostgreSQL server: to be let in, to be alone, to forget old generations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.remote.address import Address
from index.remote.postgres.connections import connect, guarded
from index.remote.postgres.pointer import POINTER, CataloguePointer
from index.remote.postgres.schema import PUBLISHED, TABLES
from ingest.errors import LibraryError, LibraryLocked, LibraryUnwritable


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
