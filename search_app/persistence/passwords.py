"""Passwords as they are kept: long enough, hashed slowly, compared in the same time always."""

from __future__ import annotations

import secrets
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from ingest.errors import UsageError

HASHING = "scrypt"
"""Werkzeug's default: 32 MiB of memory and a good part of a second for each try."""
LEAST_PASSWORD = 10
MOST_PASSWORD = 200
"""Hashing a book would keep the server busy."""


def hashed(password: str) -> str:
    """Return what is kept of a password.

    :raises UsageError: it is too short or too long.
    """
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise UsageError(f"Mật khẩu phải từ {LEAST_PASSWORD} đến {MOST_PASSWORD} ký tự.")
    return generate_password_hash(password, HASHING)


def fits(kept: str | None, password: str) -> bool:
    """Say whether ``password`` is the one kept; None is nobody's, and takes as long."""
    return check_password_hash(kept or _nobody(), password[:MOST_PASSWORD]) and kept is not None


@cache
def _nobody() -> str:
    """A hash to compare with where no such name exists, so that the answer takes as long."""
    return generate_password_hash(secrets.token_hex(16), HASHING)
