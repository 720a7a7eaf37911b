"""The catalogue's tables (:mod:`index.catalogue.schema`) as PostgreSQL has them.

The same columns in the same order, taken from the one definition; beside them ``born`` and
``died``, the builds a row came and went with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.catalogue.schema import SCHEMA

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\)", re.DOTALL)
_INDEX = re.compile(r"CREATE INDEX (\w+) ON (\w+) \((\w+)\)")
_TYPES = {"INTEGER": "BIGINT", "TEXT": "TEXT", "REAL": "DOUBLE PRECISION", "BLOB": "BYTEA"}
_COLUMN = re.compile(rf"(\w+) ({'|'.join(_TYPES)})( NOT NULL)?")
_KEY = re.compile(r"PRIMARY KEY \(([^)]*)\)")


def _read() -> Iterator[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Yield each table with its columns as PostgreSQL defines them, and its key."""
    for table, body in _TABLE.findall(SCHEMA):
        key = _KEY.search(body)
        plain = _KEY.sub("", body)
        columns = {name: f"{_TYPES[kind]}{need}" for name, kind, need in _COLUMN.findall(plain)}
        primary = re.search(r"(\w+) INTEGER PRIMARY KEY", plain)
        names = key[1].split(", ") if key else [primary[1]] if primary else []
        yield table, columns, tuple(names)


_DEFINED = {table: (columns, key) for table, columns, key in _read()}
TABLES = tuple(_DEFINED)
"""The tables, those that others belong to first."""
COLUMNS = {table: tuple(columns) for table, (columns, _) in _DEFINED.items()}
"""The columns of each table, in the order their rows are written."""
KEYS = {table: key for table, (_, key) in _DEFINED.items()}
"""What tells the rows of a generation apart."""


PUBLISHED = "ALTER TABLE builds ADD COLUMN IF NOT EXISTS published BOOLEAN NOT NULL DEFAULT FALSE"
"""Which builds a library's folder put into service: told to folders that are copies of it."""


def base_tables() -> Iterator[str]:
    """Yield what makes the tables, where they are not there yet."""
    yield (
        "CREATE TABLE IF NOT EXISTS builds"
        " (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, last BIGINT)"
    )
    yield PUBLISHED
    for table, (columns, key) in _DEFINED.items():
        defined = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        yield (
            f"CREATE TABLE IF NOT EXISTS {table} ({defined}, born BIGINT NOT NULL, died BIGINT,"
            f" PRIMARY KEY ({', '.join(key)}, born))"
        )
        yield f"CREATE INDEX IF NOT EXISTS {table}_born ON {table} (born)"
        yield f"CREATE INDEX IF NOT EXISTS {table}_died ON {table} (died) WHERE died IS NOT NULL"
    yield "CREATE INDEX IF NOT EXISTS passages_id ON passages (id)"
    for name, table, column in _INDEX.findall(SCHEMA):
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column})"


def views(schema: str, shown: str, number: int) -> Iterator[str]:
    """Yield what makes the schema ``shown`` of what the build ``number`` sees."""
    yield f'CREATE SCHEMA "{shown}"'
    for table, columns in COLUMNS.items():
        yield (
            f'CREATE VIEW "{shown}".{table} AS SELECT {", ".join(columns)} FROM "{schema}".{table}'  # noqa: S608
            f" WHERE born <= {number} AND (died IS NULL OR died > {number})"
        )
