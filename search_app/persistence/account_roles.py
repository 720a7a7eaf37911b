"""Who somebody is: a role, a person signed in, the one person of a library without accounts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from index.access import ALL, Rights
from ingest.errors import UsageError


class AccountRole(IntEnum):
    """What a person may do; each may do what those before may."""

    READER = 1
    EDITOR = 2
    ADMIN = 3

    @staticmethod
    def named(name: str) -> AccountRole:
        """Return the role called ``name`` (reader, editor, admin).

        :raises UsageError: there is none.
        """
        try:
            return AccountRole[name.upper()]
        except KeyError:
            raise UsageError(f"Không có vai trò “{name}”.", "Chọn reader, editor, admin.") from None


@dataclass(frozen=True, slots=True)
class User:
    """A person signed in, with what they may see."""

    id: int
    name: str
    role: AccountRole
    rights: Rights = ALL


OWNER = User(0, "", AccountRole.ADMIN)
"""The one person of a library without accounts."""
