"""What a database of a backup holds must be what ours of that role would hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.build import additions
from ingest.errors import LibraryCorrupt, LibraryFormat
from search_app.persistence import accounts, collections
from search_app.persistence.accounts import AccountRole
from search_app.persistence.migrations import migrate

STEPS: dict[str, Sequence[str]] = {
    "desk": collections.STEPS,
    "accounts": accounts.STEPS,
    "corrections": additions.STEPS,
}
"""The steps of the tables of every role."""
_OTHER = "Dùng bản sao lưu khác."
Shape = dict[str, tuple[object, ...]]


def look_inside(copy: Path, role: str, *, without_people: bool = False) -> None:
    """Bring ``copy`` up to date and see that it holds the tables of ``role``, and nothing else.

    A trigger or a view would run with the app; a table of another role would be put in the
    wrong place.

    :param without_people: accounts may lack an administrator.
    :raises LibraryCorrupt: it holds something else; :raises LibraryFormat: it is of a newer
        version of this program.
    """
    try:
        with closing(sqlite3.connect(copy)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            # Before anything is changed: a trigger would run.
            _refuse_others(base, role)
        migrate(copy, STEPS[role])
        with closing(sqlite3.connect(copy)) as base:
            if _shape(base) != _expected(STEPS[role]):
                raise LibraryCorrupt(f"Phần “{role}” của bản sao lưu có bảng lạ.", _OTHER)
            if base.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise LibraryCorrupt(
                    f"Phần “{role}” của bản sao lưu có dòng không thuộc về đâu.", _OTHER
                )
            if role == "accounts":
                _settle_people(base, without_people)
    except sqlite3.Error as error:
        raise LibraryCorrupt(f"Phần “{role}” của bản sao lưu đã hỏng.", _OTHER) from error
    except LibraryFormat as error:
        raise LibraryFormat(
            f"Phần “{role}” của bản sao lưu do phiên bản mới hơn của phần mềm ghi.",
            "Dùng phiên bản mới hơn.",
        ) from error


def names_sent(copy: Path) -> frozenset[str]:
    """Return the names of the files sent up that a database of corrections tells of."""
    with closing(sqlite3.connect(copy)) as base:
        rows = base.execute("SELECT digest, ending FROM upload").fetchall()
    return frozenset(f"{digest}{ending}" for digest, ending in rows)


def _refuse_others(base: sqlite3.Connection, role: str) -> None:
    rows = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    strange = [name for kind, name, _ in rows if kind not in {"table", "index"}]
    strange += [name for _, name, sql in rows if sql and sql.upper().startswith("CREATE VIRTUAL")]
    if strange:
        raise LibraryCorrupt(f"Phần “{role}” của bản sao lưu có thứ lạ.", _OTHER)


def _settle_people(base: sqlite3.Connection, without_people: bool) -> None:
    admins = base.execute(
        "SELECT count(*) FROM user WHERE role = ?", (AccountRole.ADMIN,)
    ).fetchone()
    if not admins[0] and not without_people:
        raise LibraryCorrupt(
            "Phần tài khoản của bản sao lưu không có quản trị nào.",
            "Dùng bản sao lưu khác, hoặc thêm --replace-accounts rồi tạo tài khoản mới.",
        )
    # Who was signed in then need not be let in now.
    with base:
        base.execute("DELETE FROM session")


def _expected(steps: Sequence[str]) -> Shape:
    with closing(sqlite3.connect(":memory:")) as base:
        for step in steps:
            base.executescript(step)
        return _shape(base)


def _shape(base: sqlite3.Connection) -> Shape:
    """Return every table and index with its columns, and what they refer to."""
    rows = base.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
    shape: Shape = {}
    for kind, name, table in rows:
        if name.startswith("sqlite_"):
            continue
        if kind == "table":
            columns = base.execute("SELECT * FROM pragma_table_xinfo(?)", (name,)).fetchall()
            refers = base.execute("SELECT * FROM pragma_foreign_key_list(?)", (name,)).fetchall()
            shape[name] = (kind, tuple(columns), tuple(refers))
        else:
            columns = base.execute("SELECT * FROM pragma_index_xinfo(?)", (name,)).fetchall()
            shape[name] = (kind, table, tuple(columns))
    return shape
