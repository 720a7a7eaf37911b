"""Everything the app can be told, in one frozen object built by the entry point."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses only this machine reaches."""
HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""The same as a browser names them."""
MOST_QUERY, MOST_DRAFT = 300, 400_000
"""Characters of a question and of a draft."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the app runs.

    ``accounts`` is the SQLite file of accounts, beside ``desk`` when omitted;
    ``must_login`` demands an account even while there is none (beyond the loopback);
    ``https`` says that readers come through TLS, so that cookies may insist on it;
    ``proxy`` is the address of a TLS server that stands before the app: only its word on
    who is asking is taken; ``audit_reading`` records who read and searched what
    (:mod:`search_app.routes.audit`).
    ``library`` is the folder of the library, None where the app may not know it: no backups
    are made then.  ``desk`` is the SQLite file of the reader's own work (collections); it lies
    apart from the library so that a rebuild cannot lose it.  ``max_query`` counts characters,
    ``max_draft`` characters, ``max_upload`` bytes.  ``hosts`` are the names the app
    answers to: another name in a request means that some page on the network is
    pretending to be us (DNS rebinding).
    """

    desk: Path
    accounts: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    must_login: bool = False
    https: bool = False
    audit_reading: bool = False
    proxy: str | None = None
    hosts: tuple[str, ...] = HOSTS
    max_query: int = MOST_QUERY
    max_draft: int = MOST_DRAFT
    max_upload: int = 20 * 1024 * 1024
    per_page: int = 10
    library: Path | None = None


def accounts_file(settings: Settings) -> Path:
    """Return the file of accounts."""
    return settings.accounts or settings.desk.with_name(settings.desk.name + ".accounts.sqlite")
