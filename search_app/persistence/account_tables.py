"""The tables of accounts, closed folders, sessions and the record."""

from __future__ import annotations

STEPS = (
    """
CREATE TABLE user (
    -- Never given twice: a newcomer must not inherit what a number owned before.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role INTEGER NOT NULL,
    password TEXT NOT NULL,
    made REAL NOT NULL
);
CREATE TABLE closed (folder TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE allowed (
    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    folder TEXT NOT NULL,
    PRIMARY KEY (user, folder)
) WITHOUT ROWID;
CREATE TABLE session (
    token TEXT PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    began REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE failure (name TEXT NOT NULL, address TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX failure_at ON failure (at);
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL
);
""",
    # What a closed folder last held, by the ids of documents: closed also where it lies elsewhere.
    """
CREATE TABLE held (
    folder TEXT NOT NULL REFERENCES closed (folder) ON DELETE CASCADE,
    document TEXT NOT NULL,
    PRIMARY KEY (folder, document)
) WITHOUT ROWID;
ALTER TABLE closed ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
""",
)
