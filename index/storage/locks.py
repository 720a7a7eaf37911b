"""Locks on files that the system itself lets go when their holder dies.

A lock file with a process number in it outlives a killed process and may name
another one later; a lock of the system (flock; on Windows, a locked byte) cannot.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":  # pragma: no cover (tested where it runs)
    import msvcrt
else:
    import fcntl


class FileLock:
    """A lock on ``path``, held from :meth:`acquire` to :meth:`release` or the process's end."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._path = path
        self._shared = shared
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock; return False at once when another holds it.

        :raises OSError: the file cannot be opened.
        """
        # A shared holder only reads: it must work where nothing may be written.
        flags = os.O_RDONLY if self._shared else os.O_RDWR | os.O_CREAT
        file = os.open(self._path, flags, 0o644)
        try:
            _lock(file, self._shared)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let the lock go; harmless when it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> FileLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _lock(file: int, shared: bool) -> None:
    if sys.platform == "win32":  # pragma: no cover
        # Windows has no shared byte locks here: a reader there holds none, and what it
        # has open cannot be deleted anyway.
        if not shared:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
