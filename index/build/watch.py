"""Watching folders: what was added, changed or removed is built into the library.

A look is a snapshot (path, size, time of change) of the files a build would read.  A
build is due when a snapshot differs from the one last built and has stayed the same for
some seconds, so a file that is still being copied waits.  The system's own notices only
say when to look: on a network share, which sends none, the folders are looked at every
minute.  Only differences count and a clock that no one can set measures the waiting.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.build.report import BuildReport
from index.build.sources import gather
from index.metadata.manifest import MANIFEST
from ingest.errors import FolderEmpty, VankienError

log = logging.getLogger(__name__)
QUIET = 5.0
"""Seconds without a change after which a file is taken to be whole."""
PATIENCE = 600.0
"""Seconds after which a build goes ahead without the files that still change."""
LOOK = 60.0
"""Seconds after which folders are looked at though no notice came."""
RETRY = 30.0
"""Seconds before a build that failed is tried again."""


@dataclass(frozen=True, slots=True)
class State:
    """What of a file shows that it changed: size in bytes, time of change in nanoseconds."""

    size: int
    changed: int


def snapshot(paths: Sequence[Path]) -> dict[Path, State]:
    """Return the state of every file a build of ``paths`` would read, manifests with them.

    :raises FolderMissing: one of ``paths`` cannot be listed: nothing is known then, least
        of all that its files are gone.
    """
    try:
        files = [file.path for file in gather(paths).files]
    except FolderEmpty:
        files = []
    files.extend(path / MANIFEST for path in paths if path.is_dir())
    states: dict[Path, State] = {}
    for path in files:
        try:
            status = path.stat()
        except OSError:
            continue
        states[path] = State(status.st_size, status.st_mtime_ns)
    return states


@dataclass(slots=True)
class Watch:
    """What was seen, and what was last built.  Times are of a monotonic clock, in seconds."""

    quiet: float = QUIET
    patience: float = PATIENCE
    seen: dict[Path, State] = field(default_factory=dict)
    _built: dict[Path, State] | None = None
    _since: dict[Path, float] = field(default_factory=dict)
    _moved: float = 0.0
    _waiting: float | None = None

    @property
    def waiting(self) -> bool:
        """Say whether a change was seen and is not yet built."""
        return self._waiting is not None

    def look(self, states: dict[Path, State], now: float) -> frozenset[Path] | None:
        """Take in a snapshot; return the files to leave out when a build is due, else None."""
        for path in states.keys() | self.seen.keys():
            if states.get(path) != self.seen.get(path):
                self._since[path] = self._moved = now
        self.seen = states
        if states == self._built:
            self._waiting = None
            return None
        if self._waiting is None:
            self._waiting = now
        if now - self._moved >= self.quiet:
            return frozenset()
        if now - self._waiting < self.patience:
            return None
        return frozenset(p for p in states if now - self._since[p] < self.quiet)

    def built(self, left_out: frozenset[Path]) -> None:
        """Remember that what was seen has been built, but for ``left_out``."""
        self._built = {path: state for path, state in self.seen.items() if path not in left_out}
        self._waiting = None
        self._since = {path: self._since[path] for path in self.seen}


def follow(
    paths: Sequence[Path],
    build: Callable[[frozenset[Path]], BuildReport],
    tell: Callable[[BuildReport | VankienError], None],
    *,
    wakes: Iterator[bool],
    watch: Watch | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Build whenever a build is due, until ``wakes`` ends.

    :param build: given the files to leave out; its errors are told and it is tried again.
    :param wakes: yields every second or two; True when the system gave notice of a change.
    """
    state = watch or Watch()
    next_look = not_before = clock()
    for noticed in wakes:
        now = clock()
        if not (noticed or state.waiting or now >= next_look) or now < not_before:
            continue
        next_look = now + LOOK
        try:
            left_out = state.look(snapshot(paths), now)
            if left_out is None:
                continue
            tell(build(left_out))
            state.built(left_out)
        except VankienError as error:
            # A share that went away, a build elsewhere, a full disk: all may pass.
            tell(error)
            not_before = clock() + RETRY
        except Exception as error:
            # Nobody sits before it: whatever one file does, the next may be built.
            log.exception("watch")
            tell(VankienError(f"Lỗi ngoài dự tính khi theo dõi: {error!r}.", "Xem nhật ký."))
            not_before = clock() + RETRY


def wakes(paths: Sequence[Path], seconds: float = 2.0) -> Iterator[bool]:
    """Yield every ``seconds``: True at once when the system tells of a change.

    Without the watchfiles package, or where the system grants no more watches, it only
    keeps the time and every turn counts as a notice.
    """
    try:
        import watchfiles  # noqa: PLC0415  # an extra: the folders are polled without it

        for changes in watchfiles.watch(
            *paths,
            watch_filter=None,
            rust_timeout=int(seconds * 1000),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield bool(changes)
    except (ImportError, OSError):
        while True:
            time.sleep(seconds)
            yield True
