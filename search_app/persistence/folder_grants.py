"""Closed folders in the file of accounts: what each holds, and what a person may see of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from index.access import Rights
from ingest.text.vietnamese import nfc


def folder_name(text: str) -> str:
    """Return a folder as :class:`Rights` writes it; "/" alone is the whole library."""
    return "/".join(
        part for part in nfc(text).replace("\\", "/").split("/") if part not in ("", ".", "..")
    )


def rights_of(base: sqlite3.Connection, user: int) -> Rights:
    """Return what the account numbered ``user`` may see; of 0, what nobody was granted."""
    closed = frozenset(folder for (folder,) in base.execute("SELECT folder FROM closed"))
    mine = base.execute("SELECT folder FROM allowed WHERE user = ?", (user,))
    granted = frozenset(folder for (folder,) in mine)
    held: dict[str, list[str]] = {}
    for document, folder in base.execute(
        "SELECT document, held.folder FROM held JOIN closed ON closed.folder = held.folder"
        " WHERE lost"
    ):
        held.setdefault(document, []).append(folder)
    opens = Rights(closed, granted).opens
    kept = (one for one, folders in held.items() if not all(map(opens, folders)))
    return Rights(closed, granted, frozenset(kept))


def remember(base: sqlite3.Connection, documents: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Note what each closed folder holds; return those that hold nothing.

    :param documents: by folder, the ids of the documents in it.
    """
    rows = base.execute("SELECT folder, lost FROM closed ORDER BY 1").fetchall()
    for folder, lost in rows:
        ids = documents.get(folder)
        if lost != (not ids):
            base.execute("UPDATE closed SET lost = ? WHERE folder = ?", (not ids, folder))
        held = base.execute("SELECT document FROM held WHERE folder = ?", (folder,))
        # Written only where something changed: reading needs no room on the disk.
        if ids and ids != {row[0] for row in held}:
            base.execute("DELETE FROM held WHERE folder = ?", (folder,))
            base.executemany(
                "INSERT INTO held VALUES (?, ?)", [(folder, one) for one in sorted(ids)]
            )
    return tuple(folder for folder, _ in rows if folder and not documents.get(folder))
