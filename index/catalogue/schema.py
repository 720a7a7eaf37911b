"""The catalogue's tables.

Keys: a document has a number ``n`` that stays with it from one generation to the
next, and the passage with ordinal ``o`` has the key ``n << 20 | o`` in every index.
"""

from __future__ import annotations

SHIFT = 20
"""Bits for the ordinal of a passage: at most 1,048,576 in a document."""

SCHEMA = """
CREATE TABLE documents (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    source TEXT NOT NULL,
    media TEXT NOT NULL,
    ending TEXT NOT NULL,
    parser TEXT NOT NULL,
    signature TEXT NOT NULL,
    entry TEXT NOT NULL,
    number TEXT, number_key TEXT, serial INTEGER, type_code TEXT, body TEXT,
    kind TEXT, issuer TEXT, deciding_body TEXT,
    issued TEXT, year INTEGER, subject TEXT, subject_folded TEXT,
    pages INTEGER NOT NULL, origin TEXT, confidence REAL NOT NULL,
    sample INTEGER NOT NULL,
    title TEXT, signed INTEGER NOT NULL, sketch BLOB NOT NULL,
    elsewhere TEXT NOT NULL
);
CREATE INDEX documents_number ON documents (number_key);
CREATE INDEX documents_serial ON documents (serial);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY,
    n INTEGER NOT NULL REFERENCES documents (n),
    ordinal INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL, heading TEXT NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    pages TEXT NOT NULL, printed TEXT NOT NULL, page_starts TEXT NOT NULL,
    origin TEXT NOT NULL, confidence REAL NOT NULL,
    note TEXT,
    sketch BLOB NOT NULL
);
CREATE INDEX passages_document ON passages (n);
CREATE TABLE doubts (
    n INTEGER NOT NULL REFERENCES documents (n),
    ordinal INTEGER NOT NULL,
    field TEXT NOT NULL, said TEXT NOT NULL, reason TEXT NOT NULL,
    page INTEGER NOT NULL, box TEXT NOT NULL, stated INTEGER NOT NULL,
    PRIMARY KEY (n, ordinal)
) WITHOUT ROWID;
CREATE TABLE provisions (
    n INTEGER NOT NULL REFERENCES documents (n),
    ordinal INTEGER NOT NULL,
    level TEXT NOT NULL, path TEXT NOT NULL, label TEXT NOT NULL, title TEXT NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, parent INTEGER,
    PRIMARY KEY (n, ordinal)
) WITHOUT ROWID;
CREATE TABLE refs (
    n INTEGER NOT NULL REFERENCES documents (n),
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    text TEXT NOT NULL, form TEXT NOT NULL, relation TEXT NOT NULL,
    kind TEXT, number TEXT, number_key TEXT, serial INTEGER,
    issued TEXT, year INTEGER, term INTEGER,
    issuer TEXT, subject TEXT, name TEXT, provision TEXT,
    passage INTEGER, sentence TEXT NOT NULL,
    of_reference INTEGER, inside INTEGER,
    PRIMARY KEY (n, ordinal)
) WITHOUT ROWID;
CREATE INDEX refs_number ON refs (number_key);
CREATE INDEX refs_name ON refs (name);
CREATE TABLE citations (
    n INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    resolution TEXT NOT NULL,
    PRIMARY KEY (n, ordinal)
) WITHOUT ROWID;
CREATE TABLE candidates (
    n INTEGER NOT NULL, ordinal INTEGER NOT NULL, place INTEGER NOT NULL,
    target TEXT, number_key TEXT,
    card TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (n, ordinal, place)
) WITHOUT ROWID;
CREATE INDEX candidates_target ON candidates (target);
CREATE TABLE amendments (
    n INTEGER NOT NULL REFERENCES documents (n),
    ordinal INTEGER NOT NULL,
    effect TEXT NOT NULL,
    target INTEGER, provision TEXT NOT NULL,
    partial INTEGER NOT NULL, own INTEGER NOT NULL, acting INTEGER,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL, sentence_stop INTEGER NOT NULL, sentence TEXT NOT NULL,
    passage INTEGER, pages TEXT NOT NULL,
    effective TEXT, effective_words TEXT,
    words_start INTEGER, words_stop INTEGER, words TEXT,
    phrases TEXT NOT NULL,
    PRIMARY KEY (n, ordinal)
) WITHOUT ROWID;
CREATE TABLE definitions (
    n INTEGER NOT NULL REFERENCES documents (n),
    ordinal INTEGER NOT NULL,
    term TEXT NOT NULL, term_key TEXT NOT NULL, form TEXT NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, says TEXT NOT NULL,
    passage INTEGER, pages TEXT NOT NULL,
    PRIMARY KEY (n, ordinal)
) WITHOUT ROWID;
CREATE INDEX definitions_term ON definitions (term_key);
CREATE TABLE statuses (
    id TEXT NOT NULL,
    n INTEGER NOT NULL,
    target TEXT, target_key TEXT, target_card TEXT NOT NULL,
    actor TEXT, actor_key TEXT, actor_card TEXT NOT NULL,
    holder TEXT, ordinal INTEGER, effect TEXT NOT NULL,
    said TEXT NOT NULL, sentence TEXT NOT NULL,
    provision TEXT, start INTEGER, stop INTEGER,
    added INTEGER NOT NULL, partial INTEGER NOT NULL,
    since TEXT, passage TEXT, path TEXT NOT NULL, pages TEXT NOT NULL,
    review TEXT NOT NULL, source TEXT NOT NULL, build TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX statuses_target ON statuses (target);
CREATE INDEX statuses_target_key ON statuses (target_key);
CREATE INDEX statuses_actor ON statuses (actor);
CREATE INDEX statuses_actor_key ON statuses (actor_key);
"""

OF_A_DOCUMENT = (
    "statuses",
    "definitions",
    "amendments",
    "candidates",
    "citations",
    "refs",
    "doubts",
    "provisions",
    "passages",
    "documents",
)
"""Every table with rows of a document, in the order they are emptied."""

CONCLUDED = ("citations", "candidates", "statuses")
"""Tables of what was concluded over the whole library: a row may speak of other documents."""


def passage_key(n: int, ordinal: int) -> int:
    """Return the key of a passage in every index."""
    return n << SHIFT | ordinal


def document_of(key: int) -> int:
    """Return the number of the document a passage key belongs to."""
    return key >> SHIFT
