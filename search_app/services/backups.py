"""Backups made in the app: kept beside the library, readable by their owner alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.build.additions import Additions
from index.citations import register_files
from ingest.errors import UsageError
from search_app.persistence import backup
from search_app.settings import Settings, accounts_file

_NAME = re.compile(r"sao-luu-\d{8}-\d{6}\.zip")


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup: its name, its size in bytes, when it was made."""

    name: str
    size: int
    made: datetime


class Backups:
    """The backups of the library at ``library``, in a folder beside it."""

    def __init__(self, library: Path, settings: Settings) -> None:
        self._library = library.absolute()
        self._settings = settings
        self._folder = self._library.with_name(f"{self._library.name}.backups")

    def kept(self) -> tuple[KeptBackup, ...]:
        """Return the backups that lie there, the newest first."""
        paths = [path for path in self._folder.glob("*.zip") if _NAME.fullmatch(path.name)]
        return tuple(
            KeptBackup(path.name, path.stat().st_size, datetime.fromtimestamp(path.stat().st_mtime))
            for path in sorted(paths, reverse=True)
        )

    def make(self, now: datetime) -> str:
        """Make one; return its name.

        :raises VankienError: there is no room, nothing to keep, or something is damaged.
        """
        files = backup.files_of(self._library)
        own = {"desk": self._settings.desk, "accounts": accounts_file(self._settings)}
        files |= {role: path for role, path in own.items() if path.is_file()}
        self._folder.mkdir(mode=0o700, exist_ok=True)
        name = f"sao-luu-{now:%Y%m%d-%H%M%S}.zip"
        backup.back_up(
            {role: path for role, path in files.items() if role in backup_roles()},
            self._folder / name,
            Additions(self._library).folder,
            self._library / register_files.NAME,
        )
        return name

    def path(self, name: str) -> Path:
        """Return where a backup lies.

        :raises UsageError: there is none of that name.
        """
        path = self._folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise UsageError("Không có bản sao lưu ấy.")
        return path

    def remove(self, name: str) -> None:
        """Delete a backup.

        :raises UsageError: there is none of that name.
        """
        self.path(name).unlink(missing_ok=True)


def backup_roles() -> frozenset[str]:
    """Return the roles of the files that a backup may hold."""
    return frozenset({"desk", "accounts", "corrections"})
