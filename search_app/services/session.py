"""Who is asking: the accounts of the app, the reader of this request, what they may do."""

from __future__ import annotations

from flask import (
    abort,
    current_app,
    g,
)

from search_app.persistence.accounts import Accounts, Role, User


def accounts() -> Accounts:
    """Return the accounts of the app that is answering."""
    found: Accounts = current_app.extensions["vankien.accounts"]
    return found


def user() -> User:
    """Return who is asking.  A request that was not let in has nobody: 401."""
    found: User | None = g.get("user")
    if found is None:
        abort(401)
    return found


def may(role: Role) -> bool:
    """Say whether who is asking has ``role`` or more."""
    found: User | None = g.get("user")
    return found is not None and found.role >= role
