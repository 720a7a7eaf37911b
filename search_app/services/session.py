"""Who is asking: the accounts of the app, the reader of this request, what they may do."""

from __future__ import annotations

from flask import (
    abort,
    current_app,
    g,
)

from search_app.persistence.accounts import AccountRole, Accounts, User


def accounts() -> Accounts:
    """Return the accounts of the app that is answering."""
    store: Accounts = current_app.extensions["vankien.accounts"]
    return store


def user() -> User:
    """Return who is asking.  A request that was not let in has nobody: 401."""
    person: User | None = g.get("user")
    if person is None:
        abort(401)
    return person


def may(role: AccountRole) -> bool:
    """Say whether who is asking has ``role`` or more."""
    person: User | None = g.get("user")
    return person is not None and person.role >= role
