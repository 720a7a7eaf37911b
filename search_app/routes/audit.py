"""The record of what was done.

Always recorded: who signed in or failed to, and every change to what others read
(uploads, corrections, accounts, folders), because somebody must be able to answer for
it.  Reading and searching are recorded only where the administrator asks for it
(``--audit-reading``): what a person reads and asks says much about them, and a record
that is not needed for a duty should not exist.
"""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, g, request

from ingest.errors import LibraryUnwritable
from search_app.persistence.accounts import Accounts, User

log = logging.getLogger("search_app")

CHANGING = frozenset({"upload", "packs", "corrections", "doubts", "administration"})
"""Rooms in which every accepted POST is a change for everybody."""
_READING = {
    "pages.search": "search",
    "api.search": "search",
    "exports.results": "search",
    "concordance.page": "search",
    "concordance.table": "search",
    "concordance.word": "search",
    "inventory.page": "search",
    "inventory.table": "search",
    "inventory.excel": "search",
    "inventory.wanted_page": "search",
    "inventory.wanted_table": "search",
    "inventory.wanted_excel": "search",
    "watches.page": "search",
    "watches.one": "search",
    "watches.feed": "search",
    "topic.page": "search",
    "topic.table": "search",
    "topic.word": "search",
    "glossary.page": "search",
    "glossary.table": "search",
    "glossary.word": "search",
    "pages.look_up": "search",
    "pages.found_in": "read",
    "api.lookup": "search",
    "pages.document": "read",
    "pages.passage": "read",
    "pages.page": "read",
    "exports.passage_reference": "read",
    "exports.document_reference": "read",
    "addresses.address": "read",
    "excerpts.page": "read",
    "comparison.amended": "read",
    "comparison.compared": "read",
    "comparison.beside": "read",
    "consolidated.page": "read",
    "doubts.page": "read",
    "review.page": "search",
    "review.table": "search",
    "review.word": "search",
    "pages.original": "download",
    "api.document": "read",
    "api.passage": "read",
}
_WORDS = ("q", "so", "ten", "cum-tu", "tu", "a", "b", "coquan", "thumuc")
"""Parameters of an address that say what was asked for."""


def record(kind: str, who: str, what: str) -> None:
    """Record an event by name."""
    people: Accounts = current_app.extensions["vankien.accounts"]
    try:
        people.note(who, kind, what)
    except LibraryUnwritable as error:
        # On a full disk reading goes on; the log has what the record cannot take.
        log.error("record: %s: %s %s %s", error.message, kind, who, what)


def note(what: str) -> None:
    """Add words to the record of this request; never what a document says."""
    g.audit_note = what


def _after(answer: Response) -> Response:
    asker: User | None = g.get("user")
    if asker is None or answer.status_code >= 400:
        return answer
    details = g.get("audit_note", "")
    if request.method not in ("GET", "HEAD") and request.blueprint in CHANGING:
        record(request.endpoint or "", asker.name, f"{request.path} {details}".strip())
    elif current_app.extensions["vankien.settings"].audit_reading:
        kind = _READING.get(request.endpoint or "")
        if kind is not None:
            asked = [*map(request.args.get, _WORDS), details]
            record(kind, asker.name, " ".join([request.path, *filter(None, asked)]))
    return answer


def install(app: Flask) -> None:
    """Let ``app`` record."""
    app.after_request(_after)
